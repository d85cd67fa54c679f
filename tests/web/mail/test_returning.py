"""Mails that come back: dead addresses are left alone, who complains is not written to again, who leaves has left."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from db import bounces, outbox, subscriptions
from db.engine import Database
from db.rules.bounces import is_hard
from db.rules.messages import message_id, return_path
from db.settings import Settings
from db.subscriptions import Consent
from web.mail.mailbox import MailboxError
from web.mail.returned import Unknown, read
from web.mail.returning import take_back

NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
HOUSE = Settings(secret_key="k" * 40, mail_from="News <news@thread.example>", bounce_address="bounces@thread.example")
ANNA = "anna@example.org"


def reader(db: Database, address: str = ANNA) -> subscriptions.Subscriber:
    consent = Consent("Yes.", NOW - timedelta(days=9), "test")
    return subscriptions.subscribe(db, address, ["daily", "weekly"], (), consent, NOW - timedelta(days=9))


def mailed(db: Database, key: str, address: str = ANNA) -> str:
    """Put a mail into the outbox and return its Message-ID."""
    ident = message_id(HOUSE, "digest", key)
    outbox.put(
        db, kind="digest daily", weight=2, address=address, subject="S", message="M", message_id=ident, now=NOW
    )  # fmt: skip
    return ident


def dsn(to: str, status: str = "5.1.1", about: str = ANNA, action: str = "failed", original: str = "") -> bytes:
    return f"""From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {about}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such person

--b
Content-Type: text/rfc822-headers

Message-ID: {original}

--b--
""".encode()


def arf(kind: str, original: str) -> bytes:
    return f"""From: feedback@provider.example
To: bounces@thread.example
Subject: FW: News
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.
--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1

--b
Content-Type: message/rfc822

From: news@thread.example
{original}
Subject: News

Hello.
--b--
""".encode()


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    (tmp_path / "bounces" / "new").mkdir(parents=True)
    return tmp_path / "bounces"


def back(db: Database, drop: Path, *mails: bytes, now: datetime = NOW) -> int:
    from dataclasses import replace

    for number, mail in enumerate(mails):
        (drop / "new" / f"{number}.mx").write_bytes(mail)
    return take_back(db, replace(HOUSE, bounce_folder=str(drop)), now)


def state(db: Database, address: str = ANNA) -> tuple[bool, int]:
    """Whether an address is suppressed, and how many lists it is on."""
    known = subscriptions.find(db, address)
    lists = [one for one in subscriptions.of(db, known.id) if one.state == "active"] if known else []
    return subscriptions.suppressed(db, address), len(lists)


def test_a_dead_address_is_not_written_to_again(db: Database, drop: Path) -> None:
    reader(db)
    ident = mailed(db, "1")
    path = return_path(HOUSE, ident)
    assert ANNA.partition("@")[0] not in path
    assert back(db, drop, dsn(path)) == 1
    assert state(db) == (True, 2)
    assert [(one.kind, one.said) for one in bounces.newest(db)] == [("hard", "5.1.1 smtp; 550 5.1.1 no such person")]
    assert list((drop / "new").iterdir()) == [], "what was understood is erased"
    assert ANNA not in repr(bounces.newest(db))


def test_a_bounce_counts_for_its_mail_whomever_it_names(db: Database, drop: Path) -> None:
    reader(db)
    reader(db, "ben@example.org")
    back(db, drop, dsn(return_path(HOUSE, mailed(db, "1")), about="ben@example.org"))
    assert (state(db)[0], state(db, "ben@example.org")[0]) == (True, False)


def test_soft_bounces_count_by_day_and_only_several_suppress(db: Database, drop: Path) -> None:
    reader(db)
    idents = [mailed(db, str(number)) for number in range(5)]
    same_day = [dsn(return_path(HOUSE, ident), "5.2.2") for ident in idents[:3]]
    assert back(db, drop, *same_day) == 3
    assert state(db) == (False, 2)
    assert back(db, drop, same_day[0], now=NOW + timedelta(days=1)) == 1
    assert not state(db)[0], "the same bounce twice is one"
    back(db, drop, dsn(return_path(HOUSE, idents[3]), "4.2.2"), now=NOW + timedelta(days=1))
    assert not state(db)[0]
    back(db, drop, dsn(return_path(HOUSE, idents[4]), "5.2.2"), now=NOW + timedelta(days=2))
    assert state(db) == (True, 2)
    assert bounces.sweep(db, NOW + timedelta(days=100)) == 5


def test_without_our_return_address_a_bounce_must_know_the_mail_and_counts_softly(db: Database, drop: Path) -> None:
    reader(db)
    ident = mailed(db, "1")
    forged = dsn("news@thread.example", original=f"<{'0' * 32}@thread.example>")
    other = dsn("news@thread.example", original=ident, about="ben@example.org")
    assert back(db, drop, forged, other) == 0
    assert bounces.newest(db) == []
    assert back(db, drop, dsn("news@thread.example", original=ident)) == 1
    assert [one.kind for one in bounces.newest(db)] == ["soft"]
    assert not state(db)[0]


@pytest.mark.parametrize(
    "known_by",
    ["Message-ID: {ident}", "Return-Path: <{path}>", "List-Unsubscribe: <https://t/unsubscribe/{secret}/daily>"],
)
def test_a_complaint_ends_all_mail(db: Database, drop: Path, known_by: str) -> None:
    anna = reader(db)
    ident = mailed(db, "1")
    original = known_by.format(ident=ident, path=return_path(HOUSE, ident), secret=anna.secret)
    assert back(db, drop, arf("abuse", original)) == 1
    assert state(db) == (True, 0)
    assert [one.kind for one in bounces.newest(db)] == ["complaint"]


def test_a_report_that_is_no_complaint_or_of_no_mail_of_ours_changes_nothing(db: Database, drop: Path) -> None:
    reader(db)
    ident = mailed(db, "1")
    assert back(db, drop, arf("not-spam", f"Message-ID: {ident}"), arf("abuse", "Message-ID: <x@y>")) == 0
    assert back(db, drop, arf("abuse", f"List-Unsubscribe: <https://t/unsubscribe/{'x' * 30}/daily>")) == 0
    assert state(db) == (False, 2)
    assert len(list((drop / "cur").iterdir())) > 0, "what was not understood is left for the operator"


@pytest.mark.parametrize(("period", "left"), [("daily", 1), ("all", 0), ("Daily", 1), ("monthly", 2)])
def test_a_mail_with_the_secret_of_a_link_leaves(db: Database, drop: Path, period: str, left: int) -> None:
    anna = reader(db)
    understood = back(db, drop, f"From: a@b\nSubject: unsubscribe {period} {anna.secret}\n\n".encode())
    assert understood == (period != "monthly")
    assert state(db) == (False, left)


def test_a_link_that_was_forgotten_is_left_already(db: Database, drop: Path) -> None:
    assert back(db, drop, f"Subject: unsubscribe daily {'x' * 30}\n\n".encode()) == 1


def test_automatic_replies_and_delays_are_ignored(db: Database, drop: Path) -> None:
    reader(db)
    path = return_path(HOUSE, mailed(db, "1"))
    away = f"From: {ANNA}\nTo: {path}\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nBack on Monday.\n"
    assert back(db, drop, away.encode(), dsn(path, "4.4.1", action="delayed"), b"", b"\xff\x00 nonsense") == 0
    assert bounces.newest(db) == []


@given(st.binary(max_size=400), st.sampled_from([dsn("x"), arf("abuse", "Message-ID: <a@b>")]), st.integers(0, 900))
@hypothesis(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_bytes_break_the_reading(noise: bytes, mail: bytes, place: int) -> None:
    read(noise)
    read(mail[:place] + noise + mail[place:])


@pytest.mark.parametrize(
    ("code", "words", "hard"),
    [
        (550, "5.1.1 no such user", True),
        (550, "no such user here", True),
        (550, "blocked: your host is on a list", False),
        (554, "5.7.1 relay access denied", False),
        (552, "5.2.2 mailbox full", False),
        (550, "5.2.1 disabled", True),
        (554, "never", False),
    ],
)
def test_only_a_dead_address_is_a_hard_bounce(code: int, words: str, hard: bool) -> None:
    assert is_hard(code, words) is hard


def test_a_folder_that_cannot_be_read_says_what_to_look_at(db: Database, tmp_path: Path) -> None:
    with pytest.raises(MailboxError, match="COMMONTHREAD_BOUNCE_FOLDER"):
        take_back(db, Settings(bounce_folder=str(tmp_path / "missing")), NOW)


class Imap(socketserver.StreamRequestHandler):
    """As much of a mailbox as a reader of bounces asks for."""

    def handle(self) -> None:
        box: Any = self.server
        self.wfile.write(b"* OK hello\r\n")
        for line in self.rfile:
            tag, _, command = line.strip().partition(b" ")
            box.heard.append(command)
            words = command.upper().split()
            if words[0] == b"CAPABILITY":
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            elif words[:2] == [b"UID", b"SEARCH"]:
                self.wfile.write(b"* SEARCH %s\r\n" % b" ".join(b"%d" % (n + 1) for n in range(len(box.mails))))
            elif words[:2] == [b"UID", b"FETCH"]:
                mail = box.mails[int(words[2]) - 1]
                self.wfile.write(b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n%s)\r\n" % (words[2], len(mail), mail))
            elif words[0] == b"LOGIN" and b"wrong" in command:
                self.wfile.write(tag + b" NO who are you\r\n")
                continue
            self.wfile.write(tag + b" OK done\r\n")
            if words[0] == b"LOGOUT":
                return


@pytest.fixture
def box() -> Iterator[Any]:
    server: Any = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Imap)
    server.heard, server.mails = [], []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_mailbox_is_emptied_of_what_was_understood(db: Database, box: Any) -> None:
    reader(db)
    box.mails = [dsn(return_path(HOUSE, mailed(db, "1"))), b"Subject: Hello\r\n\r\nDear editors\r\n"]
    url = f"imap://us%40thread.example:p%20w@127.0.0.1:{box.server_address[1]}/Bounces"
    assert take_back(db, Settings(secret_key=HOUSE.secret_key, mail_from=HOUSE.mail_from, bounce_url=url), NOW) == 1
    assert state(db)[0]
    stored = [command for command in box.heard if b"STORE" in command]
    assert stored == [rb"UID STORE 1 +FLAGS.SILENT (\Deleted \Seen)", rb"UID STORE 2 +FLAGS.SILENT (\Seen)"]
    assert b"EXPUNGE" in box.heard
    assert any(b"us@thread.example" in command and b"p w" in command for command in box.heard)


def test_a_mailbox_that_lets_nobody_in_says_what_to_look_at(db: Database, box: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = probe.getsockname()[1]
    for url in (f"imap://us:wrong@127.0.0.1:{box.server_address[1]}", f"imap://127.0.0.1:{nobody}"):
        with pytest.raises(MailboxError, match="COMMONTHREAD_BOUNCE_URL") as caught:
            take_back(db, Settings(bounce_url=url), NOW)
        assert "wrong" not in str(caught.value)


def test_nothing_is_read_where_no_mailbox_is_set(db: Database) -> None:
    assert isinstance(read(b""), Unknown)
    assert take_back(db, Settings(), NOW) == 0
