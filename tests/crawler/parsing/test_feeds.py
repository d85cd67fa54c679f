"""Feeds are read whatever their form, and harmless whatever their content."""

from __future__ import annotations

import gzip
import json
import warnings
from datetime import UTC, datetime

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing.feeds import parse_feed

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
URL = "https://news.example.org/feeds/all.xml"


def read(body: str | bytes, content_type: str | None = None):
    raw = body.encode("utf-8") if isinstance(body, str) else body
    return parse_feed(raw, content_type, URL, NOW)


def rss(*items: str, head: str = "<title>Outlet</title><link>https://news.example.org/</link>") -> str:
    return f"<rss version='2.0'><channel>{head}{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"


def atom(*entries: str, more: str = "") -> str:
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f"<feed xmlns='http://www.w3.org/2005/Atom' {more}><title>Outlet</title>{inner}</feed>"


def one(body, content_type=None):
    feed = read(body, content_type)
    assert len(feed.entries) == 1, feed
    return feed.entries[0]


def test_an_rss_item_is_read_whole():
    entry = one(
        rss(
            "<title>Reviews &amp;amp; <![CDATA[<b>reports</b>]]></title><link>/a?b=1&amp;c=2</link><guid>id-1</guid>"
            "<description>&lt;p&gt;Short&lt;/p&gt;</description><author>a@example.org (Ann Other)</author>"
            "<pubDate>Thu, 20 Oct 2011 10:30:00 +0100</pubDate><category>Adoption</category>"
        )
    )
    assert entry.title == "Reviews & reports"
    assert (entry.url, entry.guid) == ("https://news.example.org/a?b=1&c=2", "id-1")
    assert entry.summary_html == "<p>Short</p>"
    assert entry.author == "Ann Other"
    assert entry.published == datetime(2011, 10, 20, 9, 30, tzinfo=UTC)
    assert entry.updated is None
    assert entry.categories == ("Adoption",)


def test_full_content_is_kept_beside_the_summary():
    body = rss("<title>T</title><description>Short</description><c:encoded>&lt;p&gt;Long&lt;/p&gt;</c:encoded>")
    entry = one(body.replace("<rss", "<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'"))
    assert (entry.summary_html, entry.content_html) == ("Short", "<p>Long</p>")


def test_an_atom_entry_is_read_whole():
    entry = one(
        atom(
            "<id>tag:1</id><title type='text'>A &lt; B</title><link href='x/1' rel='alternate'/>"
            "<updated>2025-03-01T12:00:00Z</updated><published>2025-02-01T12:00:00Z</published>"
            "<author><name>Ann</name></author><author><name>Bob</name></author>"
            "<content type='html'>&lt;a href='y'&gt;y&lt;/a&gt;</content>",
            more="xml:base='https://other.example.org/base/'",
        )
    )
    assert entry.title == "A < B"
    assert entry.url == "https://other.example.org/base/x/1"
    assert 'href="https://other.example.org/base/y"' in entry.content_html
    assert entry.author == "Ann, Bob"
    assert entry.published < entry.updated


def test_rdf_is_read():
    body = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        "<channel><title>Old</title></channel><item rdf:about='https://a.example.org/1'><title>One</title>"
        "<link>https://a.example.org/1</link></item></rdf:RDF>"
    )
    assert one(body).url == "https://a.example.org/1"


def test_a_json_feed_is_read():
    item = {
        "id": 7, "url": "/one", "title": "One <b>x</b>", "content_text": "a < b\n\nc", "date_published": "2025-01-02",
        "tags": ["x", 3], "authors": [{"name": "Ann"}, "Bob"],
    }  # fmt: skip
    entry = one(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [item, 3]}))
    assert (entry.guid, entry.url, entry.title) == ("7", "https://news.example.org/one", "One x")
    assert entry.content_html == "<p>a &lt; b</p><p>c</p>"
    assert entry.published == datetime(2025, 1, 2, tzinfo=UTC)
    assert (entry.author, entry.categories) == ("Ann", ("x",))


@pytest.mark.parametrize("body", ["{", '{"a": 1}', '{"items": 3}', "{" + '"a":[' * 100_000])
def test_json_that_is_no_feed_is_a_problem(body):
    assert "not one" in read(body).problem


@pytest.mark.parametrize(
    ("encoded", "content_type"),
    [
        (rss("<title>Café</title>").encode("utf-8"), "application/xml; charset=iso-8859-1"),
        (rss("<title>Café</title>").encode("cp1252"), None),
        (b"<?xml version='1.0' encoding='utf-8'?>" + rss("<title>Café</title>").encode("cp1252"), None),
        (b"<?xml version='1.0' encoding='iso-8859-1'?>" + rss("<title>Café</title>").encode("utf-8"), None),
        (b"\xef\xbb\xbf" + rss("<title>Café</title>").encode("utf-8"), None),
        (rss("<title>Café</title>").encode("utf-16"), None),
        (rss("<title>Café</title>").encode("utf-16-be"), None),
        (rss("<title>Café</title>").encode("utf-16-le"), None),
        (("<?xml version='1.0' encoding='utf-16'?>" + rss("<title>Café</title>")).encode("utf-8"), None),
        (rss("<title>Café</title>").encode("cp850"), "text/xml; charset=cp850"),
        (rss("<title>Café</title>").encode("utf-8"), "text/xml; charset=nonsense"),
        (b"\n\n  <?xml version='1.0'?>" + rss("<title>Caf&#233;</title>").encode("utf-8"), None),
        (rss("<title>Caf&eacute;</title>").encode("utf-8"), None),
    ],
)
def test_lies_about_encodings_are_seen_through(encoded, content_type):
    assert one(encoded, content_type).title == "Café"


@pytest.mark.parametrize("reference", ["&#xD800;", "&#0;", "&#x1F;", "&#99999999999;", "&#xFFFFFFFF;", "\0", "\x0b"])
def test_a_bad_character_harms_nothing(reference):
    entry = one(rss(f"<title>One{reference} title</title><link>https://a.example.org/</link>"))
    assert entry.title.startswith("One")
    assert entry.title.encode("utf-8")


@pytest.mark.parametrize(
    "date",
    ["Wed, 20 Oct 2060 10:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01T00:00:00Z", "soon", "99999999"],
)
def test_a_lying_date_is_none(date):
    assert one(rss(f"<title>T</title><pubDate>{date}</pubDate>")).published is None


@pytest.mark.parametrize(
    ("date", "hour"),
    [
        ("Thu, 20 Oct 2011 10:30:00 BST", 9),
        ("Thu, 20 Oct 2011 10:30:00 GMT", 10),
        ("2011-10-20T10:30:00+01:00", 9),
        ("20/10/2011", 0),
        ("October 20, 2011", 0),
    ],
)
def test_dates_as_british_sites_write_them_are_understood(date, hour):
    found = one(rss(f"<title>T</title><pubDate>{date}</pubDate>")).published
    assert (found.date().isoformat(), found.hour) == ("2011-10-20", hour)


def test_a_missing_id_is_replaced():
    with_link, bare, other = read(
        rss("<title>T</title><link>https://a.example.org/1</link>", "<title>T</title>", "<title>U</title>")
    ).entries
    assert with_link.guid == "https://a.example.org/1"
    assert bare.guid.startswith("sha256:")
    assert bare.guid != other.guid


def test_an_endless_id_is_shortened():
    assert len(one(rss(f"<guid>{'x' * 9000}</guid><title>T</title>")).guid) < 100


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "http://[::1", "mailto:a@b.c", "ftp://a.b/"]
)
def test_a_link_elsewhere_than_to_the_web_is_dropped(link):
    assert one(rss(f"<title>T</title><link>{link}</link>")).url == ""


@pytest.mark.parametrize(
    "live",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<iframe src='https://evil.example/'></iframe>",
        "<svg onload=alert(1)>",
        "<style>@import 'x'</style>",
        "<math><mtext><style><img src=x onerror=alert(1)>",
        "<p style='background:url(x)' onclick=x>x</p>",
    ],
)
def test_no_live_html_comes_through(live):
    escaped = live.replace("<", "&lt;").replace(">", "&gt;")
    entry = one(rss(f"<title>{escaped} T</title><description>{escaped}</description><author>{escaped}</author>"))
    assert "<" not in entry.title + entry.author
    for word in ("<script", "onerror", "javascript:", "<iframe", "<svg", "<style", "<img", "style=", "onclick"):
        assert word not in entry.summary_html


def test_entities_do_not_multiply():
    lots = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    body = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a0 'ha'>{lots}]>" + rss("<title>x &a11;</title>")
    assert len(one(body).title) < 100


def test_an_external_entity_is_not_read():
    body = "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + rss("<title>x &x;</title>")
    assert "root" not in one(body).title


@pytest.mark.parametrize("doctype", ["<!DOCTYPE rss [", "<!DOCTYPE rss SYSTEM 'x", "<!DOCTYPE rss [<!ENTITY x ']>'>]>"])
def test_a_broken_doctype_harms_nothing(doctype):
    assert read(doctype + rss("<title>T</title>")) is not None


def test_html_for_a_feed_is_told_and_its_feed_named():
    page = "<!DOCTYPE html><html><head><link rel='alternate' type='application/rss+xml' href='/real.xml'></head></html>"
    feed = read(page)
    assert feed.entries == ()
    assert "https://news.example.org/real.xml" in feed.problem
    assert "web page" in read("<html><body>nothing</body></html>").problem


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"hello", bytes(range(256)), b"%PDF-1.4", b"<a/>", b"[]", b"<?xml version='1.0'?>"]
)
def test_what_is_no_feed_is_a_problem_in_words(body):
    feed = read(body)
    assert feed.entries == ()
    assert len(feed.problem.split()) > 5


def test_a_cut_feed_gives_what_it_has_and_says_so():
    whole = rss(*(f"<title>T{n}</title><link>https://a.example.org/{n}</link>" for n in range(20)))
    feed = read(whole[: len(whole) // 2])
    assert len(feed.entries) >= 9
    assert "not well-formed" in feed.problem


def test_too_many_entries_are_cut_and_told():
    feed = read(rss(*("<title>T</title>" for _ in range(6000))))
    assert len(feed.entries) == 5000
    assert "6,000 entries" in feed.problem


def test_a_thousand_attributes_and_deep_nesting_harm_nothing():
    attributes = " ".join(f"a{n}='x'" for n in range(20_000))
    assert len(read(rss(f"<title {attributes}>T</title>")).entries) == 1
    assert read(rss("<title>T</title>" + "<x>" * 5000)) is not None


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(body):
    read(body)
    read(b"<rss><channel><item><title>" + body)


@pytest.mark.shared
def test_no_entry_of_real_feeds_is_lost(shared):
    files = sorted((shared / "real/feeds").glob("*.gz"))
    assert len(files) == 55
    for file in files:
        body = gzip.decompress(file.read_bytes())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = len(feedparser.parse(body, resolve_relative_uris=False, sanitize_html=False).entries)
        feed = parse_feed(body, None, URL, NOW)
        assert len(feed.entries) >= expected, file.name
        assert all(entry.guid for entry in feed.entries)
        assert sum(bool(entry.title and entry.url) for entry in feed.entries) >= 0.6 * len(feed.entries)
