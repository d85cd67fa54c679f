"""`sources`: list them, look at one, switch it, exchange lists of feeds with other readers."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commonthread.database import opened
from db.clock import utc_now
from db.seeding import plant
from db.settings import from_environment

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ALLOW = click.option(
    "--allow-address", metavar="HOST:PORT", multiple=True, help="For tests: let this loopback address pass."
)
SHOWN = 10


@click.group()
def sources() -> None:
    """List the sources, look at them, switch one on or off, exchange them as OPML."""


@sources.command("list")
def list_sources() -> None:
    """List all sources, one a line: slug, status, how it does, last success, address."""
    from db import health
    from db.clock import stamp

    with opened(from_environment()) as database:
        plant(database)
        now = utc_now()
        for one in health.every(database):
            last = stamp(one.succeeded_at) if one.succeeded_at else "-"
            words = f"{one.words(now)}: {one.advice(now)}" if one.advice(now) else one.words(now)
            click.echo("\t".join((one.slug, one.status, words, last, one.home)))


@sources.command()
@click.argument("slug")
def on(slug: str) -> None:
    """Switch the source SLUG on; it is asked with the next crawl."""
    _switch(slug, "on")


@sources.command()
@click.argument("slug")
def off(slug: str) -> None:
    """Switch the source SLUG off; what it brought stays."""
    _switch(slug, "off")


def _switch(slug: str, status: str) -> None:
    from db import audit
    from db.sources import switch

    with opened(from_environment()) as database:
        plant(database)
        switch(database, slug, status)
        audit.note(database, utc_now(), f"switched {slug} {status}")
    click.echo(f"{slug} is {status} now")


@sources.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@ALLOW
def check(slugs: tuple[str, ...], allow_address: tuple[str, ...]) -> None:
    """Look politely at the sources SLUG, or at all that nobody has looked at yet; nothing of them is stored.

    What was found is shown here, by `sources list` and on the page of the source. Exit code 1: some would not work.
    """
    from crawler.probing import check as look_at
    from db import leases
    from db.sources import everything, named

    settings = from_environment()
    with opened(settings) as database:
        plant(database)
        leases.free_dead(database)
        waiting = [one for one in everything(database) if one.status == "unproven" and one.poll_minutes > 0]
        probes = look_at(settings, database, named(database, slugs) if slugs else waiting, frozenset(allow_address))
    for slug, probe in sorted(probes.items()):
        click.echo(f"{slug}\t{probe.words}")
    sys.exit(int(any(not probe.entries for probe in probes.values())))


@sources.command("try")
@click.argument("url", metavar="URL")
@ALLOW
def try_url(url: str, allow_address: tuple[str, ...]) -> None:
    """Show what the feed, sitemap or page at URL would bring, and how to add it; nothing is stored."""
    from crawler.probing import attempt

    trial = attempt(from_environment(), url, frozenset(allow_address))
    source = trial.source
    click.echo(f"{len(trial.articles)} items at {source.url}; the first {min(SHOWN, len(trial.articles))}:")
    for article in trial.articles[:SHOWN]:
        day = f"{article.published:%Y-%m-%d}" if article.published else "no date   "
        click.echo(f"  {day}  {article.title}\n              {article.url}")
    click.echo(
        "\nTo add it, put this into your source file and correct what it says of name, licence and nations:\n\n"
        f'[[source]]\nslug = "{source.slug}"\nname = "{source.name}"\nhome = "{source.home}"\nkind = "{source.kind}"\n'
        f'url = "{source.url}"\ndisplay = "{source.display}"  # more only where its publisher allows it\n'
        'licence = "not known"\naccess = "open"\nnations = []\npoll_minutes = 60\nstatus = "on"'
    )


@sources.command("import-opml")
@click.argument("file", type=FILE)
def import_opml(file: Path) -> None:
    """Add the feeds of FILE, a list from another reader; each waits, headlines only, until you switch it on."""
    from crawler.parsing.opml import read_opml
    from crawler.sourcing import add_outlines

    with opened(from_environment()) as database:
        plant(database)
        added, known = add_outlines(database, read_opml(file.read_bytes()))
    click.echo(
        f"{len(added)} sources added, {known} known already. `commonthread sources check` looks at the new ones."
    )
    for slug in added:
        click.echo(slug)


@sources.command("export-opml")
def export_opml() -> None:
    """Print the feeds that are on as OPML, for other readers."""
    from crawler.parsing.opml import Outline, as_opml
    from db.sources import everything

    with opened(from_environment()) as database:
        plant(database)
        feeds = [one for one in everything(database) if one.kind == "feed" and one.status == "on"]
    click.echo(as_opml(Outline(one.name, one.url, one.home) for one in feeds), nl=False)
