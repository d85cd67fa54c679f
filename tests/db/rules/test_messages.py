"""A mail has the headers that it is given, once, whatever stands in a subject, a name or a text."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from db.rules.messages import build, message_id, return_path
from db.settings import Settings

NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
HOUSE = Settings(secret_key="k" * 40, mail_from="News <news@thread.example>", bounce_address="bounces@thread.example")
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Id", "MIME-Version", "Content-Type"]
INJECTED = st.sampled_from(
    ["\r\nBcc: x@y.example", "\nTo: x@y.example\n\n", "\r", "\x00", "\u2028Bcc: x@y", "\x85", "=?utf-8?q?=0ABcc:x?="]
)
TEXT = st.lists(st.one_of(INJECTED, st.text(max_size=30)), max_size=6).map("".join)


def built(subject: str = "S", text: str = "T", html: str | None = None, list_id: str = "<l>") -> bytes:
    return build(
        HOUSE, address="anna@example.org", subject=subject, text=text, html=html, message_id="<1@thread.example>", now=NOW,
        headers={"List-Id": list_id},
    ).encode("utf-8", "surrogateescape")  # fmt: skip


@given(TEXT, TEXT, st.one_of(st.none(), TEXT))
@hypothesis(deadline=None)
def test_no_subject_and_no_text_adds_a_header_or_a_recipient(subject: str, text: str, html: str | None) -> None:
    raw = built(subject, text, html)
    head = raw.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0].decode() for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    assert sorted({*names} - {"Content-Transfer-Encoding"}) == sorted(HEADERS)
    assert len(names) == len(set(names))
    mail = message_from_bytes(raw, policy=default)
    assert mail.get_all("To") == ["anna@example.org"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert not mail.defects


@pytest.mark.parametrize("name", ["a\r\nBcc: x@y.example", "a\nb", "a\rb"])
def test_a_line_break_in_another_header_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        built(list_id=name)


def test_the_id_of_a_mail_is_the_same_for_the_same_and_nobody_else_can_guess_it() -> None:
    from dataclasses import replace

    ident = message_id(HOUSE, "digest", "daily", "1")
    assert ident == message_id(HOUSE, "digest", "daily", "1")
    assert ident != message_id(HOUSE, "digest", "daily", "2")
    assert ident != message_id(replace(HOUSE, secret_key="o" * 40), "digest", "daily", "1")


def test_a_mail_comes_back_to_its_own_address_or_to_the_sender() -> None:
    ident = message_id(HOUSE, "x")
    assert return_path(HOUSE, ident) == f"bounces+{ident[1:33]}@thread.example"
    assert return_path(Settings(mail_from="News <news@thread.example>"), ident) == "news@thread.example"
