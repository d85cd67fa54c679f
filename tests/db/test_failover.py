"""A PostgreSQL that goes away and comes back: what waited goes on, what was under way is told, nothing is half-written."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from db import jobs, outbox
from db.engine import Database, connect, insist
from db.errors import Conflict, ConnectionLost, DatabaseBusy, DatabaseError, DatabaseUnreachable
from db.jobs import Job, every

pytestmark = pytest.mark.postgres
HOURLY = Job("hourly", every(timedelta(hours=1)), lambda *_: None)


@pytest.fixture
def ct(own_server: Any) -> Iterator[Database]:
    """A connection to a server that the test may restart, without the rows of other tests."""
    db = connect(own_server.url % "ct", busy_seconds=30, name="commonthread test")
    for table in ("job", "outbox", "page_change"):
        db.connection.execute(f"DELETE FROM {table}")  # type: ignore[attr-defined]
    yield db
    db.close()


def restart(server: Any, mode: str = "fast") -> None:
    server.stop(mode)
    server.start()


def test_a_connection_goes_on_after_a_restart(ct: Database, own_server: Any, now: datetime) -> None:
    jobs.register(ct, HOURLY, now)
    restart(own_server)
    assert [state.name for state in jobs.states(ct)] == ["hourly"]
    restart(own_server)
    assert jobs.claim(ct, HOURLY, "me", now)


def test_what_was_written_outlives_a_crash_of_the_server(ct: Database, own_server: Any, now: datetime) -> None:
    for number in range(20):
        jobs.register(ct, Job(f"job {number}", every(timedelta(hours=1)), lambda *_: None), now)
    restart(own_server, "immediate")
    assert len(jobs.states(ct)) == 20


def test_a_question_waits_while_the_server_is_away(ct: Database, own_server: Any, now: datetime) -> None:
    jobs.register(ct, HOURLY, now)
    own_server.stop("fast")
    found: list[str] = []
    asks = threading.Thread(target=lambda: found.extend(state.name for state in jobs.states(ct)))
    asks.start()
    own_server.start()
    asks.join(30)
    assert found == ["hourly"]


def test_a_server_that_stays_away_is_told_and_asked_again_later(own_server: Any, now: datetime) -> None:
    db = connect(own_server.url % "ct", busy_seconds=0.2)
    own_server.stop("fast")
    with pytest.raises(DatabaseUnreachable, match="that the server runs"):
        jobs.states(db)
    with pytest.raises(DatabaseUnreachable):
        jobs.register(db, HOURLY, now)
    own_server.start()
    jobs.register(db, HOURLY, now)
    db.close()


def test_a_transaction_that_was_under_way_keeps_nothing(ct: Database, own_server: Any, now: datetime) -> None:
    with pytest.raises(ConnectionLost, match="nothing of this was kept"), ct.write(durable=True):
        ct.run("jobs.register", name="first half", due=now)
        restart(own_server)
        ct.run("jobs.register", name="second half", due=now)
    assert jobs.states(ct) == []


def test_an_error_of_our_own_is_not_hidden_by_a_server_that_is_gone(
    ct: Database, own_server: Any, now: datetime
) -> None:
    with pytest.raises(ZeroDivisionError), ct.write():
        ct.run("jobs.register", name="a", due=now)
        restart(own_server)
        raise ZeroDivisionError
    assert jobs.states(ct) == []


def test_a_commit_whose_answer_is_lost_says_that_nobody_knows(ct: Database, own_server: Any, now: datetime) -> None:
    with pytest.raises(ConnectionLost, match="look whether this was kept"), ct.write():
        ct.run("jobs.register", name="a", due=now)
        restart(own_server)


def test_what_is_harmless_to_do_twice_is_done_again(ct: Database, own_server: Any, now: datetime) -> None:
    jobs.register(ct, HOURLY, now)
    tries: list[int] = []

    def claimed() -> bool:
        with ct.write():
            tries.append(1)
            if len(tries) == 1:
                restart(own_server)
            return jobs.claim(ct, HOURLY, "me", now)

    assert insist(claimed)
    assert len(tries) == 2


def test_a_mail_that_the_server_took_is_noted_although_the_database_restarts(
    ct: Database, own_server: Any, now: datetime
) -> None:
    outbox.put(ct, kind="n", weight=1, address="a@example.org", subject="S", message="M", message_id="<1>", now=now)
    (mail,) = outbox.claim(ct, "me", now, now + timedelta(hours=1), 10)
    restart(own_server, "immediate")  # a crash, between the mail server's 250 and our note of it
    assert outbox.note_sent(ct, mail.id, "me", now)
    assert outbox.counts(ct) == {"sent": 1}


def test_a_failed_statement_that_somebody_caught_is_no_success(ct: Database, now: datetime) -> None:
    with pytest.raises(DatabaseError, match="nothing was kept"), ct.write():
        ct.run("jobs.register", name="a", due=now)
        with pytest.raises(Conflict):
            ct.copy_in("topic", ["id"], [("a",)])
    assert jobs.states(ct) == []


def test_a_server_that_takes_no_writes_is_asked_anew(ct: Database, now: datetime) -> None:
    ct.connection.execute("SET default_transaction_read_only = on")  # type: ignore[attr-defined]  # as a standby does
    with pytest.raises(DatabaseUnreachable, match="target_session_attrs"):
        jobs.register(ct, HOURLY, now)
    jobs.register(ct, HOURLY, now)  # by a new connection, which reaches the server that writes
    assert [state.name for state in jobs.states(ct)] == ["hourly"]


def test_statements_end_after_their_time(ct: Database, own_server: Any, now: datetime) -> None:
    other = connect(own_server.url % "ct", statement_seconds=0.1)
    jobs.register(ct, HOURLY, now)
    with ct.write():
        assert jobs.claim(ct, HOURLY, "a", now)
        with pytest.raises(DatabaseBusy, match="longer than a statement may"):
            jobs.claim(other, HOURLY, "b", now)
    other.close()


def test_the_server_knows_its_sessions_by_name(ct: Database) -> None:
    shown = "SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    assert ct.connection.execute(shown).fetchone() == ("commonthread test",)  # type: ignore[attr-defined]


def test_what_a_lane_held_when_the_database_went_away_is_its_own(db: Database, now: datetime) -> None:
    jobs.register(db, HOURLY, now)
    assert jobs.claim(db, HOURLY, "me", now)
    assert not jobs.claim(db, HOURLY, "another", now)
    assert jobs.claim(db, HOURLY, "me", now)


def test_a_job_whose_lease_has_no_length_is_done_by_several_at_once(db: Database, now: datetime) -> None:
    crawl = Job("crawl", every(timedelta(seconds=30)), lambda *_: None, lease=timedelta(0))
    later = now + timedelta(milliseconds=1)
    jobs.register(db, crawl, now)
    assert jobs.claim(db, crawl, "one", now)
    assert jobs.claim(db, crawl, "two", later)
    jobs.finish(db, crawl, "one", later)
    assert jobs.states(db)[0].owner == "two"
    jobs.finish(db, crawl, "two", later)
    assert jobs.states(db)[0].next_run == later + timedelta(seconds=30)
