"""Newsletters are read whatever their form, harmless whatever their content."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing.errors import ParseFailed
from crawler.parsing.letters import parse_letter

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def mail(body: str, kind: str = "text/html; charset=utf-8", *headers: str) -> bytes:
    head = ["From: =?utf-8?q?The_Weekl=C3=BD?= <news@weekly.example>", "Subject: This week", f"Content-Type: {kind}"]
    return "\r\n".join([*head, *headers, "", body]).encode("utf-8")


def test_a_mail_of_html_is_read() -> None:
    letter = parse_letter(
        mail(
            '<p>Words <img src="https://t.example/pixel"></p><a href="https://w.example/1">Read this in your browser</a>'
            '<a href="https://w.example/2">Council seeks more foster carers</a><a href="https://w.example/2">again twice</a>'
            '<a href="javascript:x">No link at all here</a><a href="https://w.example/3">More</a>'
            '<a href="https://w.example/4">Manage your preferences here please</a>',
            "text/html; charset=utf-8",
            "Message-ID: <1@weekly.example>",
            "Date: Wed, 25 Nov 2026 08:00:00",
        ),
        NOW,
    )
    assert (letter.id, letter.title, letter.author) == ("<1@weekly.example>", "This week", "The Weeklý")
    assert letter.sent == datetime(2026, 11, 25, 8, tzinfo=UTC)
    assert letter.web_page == "https://w.example/1"
    assert letter.links == (("https://w.example/2", "Council seeks more foster carers"),)
    assert "pixel" not in letter.html


def test_a_mail_of_plain_words_becomes_paragraphs() -> None:
    letter = parse_letter(mail("First <b>.\r\n\r\nSecond.", "text/plain"), NOW)
    assert letter.html == "<p>First &lt;b&gt;.</p><p>Second.</p>"
    assert letter.sent is None
    assert letter.id.startswith("sha256:")


def test_the_html_part_of_a_mail_is_preferred_but_an_empty_one_is_not() -> None:
    parts = "--b\r\nContent-Type: text/plain\r\n\r\nPlain words.\r\n--b\r\nContent-Type: text/html\r\n\r\n{}\r\n--b--"
    kind = "multipart/alternative; boundary=b"
    assert parse_letter(mail(parts.format("<p>Rich</p>"), kind), NOW).html == "<p>Rich</p>"
    assert parse_letter(mail(parts.format(" "), kind), NOW).html == "<p>Plain words.</p>"


@pytest.mark.parametrize("date", ["yesterday", "Wed, 99 Nov 2026 08:00:00 +0000", "Wed, 25 Nov 2099 08:00:00 +0000"])
def test_a_date_that_cannot_be_is_none(date: str) -> None:
    assert parse_letter(mail("<p>x</p>", "text/html", f"Date: {date}"), NOW).sent is None


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"Subject: Only\r\n\r\n", b"no header\r\n\r\n<p>x</p>"])
def test_what_is_no_mail_is_told(body: bytes) -> None:
    with pytest.raises(ParseFailed, match="no subject or no text"):
        parse_letter(body, NOW)


def test_odd_headers_are_passed_over() -> None:
    odd = mail("<p>x</p>", "text/html", "Message-ID: <[]>", "From: =?bad?q?=ff?= <", "To: \x00")
    assert parse_letter(odd, NOW).title == "This week"


@given(st.binary(max_size=600))
def test_whatever_the_bytes_are_it_ends_in_a_letter_or_in_words(body: bytes) -> None:
    try:
        letter = parse_letter(b"Subject: T\r\n" + body, NOW)
    except ParseFailed:
        return
    assert "<script" not in letter.html
