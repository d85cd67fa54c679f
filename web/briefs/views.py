"""The team brief: pick a few stories, put them in order, add a line to each, print it or mail it to yourself.

The choice stands in the address and nowhere else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from urllib.parse import urlencode

from flask import Blueprint, g, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from db import commitments, limits, saved, stories
from db.commitments import Duty
from db.engine import Database
from db.errors import NotFound
from db.stories import Card, TopicName
from web.config import now, settings
from web.database import database
from web.guards import account, offers, open_to_all
from web.letters import send_letter
from web.words import LONDON, day_and_weekday, london_day

bp = Blueprint("briefs", __name__, template_folder="templates")
FEWEST, MOST, LONGEST_LINE, MOST_SAVED = 3, 7, 200, 12
MOVES = {"up": -1, "down": 1}


@dataclass(frozen=True, slots=True)
class Item:
    """A story of a brief with the line that somebody added."""

    card: Card
    line: str = ""
    duties: Sequence[Duty] = ()
    topics: Sequence[TopicName] = ()


@bp.get("/brief")
def brief() -> str | Answer:
    """Show the stories that were picked, or a day's stories and one's own saved ones to pick from."""
    db = database()
    day, items = day_asked(request.args), items_of(db, request.args)
    if move := re.fullmatch(r"(up|down|drop)-(\d)", request.args.get("move", "")):
        return redirect(address(day, moved(items, move[1], int(move[2]))), 302)
    if not items or request.args.get("pick"):
        chosen = {one.card.id for one in items}
        of_day = [card for card in stories.in_span(db, *london_day(day)) if card.id not in chosen]
        own = [card for card in own_saved(db) if card.id not in chosen | {card.id for card in of_day}]
        return render_template("briefs/pick.html", day=day, cards=of_day, own=own, items=items, most=MOST)
    return render_template(
        "briefs/brief.html",
        items=[filled(db, one) for one in items],
        day=day,
        more=address(day, items, pick="1"),
        few=len(items) < FEWEST,
        full=len(items) >= MOST,
        mailed=request.args.get("mailed") == "1",
        unsent=request.args.get("mailed") == "no",
    )


@bp.post("/brief/mail")
@open_to_all("an expired session keeps the lines and mails nothing")
def mail() -> Answer:
    """Mail a brief to whoever asks, at their own address and no other; the same twice on a day is sent once."""
    if g.get("account") is None:
        return unsent()
    db, day = database(), day_asked(request.form)
    items = items_of(db, request.form)
    if items:
        limits.check(db, "brief-mail", str(account().id), now())
        text = render_template("briefs/mail.txt", items=items, day=day)
        what = hashlib.sha256(text.encode()).hexdigest()[:32]
        send_letter(
            db, settings(), kind="brief", key=f"{account().id}:{now():%Y-%m-%d}:{what}", address=account().address,
            subject=f"Team brief, {day_and_weekday(day)}", text=text, now=now(),
        )  # fmt: skip
    return redirect(address(day, items, mailed="1"), 303)


def unsent() -> Answer:
    """Go back to a brief that was not mailed, with the lines that were typed."""
    return redirect(address(day_asked(request.form), items_of(database(), request.form), mailed="no"), 303)


@bp.errorhandler(CSRFError)
def waited_too_long(_: CSRFError) -> Answer:
    """Keep the lines of a page that is older than its session; nothing is mailed."""
    return unsent()


def own_saved(db: Database) -> list[Card]:
    """Return the newest stories that whoever asks keeps for later."""
    return saved.of_account(db, g.account.id, most=MOST_SAVED).cards if g.get("account") else []


def items_of(db: Database, given: MultiDict[str, str]) -> list[Item]:
    """Return the stories that were picked with their lines, in their order, each once; what is gone is left out."""
    found: dict[int, Item] = {}
    for slug, line in zip_longest(given.getlist("story")[: 2 * MOST], given.getlist("line")[: 2 * MOST], fillvalue=""):
        card = card_of(db, slug)
        if card is not None and len(found) < MOST:
            found.setdefault(card.id, Item(card, own_line(line)))
    return list(found.values())


def own_line(text: str) -> str:
    """Return a line as it may stand beside a story; nothing where the operator switched lines off."""
    return " ".join(text.replace("\0", "").split())[:LONGEST_LINE] if offers("lines") else ""


def card_of(db: Database, slug: str) -> Card | None:
    """Return the story at an address, None for one that is gone."""
    try:
        return stories.card(db, stories.by_slug(db, slug).id) if slug else None
    except NotFound:
        return None


def filled(db: Database, item: Item) -> Item:
    """Return a story of a brief with the duty behind it and its topics."""
    duties, topics = commitments.duties_of(db, item.card.id)[:1], stories.topics(db, item.card.id)[:3]
    return replace(item, duties=duties, topics=topics)


def moved(items: Sequence[Item], how: str, place: int) -> list[Item]:
    """Return stories with one moved up or down by one, or taken out; at the ends nothing moves."""
    found = list(items)
    if place >= len(found):
        return found
    one = found.pop(place)
    if how in MOVES:
        found.insert(max(0, place + MOVES[how]), one)
    return found


def address(day: date, items: Sequence[Item], **more: str) -> str:
    """Return the address of a brief, which holds all of it."""
    chosen = [pair for one in items for pair in (("story", one.card.slug), ("line", one.line))]
    return f"/brief?{urlencode([('day', day.isoformat()), *chosen, *more.items()])}"


def day_asked(given: Mapping[str, str]) -> date:
    """Return the day of the address, today for none or for what is no day."""
    try:
        day = date.fromisoformat(given.get("day", ""))
    except ValueError:
        return now().astimezone(LONDON).date()
    return day if 1990 <= day.year <= 2200 else now().astimezone(LONDON).date()
