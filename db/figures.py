"""How moderation does: how long things wait, what was overturned, how often the check was right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from db.engine import Database
from db.reports import median_wait


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a span of days: how often each action, appeals, the queue, holds of the check."""

    actions: dict[str, int]
    upheld: int
    refused: int
    waiting: int
    queue_age: timedelta | None
    report_wait: timedelta | None
    holds: int
    holds_unchanged: int

    @property
    def precision(self) -> int | None:
        """Return the share of the check's holds that were not published unchanged, in per cent; None for none."""
        return round(100 * (1 - self.holds_unchanged / self.holds)) if self.holds else None


@dataclass(frozen=True, slots=True)
class _Count:
    what: str
    count: int


@dataclass(frozen=True, slots=True)
class _At:
    at: datetime


def figures(db: Database, now: datetime, days: int = 30) -> Figures:
    """Return the figures of the last days."""
    since = now - timedelta(days=days)
    actions = {row.what: row.count for row in db.all(_Count, "figures.actions", since=since)}
    held = {row.what: row.count for row in db.all(_Count, "figures.holds", since=since)}
    waits = [now - row.at for row in db.all(_At, "figures.waiting", most=1000)]
    return Figures(
        actions=actions,
        upheld=actions.get("appeal upheld", 0),
        refused=actions.get("appeal refused", 0),
        waiting=len(waits),
        queue_age=timedelta(seconds=median(wait.total_seconds() for wait in waits)) if waits else None,
        report_wait=median_wait(db, now),
        holds=sum(held.values()),
        holds_unchanged=held.get("unchanged", 0),
    )


def decided_lately(db: Database, account_id: int, now: datetime) -> int:
    """Return how many decisions a moderator took within half an hour."""
    return int(db.value("figures.of_moderator", account_id=account_id, since=now - timedelta(minutes=30)))
