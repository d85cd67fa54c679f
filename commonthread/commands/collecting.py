"""`crawl` and `understand`: from the web into understood articles."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from commonthread.database import opened
from db.clock import utc_now
from db.seeding import plant
from db.settings import from_environment

DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option(
    "--once", is_flag=True, help="Fetch each source now, due or not; Retry-After, robots.txt and 410 still hold."
)
@click.option("--source", "sources", metavar="SLUG", multiple=True, help="Only this source; may be repeated.")
@click.option("--sources", "sources_file", metavar="FILE.toml", type=FILE, help="Crawl the sources of FILE only.")
@click.option("--backfill", metavar="SLUG", help="Walk through the archive of this source, back to --since.")
@click.option("--since", type=DAY, help="With --backfill: the first day wanted, as 2011-10-01.")
@click.option("--until", type=DAY, help="With --backfill: the last day wanted, as 2011-10-31.")
@click.option("--all-new", is_flag=True, help="Let in older entries that were held because so many look new at once.")
@click.option("--store-only", is_flag=True, help="Collect and store; leave understanding for later.")
@click.option("--allow-address", metavar="HOST:PORT", multiple=True, help="For tests: let this loopback address pass.")
@click.option("--report", "report_path", metavar="FILE.json", type=click.Path(path_type=Path), help="Write a report.")
def crawl(
    once: bool,
    sources: tuple[str, ...],
    sources_file: Path | None,
    backfill: str | None,
    since: datetime | None,
    until: datetime | None,
    all_new: bool,
    store_only: bool,
    allow_address: tuple[str, ...],
    report_path: Path | None,
) -> None:
    """Collect from the sources that are due, store what is new, understand it.

    Exit code 0: all is done. 1: some sources failed, the rest is stored. 2: wrong usage.
    """
    from crawler.garbage import collect_garbage_seldom
    from crawler.run import CrawlOptions, walk_archive
    from crawler.run import crawl as run_crawl

    if (backfill is None) != (since is None) or (backfill is None) != (until is None):
        raise click.UsageError("--backfill SLUG needs --since DAY and --until DAY, and they need it")
    if since and until and since > until:
        raise click.UsageError(f"--since {since:%Y-%m-%d} is after --until {until:%Y-%m-%d}; exchange them")

    collect_garbage_seldom()
    settings = from_environment()
    with opened(settings) as database:
        if sources_file is None:
            plant(database)
    options = CrawlOptions(
        once=once,
        sources=(backfill,) if backfill else sources,
        sources_file=sources_file,
        store_only=store_only,
        allow_address=frozenset(allow_address),
        report_path=report_path,
        all_new=all_new,
    )
    if since and until:
        sys.exit(walk_archive(settings, options, since.date(), until.date()).exit_code)
    sys.exit(run_crawl(settings, options).exit_code)


@click.command()
@click.option("--again", is_flag=True, help="Understand everything again, for instance after a change of vocabulary.")
def understand(again: bool) -> None:
    """Understand what is stored and not yet understood (`crawl` does it too, unless --store-only)."""
    from crawler.editing import understand as understand_stored
    from crawler.understanding.vocabulary import vocabulary

    settings = from_environment()
    with opened(settings) as database:
        plant(database)
        done = understand_stored(database, vocabulary(), utc_now(), again=again, days_open=settings.thread_days_open)
    click.echo(f"{done.understood} articles understood: {done.placed} placed, {done.out_of_domain} not ours")


@click.group()
def vocabulary() -> None:
    """Try an edit of the lists of words before it is kept."""


@vocabulary.command("try")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--most", type=click.IntRange(1), default=2000, show_default=True, help="So many of the newest articles.")
@click.option("--all", "everything", is_flag=True, help="List every change, not the first twenty of each kind.")
def try_words(folder: Path, most: int, everything: bool) -> None:
    """Show what the seed files in FOLDER would change over the stored articles; nothing is kept.

    FOLDER holds edited copies of topics.toml, domain.toml, nations.toml, risk.toml, event_words.toml, events.toml or
    duties.toml. To keep them, put them into the folder of COMMONTHREAD_SEEDS_DIR and run `commonthread understand
    --again`.
    """
    from crawler.previewing import differences, words_of
    from crawler.understanding.vocabulary import vocabulary as current

    with opened(from_environment()) as database:
        kinds, read = differences(database, current(), words_of(folder), most)
    for kind, lines in kinds.items():
        shown = lines if everything else lines[:20]
        click.echo(f"{kind}: {len(lines)} of {read} articles change")
        click.echo("\n".join(f"  {line}" for line in shown) + ("\n" if shown else ""), nl=False)
        if len(lines) > len(shown):
            click.echo(f"  and {len(lines) - len(shown)} more (--all lists them)")
