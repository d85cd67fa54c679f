"""Work that was asked for on a page: each is a command that the operator could type, done by a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from db.engine import Database
from db.errors import CommonThreadError
from db.health import of as source_of

Kind = Literal["check", "backfill"]
LONGEST_WORDS = 2_000


class TaskRefused(CommonThreadError):
    """Work cannot be done as it was asked for."""


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work about a source, and what became of it."""

    id: int
    kind: Kind
    slug: str
    since: date | None
    until: date | None
    asked_at: datetime
    state: str
    words: str
    ended_at: datetime | None

    @property
    def command(self) -> list[str]:
        """Return the words of the command that does it."""
        if self.kind == "check":
            return ["sources", "check", self.slug]
        return ["crawl", "--backfill", self.slug, "--since", str(self.since), "--until", str(self.until)]


def ask(
    db: Database, kind: Kind, slug: str, now: datetime, since: date | None = None, until: date | None = None
) -> None:
    """Keep work for a worker; asking twice for what waits changes nothing; raises TaskRefused, SourceNotFound."""
    source_of(db, slug)
    if kind == "backfill" and (since is None or until is None or since > until):
        raise TaskRefused("Give the first and the last day to walk back through, the earlier one first.")
    with db.write():
        if db.value("tasks.waits", kind=kind, slug=slug) is None:
            db.run("tasks.ask", kind=kind, slug=slug, since=since, until=until, now=now)


def following(db: Database) -> Task | None:
    """Return the work that was asked for first, None where nothing waits."""
    return db.one(Task, "tasks.next")


def about(db: Database, slug: str, most: int = 10) -> list[Task]:
    """Return the newest work about a source."""
    return db.all(Task, "tasks.of", slug=slug, most=most)


def finish(db: Database, task: Task, failed: bool, words: str, now: datetime) -> None:
    """Note what became of work, in the last words that its command said."""
    with db.write():
        state = "failed" if failed else "done"
        db.run("tasks.finish", id=task.id, state=state, words=words[-LONGEST_WORDS:], now=now)


def sweep(db: Database, before: datetime) -> int:
    """Forget work that ended before a moment and return how many."""
    with db.write():
        return db.run("tasks.sweep", before=before)
