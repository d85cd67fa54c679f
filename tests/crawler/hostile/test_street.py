"""A street of hostile servers, crawled all at once: each ends in words, the neighbours are whole, nobody gets inside."""

from __future__ import annotations

import gzip
import importlib.util
import os
import re
import sys
import zlib
from functools import cache
from html import escape
from pathlib import Path

import brotli
import pytest

_path = Path(__file__).parent / "conftest.py"
_spec = importlib.util.spec_from_file_location("hostile_conftest", _path)
assert _spec is not None
assert _spec.loader is not None
house = importlib.util.module_from_spec(_spec)
sys.modules["hostile_conftest"] = house
_spec.loader.exec_module(house)
Case, OK, for_ever, never, page = house.Case, house.OK, house.for_ever, house.never, house.page

GOOD = "More foster carers are wanted so that children in care can stay near their schools."
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
LIVE = re.compile(
    r"<\s*(script|img|iframe|object|embed|svg|math|form|input|link|meta|style|base|video|audio|button|template)\b"
    r"|<[^>]*\son\w+\s*=|javascript:|vbscript:|<[^>]*(?:src|style|srcdoc)\s*=",
    re.IGNORECASE,
)
BODIES = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<iframe srcdoc='<script>x</script>'>",
    "<a href='javascript:alert(1)'>x</a>", "<a href=' java\nscript:alert(1)'>x</a>", "<a href='data:text/html,x'>x</a>",
    "<object data='x'>", "<embed src='x'>", "<form action='x'><input></form>", "<style>@import 'x'</style>",
    "<link rel='stylesheet' href='x'>", "<meta http-equiv='refresh' content='0;url=x'>", "<base href='//x'>",
    "<p style='background:url(x)'>x</p>", "<p onclick='x()'>x</p>", "<video src='x'>", "<math><mtext><script>x</script>",
    "<template><script>x</script></template>", "<!--><script>x</script>-->", "<noscript><p title='</noscript><img src=x onerror=x>'>",
    "<select><script>x</script></select>", "<textarea><script>x</script></textarea>", "<button formaction='javascript:x'>x</button>",
    "<xmp><script>x</script></xmp>", "<p>\u202ereversed<script>x</script></p>", "<a href='vbscript:x'>x</a>",
]  # fmt: skip


def rss(*items: str, head: str = "", start: str = "") -> str:
    return f'{start}<rss version="2.0"><channel><title>T</title>{head}{"".join(items)}</channel></rss>'


def item(base: str, number: int = 1, title: str = "", body: str = GOOD, link: str | None = None, more: str = "") -> str:
    link = f"{base}/a{number}" if link is None else link
    return (
        f"<item><title>{title or f'Carers wanted {number}'}</title><link>{link}</link>"
        f"<description>{escape(body)}</description>{more}</item>"
    )


@cache
def wire_cases():  # type: ignore[no-untyped-def]
    """Servers that break the protocol: name, answer of /feed."""
    gz = gzip.compress(b"words " * 5000)
    bomb = gzip.compress(gzip.compress(b"\0" * 40_000_000))
    many = b"".join(b"X-%d: y\r\n" % number for number in range(500))
    return {
        "never answers": never,
        "trickles its status line": for_ever(b"", b"H", 0.05),
        "trickles its headers": for_ever(OK, b"a: b\r\n", 0.05),
        "trickles its body": for_ever(OK + b"Content-Length: 900\r\n\r\n", b"x", 0.05),
        "trickles chunks": for_ever(CHUNKED, b"1\r\nx\r\n", 0.05),
        "sends an endless body": for_ever(OK + b"\r\n", b"x" * 9000),
        "sends endless chunks": for_ever(CHUNKED, b"2000\r\n" + b"x" * 0x2000 + b"\r\n"),
        "sends endless headers": for_ever(OK, b"X-Y: z\r\n" * 100),
        "sends one endless header": for_ever(OK + b"X: ", b"y" * 9000),
        "sends an endless status line": for_ever(b"HTTP/1.1 200 ", b"y" * 9000),
        "sends 500 headers": OK + many + b"\r\n",
        "sends endless trailers": for_ever(CHUNKED + b"0\r\n", b"X-Y: z\r\n" * 100),
        "sends endless interim answers": for_ever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50),
        "announces a gigabyte": OK + b"Content-Length: 1000000000\r\n\r\nx",
        "announces more than it sends": OK + b"Content-Length: 500\r\n\r\nshort",
        "announces two lengths": OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "announces a negative length": OK + b"Content-Length: -5\r\n\r\nab",
        "announces words for a length": OK + b"Content-Length: many\r\n\r\nab",
        "sends a wrong chunk size": CHUNKED + b"zz\r\nab\r\n",
        "sends a huge chunk size": CHUNKED + b"f" * 40 + b"\r\nab",
        "breaks off in a chunk": CHUNKED + b"ff\r\nab",
        "breaks off in its headers": OK + b"X-Y",
        "closes at once": b"",
        "sends no status line": b"<html>hello</html>\r\n\r\n",
        "speaks another protocol": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "speaks HTTP/2 on a plain line": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "sends noise": bytes(range(256)) * 20,
        "puts a NUL into a header": OK + b"X: a\0b\r\n\r\n",
        "folds its headers": OK + b"X: a\r\n b\r\n\0: c\r\n\r\n",
        "sends a gzip bomb": page(gzip.compress(b"\0" * 40_000_000), "Content-Encoding: gzip"),
        "sends a bomb within a bomb": page(bomb, "Content-Encoding: gzip, gzip"),
        "sends a brotli bomb": page(brotli.compress(b"\0" * 9_000_000), "Content-Encoding: br"),
        "sends a deflate bomb": page(zlib.compress(b"\0" * 9_000_000), "Content-Encoding: deflate"),
        "packs its body nine times": page(b"x", "Content-Encoding: " + "gzip," * 9),
        "sends half a gzip": page(gz[:30], "Content-Encoding: gzip"),
        "sends noise as brotli": page(b"\xff" * 99, "Content-Encoding: br"),
        "sends an unknown encoding": page(b"x", "Content-Encoding: zpaq"),
        "answers 500": page(b"", status="500 Oops"),
        "answers 418": page(b"", status="418 Teapot"),
        "answers 999": page(b"", status="999 Odd"),
        "answers 204": page(b"", status="204 No Content"),
        "answers 206": page(rss(), status="206 Partial Content"),
        "answers 401": page(b"", status="401 Unauthorized"),
        "answers 429 for ever": page(b"", "Retry-After: 999999999999", status="429 Slow"),
        "answers 503 until nonsense": page(b"", "Retry-After: soon", status="503 Later"),
        "redirects to itself": page(b"", "Location: /feed", status="302 Found"),
        "redirects to a file": page(b"", "Location: file:///etc/passwd", status="302 Found"),
        "redirects to data": page(b"", "Location: data:text/xml,<rss/>", status="302 Found"),
        "redirects to gopher": page(b"", "Location: gopher://x/", status="302 Found"),
        "redirects to nonsense": page(b"", "Location: http://[::1", status="302 Found"),
        "redirects to a very long address": page(b"", "Location: /" + "a" * 9000, status="302 Found"),
        "redirects to the metadata of a cloud": page(
            b"", "Location: http://169.254.169.254/latest", status="301 Moved"
        ),
        "redirects nowhere": page(b"", status="301 Moved"),
        "is empty": page(b""),
        "is only spaces": page(b" \n\t " * 100),
        "is a page": page("<!doctype html><html><body>Hello</body></html>", kind="text/html"),
        "is JSON that is no feed": page('{"a": 1}', kind="application/json"),
        "is endless JSON lists": page("{" + '"a":[' * 50_000),
        "is an image": page(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, kind="image/png"),
        "is words": page("There is no feed here."),
    }


SPELLINGS = {
    "127.0.0.1": "127.0.0.1", "localhost": "localhost", "localhost with a dot": "localhost.", "a decimal number": "2130706433",
    "a hexadecimal number": "0x7f000001", "octal numbers": "0177.0.0.1", "a short form": "127.1", "zero": "0.0.0.0",
    "IPv6": "[::1]", "IPv4 in IPv6": "[::ffff:127.0.0.1]", "IPv4 in IPv6 in figures": "[::ffff:7f00:1]",
    "a full stop of another script": "127。0。0。1", "circled digits": "①②⑦.0.0.1", "a user name": "user:pass@127.0.0.1",
    "the unspecified IPv6": "[::]",
}  # fmt: skip


@cache
def inside_cases(base: str, closed: int):  # type: ignore[no-untyped-def]
    """Servers that lead inside: name, case."""
    cases = {
        f"redirects inside as {name}": Case(
            {"/feed": page(b"", f"Location: http://{host}:{closed}/", status="302 Found")}
        )
        for name, host in SPELLINGS.items()
    }
    inside = f"http://127.0.0.1:{closed}/x"
    follow = "follow = true"
    entity = f'<!DOCTYPE rss [<!ENTITY % x SYSTEM "{inside}"> %x; <!ENTITY y SYSTEM "{inside}">]>'
    cases |= {
        "names inside addresses in its entries": Case(
            {"/feed": page(rss(item(base, link=inside)))}, "ok", stored=1, fields=follow
        ),
        "has entities from inside": Case({"/feed": page(rss(item(base, body="&y;"), start=entity))}, "ok|error"),
        "has a style sheet from inside": Case(
            {"/feed": page(rss(item(base), start=f'<?xml version="1.0"?><?xml-stylesheet href="{inside}"?>'))}, "ok", stored=1
        ),
        "has a robots.txt that leads inside": Case(
            {"/robots.txt": page(b"", f"Location: {inside}", status="301 Moved"), "/feed": page(rss(item(base)))}, "ok|error"
        ),
        "has a sitemap that leads inside": Case(
            {"/feed": page(f"<sitemapindex><sitemap><loc>{inside}</loc></sitemap></sitemapindex>")}, "ok|error",
            kind="sitemap", stored=0,
        ),
        "has a listing that leads inside": Case(
            {"/feed": page(f'<h2><a href="{inside}">Words of a headline</a></h2>', kind="text/html")}, "ok",
            kind="listing", fields='selectors = { item = "h2", link = "a" }',
        ),
        "has a page whose canonical address is inside": Case(
            {"/feed": page(f'<html><head><link rel="canonical" href="{inside}"></head><body><article><h1>T</h1><p>{GOOD * 9}</p>'
                           "</article></body></html>", kind="text/html")}, "ok", kind="page", stored=1,
        ),
    }  # fmt: skip
    return cases


def itself(base: str):  # type: ignore[no-untyped-def]
    """Return a server whose sitemap leads to itself, again and again."""
    loop = f"<sitemap><loc>{base}/feed</loc></sitemap>" * 900
    return Case({"/feed": page(f"<sitemapindex>{loop}</sitemapindex>")}, "ok", kind="sitemap", stored=0)


@cache
def content_cases(base: str):  # type: ignore[no-untyped-def]
    """Servers whose documents are odd or hostile: name, case."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    many = "".join(f' a{n}="x"' for n in range(20_000))
    deep = "<a>" * 10_000
    plain = page(f"<html><body><article><h1>T</h1><p>{GOOD * 9}</p></article></body></html>", kind="text/html")
    date = "<pubDate>{}</pubDate>".format
    cases = {
        "laughs a billion times": Case(
            {"/feed": page(rss(item(base, body="&l9;"), start=f'<!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]>'))}, "ok|error"
        ),
        "has an entity of its own": Case({"/feed": page(rss(item(base), start='<!DOCTYPE r [<!ENTITY a "b">]>'))}, "ok", stored=1),
        "has 20,000 attributes": Case({"/feed": page(rss(f"<item{many}><title>x</title><link>/a</link></item>"))}, "ok|error"),
        "is nested 10,000 deep": Case({"/feed": page(rss(item(base, body=deep)))}, "ok|error"),
        "is nested deep in its elements": Case({"/feed": page(rss(deep))}, "ok|error"),
        "has 6,000 entries": Case(
            {"/feed": page(rss(*(f"<item><link>/{n}</link></item>" for n in range(6_000))))}, "ok", stored=5_000
        ),
        "breaks off in its middle": Case({"/feed": page(rss(item(base), item(base, 2))[:-60])}, "ok", stored=2),
        "has broken references": Case({"/feed": page(rss(item(base, title="a &#xD800; &#0; &nbsp; &foo; b")))}, "ok", stored=1),
        "has NULs in it": Case({"/feed": page(rss(item(base, title="a\0b")))}, "ok", stored=1),
        "is UTF-16 without a mark": Case({"/feed": page(rss(item(base)).encode("utf-16-le"))}, "ok", stored=1),
        "is UTF-16 with a mark": Case({"/feed": page(rss(item(base)).encode("utf-16"))}, "ok", stored=1),
        "is UTF-7": Case({"/feed": page(rss(item(base, title="+ADw-script+AD4-")).encode(), kind="text/xml; charset=utf-7")}, "ok", stored=1),
        "lies about its encoding": Case(
            {"/feed": page(rss(item(base, title="Caf\xe9")).encode("latin-1"), kind="text/xml; charset=utf-8")}, "ok", stored=1,
            check=lambda lines: pytest.fail(str(lines)) if lines[0]["title"] != "Café" else None,
        ),
        "names an encoding that is none": Case({"/feed": page(rss(item(base)), kind="text/xml; charset=\x01nonsense")}, "ok", stored=1),
        "has bytes that are nothing": Case({"/feed": page(rss(item(base)).encode() + b"\xff\xfe\xfd")}, "ok", stored=1),
        "has dates of year 0": Case({"/feed": page(rss(item(base, more=date("Mon, 01 Jan 0000 00:00:00 GMT"))))}, "ok", stored=1),
        "has dates of year 9999": Case({"/feed": page(rss(item(base, more=date("Fri, 31 Dec 9999 23:59:59 -2359"))))}, "ok", stored=1),
        "has dates in words": Case({"/feed": page(rss(item(base, more=date("yesterday at noon"))))}, "ok", stored=1),
        "has one id for all": Case(
            {"/feed": page(rss(*(item(base, n, more='<guid isPermaLink="false">1</guid>') for n in range(5))))}, "ok", stored=5
        ),
        "has a huge id": Case({"/feed": page(rss(item(base, more=f"<guid>{'x' * 90_000}</guid>")))}, "ok", stored=1),
        "has the same entry many times": Case({"/feed": page(rss(*(item(base) for _ in range(50))))}, "ok", stored=1),
        "has entries without links": Case({"/feed": page(rss("<item><title>T</title></item>" * 3))}, "ok", stored=0),
        "has links to scripts": Case({"/feed": page(rss(item(base, link="javascript:alert(1)")))}, "ok", stored=0),
        "has links to data": Case({"/feed": page(rss(item(base, link="data:text/html,x")))}, "ok", stored=0),
        "has links with line breaks": Case({"/feed": page(rss(item(base, link=f"{base}/a\r\nX: y")))}, "ok"),
        "has endless links": Case({"/feed": page(rss(item(base, link=f"{base}/{'a' * 50_000}")))}, "ok", stored=0),
        "has a title of a megabyte": Case({"/feed": page(rss(item(base, title="word " * 40_000)))}, "ok", stored=1),
        "has ampersands without end": Case({"/feed": page(rss(item(base, body="&" * 200_000)))}, "ok|error"),
        "has a feed as its page": Case(
            {"/feed": page(rss(item(base))), "/a1": page(rss(item(base)))}, "ok", stored=1, fields="follow = true"
        ),
        "has a page of 70,000 tags": Case(
            {"/feed": page(rss(item(base))), "/a1": page("<p>x" * 70_000, kind="text/html")}, "ok", stored=1, fields="follow = true"
        ),
        "has a page that is a picture": Case(
            {"/feed": page(rss(item(base))), "/a1": page(b"\x89PNG" + b"\0" * 999, kind="image/png")}, "ok", stored=1,
            fields="follow = true",
        ),
        "has pages that never answer": Case({"/feed": page(rss(item(base))), "/a1": never}, "ok", stored=1, fields="follow = true"),
        "has a page that redirects for ever": Case(
            {"/feed": page(rss(item(base))), "/a1": page(b"", "Location: /a1", status="302 Found")}, "ok", stored=1,
            fields="follow = true",
        ),
        "has a listing without end": Case(
            {"/feed": page("".join(f'<h2><a href="/p{n}">Words of headline {n}</a></h2>' for n in range(900)), kind="text/html"),
             "*": plain}, "ok", kind="listing", fields='selectors = { item = "h2", link = "a" }', stored=500,
        ),
        "has a listing that lists nothing": Case(
            {"/feed": page("<p>Nothing</p>", kind="text/html")}, kind="listing", words="selectors",
            fields='selectors = { item = "h2", link = "a" }',
        ),
        "has a sitemap of itself": itself(base),
        "has a sitemap of a bomb": Case({"/feed": page(gzip.compress(b"<urlset>" + b" " * 60_000_000))}, "error", kind="sitemap"),
        "has a sitemap that is a page": Case({"/feed": page("<html></html>")}, "error", words="not a sitemap", kind="sitemap"),
        "has a robots.txt without end": Case(
            {"/robots.txt": for_ever(OK + b"\r\n", b"Disallow: /x\n" * 900), "/feed": page(rss(item(base)))}, "ok", stored=1
        ),
        "has a robots.txt that never answers": Case({"/robots.txt": never, "/feed": page(rss(item(base)))}, words="robots.txt"),
        "has a robots.txt of 500": Case(
            {"/robots.txt": page(b"", status="500 Oops"), "/feed": page(rss(item(base)))}, words="robots.txt"
        ),
        "has a robots.txt that is a page": Case(
            {"/robots.txt": page("<html>Hello</html>", kind="text/html"), "/feed": page(rss(item(base)))}, "ok", stored=1
        ),
        "has a robots.txt of noise": Case(
            {"/robots.txt": page(bytes(range(256)) * 90), "/feed": page(rss(item(base)))}, "ok", stored=1
        ),
        "has a robots.txt that is a bomb": Case(
            {"/robots.txt": page(gzip.compress(b"\0" * 9_000_000), "Content-Encoding: gzip"), "/feed": page(rss(item(base)))},
            "ok|error",
        ),
        "does not want us": Case(
            {"/robots.txt": page("User-agent: *\nDisallow: /"), "/feed": page(rss(item(base)))}, "skipped", words="robots.txt", stored=0
        ),
        "asks for a pause of years": Case(
            {"/robots.txt": page("User-agent: *\nCrawl-delay: 99999999"), "/feed": page(rss(item(base)))}, "ok", stored=1
        ),
        "is gone": Case({"/feed": page(b"", status="410 Gone")}, "gone", words="410"),
    }  # fmt: skip
    for number, body in enumerate(BODIES):
        entries = item(
            base, 1, title=escape(f"{body} in a title"), body=body + GOOD, more=f"<author>{escape(body)}</author>"
        )
        cases[f"sends live HTML {number}"] = Case({"/feed": page(rss(entries))}, "ok", stored=1)
    return cases


NEIGHBOURS = [f"healthy neighbour {number}" for number in range(8)]
WIRE = list(wire_cases())
INSIDE = list(inside_cases("", 1))
CONTENT = list(content_cases(""))
NAMES = [*WIRE, *INSIDE, *CONTENT, *NEIGHBOURS]


def build(servers):  # type: ignore[no-untyped-def]
    cases = {name: Case({"/feed": answer}) for name, answer in wire_cases().items()}
    cases |= inside_cases("", servers.closed_port) | content_cases("")
    cases["has a sitemap of itself"] = itself(servers.street.base("has a sitemap of itself"))
    for name in NEIGHBOURS:
        base = servers.street.base(name)
        text = page(f"<html><body><article><h1>T</h1><p>{GOOD * 9}</p></article></body></html>", kind="text/html")
        cases[name] = Case(
            {"/feed": page(rss(*(item(base, n) for n in range(5)))), "*": text}, "ok", stored=5, fields="follow = true"
        )
    return cases


@pytest.fixture(scope="module")
def night(crawl_street):  # type: ignore[no-untyped-def]
    return crawl_street(build, NAMES, 1.0 if os.environ.get("HOSTILE_REAL") == "1" else 1 / 30)


@pytest.fixture(scope="module")
def cases():  # type: ignore[no-untyped-def]
    class Nowhere:
        closed_port = 1

        class street:
            base = staticmethod(lambda _: "")

    return build(Nowhere)


def test_there_are_enough_cases() -> None:
    assert len(NAMES) - len(NEIGHBOURS) >= 120


@pytest.mark.parametrize("name", NAMES)
def test_a_server_ends_as_it_must(night, cases, name: str) -> None:  # type: ignore[no-untyped-def]
    case, outcome, lines = cases[name], night.outcomes[name], night.stored[name]
    assert outcome.status in case.expects.split("|"), outcome
    if outcome.status == "error":
        assert outcome.error
        assert len(outcome.error.split()) > 5
        assert "Traceback" not in outcome.error
        assert "unforeseen" not in outcome.error
    assert case.words in str(outcome.error or case.words)
    if case.stored is not None:
        assert len(lines) == case.stored, outcome
    for line in lines:
        assert not LIVE.search(str(line["html"])), line["html"]
        assert "<" not in str(line["title"]) or not LIVE.search(str(line["title"]))
        assert str(line["url"]).startswith("http")
        assert str(line["published"] or "2026") <= "2100"
    if case.check is not None:
        case.check(lines)


def test_nobody_got_inside(night) -> None:  # type: ignore[no-untyped-def]
    assert night.knocks == []


def test_the_night_was_short_and_the_house_stayed_small(night) -> None:  # type: ignore[no-untyped-def]
    if os.environ.get("HOSTILE_REAL") != "1":
        assert night.seconds < 90
    assert 50 < night.megabytes < 400, night.megabytes
