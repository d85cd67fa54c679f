"""The team brief: pick a few stories, print one page; the choice stands in the address and nowhere else."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request

from db import commitments, stories
from db.engine import Database
from db.errors import NotFound
from db.stories import Card
from web.config import now
from web.database import database
from web.words import LONDON, london_day

bp = Blueprint("briefs", __name__, template_folder="templates")
MOST = 7


@bp.get("/brief")
def brief() -> str:
    """Show the stories that were picked on one page, or a day's stories to pick from."""
    db = database()
    picked = cards_of(db, request.args.getlist("story")[:MOST])
    day = day_asked()
    if not picked:
        return render_template("briefs/pick.html", day=day, cards=stories.in_span(db, *london_day(day)), most=MOST)
    found = [(card, commitments.duties_of(db, card.id), stories.topics(db, card.id)) for card in picked]
    return render_template("briefs/brief.html", found=found, day=day)


def day_asked() -> date:
    """Return the day of the address, today for none or for what is no day."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return now().astimezone(LONDON).date()
    return day if 1990 <= day.year <= 2200 else now().astimezone(LONDON).date()


def cards_of(db: Database, slugs: list[str]) -> list[Card]:
    """Return the stories of some addresses in their order, each once; what is gone is left out."""
    found: dict[int, Card] = {}
    for slug in slugs:
        try:
            story = stories.by_slug(db, slug)
        except NotFound:
            continue
        if card := stories.card(db, story.id):
            found.setdefault(story.id, card)
    return list(found.values())
