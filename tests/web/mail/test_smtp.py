"""The words of a mail can be no commands, an address no second recipient; a server is left that never ends."""

from __future__ import annotations

import re
import socket
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from db.engine import Database
from db.outbox import Mail
from db.rules.wire import unwired, wired
from db.settings import Settings
from web.mail.carrying import carry
from web.mail.connection import Conversation
from web.mail.smtp import Smtp
from web.mail.transport import Away, Later, Never

NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)


def mail(address: str, number: int = 1) -> Mail:
    return Mail(number, "notice", address, "S", wired(f"Message-ID: <{number}>\r\n\r\n"), f"<{number}>", 0, None)


def test_an_address_that_could_be_a_command_is_never_sent(db: Database, plain: Any) -> None:
    with Smtp(plain.url, lambda ident: "n@thread.example") as server:
        for address in (
            "a@b.example>\r\nRCPT TO:<c@d.example",
            "a b@c.example",
            "ä@b.example",
            "a@b.example,c@d.example",
            ".@b.example",
        ):
            with pytest.raises(Never, match="no mail address"):
                server.send(mail(address))
    assert plain.ledger == []


def test_an_envelope_travels_with_the_words_before_it_and_is_said_once(
    plain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes, send = [], Conversation.send
    monkeypatch.setattr(Conversation, "send", lambda self, words: writes.append(words) or send(self, words))
    first, second = mail("r1@example.org"), mail("r2@example.org", 2)
    with Smtp(plain.url, lambda ident: f"{ident[1]}@thread.example") as server:
        server.expect(second)
        server.send(first)
        assert writes[-1].startswith(first.words + b"MAIL FROM:<2@thread.example>")
        assert writes[-1].endswith(b"DATA\r\n"), "the words of the second wait for their turn"
        server.send(second)
        assert writes[-1] == second.words
    assert plain.ledger == [("r1@example.org", "<1>"), ("r2@example.org", "<2>")]
    assert (plain.senders, plain.connections) == (["1@thread.example", "2@thread.example"], 1)


@pytest.mark.parametrize("ends", [False, True])
def test_a_mail_that_was_announced_and_may_not_go_is_never_given_away(plain: Any, ends: bool) -> None:
    with Smtp(plain.url, lambda ident: "n@thread.example") as server:
        server.expect(mail("r2@example.org", 2))
        server.send(mail("r1@example.org"))
        if not ends:
            server.send(mail("r3@example.org", 3))
    assert plain.ledger == [("r1@example.org", "<1>"), ("r3@example.org", "<3>")][: 2 - ends]
    assert plain.connections == 2 - ends


@given(st.text(max_size=200), st.text(alphabet=".\r\nabX", max_size=60))
@hypothesis(deadline=None)
def test_no_text_can_end_a_mail_before_its_end(odd: str, dots: str) -> None:
    words = wired(f"Subject: S\r\n\r\n{odd}{dots}")
    assert words.endswith(b"\r\n.\r\n")
    body = words[: -len(b".\r\n")]
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", body)
    assert not any(line.startswith(b".") and not line.startswith(b"..") for line in body.split(b"\r\n"))
    assert wired(unwired(words)) == words


def test_a_server_may_want_to_know_who_we_are(lab: Any, db: Database) -> None:
    handler = lab.Misbehaving(pipelines=True)

    def knows(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"us@x", b"p w"), handled=False)

    controller = lab.started(handler, authenticator=knows, auth_require_tls=False)
    lab.put(db, 1)
    bare = handler.url.partition("//")[2]
    assert carry(db, Settings(smtp_url=f"smtp://us%40x:wrong@{bare}"), lambda: NOW).later == 1
    assert carry(db, Settings(smtp_url=f"smtp://us%40x:p%20w@{bare}"), lambda: NOW + timedelta(minutes=2)).sent == 1
    with Smtp(f"smtps://{bare}", lambda ident: "n@thread.example") as encrypted, pytest.raises(Away, match="nobody in"):
        encrypted.send(mail("a@b.example"))
    controller.stop()


def test_a_server_that_never_ends_its_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            peer, _ = listening.accept()
            try:
                while True:
                    peer.sendall(b"220-and so on\r\n" * 100)
            except OSError:
                peer.close()

        threading.Thread(target=talk, daemon=True).start()
        url = f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        with Smtp(url, lambda ident: "n@thread.example") as server, pytest.raises(Later, match="too long"):
            server.send(mail("a@b.example"))
