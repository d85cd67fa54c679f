"""Hands mails to an SMTP server: one envelope in one write where the server allows it, each answer read in order."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from db.outbox import Mail
from db.rules.bounces import is_hard
from web.mail.connection import PATIENCE_AFTER_DATA, Conversation, connect, lines
from web.mail.transport import Away, Later, Never

CLOSING, GO_AHEAD = 421, 354
FROM, TO, WORDS, AGAIN = "MAIL", "RCPT", "DATA", "RSET"
# What is kept was tidied; this holds for imports too: no space, no second recipient, no end of a command or of a mail.
SENDABLE = re.compile(r"(?!\.)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}")


class _Lost(Exception):
    """A connection is no good any more, and not a word of the mail was given away: a new one may take it."""

    def __init__(self, meaning: Later) -> None:
        super().__init__(str(meaning))
        self.meaning = meaning


@dataclass(frozen=True, slots=True)
class _Envelope:
    """From whom a mail is and for whom."""

    sender: str
    address: str


class Smtp:
    """One connection to a server, opened when needed, reused, and opened anew when it was lost.

    Where the server takes several commands in one write, the envelope of the mail that is expected next travels with
    the last words of the one before (RFC 2920, 3.1): that saves a wait for each mail. Its words wait for their turn.
    """

    def __init__(self, url: str, return_path: Callable[[str], str]) -> None:
        self._parts = urlsplit(url)
        self._return_path = return_path
        self._server: Conversation | None = None
        self._begun = False  # an envelope that was not taken stands on the connection
        self._expected: _Envelope | None = None
        self._ahead: _Envelope | None = None  # the server was told this one, and its answers are not read yet

    def __enter__(self) -> Self:
        """Open nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take leave of the server, without a word where it may wait for those of a mail."""
        if self._ahead is not None:
            self._drop()
        if self._server is not None:
            self._server.leave()
        self._server = None

    def expect(self, mail: Mail) -> None:
        """Know which mail comes after the next one."""
        self._expected = self._envelope(mail) if SENDABLE.fullmatch(mail.address) else None

    def send(self, mail: Mail) -> None:
        """Hand one mail over; after this returns the server has answered 250.

        A server may end a connection between two mails whenever it likes: then a new one takes the mail at once.
        """
        if not SENDABLE.fullmatch(mail.address):
            raise Never("this is no mail address that can be sent to")
        envelope, following, self._expected = self._envelope(mail), self._expected, None
        if self._ahead not in (None, envelope):
            self._drop()
        if self._server is not None:
            try:
                self._hand_over(self._server, envelope, mail.words, following)
                return
            except _Lost:
                self._drop()
        self._server = self._open()
        try:
            self._hand_over(self._server, envelope, mail.words, following)
        except _Lost as lost:
            self._drop()
            raise lost.meaning from lost

    def _envelope(self, mail: Mail) -> _Envelope:
        return _Envelope(self._return_path(mail.message_id), mail.address)

    def _hand_over(self, server: Conversation, envelope: _Envelope, words: bytes, following: _Envelope | None) -> None:
        self._propose(server, envelope)
        if following is not None and server.pipelines:
            words += lines(steps(server, following).values())
            self._ahead = following
        try:
            code, said = server.ask(words, PATIENCE_AFTER_DATA)
        except (smtplib.SMTPException, OSError) as error:  # it may have the mail: no other connection is tried now
            self._drop()
            raise Later(f"the mail server broke off: {error}") from error
        if code // 100 == 2:
            return
        if code == CLOSING or not 400 <= code < 600:
            self._drop()
        raise refusal(code, said)

    def _propose(self, server: Conversation, envelope: _Envelope) -> None:
        """Say from whom a mail is and for whom, if that was not said; returns once the server wants its words."""
        asked = steps(server, envelope)
        is_told, self._ahead = self._ahead is not None, None
        if self._begun:
            asked = {AGAIN: "RSET", **asked}
        self._begun = True
        try:
            answers = server.hear(len(asked)) if is_told else server.ask_all(tuple(asked.values()))
        except (smtplib.SMTPException, OSError) as error:
            raise _Lost(Later(f"the mail server broke off: {error}")) from error
        for step, (code, said) in zip(asked, answers, strict=False):
            if code != GO_AHEAD if step == WORDS else code // 100 != 2:
                if answers[-1][0] == GO_AHEAD:
                    self._drop()  # it wants the words of a mail that it did not take: it gets none
                raise meaning(step, code, said)
        self._begun = False

    def _open(self) -> Conversation:
        self._begun, self._ahead = False, None
        try:
            server = connect(self._parts.scheme, self._parts.hostname or "", self._parts.port)
            self._enter(server)
        except (smtplib.SMTPException, OSError) as error:
            raise Away(f"the mail server lets nobody in: {error}; look at COMMONTHREAD_SMTP_URL") from error
        return server

    def _enter(self, server: Conversation) -> None:
        """Greet a server, and say who we are where we have a name there."""
        try:
            server.ehlo_or_helo_if_needed()
            if self._parts.username:
                server.login(unquote(self._parts.username), unquote(self._parts.password or ""))
        except (smtplib.SMTPException, OSError):
            server.close()
            raise

    def _drop(self) -> None:
        """Let go of a connection at once: in the middle of a mail a QUIT could become a part of it."""
        server, self._server, self._ahead = self._server, None, None
        if server is not None:
            server.close()


def steps(server: Conversation, envelope: _Envelope) -> dict[str, str]:
    """Return the commands that begin a mail, by what they say."""
    body = " BODY=8BITMIME" if server.has_extn("8bitmime") else ""
    return {FROM: f"MAIL FROM:<{envelope.sender}>{body}", TO: f"RCPT TO:<{envelope.address}>", WORDS: "DATA"}


def meaning(step: str, code: int, said: bytes) -> Exception:
    """Return what follows from a server that says no to a step of an envelope."""
    if step == FROM:  # it would refuse every mail of ours, so this one is not at fault
        return _Lost(Away(f"{in_words(code, said)}; look at COMMONTHREAD_MAIL_FROM"))
    if step == AGAIN or code == CLOSING or not 400 <= code < 600:
        return _Lost(Later(in_words(code, said)))
    return refusal(code, said, of_recipient=step == TO)


def refusal(code: int, said: bytes, *, of_recipient: bool = False) -> Later | Never:
    """Return what a refusal means for a mail: never, or later; an answer that is none is no verdict."""
    words = in_words(code, said)
    if 500 <= code < 600:
        return Never(words, is_dead=of_recipient and is_hard(code, words))
    return Later(words)


def in_words(code: int, said: bytes) -> str:
    """Return what a server said, on one line."""
    return f"the mail server said {code} {' '.join(said.decode('utf-8', 'replace').split())[:300]}"
