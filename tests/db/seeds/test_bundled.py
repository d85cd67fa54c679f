"""The bundled seeds carry everything that our own data has."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from db.seeds import load_events, load_glossary, load_people, load_sources, load_topics

pytestmark = pytest.mark.shared


@pytest.fixture
def domain(shared: Path):  # type: ignore[no-untyped-def]
    return lambda name: tomllib.loads((shared / "domain" / name).read_text("utf-8"))


NATIONS = ("England", "Wales", "Scotland", "Northern Ireland", "UK")


def test_all_eighty_sources_are_converted(domain) -> None:  # type: ignore[no-untyped-def]
    bundled = {source.slug: source for source in load_sources()}
    raw = domain("sources.toml")["source"]
    assert bundled.keys() == {row["id"] for row in raw}
    assert len(bundled) == 80
    for row in raw:
        source = bundled[row["id"]]
        assert (source.name, source.home, source.display) == (row["name"], row["home"], row["display"])
        assert source.url == row.get("feed", row["home"])
        assert source.kind == ("listing" if row["kind"] == "listing" else "feed")
        assert source.access == {"regi": "registration", "subs": "subscriber"}.get(row["paywall"][:4], "open")
        assert source.poll_minutes == row["poll_minutes"]
        assert source.status == ("on" if may_be_on(row) else "unproven")
        assert set(source.nations) == {nation for nation in NATIONS if nation in row["nation"]}, source.slug


def may_be_on(row: dict[str, object]) -> bool:
    said = f"{row['evidence']} {row.get('notes', '')}".lower()
    return (
        row["status"] == "verified in stored material"
        and row["poll_minutes"] != 0
        and row["kind"] != "listing"
        and "fail" not in said
        and "use only if" not in said
    )


def test_topics_are_the_eighteen_of_the_taxonomy(shared: Path) -> None:
    lines = (shared / "gold" / "taxonomy.md").read_text("utf-8").splitlines()
    ids = [line.split("`")[1] for line in lines if line.startswith("| `")]
    topics = load_topics()
    assert [topic.id for topic in topics] == ids
    assert len(ids) == 18


def test_every_event_is_there_with_its_key(domain) -> None:  # type: ignore[no-untyped-def]
    raw = domain("events.toml")
    series, editions = load_events()
    assert (len(series), len(editions)) == (len(raw["series"]), len(raw["event"])) == (22, 42)
    ncas = next(edition for edition in editions if edition.key == "ncasc-2011")
    assert (ncas.name, ncas.confirmed) == ("NCAS 2011", ())
    assert {edition.key for edition in editions} >= {"ncasc-2011", "ncasc-2021"}


def test_offices_tenures_bodies_and_terms_are_all_there(domain) -> None:  # type: ignore[no-untyped-def]
    raw, people = domain("people_orgs.toml"), load_people()
    assert len(people.offices) == len(raw["office"]) == 14
    assert [tenure.person for tenure in people.tenures] == [row["person"] for row in raw["holder"]]
    assert {body.id for body in people.bodies} == {row["id"] for row in raw["organisation"]}
    assert [term.term for term in load_glossary()] == [row["term"] for row in domain("glossary.toml")["term"]]
