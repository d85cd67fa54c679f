"""The component page: each macro in each state, with invented content."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, abort, render_template

from db.comments import Comment
from db.stories import Card, Quote
from web.config import settings
from web.pictures import Moment, by_days, sparkline, timeline, weeks_to

bp = Blueprint("components", __name__, template_folder="templates")
AT = datetime(2011, 10, 20, 9, 30, tzinfo=UTC)
PLAIN = Card(
    1, "a-story", "Boards must publish reviews in full", AT, AT, 1, 1, None, "England", 0, "Care Weekly", "care-weekly",
    "summary", "open", "https://outlet.example/1", "The minister will write to every board.", None, None, 640, 1.0,
)  # fmt: skip
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 4
CARDS = {
    "plain": PLAIN,
    "several outlets, comments, an official document": replace(
        PLAIN, outlet_count=4, article_count=5, comment_count=27, form="Statutory guidance"
    ),
    "registration needed, no summary": replace(PLAIN, access="registration", raw_summary="", nation="unknown"),
    "details of harm": replace(PLAIN, raw_summary="The court heard that the boy was beaten and starved."),
    "a very long word": replace(PLAIN, headline=LONG, raw_summary=LONG, outlet=LONG),
}
SAID = Quote(
    "Tim Loughton",
    "tim-loughton",
    "children’s minister",
    "We will write.",
    True,
    "Care Weekly",
    "summary",
    "https://o.example",
)
QUOTES = {
    "certain": SAID,
    "not certain, no role": replace(SAID, certain=False, role=None),
    "details of harm": replace(SAID, raw_text="She was found dead."),
}
COMMENT = Comment(
    1, 1, 1, None, None, "published", None, "<p>We did this in our board, and it helped.</p>", AT, "Larch"
)
COMMENTS = {
    "published": COMMENT,
    "answered, changed, a side taken, a checked role": replace(
        COMMENT, id=5, answered="Elm", edited_at=AT, stance="against", role="iro", role_checked_at=AT
    ),
    "hidden until a moderator looks": replace(COMMENT, id=2, state="hidden", waits=True),
    "taken down": replace(COMMENT, id=6, state="hidden"),
    "removed": replace(COMMENT, id=3, state="removed"),
    "withdrawn": replace(COMMENT, id=4, state="withdrawn"),
}


@bp.before_request
def only_in_development() -> None:
    """Answer with 404 where the site is not in development."""
    if not settings().dev:
        abort(404)


@bp.get("/dev/components")
def every() -> str:
    """Show every component in every state."""
    weeks = weeks_to(date(2011, 11, 9))[:-1]
    moments = [
        Moment(AT, "Care Weekly"),
        Moment(AT + timedelta(hours=2), "The Echo"),
        Moment(AT + timedelta(hours=9), "The Echo: headline changed", is_change=True),
    ]
    return render_template(
        "components/every.html",
        cards=CARDS,
        quotes=QUOTES,
        comments=COMMENTS,
        spark=sparkline([one % 7 for one, _ in enumerate(weeks)], weeks),
        bars=by_days([(date(2011, 10, 19), 3), (date(2011, 10, 20), 9), (date(2011, 10, 22), 1)]),
        line=timeline(moments),
        wrong={"name": "Give a name.", "words": "Write something."},
    )
