"""Where a site keeps its articles: learned slowly, used fast, given up at the first disagreement."""

from __future__ import annotations

import pytest

from crawler.parsing import containers, pages
from crawler.parsing.containers import AGREE, MOST_PATHS, MOST_SITES, RECHECK, Containers
from crawler.parsing.pages import extract

SENTENCE = "The council says that every child in its care has met the new social worker of {}. "


def page(number: int, *, named: str = "entry-content", before: str = "", within: str = "") -> str:
    """Return a page of one template with its own words."""
    words = "".join(f"<p>{SENTENCE.format(f'{number} and {each}') * 3}</p>" for each in range(6))
    return (
        f"<html><head><title>Story number {number} of the day - Site</title></head><body><div><ul><li><a>Home</a></li>"
        f"</ul></div><main><article><h1>Story number {number} of the day</h1>{before}"
        f"<div class='{named}'>{words}{within}</div></article></main><footer><p>All rights kept.</p></footer></body></html>"
    )


def url(number: int, host: str = "site.test") -> str:
    """Return the address of a page."""
    return f"https://{host}/news/{number}"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses of the pages that were read slowly."""
    read: list[str] = []
    usual = pages.read_slowly

    def noted(markup: str, address: str) -> list[containers.Block]:
        read.append(address)
        return usual(markup, address)

    monkeypatch.setattr(pages, "read_slowly", noted)
    return read


def test_a_site_is_read_fast_once_its_pages_agreed(slow: list[str]) -> None:
    known = Containers()
    for number in range(AGREE + 5):
        assert extract(page(number), url(number), containers=known) == extract(page(number), url(number))
    by_place = [each for each in {url(n) for n in range(AGREE + 5)} if slow.count(each) == 1]
    assert sorted(by_place) == [url(number) for number in range(AGREE, AGREE + 5)]


def test_another_site_is_learned_for_itself(slow: list[str]) -> None:
    known = Containers()
    for number in range(AGREE + 1):
        extract(page(number), url(number), containers=known)
    slow.clear()
    extract(page(9), url(9, "other.test"), containers=known)
    assert slow == [url(9, "other.test")]


def test_a_named_line_that_slow_reading_never_takes_is_left_out_by_place() -> None:
    known = Containers()
    within = "<p class='share-tools'>Share</p>"
    found = [extract(page(n, within=within), url(n), containers=known).text for n in range(AGREE + 3)]
    assert all(text == extract(page(n, within=within), url(n)).text for n, text in enumerate(found))


def test_a_named_line_is_not_left_out_where_it_holds_the_article(slow: list[str]) -> None:
    known = Containers()
    for number in range(AGREE):
        extract(page(number), url(number), containers=known)
    (site,) = known.sites.values()
    (trust,) = site.values()
    trust.skip = frozenset({"p"})
    slow.clear()
    assert "new social worker of 7" in extract(page(7), url(7), containers=known).text
    assert slow == [url(7)]


@pytest.mark.parametrize("within", ["<table><tr><td>Ward</td><td>12</td></tr></table>", "<div><p>A box</p></div>"])
def test_what_is_not_plainly_text_is_read_slowly(within: str, slow: list[str]) -> None:
    known = Containers()
    for number in range(AGREE + 1):
        extract(page(number), url(number), containers=known)
    slow.clear()
    assert extract(page(8, within=within), url(8), containers=known) == extract(page(8, within=within), url(8))
    assert slow == [url(8), url(8)]


def test_now_and_then_a_page_is_read_slowly_and_one_disagreement_ends_the_trust(
    slow: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Containers()
    for number in range(AGREE + RECHECK - 1):
        extract(page(number), url(number), containers=known)
    assert len(slow) == AGREE
    monkeypatch.setattr(pages, "read_slowly", lambda markup, address: slow.append(address) or [])
    extract(page(50), url(50), containers=known)
    extract(page(51), url(51), containers=known)
    assert slow[AGREE:] == [url(50), url(51)]


def test_lists_line_breaks_and_headings_are_read_by_place_as_slowly() -> None:
    within = "<h3>What changed</h3><ul><li>Visits</li><li>Plans</li></ul><p>One line<br>and another</p><!-- end -->"
    known = Containers()
    for number in range(AGREE + 2):
        html = page(number, within=within)
        assert extract(html, url(number), containers=known) == extract(html, url(number))


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
