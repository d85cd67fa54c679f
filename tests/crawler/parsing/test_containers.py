"""Where a site keeps its articles: checked at its first page, trusted, checked again, given up at a disagreement."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from crawler.parsing import bodies
from crawler.parsing.blocks import Block
from crawler.parsing.containers import AGREE, MOST_PATHS, MOST_SITES, RECHECK, Containers, without
from crawler.parsing.pages import extract, parsed, sensible
from crawler.parsing.places import Place, place_of
from crawler.parsing.quick_reading import Part, parts_of

SENTENCE = "The council says that every child in its care has met the new social worker of {}. "


def page(number: int, *, named: str = "entry-content", before: str = "", within: str = "", below: str = "") -> str:
    """Return a page of one template with its own words."""
    words = "".join(f"<p>{SENTENCE.format(f'{number} and {each}') * 3}</p>" for each in range(6))
    return (
        f"<html><head><title>Story number {number} of the day - Site</title></head><body><div><ul><li><a>Home</a></li>"
        f"</ul></div><main><article><h1>Story number {number} of the day</h1>{before}<div class='{named}'>{words}{within}"
        f"</div></article>{below}</main><footer><p>All rights kept.</p></footer></body></html>"
    )


def others(number: int) -> str:
    """Return so many other words on a page that the place of its article is doubtful."""
    return (
        "<section>"
        + "".join(f"<p>{SENTENCE.format(f'{number}, {each}')} Read on.</p>" for each in range(9))
        + "</section>"
    )


def url(number: int, host: str = "site.test") -> str:
    """Return the address of a page."""
    return f"https://{host}/news/{number}"


def place_in(markup: str) -> tuple[Place, list[Part]]:
    """Return the place of a page's article, and what stands there."""
    document = parsed(sensible(markup))
    assert document is not None
    place = place_of(document)
    assert place is not None
    return place, parts_of(place.element)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return which readers were asked besides the quick one, in turn."""
    read: list[str] = []

    def noted(name: str, usual: Callable[..., object], *words: object) -> object:
        read.append(name)
        return usual(*words)

    for name in ("seconded", "read_slowly"):
        monkeypatch.setattr(bodies, name, partial(noted, name, getattr(bodies, name)))
    return read


def test_a_site_is_checked_at_its_first_page(asked: list[str]) -> None:
    known = Containers()
    for number in range(5):
        text = extract(page(number), url(number), containers=known).text
        assert text.count(f"worker of {number} and") == 18
        assert asked == ["seconded"]


def test_another_site_is_checked_for_itself(asked: list[str]) -> None:
    known = Containers()
    for host in ("site.test", "other.test"):
        for number in range(2):
            extract(page(number), url(number, host), containers=known)
    assert asked == ["seconded", "seconded"]


def test_now_and_then_a_page_is_checked_and_one_disagreement_ends_the_trust(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Containers()
    for number in range(RECHECK):
        extract(page(number), url(number), containers=known)
    assert asked == ["seconded"]
    monkeypatch.setattr(bodies, "seconded", lambda markup, body: False)
    monkeypatch.setattr(bodies, "read_slowly", lambda markup, address: [Block("p", "Something else")])
    assert extract(page(50), url(50), containers=known).text == "Something else"
    assert extract(page(51), url(51), containers=known).text == "Something else"


def test_a_doubtful_place_is_trusted_once_more_pages_agreed(asked: list[str]) -> None:
    known = Containers()
    for number in range(AGREE + 2):
        text = extract(page(number, below=others(number)), url(number), containers=known).text
        assert text.count(f"worker of {number} and") == 18
    assert asked.count("seconded") == AGREE


def test_a_named_line_that_slow_reading_never_takes_is_left_out() -> None:
    place, parts = place_in(page(1, within="<p class='kicker line'>Our award for the best of all teams</p>"))
    known = Containers()
    body = [each for element, each in parts if element.get("class") is None]
    assert len(body) == len(parts) - 1
    known.learn(place, url(1), parts, body)
    assert known.body_of(place, url(2), parts) == body


def test_a_named_line_is_not_left_out_where_it_holds_the_article() -> None:
    _, parts = place_in(page(7))
    assert len(without(frozenset({"div"}), parts)) == len(parts)
    assert without(frozenset({"p"}), parts) == []


def test_what_says_something_else_is_not_trusted() -> None:
    place, parts = place_in(page(1))
    known = Containers()
    known.learn(place, url(1), parts, [Block("p", "Something else")])
    assert known.body_of(place, url(2), parts) == []


def test_a_page_without_an_article_teaches_nothing() -> None:
    known = Containers()
    extract("<html><body><p>Nothing here.</p></body></html>", url(1), containers=known)
    assert not known.sites


def test_what_is_remembered_is_bounded() -> None:
    known = Containers()
    for number in range(MOST_SITES + 3):
        known.trust_in(f"site-{number}.test", ("html", "body"))
    assert len(known.sites) == MOST_SITES
    for number in range(MOST_PATHS + 3):
        known.trust_in("one.test", ("html", f"div {number}"))
    assert len(known.sites["one.test"]) == MOST_PATHS
