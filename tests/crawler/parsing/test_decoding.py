"""Bytes become text, whatever the headers claim."""

from __future__ import annotations

import codecs
from datetime import UTC, date, datetime

import pytest

from crawler.parsing.dates import believable, from_iso, in_words
from crawler.parsing.decoding import as_cp1252, decoded, known
from crawler.parsing.feeds import moment_of
from crawler.parsing.identity import guid_of, http_only, joined

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.mark.parametrize("name", ["utf-7", "base64", "rot13", "unicode_escape", "nonsense", "\0", "idna"])
def test_an_encoding_that_is_none_for_text_is_not_used(name):
    assert known(name) is None


def test_the_old_names_mean_the_windows_encoding():
    assert known("iso-8859-1") == known("ascii") == "cp1252"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(codec):
    assert decoded("<p>Café</p>".encode(codec), "text/html; charset=koi8-r") == "<p>Café</p>"


def test_utf_16_without_a_mark_is_seen():
    assert decoded("<p>Café".encode("utf-16-le")) == decoded("<p>Café".encode("utf-16-be")) == "<p>Café"


def test_stray_bytes_in_utf_8_are_read_as_windows_ones():
    assert decoded("Café ".encode() + b"\x93quoted\x94") == "Café “quoted”"


def test_a_meta_element_is_heard():
    assert decoded('<meta charset="koi8-r">Привет'.encode("koi8-r")).endswith("Привет")


def test_only_decoding_is_mended():
    with pytest.raises(UnicodeEncodeError):
        as_cp1252(UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogate"))
    assert codecs.lookup_error("as-cp1252") is as_cp1252


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Thursday 20th October 2011", date(2011, 10, 20)),
        ("Oct 20, 2011", date(2011, 10, 20)),
        ("20/10/2011", date(2011, 10, 20)),
        ("20.10.2011 at noon", date(2011, 10, 20)),
        ("31 February 2011", None),
        ("20 Brumaire 2011", None),
        ("10/20/2011", None),
        ("no date", None),
    ],
)
def test_a_written_date_is_read_in_british_order(text, day):
    assert in_words(text) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2011-10-20", datetime(2011, 10, 20, tzinfo=UTC)),
        ("2011-10-20T09:30:00.1234567+0100", datetime(2011, 10, 20, 8, 30, 0, 123456, UTC)),
        ("2011-10-20 09:30 UTC", datetime(2011, 10, 20, 9, 30, tzinfo=UTC)),
        ("20111020", datetime(2011, 10, 20, tzinfo=UTC)),
        ("soon", None),
    ],
)
def test_an_iso_date_is_read(text, moment):
    found = from_iso(text)
    assert (found.astimezone(UTC) if found else None) == moment


def test_an_unbelievable_moment_is_none():
    assert believable(datetime(2050, 1, 1), NOW) is None
    assert believable(datetime(1980, 1, 1, tzinfo=UTC), NOW) is None
    assert believable(datetime(2020, 1, 1), NOW) == datetime(2020, 1, 1, tzinfo=UTC)
    assert moment_of({"published_parsed": (99999999, 1, 1, 0, 0, 0, 0, 1, 0)}, "published", NOW) is None


def test_links_that_lead_nowhere_are_empty():
    assert http_only("http://[::1") == joined("http://[::1", "x") == joined("https://a.example/", "  ") == ""
    assert joined("https://a.example/b/", "../c") == "https://a.example/c"


def test_an_id_is_never_empty():
    assert guid_of("", "", "a") != guid_of("", "", "b")
    assert guid_of(" x ", "") == "x"
