"""The dry run: what a mail would say, to whom, and what is different from the last one."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db import digests, follows, stories, subscriptions
from db.digests import Run
from db.engine import Database
from db.errors import CommonThreadError
from db.rules.addresses import tidy
from db.rules.editions import Period, latest, window
from db.seeds.readers import load_readers
from db.settings import Settings
from web.digests import choices
from web.digests.choices import Choice
from web.digests.composing import Content
from web.digests.material import choose
from web.digests.press import Press, news_of, of_cards


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a mail is looked at: a subscriber by address, a sample reader by id, or nobody in particular."""

    address: str | None = None
    sample: str | None = None


EVERYBODY = Reader()


def preview(
    db: Database, settings: Settings, period: Period, day: date, now: datetime, reader: Reader = EVERYBODY
) -> Content | None:
    """Return what the mail of an edition says, as far as it is known; None for nothing. Sends and keeps nothing."""
    edition = window(period, day)
    known = digests.find(db, period, day)
    run = known or Run(0, period, day, edition.opens, edition.closes, edition.expires, now, None)
    cards = stories.of_run(db, run.id) if known else choose(db, edition)
    made = of_cards(db, settings, run, cards)
    return made.content(_choice(made, reader))


def changes(
    db: Database, settings: Settings, period: Period, day: date, now: datetime, reader: Reader = EVERYBODY
) -> str:
    """Return what is different from the edition before, line by line; empty where nothing is."""
    before = latest(period, window(period, day).closes - timedelta(seconds=1)).day
    old, new = (preview(db, settings, period, one, now, reader) for one in (before, day))
    was, is_now = (found.text.splitlines() if found else [] for found in (old, new))
    return "\n".join(difflib.unified_diff(was, is_now, f"{period} of {before}", f"{period} of {day}", n=1, lineterm=""))


def _choice(made: Press, reader: Reader) -> Choice:
    db, run = made.db, made.run
    if reader.sample is not None:
        return _of_sample(reader.sample)
    if reader.address is None:
        return Choice()
    found = subscriptions.find(db, tidy(reader.address) or reader.address)
    if found is None:
        raise CommonThreadError(f"{reader.address} is no subscriber; `commonthread subscriptions list` shows all")
    own = next((one for one in subscriptions.of(db, found.id) if one.period == run.period), None)
    before = digests.sent_before(db, found.id, "daily", run.edition_date) if run.period == "daily" else set()
    account = follows.in_mails(db).get(found.id)
    followed = news_of(made, account) if account else ()
    return choices.of(own, before, run.edition_date, followed) if own else Choice()


def _of_sample(name: str) -> Choice:
    known = load_readers()
    if name not in known:
        raise CommonThreadError(f"there is no sample reader {name!r}; there are: {', '.join(known)}")
    return Choice(known[name].wanted, known[name].density == "headlines")
