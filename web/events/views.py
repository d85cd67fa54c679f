"""The pages of events: a series by year, an edition by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import groupby

from flask import Blueprint, Response, render_template

from db import events, stories
from db.errors import NotFound
from db.events import Series
from db.stories import Card
from web.calendars import Days, calendar
from web.config import absolute, now
from web.database import database
from web.feeds import FORMS, feed
from web.pictures import by_days
from web.words import LONDON

bp = Blueprint("events", __name__, template_folder="templates")
SPEAKERS = 20


@bp.get("/events")
def every() -> str:
    """Show all series, those with stories first."""
    db = database()
    return render_template("events/every.html", series=events.all_series(db), told=events.told(db))


@bp.get("/events/<key>")
def show(key: str) -> str:
    """Show a series by its years, or an edition by its days."""
    series = events.series(database(), key)
    return _series(series) if series else _edition(key)


@bp.get("/events/<key>.ics")
def event_calendar(key: str) -> Response:
    """Give the days of an edition as a calendar; one whose dates are not confirmed has none."""
    one = events.edition(database(), key)
    if not one.dated or one.starts_on is None or one.ends_on is None:
        raise NotFound("The dates of this event are not confirmed yet, so there is no calendar of it.")
    where = ", ".join(part for part in (one.venue, one.city) if part) if "city" in one.confirmed else ""
    days = Days(f"event-{one.key}", one.name, one.starts_on, one.ends_on, absolute(f"/events/{one.key}"), where)
    return calendar("Events", [days], now())


@bp.get(f"/events/<key>.{FORMS}")
def event_feed(key: str, form: str) -> Response:
    """Give the stories of an edition as a feed, newest first."""
    edition = events.edition(database(), key)
    return feed(form, edition.name, f"/events/{key}", stories.by_event(database(), key)[::-1][:50])


def _series(series: Series) -> str:
    return render_template("events/series.html", series=series, editions=events.editions(database(), series.id))


def _edition(key: str) -> str:
    db = database()
    edition = events.edition(db, key)
    cards = stories.by_event(db, key)
    days, quotes = by_day(cards), events.quotes(db, key)
    return render_template(
        "events/edition.html",
        edition=edition,
        series=events.series(db, edition.series_id),
        days=days,
        picture=by_days([(day, len(told)) for day, told in days]),
        count=len(cards),
        articles=sum(card.article_count for card in cards),
        speakers=Counter((quote.speaker_slug, quote.speaker) for quote in quotes).most_common(SPEAKERS),
        others=[one for one in events.editions(db, edition.series_id) if one.key != key],
        quotes=quotes,
    )


def by_day(cards: Iterable[Card]) -> list[tuple[date, list[Card]]]:
    """Return stories by the day they began in London, earliest first."""
    dated = groupby(cards, key=lambda card: card.first_at.astimezone(LONDON).date())
    return [(day, list(found)) for day, found in dated]
