"""`subscriptions`: who gets the mails."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click

from commonthread.database import opened
from db import subscriptions as kept
from db.clock import stamp, utc_now
from db.errors import CommonThreadError
from db.rules.addresses import tidy
from db.rules.editions import PERIODS, Period
from db.settings import from_environment
from db.subscriptions import Consent


@click.group()
def subscriptions() -> None:
    """List, add, import, export or remove subscriptions."""


@subscriptions.command("list")
def list_all() -> None:
    """List all subscriptions, one a line: address, period, state, since, topics."""
    with opened(from_environment()) as database:
        for one in kept.everything(database):
            since = stamp(one.confirmed_at) if one.confirmed_at else "-"
            click.echo("\t".join((one.address, one.period, one.state, since, " ".join(one.topics) or "whole picture")))


@subscriptions.command()
@click.argument("address")
@click.option("--period", type=click.Choice(PERIODS), required=True, help="Which mail.")
@click.option("--topic", "topics", multiple=True, help="A topic's id; may be repeated. None is the whole picture.")
@click.option("--wording", required=True, help="The words that were agreed to: evidence of consent.")
def add(address: str, period: Period, topics: tuple[str, ...], wording: str) -> None:
    """Add a subscription with its evidence of consent."""
    from db.topics import by_id

    tidied = tidy(address)
    if tidied is None or not wording.strip():
        raise CommonThreadError(f"{address!r} is no mail address, or the wording is empty; nothing was added")
    now = utc_now()
    with opened(from_environment()) as database:
        chosen = [by_id(database, topic).id for topic in topics]
        kept.bring(database, tidied, period, chosen, Consent(wording.strip(), now, "operator"), now)
    click.echo(f"{tidied} gets the {period}")


@subscriptions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Import FILE.csv with the header address,period,topics,confirmed_at,wording.

    More columns may follow: nations, events, density, delivery, source. Words in a cell are separated by spaces. A row
    without evidence of consent is refused by its line. An import that was stopped is begun again with the same file.
    """
    from web.subscriptions.importing import take_in

    hidden, size = not sys.stderr.isatty(), _lines(file)
    with (
        opened(from_environment()) as database,
        file.open(encoding="utf-8-sig", errors="replace", newline="") as lines,
        click.progressbar(length=size, label="Importing", file=sys.stderr, hidden=hidden) as bar,
    ):
        taken, refused = take_in(database, lines, utc_now(), lambda line: bar.update(line - bar.pos))
    for one in refused:
        click.echo(f"{file.name}, line {one.line}: {one.why}", err=True)
    click.echo(f"{taken} imported, {len(refused)} refused")
    sys.exit(1 if refused else 0)


def _lines(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _ in lines)


@subscriptions.command("export")
@click.argument("file", type=click.File("w", "utf-8", atomic=True), default="-")
def export_file(file: TextIO) -> None:
    """Write all who get mail, with their consent, to FILE.csv (- is standard output); `import` takes it in again."""
    from web.subscriptions.exporting import take_out

    with opened(from_environment()) as database:
        count = take_out(database, file)
    click.echo(f"{count} exported", err=True)


@subscriptions.command()
@click.argument("address")
def remove(address: str) -> None:
    """End all mails to ADDRESS and never send to it again until its owner confirms anew."""
    tidied, now = tidy(address), utc_now()
    with opened(from_environment()) as database:
        subscriber = kept.find(database, tidied) if tidied else None
        if subscriber is None or tidied is None:
            raise CommonThreadError(f"{address} is no subscriber; `commonthread subscriptions list` shows all")
        kept.leave(database, subscriber, PERIODS, now)
        kept.suppress(database, tidied, "operator", now)
    click.echo(f"{tidied} gets no mail any more")
