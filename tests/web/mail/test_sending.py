"""An edition reaches each subscriber once, whatever the server, the clock or a kill do."""

from __future__ import annotations

import re
import socket
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from db import outbox
from db.outbox import Mail
from db.settings import Settings
from web.mail.carrying import carry, wait
from web.mail.transport import Away, Files, Later, Never

DAY = date(2026, 11, 26)
SENT = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)


def waiting(db) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    names = [column.name for column in db.columns("outbox")]
    return [dict(zip(names, row, strict=True)) for row in db.copy_out("outbox")]


class Server:
    """A mail server that answers on order and keeps a ledger."""

    def __init__(self) -> None:
        self.ledger: list[tuple[str, str]] = []
        self.orders: list[str] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # type: ignore[no-untyped-def]
        order = self.orders.pop(0) if self.orders else "250 OK"
        ident = re.search(rb"Message-ID: (\S+)", envelope.content)
        assert len(envelope.rcpt_tos) == 1
        if order.startswith(("250", "cut")):
            self.ledger.append((envelope.rcpt_tos[0], ident[1].decode() if ident else ""))
        if order == "cut":
            session.peer_transport = None
            server.transport.abort()
            return "250 never heard"
        return order


@pytest.fixture
def server():  # type: ignore[no-untyped-def]
    handler = Server()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    handler.url = f"smtp://127.0.0.1:{port}"  # type: ignore[attr-defined]
    yield handler
    controller.stop()


def put(db, number: int, **more: object) -> None:  # type: ignore[no-untyped-def]
    ident = f"<mail{number}@thread.example>"
    message = f"Message-ID: {ident}\r\nTo: r{number}@example.org\r\nSubject: Hello\r\n\r\nHello.\r\n"
    values = {
        "kind": "notice",
        "weight": 5,
        "address": f"r{number}@example.org",
        "subject": "Hello",
        "now": SENT,
        **more,
    }
    outbox.put(db, message=message, message_id=ident, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("order", "state", "carried"),
    [
        ("250 OK", "sent", "sent"),
        ("451 later", "waiting", "later"),
        ("554 never", "failed", "failed"),
        ("cut", "waiting", "later"),
    ],
)
def test_each_answer_of_a_server_has_its_consequence(
    db, settings, server, order: str, state: str, carried: str
) -> None:  # type: ignore[no-untyped-def]
    put(db, 1)
    server.orders = [order]
    done = carry(db, Settings(smtp_url=server.url), lambda: SENT)
    assert getattr(done, carried) == 1
    assert waiting(db)[0]["state"] == state
    later = carry(db, Settings(smtp_url=server.url), lambda: SENT + timedelta(hours=1))
    assert later.sent == (state == "waiting")
    assert len({ident for _, ident in server.ledger}) <= 1
    assert len(server.ledger) <= (2 if order == "cut" else 1)


def test_two_senders_at_once_send_each_mail_once(database_url, db, server) -> None:  # type: ignore[no-untyped-def]
    import threading

    from db.engine import connect

    for number in range(40):
        put(db, number)

    def work() -> None:
        own = connect(database_url, busy_seconds=20)
        carry(own, Settings(smtp_url=server.url), lambda: SENT)
        own.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(address for address, _ in server.ledger) == sorted(f"r{number}@example.org" for number in range(40))


def test_a_server_that_is_away_costs_no_attempt(db) -> None:  # type: ignore[no-untyped-def]
    put(db, 1)
    done = carry(db, Settings(smtp_url="smtp://127.0.0.1:1"), lambda: SENT)
    assert done.later == 1
    (row,) = waiting(db)
    assert (row["state"], row["attempts"]) == ("waiting", 0)
    assert "COMMONTHREAD_SMTP_URL" in str(row["error"])


def test_what_is_too_old_or_unwanted_is_not_sent(db, settings, server) -> None:  # type: ignore[no-untyped-def]
    put(db, 1, expires_at=SENT - timedelta(minutes=1))
    put(db, 2, kind="digest daily")
    done = carry(db, Settings(smtp_url=server.url), lambda: SENT)
    assert (done.expired, done.withdrawn, server.ledger) == (1, 1, [])
    assert outbox.counts(db) == {"expired": 1, "withdrawn": 1}
    assert outbox.sweep(db, SENT + timedelta(days=8)) == 2


def test_a_mail_is_given_up_after_many_attempts(db) -> None:  # type: ignore[no-untyped-def]
    class Slow(Files):
        def send(self, mail: Mail) -> None:
            raise Later("not now")

    put(db, 1)
    at = SENT
    for _ in range(13):
        carry(db, Settings(), lambda at=at: at, Slow(Path("x")))
        at += timedelta(hours=5)
    assert waiting(db)[0]["state"] == "failed"
    assert [wait(number) for number in (1, 2, 99)] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(hours=4)]


def test_a_mail_that_will_never_be_taken_fails_with_its_words(db) -> None:  # type: ignore[no-untyped-def]
    class Refusing(Files):
        def send(self, mail: Mail) -> None:
            raise Never("550 no such person")

    put(db, 1)
    assert carry(db, Settings(), lambda: SENT, Refusing(Path("x"))).failed == 1
    assert waiting(db)[0]["error"] == "550 no such person"


def test_a_sender_that_died_is_followed_by_another(db, server) -> None:  # type: ignore[no-untyped-def]
    put(db, 1)
    outbox.claim(db, "dead", SENT, SENT + timedelta(minutes=5), 10)
    assert carry(db, Settings(smtp_url=server.url), lambda: SENT + timedelta(minutes=1)).all == 0
    assert carry(db, Settings(smtp_url=server.url), lambda: SENT + timedelta(minutes=6)).sent == 1
    outbox.note_sent(db, 1, "dead", SENT)
    assert len(server.ledger) == 1


def test_files_are_whole_and_a_repeat_replaces_them(db, settings, client, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    put(db, 1)
    put(db, 1)
    assert carry(db, settings, lambda: SENT).sent == 1
    (file,) = settings.outbox_dir.glob("*.eml")
    assert b"Hello." in file.read_bytes()
    assert [path for path in settings.outbox_dir.iterdir() if path.suffix != ".eml"] == []
    blocked = tmp_path / "blocked"
    with Files(blocked) as files:
        blocked.rmdir()
        with pytest.raises(Away, match="make room"):
            files.send(Mail(1, "notice", "a@example.org", "S", b"x", "<a@b>", 0, None))


def test_mails_are_read_in_development_only(db, settings, database_url, newsroom) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    from web import create_app

    put(db, 1)
    carry(db, settings, lambda: SENT)
    app = create_app(replace(settings, dev=True))
    page = app.test_client().get("/dev/outbox").get_data(as_text=True)
    found = re.search(r'href="(/dev/outbox/[^"]+)"', page)
    assert found is not None
    assert b"Hello." in app.test_client().get(found[1]).data
    assert app.test_client().get("/dev/outbox/nothing").status_code == 404
    app.extensions["connections"].drop()


def test_the_jobs_of_the_site_run(newsroom, db, settings) -> None:  # type: ignore[no-untyped-def]
    from web.jobs import JOBS

    for job in JOBS:
        job.run(db, settings, SENT)
