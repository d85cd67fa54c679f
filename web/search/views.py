"""The search page and its feed."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from db import search, topics
from web.database import database
from web.feeds import FORMS, feed
from web.paging import PAGE, next_place, place_asked

bp = Blueprint("search", __name__, template_folder="templates")


@bp.get("/search")
def page() -> str:
    """Show the stories that have all the words, newest first."""
    db = database()
    words, topic = request.args.get("q", "")[: search.LONGEST], request.args.get("topic", "")
    chosen = topics.by_id(db, topic) if topic else None
    exact = request.args.get("exact") == "1"
    cards = search.find(db, words, chosen.id if chosen else None, place_asked(), PAGE, exact=exact)
    return render_template(
        "search/page.html",
        words=words,
        topic=chosen,
        topics=topics.everything(db),
        cards=cards,
        more=next_place(cards),
        asked=bool(search.parts(words)),
        exact=exact,
        added=search.widened(words).added,
    )


@bp.get(f"/search.{FORMS}")
def search_feed(form: str) -> Response:
    """Give a search as a feed."""
    words = request.args.get("q", "")[: search.LONGEST]
    exact = request.args.get("exact") == "1"
    query = urlencode({"q": words, **({"exact": "1"} if exact else {})})
    found = search.find(database(), words, exact=exact)
    return feed(form, f"Search: {words}", f"/search?{query}", found, f"/search.{form}?{query}")
