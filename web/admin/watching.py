"""The operator's mails: what began to need them, at once; how the site does, once a week."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import alarms, vitals
from db.alarms import Alarm
from db.engine import Database
from db.outbox import FIRST
from db.rules.editions import LONDON
from db.settings import Settings
from db.vitals import BOUNCES, QUEUES, Vitals
from web.letters import link, send_letter
from web.words import counted, day

WEEK = timedelta(days=7)
AHEAD = timedelta(days=45)


def recipient(settings: Settings) -> str:
    """Return who gets the operator's mails, nothing where nobody does."""
    return settings.operator_mail or (settings.operator_contact if "@" in settings.operator_contact else "")


def watch(db: Database, settings: Settings, now: datetime) -> list[Alarm]:
    """Note what needs the operator, mail what began, and return that; what lasts is told once."""
    found = alarms.alarms_in(vitals.look(db, settings, now), settings)
    with db.write(durable=True):
        began = alarms.settle(db, found, now)
        if began and recipient(settings):
            subject = began[0].title if len(began) == 1 else f"{len(began)} things need you"
            text = f"{_told(began)}\n\nAll of it:\n{link(settings, '/admin')}"
            _mail(db, settings, f"alarm:{now:%Y-%m-%dT%H:%M}", subject, text, now)
    return began


def weekly(db: Database, settings: Settings, now: datetime) -> None:
    """Mail how the site does."""
    if recipient(settings):
        found = vitals.look(db, settings, now)
        local = now.astimezone(LONDON)
        _mail(db, settings, f"week:{local:%G-%V}", "Your week with Common Thread", _week(settings, found), now)


def _week(settings: Settings, found: Vitals) -> str:
    lasting = alarms.alarms_in(found, settings)
    parts = [
        f"{counted(len(lasting), 'thing needs', 'things need')} you.\n\n{_told(lasting)}"
        if lasting
        else "Nothing needs you.",
        _figures(found),
        _upkeep(found),
        f"All of it:\n{link(settings, '/admin')}",
    ]
    return "\n\n".join(part for part in parts if part)


def _told(found: list[Alarm]) -> str:
    return "\n\n".join(f"{one.title}. {one.words}\n    {one.command}" for one in found)


def _figures(found: Vitals) -> str:
    on = [one for one in found.sources if one.status == "on" and one.poll_minutes > 0]
    well = sum(1 for one in on if one.advice(found.at) is None)
    lines = [f"Sources: {well} of {len(on)} do well."]
    lines += [f"Waiting: {queue.waiting} {QUEUES[name]}." for name, queue in found.queues.items() if queue.waiting]
    lines += [
        f"Mails {state}: {number}." for state, number in found.mails.items() if state in ("sent", "failed", "expired")
    ]
    lines += [f"Came back, {BOUNCES[kind]}: {number}." for kind, number in found.bounces.items()]
    lines.append(f"Database: {found.storage.bytes / 1e6:,.0f} MB.")
    if found.copies:
        lines.append(f"Last copy: {day(found.copies[0].at)}, restored on trial. {len(found.copies)} are kept.")
    return "\n".join(lines)


def _upkeep(found: Vitals) -> str:
    """Return the duties of the next weeks, and those of which nobody knows when they were done."""
    today = found.at.astimezone(LONDON).date()
    near = [one for one in found.duties if one.due_on is None or one.due_on - today <= AHEAD]
    told = [
        f"{one.upkeep.name}: {'not noted yet' if one.due_on is None else f'due by {one.due_on}'}. {one.upkeep.do}"
        f"\n    commonthread operate done {one.upkeep.id}"
        for one in near
    ]
    return "Duties:\n\n" + "\n\n".join(told) if told else ""


def _mail(db: Database, settings: Settings, key: str, subject: str, text: str, now: datetime) -> None:
    to = recipient(settings)
    send_letter(
        db,
        settings,
        kind="operator",
        key=key,
        address=to,
        subject=subject,
        text=text,
        now=now,
        lasts=WEEK,
        weight=FIRST,
    )
