"""`digest`: the mails, looked at, sent, and put right."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commonthread.database import opened
from db import digests
from db.clock import stamp, utc_now
from db.engine import Database
from db.errors import CommonThreadError
from db.rules.addresses import masked
from db.rules.editions import PERIODS, Period, latest, latest_weekday
from db.settings import Settings, from_environment

if TYPE_CHECKING:
    from web.mail.carrying import Carried

PERIOD = click.option("--period", type=click.Choice(PERIODS), required=True, help="Which mail.")
DAY = click.option(
    "--date", "day", metavar="D", type=click.DateTime(["%Y-%m-%d"]), help="The day of the mail; else the last one due."
)


@click.group()
def digest() -> None:
    """Look at or send the daily and the weekly mail."""


@digest.command()
@PERIOD
@DAY
@click.option("--subscriber", metavar="ADDRESS", help="As this subscriber gets it; otherwise the whole picture.")
@click.option("--reader", metavar="ID", help="As a sample reader of db/seeds/readers.toml would get it.")
@click.option("--html", is_flag=True, help="Show the HTML part instead of the text.")
@click.option("--compare", is_flag=True, help="Show what is different from the edition before.")
def preview(
    period: Period, day: datetime | None, subscriber: str | None, reader: str | None, html: bool, compare: bool
) -> None:
    """Show what the mail of an edition says, a coming one too; sends nothing."""
    from web.digests import previewing

    settings, now = from_environment(), utc_now()
    when = day.date() if day else latest(period, now).day
    who = previewing.Reader(subscriber, reader)
    with opened(settings) as database:
        if compare:
            click.echo(previewing.changes(database, settings, period, when, now, who) or "Nothing is different.")
            return
        content = previewing.preview(database, settings, period, when, now, who)
    if content is None:
        click.echo(f"There is nothing to say in the {period} of {when}: no mail would be sent.")
        return
    click.echo(content.html if html else f"Subject: {content.subject}\n\n{content.text}")


@digest.command()
@PERIOD
@DAY
def send(period: Period, day: datetime | None) -> None:
    """Send the mail of an edition; running it again sends nothing twice."""
    settings, now = from_environment(), utc_now()
    with opened(settings) as database:
        when = day.date() if day else _newest(database, period, now)
        sent = digests.written(database, period, when) or _write(database, settings, period, when, now)
        click.echo(f"{period} of {when}: {sent.written} mails written now, {sent.mails} in all")
        if not digests.in_work(database):
            return
        carried = _carry(database, settings)
    click.echo(
        f"outbox: {carried.sent} sent, {carried.later} later, {carried.failed} failed, {carried.expired} expired,"
        f" {carried.withdrawn} not wanted any more"
    )
    sys.exit(1 if carried.later or carried.failed else 0)


def _newest(db: Database, period: Period, now: datetime) -> date:
    """Return the day of the newest edition; the calendar of bank holidays, which is slow, is read where it must be."""
    day = latest_weekday(period, now)
    return day if digests.find(db, period, day) else latest(period, now).day


def _write(db: Database, settings: Settings, period: Period, day: date, now: datetime) -> digests.Sent:
    """Write the mails of an edition into the outbox, with a progress bar on a terminal."""
    from db import subscriptions
    from web.digests.sending import send_edition

    with click.progressbar(length=subscriptions.count(db, period), label="Writing", file=sys.stderr) as bar:
        return send_edition(db, settings, period, day, now, bar.update)


def _carry(db: Database, settings: Settings) -> Carried:
    from web.digests.sending import renew
    from web.mail.carrying import carry

    renew(db, settings)
    return carry(db, settings, utc_now)


@digest.command()
def check() -> None:
    """Look at SPF, DKIM and DMARC of the sending domain; digests in bulk are held while something is wrong."""
    from web.mail import checking

    settings = from_environment()
    with opened(settings) as database:
        passed, lines = checking.check(database, settings, utc_now())
    click.echo("\n".join(lines))
    if not passed:
        click.echo("Put it right, then look again. More than a few digests are held until then: docs/sending.md.")
    sys.exit(0 if passed else 1)


@digest.command()
@click.option("--retry", metavar="ID|all", help="Try one mail again, or all that failed.")
def shunt(retry: str | None) -> None:
    """Show what could not be sent and why; --retry lets it go again."""
    from db import outbox

    now = utc_now()
    with opened(from_environment()) as database:
        if retry is not None:
            click.echo(f"{_again(database, retry, now)} tried again")
            return
        for state in outbox.standing(database):
            click.echo(f"{state.number} {state.state}, the oldest of {stamp(state.oldest)}")
        for one in outbox.troubled(database, 1000):
            click.echo("\t".join((str(one.id), one.kind, masked(one.address), one.state, masked(one.error))))


def _again(database: Database, which: str, now: datetime) -> int:
    from db import outbox

    if which == "all":
        return sum(outbox.retry_kind(database, kind.state, now) for kind in outbox.failed_kinds(database))
    if not which.isdecimal() or not outbox.retry(database, int(which), now):
        raise CommonThreadError(f"no mail {which} is in trouble; `commonthread digest shunt` lists them by number")
    return 1
