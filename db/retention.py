"""How long things are kept, as code: what is over is erased, and a report says how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db import (
    accounts,
    articles,
    audit,
    bounces,
    changes,
    complaints,
    digests,
    health,
    limits,
    notices,
    outbox,
    own_account,
    reports,
    saved,
    subscriptions,
    tasks,
    used_links,
)
from db.comments import count
from db.engine import Database
from db.moderation import THE_CLOCK, log
from db.settings import Settings

NOTICES_KEPT = timedelta(days=730)
REPORTERS_KEPT = timedelta(days=30)
SENT_KEPT = timedelta(days=7)
CHANGES_KEPT = timedelta(days=1)
AUDIT_KEPT = timedelta(days=730)
TASKS_KEPT = timedelta(days=30)
UNDECIDED = "Nobody decided in {days} days, so its words were erased. We are sorry. You may write it again."


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule of retention with how many rows it touched now."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class _Held:
    id: int
    story_id: int
    account_id: int
    state: str


def sweep(db: Database, now: datetime) -> None:
    """Forget what lives for hours or days: sessions, sign-ins, limits, ended mails, notes of changes, who left."""
    accounts.sweep(db, now)
    own_account.sweep(db, now)
    limits.sweep(db, now)
    outbox.sweep(db, now - SENT_KEPT)
    bounces.sweep(db, now)
    changes.sweep(db, now - CHANGES_KEPT)
    subscriptions.forget_left(db, now)
    used_links.sweep(db, now)
    tasks.sweep(db, now - TASKS_KEPT)


def run(db: Database, settings: Settings, now: datetime) -> list[Kept]:
    """Erase what is over by every rule, and return the rules with their counts; doing it again does nothing more."""
    days = settings.held_text_days
    sweep(db, now)
    health.sweep(db)
    return [
        Kept(f"comments that waited or were taken down for {days} days: words erased", drop_held(db, now, days)),
        Kept(
            "reports older than 30 days: where they came from forgotten", reports.forget_who(db, now - REPORTERS_KEPT)
        ),
        Kept("notes of which mail went to whom, 60 days old: forgotten", digests.forget_old(db, now)),
        Kept("notices that ended two years ago: erased", notices.forget(db, now, NOTICES_KEPT)),
        Kept("complaints that ended two years ago: erased", complaints.forget(db, now, NOTICES_KEPT)),
        Kept("stories that readers read a year ago: forgotten", saved.drop_read(db, now)),
        Kept("notes of who changed what, two years old: erased", audit.sweep(db, now - AUDIT_KEPT)),
        Kept("articles whose source lets us keep no text: text dropped", articles.drop_old_text(db, now)),
    ]


def drop_held(db: Database, now: datetime, days: int) -> int:
    """Erase the words of comments left undecided, or taken down, so many days ago; return how many."""
    before = now - timedelta(days=days)
    found = db.all(_Held, "retention.held", before=before)
    for one in found:
        with db.write(durable=True):
            if one.state != "hidden":
                reason = UNDECIDED.format(days=days)
                db.run("retention.give_up", id=one.id, reason=reason)
                log(db, now, THE_CLOCK, "remove", reason, one.id, one.story_id)
            db.run("comments.drop_text", id=one.id)
            count(db, one.story_id, one.account_id, now, removed=True)
    return len(found)
