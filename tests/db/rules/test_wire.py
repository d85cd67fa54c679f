"""A mail that many get is filled on the wire as it would have been filled on paper."""

from __future__ import annotations

from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from db.outbox import Marks
from db.rules.wire import unwired, wired

MARKS = Marks("s" * 24, "a" * 24 + "@reader.invalid", "i" * 24 + "@ident.invalid")
OWN = ("secret-1", "r.one@example.org", "<1@thread.example>")
PART = st.one_of(
    st.sampled_from([MARKS.secret, MARKS.address, f"<{MARKS.ident}>", "\r\n", "\n", ".", "\r\n.\r\n", "é"]),
    st.text(max_size=20),
)


@given(st.lists(PART, max_size=12).map("".join))
@hypothesis(deadline=None)
def test_a_filled_form_is_the_mail_with_own_words(message: str) -> None:
    secret, address, ident = OWN
    written = message.replace(MARKS.secret, secret).replace(MARKS.address, address).replace(f"<{MARKS.ident}>", ident)
    assert MARKS.fill(MARKS.form(message), *OWN) == wired(written)


def test_a_mail_is_read_as_it_was_written() -> None:
    assert wired(".a\n..\nb\r") == b"..a\r\n...\r\nb\r\n.\r\n"
    assert unwired(wired(".a\r\n..\r\nb\r\n")) == ".a\r\n..\r\nb\r\n"
    assert unwired(b"") == ""
