"""The search page and its feed."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, render_template, request

from db import events, finding, search, sources, topics
from db.finding import Asked, Filters, Found, Spot
from db.rules.relevance import pattern
from db.seeds.sources import NATIONS
from web.database import database
from web.feeds import FORMS, feed
from web.paging import PAGE

bp = Blueprint("search", __name__, template_folder="templates")
LONGEST_FILTER = 100
_SPOT = re.compile(r"(\d{1,19})-(\d{1,6})")


@bp.get("/search")
def page() -> str:
    """Show stories, quotes and comments that have all the words, the best first or the newest."""
    db = database()
    query, wrong = asked()
    spot = spot_asked()
    found = finding.find(db, query, spot, PAGE)
    first = spot == Spot()
    return render_template(
        "search/page.html",
        asked=query,
        wrong=wrong,
        found=found,
        quotes=finding.quotes(db, query.words, found.article_ids) if first else [],
        comments=finding.comments(db, query.words) if first else [],
        words=pattern(looked_for(query)),
        has_words=bool(search.parts(query.words)),
        added=search.widened(query.words).added,
        topics=topics.everything(db),
        nations=NATIONS,
        editions=events.told(db, 60),
        sources=sources.names(db),
        first=first,
        **addresses(query, found),
    )


@bp.get(f"/search.{FORMS}")
def search_feed(form: str) -> Response:
    """Give a search with its filters as a feed, the newest first."""
    query, _ = asked()
    address = address_of(query, order="")
    cards = finding.find(database(), Asked(query.words, query.filters, query.exact, newest=True)).cards
    return feed(form, f"Search: {query.words}", f"/search?{address}", cards, f"/search.{form}?{address}")


def looked_for(query: Asked) -> list[str]:
    """Return every word and phrase that was looked for, older and newer names too."""
    if query.exact:
        return search.parts(query.words)
    return list(dict.fromkeys(part for parts in search.widened(query.words).queries for part in parts))


def addresses(query: Asked, found: Found) -> dict[str, Any]:
    """Return the addresses that lead on from a page of results."""
    after = f"{found.next.ceiling}-{found.next.shown}" if found.next else None
    return {
        "more": f"/search?{address_of(query, after=after)}" if after else None,
        "exactly": f"/search?{address_of(query, exact='1')}",
        "widely": f"/search?{address_of(query, exact='')}",
        "by_order": f"/search?{address_of(query, order='' if query.newest else 'newest')}",
        "follow": f"/search.atom?{address_of(query)}",
    }


def address_of(query: Asked, **other: str | None) -> str:
    """Return what of an address asks for a search, with something else in it where given; nothing empty."""
    values = {
        "q": query.words,
        **{name: str(value or "") for name, value in asdict(query.filters).items()},
        "exact": "1" if query.exact else "",
        "order": "newest" if query.newest else "",
        **other,
    }
    return urlencode({name: value for name, value in values.items() if value})


def asked() -> tuple[Asked, dict[str, str]]:
    """Return what the address asks for, and which days in it are none."""
    given = request.args
    wrong: dict[str, str] = {}
    texts = {name: given.get(name, "")[:LONGEST_FILTER] for name in ("topic", "nation", "event", "source")}
    days = {name: _day(name, wrong) for name in ("since", "until")}
    if texts["topic"]:
        topics.by_id(database(), texts["topic"])
    words = given.get("q", "").replace("\0", " ")[: search.LONGEST]
    exact, newest = given.get("exact") == "1", given.get("order") == "newest"
    return Asked(words, Filters(**texts, since=days["since"], until=days["until"]), exact, newest), wrong


def _day(name: str, wrong: dict[str, str]) -> date | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong[name] = f"“{text[:20]}” is no day. Write it as 2011-10-20."
        return None


def spot_asked() -> Spot:
    """Return the place in the results that the address asks for; what is none is answered by 400."""
    text = request.args.get("after")
    if text is None:
        return Spot()
    parts = _SPOT.fullmatch(text)
    if parts is None:
        abort(400)
    return Spot(min(int(parts[1]), finding.TOP), int(parts[2]))
