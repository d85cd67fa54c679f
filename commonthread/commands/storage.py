"""`commonthread db`: migrate, check, export, import."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click

from commonthread.process import opened
from db import checking, transfer
from db.clock import utc_now
from db.engine import connect
from db.migrations import migrate as apply_migrations
from db.seeding import plant
from db.settings import from_environment


@click.group()
def db() -> None:
    """Migrate, check, export or import the database of COMMONTHREAD_DATABASE_URL."""


@db.command()
def migrate() -> None:
    """Bring the database up to this version and load the seeds; does nothing where that is done."""
    settings = from_environment()
    database = connect(settings.database_url, busy_seconds=settings.busy_seconds_work)
    try:
        applied = apply_migrations(database)
        planted = plant(database)
    finally:
        database.close()
    click.echo(f"applied: {', '.join(applied)}" if applied else "nothing to apply")
    click.echo("seeds loaded" if planted else "seeds unchanged")


@db.command()
def check() -> None:
    """Look for damage: integrity, lost rows, counters that are off, search against articles."""
    with opened(from_environment(), prepare=False) as database:
        findings = checking.check(database)
    for finding in findings:
        click.echo(f"{'ok   ' if finding.ok else 'wrong'} {finding.what}{': ' if finding.words else ''}{finding.words}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


@db.command("export")
@click.argument("file", type=click.File("w", "utf-8", lazy=True), default="-")
def export_all(file: TextIO) -> None:
    """Write everything worth keeping to FILE as JSON lines (- is standard output)."""
    with opened(from_environment()) as database:
        count = sum(1 for line in transfer.export(database) if file.write(line + "\n"))
    click.echo(f"{count} rows exported", err=True)


@db.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_all(file: Path) -> None:
    """Add the rows of FILE (JSON lines of an export): all of them, or none where a line is wrong."""
    with opened(from_environment()) as database, file.open(encoding="utf-8", errors="replace") as lines:
        done = transfer.take_in(database, lines, utc_now())
    for kind, count in done.read.items():
        click.echo(f"{kind}: {done.added[kind]} added, {count - done.added[kind]} there already")
