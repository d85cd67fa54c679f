"""When the operator is told: what is wrong, in words, with the command that mends it; once, until it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from db import alarms, audit, complaints, jobs, outbox, sources, tasks, vitals
from db.alarms import Alarm, alarms_in
from db.backups import Copy
from db.engine import Database, Storage
from db.health import SourceNotFound
from db.jobs import Job, every
from db.settings import Settings
from db.sources import Failed
from db.tasks import TaskRefused
from db.vitals import Queue, Room, Vitals, look


@pytest.fixture
def calm(newsroom: Any, db: Database, now: datetime, database_url: str) -> Vitals:
    """A site at which nothing is wrong."""
    found = look(db, Settings(database_url=database_url), now)
    copies = None if found.copies is None else [Copy("a", now - timedelta(hours=1), 1000, 0.5)]
    return replace(found, room=Room(50, 100), copies=copies)


def told(found: Vitals, **changed: Any) -> dict[str, Alarm]:
    return {one.key: one for one in alarms_in(replace(found, **changed), Settings())}


def test_nothing_is_told_where_nothing_is_wrong(calm: Vitals) -> None:
    assert told(calm) == {}


def test_what_waits_too_long_is_told(calm: Vitals, now: datetime) -> None:
    old = {name: Queue(3, now - timedelta(hours=25)) for name in calm.queues}
    found = told(calm, queues=old)
    assert set(found) == {f"queue:{name}" for name in calm.queues}
    assert "oldest has waited for 25 hours" in found["queue:comments"].words
    young = {name: Queue(3, now - timedelta(minutes=50)) for name in calm.queues}
    assert told(calm, queues=young) == {}


def test_disk_log_and_copies_are_watched(calm: Vitals, now: datetime) -> None:
    found = told(calm, room=Room(5, 100), storage=Storage(10, 10**9), copies=[Copy("a", now - timedelta(days=2), 1, 1)])
    assert set(found) == {"disk", "log", "backup"}
    assert found["backup"].command == "commonthread db backup"
    assert "no copy" in told(calm, copies=[])["backup"].words
    assert told(calm, room=None, copies=None) == {}, "a server elsewhere has tools of its own"
    assert Room(0, 0).percent_free == 100.0


def test_a_job_that_fails_again_and_again_is_told_and_so_is_a_worker_that_is_gone(
    calm: Vitals, db: Database, now: datetime
) -> None:
    job = Job("crawl", every(timedelta(minutes=1)), lambda *_: None)
    jobs.register(db, job, now)
    for turn in range(3):
        at = now + timedelta(minutes=turn)
        assert jobs.claim(db, job, "me", at)
        jobs.finish(db, job, "me", at, "the network is away")
    (state,) = jobs.states(db)
    assert (state.failures, state.late_by(now)) == (3, timedelta(0))
    found = told(calm, jobs=[state])
    assert found["job:crawl"].command == 'commonthread operate run "crawl"'
    later = told(calm, jobs=[state], at=now + timedelta(hours=2), queues={})
    assert "crawl" in later["worker"].words
    jobs.hurry(db, job, now + timedelta(minutes=4))
    assert jobs.claim(db, job, "me", now + timedelta(minutes=4))
    jobs.finish(db, job, "me", now + timedelta(minutes=4))
    assert jobs.states(db)[0].failures == 0


def fail(db: Database, slug: str, now: datetime, times: int, status: int | None = 500, gone: bool = False) -> None:
    (one,) = sources.named(db, [slug])
    for _ in range(times):
        failed = Failed(status, f"It answers with {status}.", gone_at=now if gone else None)
        sources.note_failure(db, one.id, failed, now, now)


def test_a_source_is_told_once_it_failed_often(calm: Vitals, db: Database, now: datetime, database_url: str) -> None:
    settings = Settings(database_url=database_url)
    for slug in ("dfe", "ofsted", "adcs"):
        sources.switch(db, slug, "on")
    fail(db, "dfe", now, 4)
    fail(db, "ofsted", now, 5, status=403)
    fail(db, "adcs", now, 1, status=410, gone=True)
    found = told(calm, sources=look(db, settings, now).sources)
    assert set(found) == {"source:ofsted", "source:adcs"}
    assert found["source:ofsted"].command == "commonthread sources off ofsted"
    assert "gone" in found["source:adcs"].words


def test_many_sources_at_once_are_one_alarm(calm: Vitals, db: Database, now: datetime, database_url: str) -> None:
    every_one = [one.slug for one in sources.everything(db) if one.status == "on"]
    for slug in every_one:
        fail(db, slug, now, 5)
    found = told(calm, sources=look(db, Settings(database_url=database_url), now).sources)
    assert list(found) == ["sources"]
    assert "network" in found["sources"].words


def test_a_silent_source_is_told(calm: Vitals, now: datetime) -> None:
    (dfe,) = [one for one in calm.sources if one.slug == "dfe"]
    silent = replace(
        dfe, status="on", rhythm_hours=2.0, newest_at=now - timedelta(days=9), fetched_at=now, succeeded_at=now
    )
    assert "source:dfe" in told(calm, sources=[silent])


def test_the_clocks_of_the_law_are_told_in_time(calm: Vitals, db: Database, now: datetime, database_url: str) -> None:
    settings = Settings(database_url=database_url)
    complaints.complain(db, "kim@example.org", "You keep my address although I left.", now)
    complaints.record_breach(db, "A list was sent.", "Ten.", "Not known yet.", "It was called back.", None, now)  # type: ignore[arg-type]
    early = look(db, settings, now).clocks
    assert [one.kind for one in early] == ["breach", "complaint"]
    assert told(calm, clocks=early) == {}
    found = told(calm, clocks=early, at=now + timedelta(days=27), copies=None)
    assert set(found) == {"clock:breach:1", "clock:complaint:1"}
    assert "must be acknowledged" in found["clock:complaint:1"].title


def test_a_duty_counts_from_the_day_on_which_it_was_done(calm: Vitals, db: Database, now: datetime) -> None:
    assert vitals.note_duty(db, "no-such-duty", now) is None
    assert vitals.note_duty(db, "ico-fee", now) is not None
    assert vitals.note_duty(db, "ico-fee", now) is not None, "twice on a day is once"
    duties = vitals.duties(db)
    (fee,) = [one for one in duties if one.upkeep.id == "ico-fee"]
    assert str(fee.due_on) == "2027-11-26"
    assert told(calm, duties=duties) == {}
    found = told(calm, duties=duties, at=now + timedelta(days=352), queues={}, copies=None)
    assert found["duty:ico-fee"].command == "commonthread operate done ico-fee"


def test_an_alarm_begins_once_and_again_only_after_it_was_over(db: Database, now: datetime) -> None:
    disk = Alarm("disk", "The disk is nearly full", "3 %.", "commonthread retention run")
    minutes = timedelta(minutes=1)
    assert alarms.settle(db, [disk], now) == [disk]
    assert alarms.settle(db, [disk], now + 5 * minutes) == []
    assert alarms.known(db) == {"disk": now}
    assert alarms.settle(db, [], now + 10 * minutes) == []
    assert alarms.settle(db, [disk], now + 15 * minutes) == [], "what comes and goes is told once"
    assert alarms.settle(db, [], now + 80 * minutes) == []
    assert alarms.settle(db, [disk], now + 90 * minutes) == [disk]


def test_why_mails_failed_is_told_without_addresses(db: Database, now: datetime, database_url: str) -> None:
    outbox.put(
        db,
        kind="digest daily",
        weight=2,
        address="kim@example.org",
        subject="s",
        message="m",
        message_id="<1@x>",
        now=now,
    )
    (mail,) = outbox.claim(db, "me", now, now + timedelta(minutes=1), 5)
    outbox.note_failed(db, mail.id, "me", "550 <kim@example.org> is unknown here")
    (failed,) = look(db, Settings(database_url=database_url), now).failed_mails
    assert (failed.words, failed.number) == ("550 (address) is unknown here", 1)


def test_work_asked_for_is_a_command_and_waits_once(newsroom: Any, db: Database, now: datetime) -> None:
    tasks.ask(db, "check", "dfe", now)
    tasks.ask(db, "check", "dfe", now)
    with pytest.raises(TaskRefused):
        tasks.ask(db, "backfill", "dfe", now, now.date(), None)
    with pytest.raises(SourceNotFound):
        tasks.ask(db, "check", "nobody", now)
    tasks.ask(db, "backfill", "dfe", now, now.date() - timedelta(days=2), now.date())
    first = tasks.following(db)
    assert first is not None
    assert first.command == ["sources", "check", "dfe"]
    tasks.finish(db, first, False, "It answers.", now)
    second = tasks.following(db)
    assert second is not None
    assert second.command == ["crawl", "--backfill", "dfe", "--since", "2026-11-24", "--until", "2026-11-26"]
    assert [one.state for one in tasks.about(db, "dfe")] == ["waiting", "done"]
    assert tasks.sweep(db, now + timedelta(days=1)) == 1


def test_who_changed_what_is_kept_for_a_while(db: Database, now: datetime) -> None:
    audit.note(db, now, "switched dfe off", "Hazel", 1)
    audit.note(db, now, "upgraded")
    assert [(one.who, one.what) for one in audit.latest(db)] == [
        ("command line", "upgraded"), ("Hazel", "switched dfe off"),
    ]  # fmt: skip
    assert audit.sweep(db, now + timedelta(days=1)) == 2
