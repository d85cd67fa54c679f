"""The pages of topics."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from db import stories, topics
from web.config import now
from web.database import database
from web.feeds import FORMS, feed
from web.paging import PAGE, next_place, place_asked
from web.pictures import sparkline, weeks_to
from web.words import LONDON, london_day

bp = Blueprint("topics", __name__, template_folder="templates")


@bp.get("/topics")
def every() -> str:
    """Show all topics with what each is about, and how much was reported on it lately."""
    db, days = database(), weeks_to(now().astimezone(LONDON).date())
    counts = topics.by_span(db, [london_day(day)[0] for day in days])
    pictures = {topic_id: sparkline(sums, days[:-1]) for topic_id, sums in counts.items()}
    return render_template("topics/every.html", topics=topics.everything(db), pictures=pictures)


@bp.get("/topics/<topic_id>")
def show(topic_id: str) -> str:
    """Show the newest stories of a topic."""
    db = database()
    topic = topics.by_id(db, topic_id)
    cards = stories.by_topic(db, topic.id, place_asked(), PAGE)
    return render_template("topics/show.html", topic=topic, cards=cards, more=next_place(cards))


@bp.get(f"/topics/<topic_id>.{FORMS}")
def topic_feed(topic_id: str, form: str) -> Response:
    """Give the newest stories of a topic as a feed."""
    topic = topics.by_id(database(), topic_id)
    return feed(form, topic.name, f"/topics/{topic.id}", stories.by_topic(database(), topic.id))
