"""Usual feeds are read quickly and exactly as feedparser reads them; all others are left to it."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing import feeds, wellformed
from crawler.parsing.feeds import parse_feed, read_by_feedparser, without_seen

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
URL = "https://news.example.org/feeds/all.xml"
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)


def rss(*items: str) -> str:
    whole = "".join(f"<item>{item}</item>\n" for item in items)
    return f'<rss version="2.0" {SPACES}><channel><title>Outlet</title>\n{whole}</channel></rss>'


def atom(*entries: str, more: str = "") -> str:
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {more}><title>Outlet</title>{inner}</feed>'


def as_feedparser(text: str) -> feeds.Feed:
    return read_by_feedparser(text, URL, NOW)


RSS_ITEM = (
    "<title>Reviews &amp;amp; &lt;b&gt;reports&lt;/b&gt;</title><link>https://a.example/1?b=1&amp;c=2</link>"
    '<guid isPermaLink="false">id-1</guid><description><![CDATA[<p>Short &amp; sweet</p>]]></description>'
    "<content:encoded><![CDATA[<p>Long “text” é</p>]]></content:encoded><dc:creator>Ann Other</dc:creator>"
    "<pubDate>Thu, 20 Oct 2011 10:30:00 +0100</pubDate><category>Adoption</category><category>Adoption</category>"
    '<category domain="x">Care</category><slash:comments>3</slash:comments><enclosure url="https://a.example/p.mp3"/>'
)
ATOM_ENTRY = (
    '<id>tag:1</id><title type="html">A &amp;lt; B</title><link href="https://a.example/x" rel="alternate"/>'
    '<link href="https://a.example/x.atom" rel="self"/><updated>2025-03-01T12:00:00Z</updated>'
    "<published>2025-02-01T12:00:00Z</published><author><name>Ann</name></author><author><name>Bob</name></author>"
    '<summary>Plain &lt; text</summary><content type="html">&lt;p&gt;y&lt;/p&gt;</content>'
    '<category term="x" scheme="y" label="z"/>'
)
USUAL = {
    "rss": rss(RSS_ITEM, RSS_ITEM.replace("/1?", "/2?")),
    "rss with few parts": rss("<title>T</title><link>/a</link>"),
    "rss dates": rss("<link>/a</link><pubDate>20 October 2011</pubDate>", "<link>/b</link><pubDate>soon</pubDate>"),
    "atom": atom(ATOM_ENTRY, ATOM_ENTRY.replace("tag:1", "tag:2")),
    "atom with a relative link": atom('<title>T</title><link href="x/1"/><summary type="text">s</summary>'),
    "empty": rss(),
}


@pytest.mark.parametrize("text", USUAL.values(), ids=USUAL)
def test_usual_feeds_are_read_as_feedparser_reads_them(text: str) -> None:
    assert wellformed.read(text) is not None
    read = parse_feed(text.encode("utf-8"), None, URL, NOW)
    known = as_feedparser(text)
    assert (read.title, read.entries) == (known.title, known.entries)


UNUSUAL = {
    "broken": "<rss><channel><item></channel></rss>",
    "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item/></rdf:RDF>',
    "base": atom(ATOM_ENTRY, more='xml:base="https://b.example/"'),
    "no link": rss("<title>T</title><guid>https://a.example/1</guid>"),
    "two titles": rss("<title>T</title><title>U</title><link>/a</link>"),
    "a mail address": rss("<link>/a</link><author>a@example.org (Ann)</author>"),
    "an element we do not know": rss('<link>/a</link><dc:date xmlns:x="y">2011</dc:date>'),
    "markup as elements": atom('<link href="/a"/><content type="xhtml"><div>x</div></content>'),
    "elements in a title": rss("<title>A <b>b</b></title><link>/a</link>"),
    "content elsewhere": atom('<link href="/a"/><content src="https://a.example/b"/>'),
    "a link to no page": atom('<link href="/a" type="application/pdf"/>'),
    "text read as another encoding": rss("<title>CafÃ©</title><link>/a</link>"),
    "control characters": rss("<title>a\u0093b\u0094</title><link>/a</link>"),
    "silent with children": rss("<link>/a</link><enclosure><title>x</title></enclosure>"),
    "two channels": "<rss><channel/><channel/></rss>",
}


@pytest.mark.parametrize("text", UNUSUAL.values(), ids=UNUSUAL)
def test_all_others_are_left_to_feedparser(text: str) -> None:
    assert wellformed.read(text) is None


@pytest.mark.shared
def test_real_feeds_are_read_as_feedparser_reads_them(shared: Path) -> None:
    usual = 0
    for path in sorted((shared / "real" / "feeds").glob("*.gz")):
        body = gzip.decompress(path.read_bytes())
        read = parse_feed(body, None, URL, NOW)
        text = feeds.DOCTYPE.sub("", feeds.PROLOG.sub("", feeds.readable(body).lstrip("\ufeff \t\r\n")))
        if text.startswith("{"):
            continue
        usual += wellformed.read(text) is not None
        known = as_feedparser(text)
        assert (read.title, read.entries) == (known.title, known.entries), path.name
    assert usual >= 34


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=80))
def test_whatever_stands_in_an_item_both_read_the_same(text: str) -> None:
    from html import escape

    words = escape("".join(char for char in text if char.isprintable()))
    feed = rss(f"<title>{words}</title><link>https://a.example/1</link><description>{words}</description>")
    assert parse_feed(feed.encode("utf-8"), None, URL, NOW).entries == as_feedparser(feed).entries


def test_entries_that_were_seen_are_not_read_again() -> None:
    old, new = (RSS_ITEM.replace("/1?", f"/{number}?") for number in (1, 2))
    first = parse_feed(rss(old).encode("utf-8"), None, URL, NOW)
    assert (len(first.entries), len(first.marks)) == (1, 1)
    second = parse_feed(rss(new, old).encode("utf-8"), None, URL, NOW, seen=first.marks)
    assert [entry.url for entry in second.entries] == ["https://a.example/2?b=1&c=2"]
    assert second.marks[1] == first.marks[0]
    third = parse_feed(rss(new, old).encode("utf-8"), None, URL, NOW, seen=second.marks)
    assert (third.entries, third.problem, third.marks) == ((), None, second.marks)
    changed = parse_feed(rss(new, old.replace("Short", "New")).encode("utf-8"), None, URL, NOW, seen=second.marks)
    assert len(changed.entries) == 1


def test_a_feed_that_only_feedparser_can_read_is_read_by_its_unseen_entries_too() -> None:
    def broken(*items: str) -> bytes:
        return rss(*(f"<link>https://a.example/{item}</link><title>&nbsp;{item}</title>" for item in items)).encode()

    first = parse_feed(broken("a", "b"), None, URL, NOW)
    assert first.problem
    second = parse_feed(broken("c", "a", "b"), None, URL, NOW, seen=first.marks)
    assert [entry.url for entry in second.entries] == ["https://a.example/c"]


@pytest.mark.parametrize(
    "text", ["", "<rss></rss>", rss("<link>/a</link><description><![CDATA[<item>x</item>]]></description>"), "<item>"]
)
def test_where_entries_cannot_be_told_apart_all_are_read(text: str) -> None:
    assert without_seen(text, {"x"}) == ((), text)
