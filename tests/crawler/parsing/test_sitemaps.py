"""Sitemaps are read within bounds."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.errors import TooLarge
from crawler.parsing import sitemaps
from crawler.parsing.errors import ParseFailed
from crawler.parsing.sitemaps import parse_sitemap
from crawler.platforms.sitemap import newest

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def test_pages_are_read_with_their_dates_and_titles() -> None:
    body = (
        f"<urlset {SPACE} {NEWS}><!-- c --><url><loc> https://a.example/1 </loc><lastmod>2026-11-20</lastmod></url>"
        "<url><loc>https://a.example/2</loc><lastmod>2099-01-01</lastmod><news:news><news:title>T &amp; U</news:title>"
        "<news:publication_date>2026-11-21T10:00:00Z</news:publication_date></news:news></url>"
        "<url><loc>ftp://a.example/3</loc></url><url/></urlset>"
    )
    for packed in (body.encode(), gzip.compress(body.encode())):
        first, second = parse_sitemap(packed, NOW).pages
        assert (first.url, first.changed) == ("https://a.example/1", datetime(2026, 11, 20, tzinfo=UTC))
        assert (second.title, second.changed) == ("T & U", None)
        assert second.published == datetime(2026, 11, 21, 10, tzinfo=UTC)


def test_an_index_names_other_sitemaps() -> None:
    read = parse_sitemap(
        f"<sitemapindex {SPACE}><sitemap><loc>https://a.example/m</loc></sitemap></sitemapindex>".encode(), NOW
    )
    assert [place.url for place in read.sitemaps] == ["https://a.example/m"]
    assert read.pages == ()


@pytest.mark.parametrize("body", [b"", b"  ", b"<html></html>", b"words", b"<?pi ?>", b"\x1f\x8b"])
def test_anything_else_is_told(body: bytes) -> None:
    with pytest.raises((ParseFailed, TooLarge, Exception), match=r"sitemap|gzip|unpack|end"):
        parse_sitemap(body, NOW)


def test_a_bomb_stops_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "LARGEST", 1_000)
    with pytest.raises(TooLarge):
        parse_sitemap(gzip.compress(b" " * 100_000), NOW)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_it_ends(body: bytes) -> None:
    try:
        parse_sitemap(b"<urlset>" + body, NOW)
    except ParseFailed:
        return


def test_only_a_sites_own_pages_count_newest_first() -> None:
    from crawler.parsing.shapes import Place

    day = datetime(2026, 11, 20, tzinfo=UTC)
    places = [
        Place("https://a.example/old"),
        Place("https://www.a.example/new", day),
        Place("https://b.example/x", day),
    ]
    assert [place.url for place in newest(places, "https://a.example/map", 5)] == [
        "https://www.a.example/new",
        "https://a.example/old",
    ]
