"""An edition reaches each subscriber once, whatever the server, the clock or a kill do."""

from __future__ import annotations

import re
import socket
from datetime import UTC, date, datetime, timedelta
from email import message_from_string
from email.policy import default
from pathlib import Path

import html5lib
import pytest
from aiosmtpd.controller import Controller

from db import digests, outbox, subscriptions
from db.changes import story_changed
from db.rules.editions import NoEdition
from db.seeding import mark_as_sample
from db.settings import Settings
from db.subscriptions import Consent
from web.digests import sending
from web.digests.composing import subject
from web.mail.carrying import carry, wait
from web.mail.transport import Away, Files, Later, Never

DAY = date(2026, 11, 26)
SENT = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)


@pytest.fixture
def stories(newsroom):  # type: ignore[no-untyped-def]
    """Nine stories of the day before, two topics, one of a source that shows only its headline."""
    for number in range(8):
        topic = "adoption" if number % 2 else "send"
        at = datetime(2026, 11, 25, 9, number, tzinfo=UTC)
        newsroom.article(f"Story {number} on {topic}", topics=(topic,), at=at, summary="Word " * 90)
    newsroom.article("Told elsewhere", source="community-care-children", topics=("send",), at=SENT - timedelta(hours=2))
    return newsroom


def join(db, now, name: str, periods=("daily",), topics=()):  # type: ignore[no-untyped-def]
    return subscriptions.subscribe(
        db,
        f"{name}@example.org",
        periods,
        topics,
        Consent("Yes.", now - timedelta(days=9), "test"),
        now - timedelta(days=9),
    )


def waiting(db) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    names = [column.name for column in db.columns("outbox")]
    return [dict(zip(names, row, strict=True)) for row in db.copy_out("outbox")]


def read(message: object):  # type: ignore[no-untyped-def]
    return message_from_string(str(message), policy=default)


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


def test_each_gets_their_topics_once_and_a_second_start_writes_nothing(stories, db, settings) -> None:  # type: ignore[no-untyped-def]
    join(db, SENT, "whole")
    join(db, SENT, "adoption", topics=("adoption",))
    join(db, SENT, "nothing", topics=("youth-justice",))
    first = sending.send_edition(db, settings, "daily", DAY, SENT)
    again = sending.send_edition(db, settings, "daily", DAY, SENT)
    assert (first.written, first.mails, again.written, again.mails) == (2, 2, 0, 2)
    mails = {str(one["address"]): read(one["message"]) for one in waiting(db)}
    assert mails.keys() == {"whole@example.org", "adoption@example.org"}
    text = mails["adoption@example.org"].get_body(("plain",)).get_content()
    assert "Story 1 on adoption" in text
    assert "Story 0 on send" not in text


def test_a_mail_has_its_headers_its_rights_and_no_tracker(stories, db, settings) -> None:  # type: ignore[no-untyped-def]
    anna = join(db, SENT, "whole")
    sending.send_edition(db, settings, "daily", DAY, SENT)
    (row,) = waiting(db)
    mail = read(row["message"])
    assert mail["To"] == "whole@example.org"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"https://thread.example/unsubscribe/{anna.secret}/daily" in mail["List-Unsubscribe"]
    assert mail["Message-ID"] == row["message_id"]
    assert "mailto:" in mail["List-Unsubscribe"]
    html = mail.get_body(("html",)).get_content()
    html5lib.HTMLParser(strict=False).parse(html)
    assert not re.search(r"<img|<script|<link|display:\s*(flex|grid)|url\(", html)
    assert len(html.encode()) < 60_000
    assert "Word " * 45 not in html
    assert html.count("<h2") == 7
    assert "placeholder" not in str(row["message"])
    assert "SECRET" not in str(row["message"])
    assert max(len(line) for line in str(row["message"]).encode().splitlines()) < 998


def test_the_subject_says_the_main_thing(stories, db, settings) -> None:  # type: ignore[no-untyped-def]
    content = sending.preview(db, settings, "daily", DAY, SENT)
    assert content is not None
    assert re.match(r".+, and 8 more$", content.subject)
    assert len(content.subject) <= 78
    mark_as_sample(db)
    sample = sending.preview(db, settings, "daily", DAY, SENT)
    assert sample is not None
    assert sample.subject.startswith("[Sample]")
    assert "sample edition" in sample.text
    assert subject([type("Card", (), {"headline": "One thing"})()]) == "One thing"  # type: ignore[list-item]


def test_a_preview_for_a_subscriber_is_theirs(stories, db, settings) -> None:  # type: ignore[no-untyped-def]
    join(db, SENT, "adoption", topics=("adoption",))
    content = sending.preview(db, settings, "daily", DAY, SENT, "adoption@example.org")
    assert content is not None
    assert "on send" not in content.text
    with pytest.raises(Exception, match="no subscriber"):
        sending.preview(db, settings, "daily", DAY, SENT, "x@example.org")
    assert sending.preview(db, settings, "daily", date(2026, 11, 20), SENT) is None


def test_details_of_harm_stay_on_their_page_unless_asked_for(newsroom, person, db, settings) -> None:  # type: ignore[no-untyped-def]
    newsroom.article("A case before the court", at=SENT - timedelta(hours=5), summary="The boy was beaten and starved.")
    calm, all_of_it = join(db, SENT, "calm"), join(db, SENT, "everything")
    answer = person().send(
        f"/preferences/{all_of_it.secret}", f"/preferences/{all_of_it.secret}", period="daily", details="yes"
    )
    assert answer.status_code == 303
    assert 'value="yes" checked' in person().get(f"/preferences/{all_of_it.secret}").get_data(as_text=True)
    sending.send_edition(db, settings, "daily", DAY, SENT)
    texts = {str(one["address"]): read(one["message"]).as_string() for one in waiting(db)}
    assert "Content note: violence against a child" in texts[calm.address]
    assert "beaten" not in texts[calm.address]
    assert "beaten and starved" in texts[all_of_it.address]
    preview = sending.preview(db, settings, "daily", DAY, SENT, all_of_it.address)
    assert preview is not None
    assert "beaten" in preview.html


def test_an_edition_is_sent_neither_too_early_nor_too_late(stories, db, settings) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(sending.EditionOver, match="closes at"):
        sending.send_edition(db, settings, "daily", DAY, SENT - timedelta(hours=2))
    with pytest.raises(sending.EditionOver, match="too old"):
        sending.send_edition(db, settings, "daily", DAY, SENT + timedelta(days=1))
    with pytest.raises(NoEdition, match="Saturday"):
        sending.send_edition(db, settings, "daily", date(2026, 11, 28), SENT)


def test_what_is_due_is_sent_at_its_hour(stories, db, settings) -> None:  # type: ignore[no-untyped-def]
    join(db, SENT, "whole", periods=("daily", "weekly"))
    assert [one.run.period for one in sending.send_due(db, settings, SENT)] == ["daily"]
    assert [one.written for one in sending.send_due(db, settings, FRIDAY)] == [1, 1] or len(waiting(db)) >= 2
    weekly = [one for one in waiting(db) if one["kind"] == "digest weekly"]
    assert len(weekly) == 1


def test_a_crash_between_batches_loses_and_doubles_nobody(stories, db, settings, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    for number in range(7):
        join(db, SENT, f"reader{number}")
    monkeypatch.setattr(sending, "BATCH", 2)
    real, calls = digests.note_mail, []

    def breaks(*arguments, **more):  # type: ignore[no-untyped-def]
        calls.append(1)
        if len(calls) == 4:
            raise RuntimeError("killed")
        return real(*arguments, **more)

    monkeypatch.setattr(digests, "note_mail", breaks)
    with pytest.raises(RuntimeError):
        sending.send_edition(db, settings, "daily", DAY, SENT)
    assert sending.send_edition(db, settings, "daily", DAY, SENT).mails == 7
    assert len({str(one["address"]) for one in waiting(db)}) == len(waiting(db)) == 7


def test_the_web_copy_lists_the_run_and_drops_what_is_hidden(stories, db, settings, client) -> None:  # type: ignore[no-untyped-def]
    sending.send_edition(db, settings, "daily", DAY, SENT)
    assert "The daily of Thursday 26 November 2026" in client.get("/digests").get_data(as_text=True)
    page = client.get("/digests/daily/2026-11-26").get_data(as_text=True)
    assert "Told elsewhere" in page
    with db.write():
        db.run("placements.empty", story_id=9)
        story_changed(db, 9, SENT, removed=True)
    assert "Told elsewhere" not in client.get("/digests/daily/2026-11-26").get_data(as_text=True)


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
        def send(self, address: str, message: str, message_id: str) -> None:
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
        def send(self, address: str, message: str, message_id: str) -> None:
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
            files.send("a@example.org", "x", "<a@b>")


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
