"""A crawl: every source that is due, side by side, each host one at a time."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from crawler.backfill import Backfill
from crawler.desk import open_desk
from crawler.places import Places
from crawler.report import Outcome, Report, ReportLost
from crawler.visit import Visit
from db import frontier, leases, sources
from db.clock import Clock, utc_now
from db.engine import Database, connect
from db.errors import CommonThreadError
from db.migrations import migrate
from db.seeding import plant, plant_knowledge, plant_sources
from db.seeds import load_sources
from db.settings import Settings, from_environment
from db.sources import Source

AT_WORK = 64  # sources side by side, without those that wait for their hosts
SOON = 1 / 6  # of the deadline of an answer: who waits longer gives its place to the next
Told = Callable[[str, Outcome], None]


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """What a crawl is asked to do."""

    once: bool = False
    sources: tuple[str, ...] = ()
    sources_file: Path | None = None
    store_only: bool = False
    allow_address: frozenset[str] = frozenset()
    report_path: Path | None = None
    all_new: bool = False

    @property
    def by_due(self) -> bool:
        """Whether sources are visited because they are due, and not because somebody asked for them."""
        return not (self.once or self.sources or self.sources_file)


def crawl(settings: Settings, options: CrawlOptions, clock: Clock = utc_now) -> Report:
    """Crawl and understand; every failure of a source is in the report, none ends the run."""
    with _reporting(options.report_path) as report:
        db = connect(settings.database_url, busy_seconds=settings.busy_seconds_work)
        try:
            migrate(db)
            leases.free_dead(db)
            chosen = choose(db, options, clock)
            asyncio.run(_visit_all(settings, options, db, chosen, clock, report))
            if not options.store_only:
                _understand(settings, db, clock)
        finally:
            db.close()
    return report


@contextmanager
def _reporting(path: Path | None) -> Iterator[Report]:
    """Give a report and write it however the crawl ends: on a full disk too it says what was done until then."""
    report = Report()
    try:
        yield report
    except CommonThreadError as problem:
        report.cut_short(str(problem))
        with suppress(ReportLost):  # the first problem is the one to tell
            report.write(path)
        raise
    report.write(path)


def walk_archive(settings: Settings, options: CrawlOptions, since: date, until: date, clock: Clock = utc_now) -> Report:
    """Walk through the archive of one source, on from where a walk was cut off, and understand what it holds."""
    with _reporting(options.report_path) as report:
        db = connect(settings.database_url, busy_seconds=settings.busy_seconds_work)
        try:
            migrate(db)
            leases.free_dead(db)
            (source,) = choose(db, options, clock)
            outcome = asyncio.run(_walk(settings, options, db, source, since, until, clock))
            report.sources[source.slug] = outcome
            click.echo(outcome.line(source.slug), err=True)
            if not options.store_only:
                _understand(settings, db, clock)
        finally:
            db.close()
    return report


async def _walk(
    settings: Settings, options: CrawlOptions, db: Database, source: Source, since: date, until: date, clock: Clock
) -> Outcome:
    async with open_desk(settings, db, [source], options.allow_address, clock) as desk:
        return await Backfill(desk, source, since, until).run()


def _understand(settings: Settings, db: Database, clock: Clock) -> None:
    from crawler.editing import understand  # only here: a crawl that only stores starts sooner
    from crawler.understanding.vocabulary import vocabulary

    understand(db, vocabulary(), clock(), days_open=settings.thread_days_open)


def choose(db: Database, options: CrawlOptions, clock: Clock) -> list[Source]:
    """Return the sources to visit: those of a file, those named, or those due."""
    if options.sources_file is not None:
        given = load_sources(options.sources_file)
        if not options.store_only:  # whatever understands later plants it first
            plant_knowledge(db)
        plant_sources(db, given)
        names = [source.slug for source in given]
        return sources.named(db, [name for name in names if name in options.sources or not options.sources])
    plant(db)
    if options.sources:
        return sources.named(db, options.sources)
    if options.once:
        return [source for source in sources.everything(db) if source.status == "on" and source.poll_minutes > 0]
    due = sources.due(db, clock())
    ids = frontier.waiting_sources(db, clock()) - {source.id for source in due}
    return due + [source for source in sources.everything(db) if source.id in ids]


async def _visit_all(
    settings: Settings, options: CrawlOptions, db: Database, chosen: list[Source], clock: Clock, report: Report
) -> None:
    if not chosen:
        click.echo("No source is due.", err=True)
        return
    begun = settings.fetch_connections
    places = Places(min(AT_WORK, begun), begun, settings.fetch_deadline * SOON)
    allow = options.allow_address
    async with open_desk(settings, db, chosen, allow, clock, all_new=options.all_new) as desk:

        async def visit(source: Source) -> tuple[str, Outcome]:
            async with places.taken():
                if options.by_due and sources.due_at(db, source.id) != source.due_at:
                    left = Outcome(status="skipped", error="Another crawl was there meanwhile.")
                    report.begin(source.slug, left)
                    return source.slug, left
                one = Visit(desk, source)
                report.begin(source.slug, one.outcome)
                return source.slug, await one.run()

        visits = [asyncio.create_task(visit(source)) for source in chosen]
        try:
            with _progress(len(chosen)) as tell:
                for done in asyncio.as_completed(visits):
                    slug, outcome = await done
                    report.end(slug)
                    tell(slug, outcome)
        finally:
            await _stop(visits)


async def _stop(visits: list[asyncio.Task[tuple[str, Outcome]]]) -> None:
    """Stop what is still under way, so that nothing goes on without its desk."""
    for one in visits:
        one.cancel()
    await asyncio.gather(*visits, return_exceptions=True)


class _progress:
    """A progress bar on a terminal, plain lines elsewhere."""

    def __init__(self, total: int) -> None:
        self._bar = click.progressbar(length=total, label="Collecting", file=sys.stderr)
        self._terminal = sys.stderr.isatty()

    def __enter__(self) -> Told:
        if self._terminal:
            self._bar.__enter__()
        return self._tell

    def __exit__(self, *problem: object) -> None:
        if self._terminal:
            self._bar.render_finish()

    def _tell(self, slug: str, outcome: Outcome) -> None:
        if self._terminal:
            self._bar.update(1)
        else:
            click.echo(outcome.line(slug), err=True)


def main() -> int:
    """Crawl what is due, with the settings of the environment; what the worker starts."""
    try:
        return crawl(from_environment(), CrawlOptions()).exit_code
    except CommonThreadError as error:
        click.echo(f"crawl: {error}", err=True)
        return 1


if __name__ == "__main__":
    sys.exit(main())
