"""The sources: which are due, what became of the last fetch, switches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Database
from db.errors import NotFound

MOST_MARKS = 1_000
MOVE_BELIEVED = timedelta(days=3)


class SourceNotFound(NotFound):
    """There is no such source."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source with what is remembered of its last fetch."""

    id: int
    slug: str
    name: str
    home: str
    kind: str
    url: str
    display: str
    licence: str
    access: str
    nations: tuple[str, ...]
    poll_minutes: int
    delay_seconds: float | None
    status: str
    follow: bool
    retain_text_days: int
    furniture: tuple[str, ...]
    selectors: dict[str, str]
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    due_at: str | None
    retry_at: datetime | None
    failures: int | None
    gone_at: datetime | None
    rhythm_hours: float | None
    moved_from: str | None
    moved_to: str | None
    moved_since: datetime | None
    newest_at: datetime | None

    def address(self, now: datetime) -> str:
        """Return where to ask: its own address, or where that has led for good for some days."""
        settled = self.moved_since is not None and now - self.moved_since >= MOVE_BELIEVED
        return self.moved_to if settled and self.moved_to and self.moved_from == self.url else self.url

    @property
    def gap(self) -> timedelta | None:
        """Return the usual time between its articles, None where it is not known."""
        return None if self.rhythm_hours is None else timedelta(hours=self.rhythm_hours)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch that worked leaves behind."""

    http_status: int | None
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    newest_at: datetime | None
    marks: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Marks:
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """What a fetch that failed leaves behind."""

    http_status: int | None
    error: str
    retry_at: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Name:
    slug: str
    name: str


def due(db: Database, now: datetime) -> list[Source]:
    """Return the sources that are on and due, the longest overdue first."""
    return db.all(Source, "sources.due", now=now)


def due_at(db: Database, source_id: int) -> str | None:
    """Return when a source is due, None where it was never asked; it moves with each visit."""
    found: str | None = db.value("sources.due_at", source_id=source_id)
    return found


def everything(db: Database) -> list[Source]:
    """Return all sources by slug."""
    return db.all(Source, "sources.all_with_state")


def names(db: Database) -> list[tuple[str, str]]:
    """Return the slug and the name of every source, by name."""
    return [(row.slug, row.name) for row in db.all(_Name, "sources.names")]


def named(db: Database, slugs: Iterable[str]) -> list[Source]:
    """Return sources by slug; raises SourceNotFound with the slugs that exist."""
    known = {source.slug: source for source in everything(db)}
    for slug in slugs:
        if slug not in known:
            raise SourceNotFound(f"there is no source {slug!r}; `commonthread sources list` shows all {len(known)}")
    return [known[slug] for slug in slugs]


def switch(db: Database, slug: str, status: str) -> None:
    """Switch a source on or off; one that is switched on is asked at once."""
    with db.write():
        if not db.run("sources.switch", slug=slug, status=status):
            raise SourceNotFound(f"there is no source {slug!r}; `commonthread sources list` shows all")
        if status == "on":
            db.run("sources.forget_failure", slug=slug)


def marks(db: Database, source_id: int) -> frozenset[str]:
    """Return the marks of the entries that a source had when it was last read whole."""
    found = db.one(_Marks, "sources.marks", source_id=source_id)
    return frozenset(found.marks) if found else frozenset()


def note_success(db: Database, source_id: int, fetched: Fetched, due_at: datetime, now: datetime) -> None:
    """Keep what a fetch that worked leaves behind."""
    with db.write():
        db.run(
            "sources.succeeded",
            source_id=source_id,
            now=now,
            due_at=due_at,
            http_status=fetched.http_status,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            body_hash=fetched.body_hash,
            newest_at=fetched.newest_at,
            marks=None if fetched.marks is None else fetched.marks[:MOST_MARKS],
        )


def note_failure(db: Database, source_id: int, failed: Failed, due_at: datetime, now: datetime) -> None:
    """Keep what a fetch that failed leaves behind, its error in words."""
    with db.write():
        db.run(
            "sources.failed",
            source_id=source_id,
            now=now,
            due_at=due_at,
            http_status=failed.http_status,
            error=failed.error[:1000],
            retry_at=failed.retry_at,
            gone_at=failed.gone_at,
        )


def note_wait(db: Database, source_id: int, until: datetime) -> None:
    """Keep away from a source that worked but asks us to wait."""
    with db.write():
        db.run("sources.wait", source_id=source_id, until=until)
