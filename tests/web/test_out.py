"""What leaves the site for machines: feeds in two forms, the JSON API as it is described, OPML, OpenSearch."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from db.types import Mention, SpokenQuote

LISTS = (
    "/stories", "/topics/fostering-kinship", "/events/ncasc-2011", "/sources/dfe", "/search", "/nations/england",
    "/people/miriam-oakes", "/bodies/department-for-education",
)  # fmt: skip


@pytest.fixture
def slug(newsroom: Any) -> str:
    """Return the address of a story that stands in every list."""
    story = newsroom.article(
        "Carers & families <get> relief",
        event="ncasc-2011",
        people=(Mention("Miriam Oakes", "person", "chair"), Mention("Department for Education", "body")),
        quotes=(SpokenQuote("Miriam Oakes", "It is a start.", "chair"),),
    )
    return str(newsroom.slug(story))


def words(path: str, form: str) -> str:
    return f"{path}.{form}" + ("?q=relief" if path == "/search" else "")


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_an_atom_feed_and_a_json_feed(path: str, slug: str, person: Any) -> None:
    reader = person()
    atom = reader.get(words(path, "atom"))
    assert atom.content_type == "application/atom+xml; charset=utf-8"
    (entry,) = feedparser.parse(atom.data).entries
    made = reader.get(words(path, "json"))
    assert made.content_type == "application/feed+json; charset=utf-8"
    found = json.loads(made.data)
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = found["items"]
    assert item["url"] == entry.link == f"https://thread.example/stories/{slug}"
    assert item["title"] == "Carers & families <get> relief"
    assert item["external_url"] == "https://outlet.example/1"
    assert item["content_text"] == "A summary."
    assert found["feed_url"] == f"https://thread.example{words(path, 'json')}"
    assert reader.get(f"{path}.xml").status_code == 404


def test_pages_name_both_feeds(slug: str, person: Any) -> None:
    page = person().get("/topics/fostering-kinship").get_data(as_text=True)
    assert 'type="application/atom+xml"' in page
    assert 'href="/topics/fostering-kinship.json"' in page


@pytest.mark.parametrize("nation", ["england", "wales", "scotland", "northern-ireland", "uk"])
def test_each_nation_has_its_page(nation: str, slug: str, person: Any) -> None:
    page = person().get(f"/nations/{nation}")
    assert page.status_code == 200
    assert ("relief" in page.get_data(as_text=True)) == (nation == "england")


def test_there_is_no_other_nation(person: Any) -> None:
    assert person().get("/nations/france").status_code == 404
    assert person().get("/nations/france.atom").status_code == 404


def fits(value: Any, schema: dict[str, Any], where: str) -> None:
    """Fail where a value is not what a schema says: the part of JSON Schema that the description uses."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    python = {"string": str, "integer": int, "null": type(None), "array": list, "object": dict}
    assert isinstance(value, tuple(python[kind] for kind in kinds)), f"{where}: {value!r} is no {kinds}"
    if isinstance(value, dict):
        assert set(value) == set(schema["properties"]) == set(schema["required"]), where
        for name, inner in schema["properties"].items():
            fits(value[name], inner, f"{where}.{name}")
    if isinstance(value, list):
        for number, one in enumerate(value):
            fits(one, schema["items"], f"{where}[{number}]")


def test_the_api_answers_as_it_is_described(slug: str, person: Any) -> None:
    reader = person()
    described = json.loads(reader.get("/api/v1/openapi.json").data)
    assert described["servers"] == [{"url": "https://thread.example/api/v1"}]
    for path, item in described["paths"].items():
        answer = reader.get("/api/v1" + path.format(slug=slug, key="ncasc-2011"))
        assert answer.status_code == 200, path
        assert answer.content_type == "application/json"
        schema = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        fits(json.loads(answer.data), schema, path)


def test_every_address_of_the_api_is_described(app: Any) -> None:
    rules = {str(rule) for rule in app.url_map.iter_rules() if str(rule).startswith("/api/v1/")}
    described = json.loads(app.test_client().get("/api/v1/openapi.json").data)["paths"]
    known = {f"/api/v1{path}".replace("{", "<").replace("}", ">") for path in described}
    assert rules == known | {"/api/v1/openapi.json"}


def test_the_api_goes_on_page_by_page(newsroom: Any, person: Any, now: Any) -> None:
    for number in range(35):
        newsroom.article(f"Story {number}", at=now - timedelta(hours=number))
    reader = person()
    first = json.loads(reader.get("/api/v1/stories?topic=fostering-kinship").data)
    assert len(first["stories"]) == 30
    rest = json.loads(reader.get(first["next"].removeprefix("https://thread.example")).data)
    assert [one["headline"] for one in rest["stories"]] == [f"Story {number}" for number in range(30, 35)]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("path", "status"),
    [("/stories?after=x", 400), ("/stories?topic=x", 404), ("/stories/x", 404), ("/events/x", 404), ("/x", 404)],
)
def test_wrong_questions_are_answered(path: str, status: int, person: Any) -> None:
    assert person().get(f"/api/v1{path}").status_code == status


def test_display_rights_hold_for_machines_too(newsroom: Any, person: Any) -> None:
    from db.sources import everything

    quiet = next(one.slug for one in everything(newsroom.db) if one.display == "headline")
    slug = newsroom.slug(
        newsroom.article("Only the headline", source=quiet, summary="Their own words.", topics=("adoption",))
    )
    reader = person()
    for path in (f"/api/v1/stories/{slug}", "/api/v1/stories", "/topics/adoption.json", "/topics/adoption.atom"):
        assert b"Their own words." not in reader.get(path).data, path


def test_feed_readers_and_browsers_find_their_files(person: Any) -> None:
    reader = person()
    outlines = ElementTree.fromstring(reader.get("/feeds.opml").data).findall(".//outline")
    assert len(outlines) == 19
    assert outlines[1].get("xmlUrl", "").startswith("https://thread.example/topics/")
    search = reader.get("/opensearch.xml")
    assert b"https://thread.example/search?q={searchTerms}" in search.data
    ElementTree.fromstring(search.data)
    assert "/opensearch.xml" in reader.get("/").get_data(as_text=True)
