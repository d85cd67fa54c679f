"""When the operator is told: rules over one look at the site, each with the command that mends it.

An alarm is told when it begins, and again only after it was over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Database
from db.health import Health, in_words
from db.rules.editions import LONDON
from db.settings import Settings
from db.vitals import QUEUES, Vitals

UPKEEP_AHEAD = timedelta(days=14)
OVER_AFTER = timedelta(hours=1)  # so that what comes and goes is told once
CLOCK_AHEAD = {"complaint": timedelta(days=3), "notice": timedelta(hours=12), "breach": timedelta(hours=36)}
CLOCKS = {
    "complaint": "Complaint {} about personal data must be acknowledged",
    "notice": "Notice {} of defamation must be acted on",
    "breach": "The regulator may have to be told of breach {}",
}
MANY_SOURCES = 5
MEND = {
    "comments": "commonthread moderate queue",
    "reports": "commonthread moderate queue",
    "mails": "commonthread operate run outbox",
    "pages": "commonthread operate run crawl",
    "articles": "commonthread operate run understand",
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that needs the operator: what, in words, and the command that mends it or shows more."""

    key: str
    title: str
    words: str
    command: str


@dataclass(frozen=True, slots=True)
class Known:
    """An alarm that lasts, and since when."""

    key: str
    since: datetime


def alarms_in(vitals: Vitals, settings: Settings) -> list[Alarm]:
    """Return everything that needs the operator, the most pressing first."""
    rules = (_clocks, _jobs, _queues, _sending, _storage, _copies, _sources, _duties)
    return [alarm for rule in rules for alarm in rule(vitals, settings)]


def _clocks(vitals: Vitals, settings: Settings) -> Iterator[Alarm]:
    for one in vitals.clocks:
        if one.act_by - vitals.at <= CLOCK_AHEAD[one.kind]:
            when = one.act_by.astimezone(LONDON)
            words = f"The law gives until {when:%H:%M} on {when.day} {when:%B %Y}. See /moderation/notices."
            command = "commonthread operate status"
            yield Alarm(f"clock:{one.kind}:{one.id}", CLOCKS[one.kind].format(one.id), words, command)


def _jobs(vitals: Vitals, settings: Settings) -> Iterator[Alarm]:
    late = [one for one in vitals.jobs if one.late_by(vitals.at) > timedelta(minutes=settings.alarm_late_minutes)]
    if late:
        names = ", ".join(one.name for one in late)
        words = f"These are due and nobody does them: {names}. Is the worker running?"
        yield Alarm("worker", "Nobody works", words, "commonthread work")
    for job in vitals.jobs:
        if job.failures >= settings.alarm_job_failures:
            words = f"It failed {job.failures} times in a row: {job.error}"
            yield Alarm(
                f"job:{job.name}", f"The job “{job.name}” fails", words, f'commonthread operate run "{job.name}"'
            )


def _queues(vitals: Vitals, settings: Settings) -> Iterator[Alarm]:
    longest = {
        "comments": timedelta(hours=settings.alarm_queue_hours),
        "reports": timedelta(hours=settings.alarm_queue_hours),
        "mails": timedelta(minutes=settings.alarm_mail_minutes),
        "pages": timedelta(hours=settings.alarm_queue_hours),
        "articles": timedelta(hours=settings.alarm_queue_hours),
    }
    for name, queue in vitals.queues.items():
        if queue.waiting and queue.age(vitals.at) > longest[name]:
            words = f"{queue.waiting} {QUEUES[name]}; the oldest has waited for {in_words(queue.age(vitals.at))}."
            yield Alarm(f"queue:{name}", f"The queue of {name} ages", words, MEND[name])


def _sending(vitals: Vitals, settings: Settings) -> Iterator[Alarm]:
    if vitals.held_for:
        words = f"Many digests wait, and the last look at the sending domain found: {' '.join(vitals.held_for)}"
        yield Alarm("domain", "Digests are held", words, "commonthread digest check")


def _storage(vitals: Vitals, settings: Settings) -> Iterator[Alarm]:
    if vitals.room is not None and vitals.room.percent_free < settings.alarm_disk_percent:
        words = f"{vitals.room.percent_free:.0f} % of the disk are free. Make room before writing stops."
        yield Alarm("disk", "The disk is nearly full", words, "commonthread retention run")
    if vitals.storage.log_bytes > settings.alarm_log_bytes:
        words = f"It has {vitals.storage.log_bytes:,} bytes: something reads without end, or nobody writes it back."
        yield Alarm("log", "The database's log grows", words, "commonthread operate run maintain")


def _copies(vitals: Vitals, settings: Settings) -> Iterator[Alarm]:
    if vitals.copies is None:
        return
    newest = vitals.copies[0].at if vitals.copies else None
    if newest is None or vitals.at - newest > timedelta(hours=settings.alarm_backup_hours):
        words = (
            "There is no copy of the database."
            if newest is None
            else f"The last is {in_words(vitals.at - newest)} old."
        )
        yield Alarm("backup", "A backup is missing", words, "commonthread db backup")


def _sources(vitals: Vitals, settings: Settings) -> Iterator[Alarm]:
    """Tell of each source, but of many at once as one thing: then it is most likely us."""
    on = [one for one in vitals.sources if one.status == "on" and one.poll_minutes > 0]
    wrong = [(one, words) for one in on if (words := _trouble(one, vitals.at, settings))]
    if len(wrong) > max(MANY_SOURCES, len(on) // 2):
        words = f"{len(wrong)} of {len(on)} sources fail or are silent. Is this machine's network up?"
        yield Alarm("sources", "Most sources bring nothing", words, "commonthread sources list")
        return
    for one, words in wrong:
        yield Alarm(f"source:{one.slug}", f"{one.name} is {one.words(vitals.at).partition(';')[0]}", words, _mend(one))


def _trouble(one: Health, now: datetime, settings: Settings) -> str:
    """Say what is wrong with a source for long enough to be told, nothing for a passing failure."""
    if one.gone_at is not None:
        return "It says that it is gone for good."
    if one.error:
        return one.error if one.failures >= settings.alarm_source_failures else ""
    return (one.advice(now) or "") if one.silent_for(now) else ""


def _mend(one: Health) -> str:
    refused = one.gone_at is not None or one.http_status in (401, 403)
    return f"commonthread sources {'off' if refused else 'check'} {one.slug}"


def _duties(vitals: Vitals, settings: Settings) -> Iterator[Alarm]:
    today = vitals.at.astimezone(LONDON).date()
    for one in vitals.duties:
        if one.due_on is not None and one.due_on - today <= UPKEEP_AHEAD:
            words = f"Due by {one.due_on.day} {one.due_on:%B %Y}. {one.upkeep.do}"
            command = f"commonthread operate done {one.upkeep.id}"
            yield Alarm(f"duty:{one.upkeep.id}", one.upkeep.name, words, command)


def known(db: Database) -> dict[str, datetime]:
    """Return the alarms that last, with since when."""
    return {one.key: one.since for one in db.all(Known, "alarms.known")}


def settle(db: Database, found: list[Alarm], now: datetime) -> list[Alarm]:
    """Note which alarms last and which are over, and return those that began; inside the caller's transaction."""
    with db.write():
        db.run("alarms.forget", before=now - OVER_AFTER)
        lasting = known(db)
        for alarm in found:
            db.run("alarms.see", key=alarm.key, now=now)
    return [alarm for alarm in found if alarm.key not in lasting]
