"""`commonthread db`: migrate, check, back up, copy, purge, export, import."""

from __future__ import annotations

import re
import sys
from contextlib import closing
from pathlib import Path
from typing import TextIO

import click

from commonthread.database import opened
from db import audit, backups, checking, copying, purging, transfer
from db import retention as rules_of_retention
from db.backups import BackupFailed
from db.clock import utc_now
from db.engine import connect, sqlite_path
from db.migrations import migrate as apply_migrations
from db.purging import Kind
from db.rules.keeping import keep_of
from db.seeding import plant
from db.settings import from_environment

NOT_MENDED = "The rest cannot be mended from itself: `commonthread db restore FILE` puts the last copy in its place."


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
@click.option("--repair", is_flag=True, help="Mend what can be mended, then look again.")
def check(repair: bool) -> None:
    """Look for damage: integrity, lost rows, counters that are off, search against articles and comments."""
    with opened(from_environment(), prepare=False) as database:
        if repair:
            mended = [one for one in checking.repair(database, utc_now()) if not one.ok]
            for one in mended:
                click.echo(f"mended {one.what}: {one.words}")
            if mended:
                audit.note(database, utc_now(), f"repaired: {'; '.join(one.what for one in mended)}")
        findings = checking.check(database)
    for finding in findings:
        click.echo(f"{'ok   ' if finding.ok else 'wrong'} {finding.what}{': ' if finding.words else ''}{finding.words}")
    if not all(finding.ok for finding in findings):
        click.echo(NOT_MENDED if repair else "`commonthread db check --repair` mends what can be mended.", err=True)
        sys.exit(1)


@db.command("backup")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def backup_to(file: Path | None) -> None:
    """Copy the database to FILE while it is in use, and restore the copy on trial.

    Without FILE: into the folder of copies, as each night, with those removed that are no longer kept.
    """
    settings = from_environment()
    if file is None and not settings.backup_folder:
        raise click.UsageError("COMMONTHREAD_BACKUP_FOLDER is empty; give a FILE")
    with opened(settings, prepare=False) as database:
        if file is None:
            folder, keep = Path(settings.backup_folder), keep_of(settings.backup_keep)
            made = backups.by_rule(database, folder, keep, utc_now())
            file, size = folder / made.name, made.bytes
        else:
            size = backups.backup(database, file)
    click.echo(f"{file}: {size:,} bytes, checked by restoring it on trial")


@db.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore_from(file: Path) -> None:
    """Put the copy FILE in the place of the database; stop the site and the worker first.

    What was purged since is erased from the copy before it takes its place.
    """
    path = sqlite_path(from_environment().database_url)
    if path is None:
        raise BackupFailed("PostgreSQL is restored by its own tools; then run `commonthread db purge --again`")
    again = backups.restore(path, file, utc_now())
    click.echo(f"{path} restored, {len(again)} purged again; the old file is kept beside it")


@db.command("copy-to")
@click.argument("url")
def copy_to(url: str) -> None:
    """Copy the whole database to the empty one at URL, of either engine, and compare every table.

    Nobody can write while it lasts; stop the site and the worker first. A copy that was cut off is gone on with by the
    same command.
    """
    settings = from_environment()
    if url == settings.database_url:
        raise click.UsageError("URL is the database that is copied; give the address of another one")
    with (
        opened(settings) as source,
        closing(connect(url, busy_seconds=settings.busy_seconds_work)) as target,
        click.progressbar(length=copying.size(source), label="Copying", file=sys.stderr) as bar,
    ):
        made = copying.copy(source, target, bar.update)
    for table, found in made.items():
        click.echo(f"{table}: {found.rows:,} rows, equal")
    rows = sum(found.rows for found in made.values())
    click.echo(
        f"{rows:,} rows in {len(made)} tables are equal. Set COMMONTHREAD_DATABASE_URL to the new address and start."
    )


@db.command("purge")
@click.argument("kind", type=click.Choice(["comment", "article"]), required=False)
@click.argument("row_id", metavar="[ID]", type=int, required=False)
@click.option("--reason", default="", help="Why, in words that tell nothing of what is erased.")
@click.option("--again", is_flag=True, help="Erase again what was purged before, after a restore of PostgreSQL.")
def purge(kind: Kind | None, row_id: int | None, reason: str, again: bool) -> None:
    """Erase the words of a comment or an article for safety, from every place they are kept in.

    Database file, its log, search, feeds, pages, notices, mails that wait or were written as files.
    """
    settings, copies = from_environment(), 0
    if again == (kind is not None) or (kind is None) != (row_id is None):
        raise click.UsageError("give a kind and an id, or --again")
    with opened(settings) as database:
        path = sqlite_path(settings.database_url)
        listed = purging.read_list(backups.purge_list(path)) if path else []
        if kind is None or row_id is None:
            known = [*listed, *purging.everything(database)]
            mails, count = purging.apply(database, known, utc_now()), len(known)
        else:
            mails, count = purging.purge(database, kind, row_id, reason, utc_now()), 1
            mails += _drop_files(settings.outbox_dir, f"/{kind}s/{row_id}")
        if path is not None:
            known = purging.everything(database)
            purging.keep_list(backups.purge_list(path), known)
            copies = backups.erase(Path(settings.backup_folder), known, utc_now()) if settings.backup_folder else 0
        clean = database.scrub()
    click.echo(f"{count} erased, {mails} mails with them" + (f", and in {copies} copies" if copies else ""))
    if not clean:
        raise BackupFailed("its log could not be emptied as somebody kept reading; run `commonthread db purge --again`")


def _drop_files(folder: Path, path: str) -> int:
    """Remove mails that were written as files and speak of something, and return how many."""
    spoken = re.compile(re.escape(path) + r"(?!\d)")
    found = [one for one in folder.glob("*.eml") if spoken.search(one.read_text("utf-8", "replace"))]
    for one in found:
        one.unlink()
    return len(found)


@click.group("retention")
def retention() -> None:
    """Keep things no longer than we said."""


@retention.command("run")
def run_retention() -> None:
    """Erase what is over, and say how much by which rule."""
    settings = from_environment()
    with opened(settings) as database:
        for one in rules_of_retention.run(database, settings, utc_now()):
            click.echo(f"{one.count}\t{one.what}")


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
