"""Whatever a server, a clock, a disk or a kill do: no mail is lost, and only a cut after its words can repeat one."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from db import leases, outbox, subscriptions
from db.engine import Database, connect
from db.errors import ConnectionLost
from db.settings import Settings
from db.subscriptions import Consent
from web.mail.carrying import LEASE, carry
from web.mail.transport import Never

NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
ORDERS = (
    "250", "MAIL 451 later", "MAIL 550 who are you", "MAIL cut", "RCPT 450 greylisted", "RCPT 550 5.1.1 nobody", "RCPT 421 closing",
    "RCPT cut", "RCPT what?", "DATA 451 later", "DATA 554 never", "DATA 421 closing", "DATA cut", "DATA lost", "DATA nonsense",
)  # fmt: skip


@given(st.lists(st.sampled_from(ORDERS), max_size=10), st.integers(1, 4), st.booleans(), st.sampled_from([1, 2, 10**9]))
@hypothesis(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_a_server_does_nothing_is_lost_and_only_cuts_repeat(
    lab: Any, db: Database, plain: Any, orders: list[str], mails: int, pipelines: bool, limit: int
) -> None:
    plain.orders, plain.ledger, plain.cuts, plain.pipelines, plain.limit = [*orders], [], 0, pipelines, limit
    at = NOW
    with db.write():
        outbox.sweep(db, NOW + timedelta(days=400))
    lab.put(db, *range(mails), key="x")
    while "waiting" in lab.states(db).values():
        carry(db, Settings(smtp_url=plain.url), lambda at=at: at)  # type: ignore[misc]
        at += timedelta(hours=5)
    found = lab.states(db)
    taken = Counter(ident for _, ident in plain.ledger)
    assert {ident for ident, state in found.items() if state == "sent"} <= taken.keys()
    refused = sum(order.partition(" ")[2].startswith("55") and not order.startswith("MAIL") for order in orders)
    assert sum(state == "failed" for state in found.values()) <= refused
    assert sum(taken.values()) - len(taken) <= plain.cuts


@pytest.mark.parametrize("order", ["MAIL cut", "MAIL 451 too many", "RCPT 421 closing", "RCPT cut", "RCPT what?"])
def test_a_connection_that_ends_between_two_mails_costs_no_attempt(
    lab: Any, db: Database, server: Any, order: str
) -> None:
    lab.put(db, 1, 2, 3)
    server.orders = ["250", order]
    assert carry(db, Settings(smtp_url=server.url), lambda: NOW).sent == 3
    assert (len(server.ledger), server.connections) == (3, 2)


def test_a_server_that_takes_two_mails_a_connection_gets_all(lab: Any, db: Database, server: Any) -> None:
    lab.put(db, *range(7))
    server.limit = 2
    assert carry(db, Settings(smtp_url=server.url), lambda: NOW).sent == 7
    assert (len(set(server.ledger)), server.connections) == (7, 4)


def test_one_connection_serves_all_and_a_refused_envelope_is_taken_back(lab: Any, db: Database, server: Any) -> None:
    lab.put(db, 1, 2, 3)
    server.orders = ["RCPT 550 5.1.1 nobody", "RCPT 450 greylisted"]
    done = carry(db, Settings(smtp_url=server.url), lambda: NOW)
    assert (done.sent, done.later, done.failed, server.connections) == (1, 1, 1, 1)
    assert [address for address, _ in server.ledger] == ["r3@example.org"]


def test_a_server_that_refuses_our_sender_is_away_and_costs_no_attempt(lab: Any, db: Database, server: Any) -> None:
    lab.put(db, 1, 2)
    server.orders = ["MAIL 550 who are you"]
    assert carry(db, Settings(smtp_url=server.url), lambda: NOW).later == 2
    assert carry(db, Settings(smtp_url=server.url), lambda: NOW + timedelta(minutes=2)).sent == 2


def test_each_mail_comes_back_to_an_address_of_its_own(lab: Any, db: Database, server: Any) -> None:
    lab.put(db, 1, 2)
    carry(db, Settings(smtp_url=server.url, bounce_address="bounces@thread.example"), lambda: NOW)
    assert server.senders == ["bounces+1@thread.example", "bounces+2@thread.example"]


@pytest.mark.parametrize("senders", [2, 4])
def test_senders_at_once_send_each_mail_once(
    lab: Any, database_url: str, db: Database, plain: Any, senders: int
) -> None:
    lab.put(db, *range(120))

    def work() -> None:
        own = connect(database_url, busy_seconds=20)
        carry(own, Settings(smtp_url=plain.url), lambda: NOW)
        own.close()

    threads = [threading.Thread(target=work) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(address for address, _ in plain.ledger) == Counter(f"r{number}@example.org" for number in range(120))


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from db import outbox
from db.engine import connect
from db.settings import Settings
from web.mail import carrying
from web.mail.connection import Conversation
from web.mail.smtp import Smtp
url, smtp, place, when, turn = sys.argv[1:]
owner, name = {"claim": (outbox, "claim"), "ours": (carrying.Leave, "of"), "envelope": (Smtp, "_propose"),
    "words": (Conversation, "send"), "answer": (Conversation, "ask"), "note": (outbox, "note_sent")}[place]
real, left = getattr(owner, name), [int(turn)]
def dies(*given, **more):
    left[0] -= 1
    if not left[0] and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    answer = real(*given, **more)
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
setattr(owner, name, dies)
carrying.carry(connect(url), Settings(smtp_url=smtp), lambda: datetime(2026, 11, 26, 7, 0, tzinfo=UTC))
"""


@pytest.mark.parametrize(
    ("place", "when", "turn"),
    [("claim", "after", 1), ("ours", "after", 2), ("envelope", "after", 2), ("words", "after", 4), ("words", "after", 6), ("answer", "after", 2),
     ("note", "before", 2), ("note", "after", 2), ("claim", "before", 2)],
)  # fmt: skip
def test_a_sender_that_is_killed_loses_nothing_and_repeats_at_most_one(
    lab: Any, database_url: str, db: Database, plain: Any, place: str, when: str, turn: int
) -> None:
    lab.put(db, 1, 2, 3, 4)
    command = [sys.executable, "-c", KILLED, database_url, plain.url, place, when, str(turn)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == -9
    carry(db, Settings(smtp_url=plain.url), lambda: NOW)
    taken = Counter(plain.ledger)
    assert set(lab.states(db).values()) == {"sent"}
    assert len(taken) == 4
    assert sum(taken.values()) <= 5
    if (place, when) in {("claim", "after"), ("ours", "after"), ("envelope", "after"), ("note", "after")}:
        assert sum(taken.values()) == 4, "no word of a mail was cut off from its answer"


def test_mails_whose_claim_was_lost_with_the_database_wait_for_no_lease(
    lab: Any, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.put(db, 1, 2)
    claim = outbox.claim

    def lost(*given: Any) -> list[Any]:
        claim(*given)
        raise ConnectionLost("the server closed the connection before it answered")

    monkeypatch.setattr(outbox, "claim", lost)
    with pytest.raises(ConnectionLost):
        carry(db, Settings(), lambda: NOW, lab.Hooked(lambda count: None))
    monkeypatch.setattr(outbox, "claim", claim)
    assert set(lab.states(db).values()) == {"claimed"}
    assert carry(db, Settings(), lambda: NOW, lab.Hooked(lambda count: None)).sent == 2


@pytest.mark.parametrize("trouble", ["lock", "full"])
def test_a_note_waits_for_a_lock_and_for_room_so_that_nothing_repeats(lab: Any, sqlite_url: str, trouble: str) -> None:
    db, other, paused = connect(sqlite_url, busy_seconds=0.02), connect(sqlite_url), []
    lab.put(db, 1, 2)
    begin, end = {"lock": ("BEGIN IMMEDIATE", "COMMIT"), "full": ("PRAGMA query_only = 1", "PRAGMA query_only = 0")}[
        trouble
    ]
    troubled: Any = (other if trouble == "lock" else db).connection  # type: ignore[attr-defined]

    def pause(seconds: float) -> None:
        paused.append(seconds)
        if len(paused) % 3 == 0:
            troubled.execute(end)

    by = lab.Hooked(lambda count: troubled.execute(begin))
    assert carry(db, Settings(), lambda: NOW, by, pause=pause).sent == 2
    assert (len(by.taken), len(paused), set(lab.states(db).values())) == (2, 6, {"sent"})
    db.close()
    other.close()


def test_a_note_that_can_never_be_made_ends_the_sender(
    lab: Any, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.errors import DatabaseError

    db = connect(sqlite_url)
    lab.put(db, 1)
    by = lab.Hooked(lambda count: db.connection.execute("PRAGMA query_only = 1"))  # type: ignore[attr-defined]
    with pytest.raises(DatabaseError):
        carry(db, Settings(), lambda: NOW, by, pause=lambda seconds: None)
    db.close()


def test_a_sender_whose_clock_is_ahead_takes_over_and_the_first_lets_go(
    lab: Any, database_url: str, db: Database
) -> None:
    other = connect(database_url)
    lab.put(db, *range(5))
    second = lab.Hooked(lambda count: None)

    def overtaken(count: int) -> None:
        if count == 1:
            carry(other, Settings(), lambda: NOW + timedelta(hours=2), second)

    first = lab.Hooked(overtaken)
    carry(db, Settings(), lambda: NOW, first)
    assert first.taken == ["<0@thread.example>"]
    assert sorted(second.taken)[1:] == [f"<{number}@thread.example>" for number in range(1, 5)]
    other.close()


@pytest.mark.parametrize("step", [timedelta(minutes=2), timedelta(hours=3), timedelta(days=-2)])
def test_a_clock_that_jumps_loses_and_doubles_nothing(lab: Any, db: Database, step: timedelta) -> None:
    lab.put(db, *range(12))
    at = [NOW]

    def jumps(count: int) -> None:
        at[0] += step

    by = lab.Hooked(jumps)
    carry(db, Settings(), lambda: at[0], by)
    assert sorted(by.taken) == sorted(lab.states(db))
    assert set(lab.states(db).values()) == {"sent"}
    assert timedelta(minutes=5) < LEASE


def test_a_mail_that_was_purged_while_it_waited_for_its_turn_is_not_sent(lab: Any, db: Database) -> None:
    def purges(count: int) -> None:
        if count == 1:
            with db.write():
                db.run("own_account.drop_mails", address="r2@example.org")

    lab.put(db, 1, 2, 3)
    by = lab.Hooked(purges)
    carry(db, Settings(), lambda: NOW, by)
    assert by.taken == ["<1@thread.example>", "<3@thread.example>"]


@pytest.fixture
def readers(db: Database) -> list[str]:
    """Three who asked for the daily, with a mail each that waits."""
    found = [f"r{number}@example.org" for number in (1, 2, 3)]
    for address in found:
        subscriptions.subscribe(db, address, ["daily"], (), Consent("Yes.", NOW, "test"), NOW)
    return found


@pytest.mark.usefixtures("readers")
@pytest.mark.parametrize("change", ["leaves", "pauses", "is suppressed"])
def test_who_leaves_while_a_batch_is_under_way_gets_nothing_more(
    lab: Any, db: Database, database_url: str, change: str
) -> None:
    def changes(count: int) -> None:
        other = connect(database_url)
        second = subscriptions.find(other, "r2@example.org")
        assert second is not None
        if count == 1:
            {
                "leaves": lambda: subscriptions.leave(other, second, ["daily"], NOW),
                "pauses": lambda: subscriptions.pause(other, second, NOW.date() + timedelta(days=2), NOW),
                "is suppressed": lambda: subscriptions.suppress(other, second.address, "complaint", NOW),
            }[change]()
        other.close()

    lab.put(db, 1, 2, 3, kind="digest daily")
    by = lab.Hooked(changes)
    assert carry(db, Settings(), lambda: NOW, by).withdrawn == 1
    assert by.taken == ["<1@thread.example>", "<3@thread.example>"]


def test_a_pause_that_ends_within_a_batch_has_ended(lab: Any, db: Database, readers: list[str]) -> None:
    second = subscriptions.find(db, readers[1])
    assert second is not None
    subscriptions.pause(db, second, NOW.date() + timedelta(days=1), NOW)
    at = [datetime(2026, 11, 26, 23, 59, 59, tzinfo=UTC)]
    lab.put(db, 1, 2, 3, kind="digest daily", now=at[0])

    def passes(count: int) -> None:
        at[0] += timedelta(seconds=1)

    assert carry(db, Settings(), lambda: at[0], lab.Hooked(passes)).sent == 3


@pytest.mark.usefixtures("readers")
def test_an_address_that_is_found_dead_gets_no_second_mail_of_its_batch(lab: Any, db: Database) -> None:
    def refuses(count: int) -> None:
        if count == 1:
            raise Never("550 5.1.1 nobody", is_dead=True)

    lab.put(db, 1, 2, kind="digest daily")
    lab.put(db, 8, kind="digest daily", address="r1@example.org")
    by = lab.Hooked(refuses)
    done = carry(db, Settings(), lambda: NOW, by)
    assert (done.failed, done.sent, done.withdrawn) == (1, 1, 1)
    assert by.taken == ["<1@thread.example>", "<2@thread.example>"]


@pytest.mark.usefixtures("readers")
def test_a_batch_is_looked_at_once_while_nothing_changes(
    lab: Any, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, asked, ours = connect(sqlite_url), [], outbox.ours
    monkeypatch.setattr(outbox, "ours", lambda *given: asked.append(len(given[1])) or ours(*given))
    lab.put(db, *range(60))
    assert carry(db, Settings(), lambda: NOW, lab.Hooked(lambda count: None)).sent == 60
    assert asked == [50, 10]
    db.close()


def test_a_domain_gets_its_share_of_the_minute(lab: Any, db: Database) -> None:
    lab.put(db, *range(5))
    lab.put(db, 9, address="other@elsewhere.example")
    house, by = Settings(mail_per_domain=2), lab.Hooked(lambda count: None)
    assert carry(db, house, lambda: NOW, by).sent == 3
    for minutes in range(1, 4):
        carry(db, house, lambda minutes=minutes: NOW + timedelta(minutes=minutes), by)  # type: ignore[misc]
        assert len(by.taken) <= 3 + 2 * minutes
    assert sorted(by.taken) == sorted(lab.states(db))


def test_leases_of_the_dead_are_free_at_once(lab: Any, db: Database) -> None:
    lab.put(db, 1)
    assert not leases.is_dead(leases.owner_name())
    outbox.claim(db, "elsewhere:1:1:x", NOW, NOW + LEASE, 10)
    assert carry(db, Settings(), lambda: NOW, lab.Hooked(lambda count: None)).all == 0
    assert carry(db, Settings(), lambda: NOW + LEASE + timedelta(seconds=1), lab.Hooked(lambda count: None)).sent == 1
