"""How the sources do: their last fetches, their rhythm and silence, what a probe found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Database
from db.rules.rhythm import silence, usual_gap
from db.sources import SourceNotFound

FETCHES_KEPT = 30
RECENT = 20
LONGEST_UNASKED = timedelta(hours=26)  # a day, the longest wait, and its jitter


@dataclass(frozen=True, slots=True)
class Health:
    """How a source does, for the health page."""

    slug: str
    name: str
    home: str
    status: str
    display: str
    licence: str
    access: str
    nations: tuple[str, ...]
    poll_minutes: int
    fetched_at: datetime | None
    succeeded_at: datetime | None
    newest_at: datetime | None
    failures: int
    http_status: int | None
    error: str | None
    gone_at: datetime | None
    rhythm_hours: float | None
    moved_to: str | None
    probe: str | None
    probed_at: datetime | None
    changed_ids: int

    def words(self, now: datetime) -> str:
        """Say in a few words how the source does."""
        if self.status != "on":
            return {"off": "switched off", "unproven": "waits until somebody has looked at it"}[self.status]
        if self.poll_minutes == 0:
            return "never crawled; editors link to it"
        if self.gone_at is not None:
            return "gone for good"
        if self.error:
            return "failing"
        if self.forgotten(now):
            return f"not asked for {in_words(now - (self.fetched_at or now))}"
        if quiet := self.silent_for(now):
            return f"silent for {in_words(quiet)}; it usually brings something every {in_words(self.gap)}"
        return "well" if self.succeeded_at else "not asked yet"

    @property
    def gap(self) -> timedelta | None:
        """Return the usual time between its articles."""
        return None if self.rhythm_hours is None else timedelta(hours=self.rhythm_hours)

    def silent_for(self, now: datetime) -> timedelta | None:
        """Return how long the source has been silent if that is strange for it, else None."""
        return silence(self.newest_at, self.gap, now)

    def forgotten(self, now: datetime) -> bool:
        """Whether we ourselves have not asked the source for longer than any source is left alone."""
        return self.poll_minutes > 0 and self.fetched_at is not None and now - self.fetched_at > LONGEST_UNASKED

    def advice(self, now: datetime) -> str | None:
        """Say what is wrong and what to do, None where nothing is."""
        if self.status == "unproven":
            return self.probe or f"`commonthread sources check {self.slug}` looks at it."
        if self.status != "on":
            return None
        if self.error:
            return self.error
        if self.forgotten(now):
            return "Nobody has asked it for more than a day: is `commonthread work` (or `commonthread up`) running?"
        if self.silent_for(now):
            return (
                f"Look at {self.home}: has its feed ended or moved? `commonthread sources check {self.slug}` asks it."
            )
        if self.moved_to:
            return f"It has moved to {self.moved_to}. Correct its address."
        return CHANGED_IDS.format(self.changed_ids) if self.changed_ids >= MANY_IDS else None


MANY_IDS = 5
CHANGED_IDS = (
    "{} times an entry came back under another id. Nothing is doubled, for entries are known by their address; its "
    "publisher should give them ids that stay."
)


@dataclass(frozen=True, slots=True)
class Fetch:
    """One fetch of a source."""

    at: datetime
    status: str
    http_status: int | None
    new_articles: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Probe:
    """What a polite look at a source found."""

    http_status: int | None
    robots: str
    entries: int
    newest_at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class _Moment:
    at: datetime


def every(db: Database) -> list[Health]:
    """Return how each source does, by name."""
    return db.all(Health, "health.every")


def of(db: Database, slug: str) -> Health:
    """Return how one source does; raises SourceNotFound."""
    found = db.one(Health, "health.of", slug=slug)
    if found is None:
        raise SourceNotFound(f"there is no source {slug!r}; `commonthread sources list` shows all")
    return found


def fetches(db: Database, slug: str) -> list[Fetch]:
    """Return the last fetches of a source, newest first."""
    return db.all(Fetch, "health.fetches", slug=slug, most=FETCHES_KEPT)


def note_fetch(db: Database, source_id: int, fetch: Fetch) -> None:
    """Note a fetch of a source."""
    with db.write():
        db.run(
            "health.note_fetch",
            source_id=source_id,
            at=fetch.at,
            status=fetch.status,
            http_status=fetch.http_status,
            new_articles=fetch.new_articles,
            error=fetch.error,
        )


def note_rhythm(db: Database, source_id: int) -> timedelta | None:
    """Keep how often a source brings something, by its newest articles, and return the usual gap."""
    moments = [row.at for row in db.all(_Moment, "health.recent", source_id=source_id, most=RECENT)]
    gap = usual_gap(moments)
    if moments:
        hours = gap.total_seconds() / 3600 if gap else None
        with db.write():
            db.run("health.set_rhythm", source_id=source_id, rhythm_hours=hours, newest_at=max(moments))
    return gap


def note_move(db: Database, source_id: int, url: str, moved_to: str | None, now: datetime) -> None:
    """Note where a source's address leads for good, or that it answers itself."""
    with db.write():
        if moved_to is None:
            db.run("health.not_moved", source_id=source_id)
        else:
            db.run("health.moved", source_id=source_id, moved_from=url, moved_to=moved_to, now=now)


def note_probe(db: Database, slug: str, probe: Probe, now: datetime) -> None:
    """Keep what a probe found."""
    with db.write():
        db.run(
            "health.probed",
            slug=slug,
            at=now,
            http_status=probe.http_status,
            robots=probe.robots,
            entries=probe.entries,
            newest_at=probe.newest_at,
            words=probe.words,
        )


def sweep(db: Database) -> int:
    """Forget all but the last fetches of each source, and return how many were forgotten."""
    with db.write():
        return db.run("health.sweep", kept=FETCHES_KEPT)


def in_words(span: timedelta | None) -> str:
    """Return a span as a reader says it: hours, then days."""
    hours = round((span or timedelta()).total_seconds() / 3600)
    if hours < 48:
        return "hour" if hours <= 1 else f"{hours} hours"
    return f"{round(hours / 24)} days"
