"""The pages of topics."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from db import stories, topics
from web.database import database
from web.feeds import FORMS, feed
from web.paging import PAGE, next_place, place_asked

bp = Blueprint("topics", __name__, template_folder="templates")


@bp.get("/topics")
def every() -> str:
    """Show all topics with what each is about."""
    return render_template("topics/every.html", topics=topics.everything(database()))


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
