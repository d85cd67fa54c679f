"""`commonthread demo`: serve the sample outlets, crawl them, group, mail, open the site."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import click

from commonthread.database import opened
from commonthread.sample.edition import edition_day
from commonthread.sample.outlets import HOST, serve
from commonthread.sample.people import ACCOUNTS, COMMENTS, MODERATOR, SUBSCRIBERS
from commonthread.sample.sources import source_file
from commonthread.supervisor import Child, Supervisor, command
from crawler.run import CrawlOptions, crawl
from db import accounts, moderation, posting, stories, subscriptions
from db.clock import utc_now
from db.engine import Database
from db.posting import Draft
from db.rules.editions import PERIODS, latest
from db.sealing import new_key
from db.seeding import mark_as_sample, plant_knowledge
from db.settings import PREFIX, Settings, from_environment
from db.subscriptions import Consent
from web.comments.telling import tell_authors
from web.digests.sending import send_edition
from web.mail.carrying import carry

FOLDER = Path("var/sample")
WORDING = "Send me the sample mails."
LANES = ("mail", "upkeep")


def run(port: int) -> None:
    """Prepare what is not prepared yet, then serve until Ctrl-C."""
    now = utc_now()
    today = edition_day(now)
    environ = environment(os.environ, today, port)
    settings = from_environment(environ)
    with serve(today, _kept_ports(today)) as ports:
        prepare(settings, today, ports, now)
        _tell(port)
        lanes = [word for lane in LANES for word in ("--lane", lane)]
        roles = [Child("web", command("web", "--port", str(port))), Child("work", command("work", *lanes))]
        Supervisor(roles, environ).run()


def environment(environ: Mapping[str, str], today: date, port: int) -> dict[str, str]:
    """Return the environment of the demonstration: a database for the day, mails as files, no mail server."""
    own = {
        "DATABASE_URL": f"sqlite:///{FOLDER / f'{today}.db'}",
        "BASE_URL": f"http://{HOST}:{port}",
        "DEV": "1",
        "PRACTICE_KEYS": _practice_key(),
    }
    kept = {name: value for name, value in environ.items() if name != PREFIX + "SMTP_URL"}
    return kept | {PREFIX + name: value for name, value in own.items()}


def _practice_key() -> str:
    """Return the key that seals the sample readers' records, made once; it lies beside no backup of anybody's."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "practice-key"
    if not path.is_file():
        path.write_text(new_key(), "utf-8")
        path.chmod(0o600)
    return path.read_text("utf-8")


def prepare(settings: Settings, today: date, ports: Mapping[str, int], now: datetime) -> None:
    """Fill the database: seeds, articles, stories, people, mails; what is there already stays as it is."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    _forget_other_days(today)
    click.echo("1/4 Preparing the database ...")
    with opened(settings) as db:
        plant_knowledge(db)
        mark_as_sample(db)
    _ports_file(today).write_text(json.dumps(dict(ports)), "utf-8")
    click.echo("2/4 Crawling five sample outlets on this machine ...")
    allowed = frozenset(f"{HOST}:{port}" for port in ports.values())
    report = crawl(settings, CrawlOptions(once=True, sources_file=source_file(FOLDER, ports), allow_address=allowed))
    with opened(settings) as db:
        click.echo(f"    {report.totals()['new']} new articles; understood and grouped into stories")
        click.echo("3/4 Letting people in: a moderator, three commenters, three subscribers ...")
        people(db, settings, now)
        click.echo("4/4 Writing the daily and the weekly mail ...")
        click.echo(f"    {mails(db, settings, now)} mails written to {settings.outbox_dir}")


def people(db: Database, settings: Settings, now: datetime) -> None:
    """Let the invented readers in, with their comments."""
    address, handle = MODERATOR
    accounts.add(db, address=address, handle=handle, role="moderator", now=now)
    for handle, address in ACCOUNTS.items():
        accounts.add(db, address=address, handle=handle, role="reader", now=now)
    for address, periods, topics in SUBSCRIBERS:
        if subscriptions.find(db, address) is None:
            subscriptions.subscribe(db, address, periods, topics, Consent(WORDING, now, "sample"), now)
    _comment(db, settings, now)


def _comment(db: Database, settings: Settings, now: datetime) -> None:
    made: dict[str, int] = {}
    cards = stories.newest(db, most=100)
    for one in COMMENTS:
        card = next((card for card in cards if card.headline.startswith(one.headline)), None)
        if card is None:
            continue
        story, author = stories.by_slug(db, card.slug), accounts.by_handle(db, one.handle)
        draft = Draft(one.text, f"sample:{one.key}", made.get(one.answers or ""))
        posted = posting.add(db, story, author, draft, posting.house(settings, HOST), now)
        made[one.key] = posted.id
        if posted.held_because and not one.held:
            moderation.decide(db, posted.id, "publish", "", now, moderator=MODERATOR[1])


def mails(db: Database, settings: Settings, now: datetime) -> int:
    """Write the newest daily and weekly as they went out at their hour, and return how many mails there are."""
    for period in PERIODS:
        edition = latest(period, now)
        at = edition.closes + timedelta(minutes=1)
        send_edition(db, settings, period, edition.day, at)
        carry(db, settings, partial(_at, at))
    tell_authors(db, settings, now)
    carry(db, settings, partial(_at, now))
    return len(list(settings.outbox_dir.glob("*.eml")))


def _at(moment: datetime) -> datetime:
    return moment


def _ports_file(today: date) -> Path:
    return FOLDER / f"{today}.json"


def _kept_ports(today: date) -> dict[str, int] | None:
    """Return the ports the day's articles were collected from, None where nothing was collected yet."""
    path = _ports_file(today)
    if not path.is_file():
        return None
    kept: dict[str, int] = json.loads(path.read_text("utf-8"))
    return kept


def _forget_other_days(today: date) -> None:
    """Remove the sample editions of other days: each day has its own."""
    for path in FOLDER.glob("20*"):
        if not path.name.startswith(str(today)):
            path.unlink()


def _tell(port: int) -> None:
    base = f"http://{HOST}:{port}"
    click.echo(f"\nThe site opens at {base}/")
    click.echo(f"Mails can be read at {base}/dev/outbox")
    click.echo(f"Sign in as {MODERATOR[0]} to moderate; the link comes to that page. Ctrl-C stops everything.\n")
