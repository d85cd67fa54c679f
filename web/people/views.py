"""The pages of people, bodies and words."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from db import people, stories
from web.database import database
from web.feeds import FORMS, feed

bp = Blueprint("people", __name__, template_folder="templates")


@bp.get("/people/<slug>")
def person(slug: str) -> str:
    """Show a person: the offices they held, what they said, the stories that name them."""
    db = database()
    return render_template(
        "people/person.html",
        name=people.person_name(db, slug),
        offices=people.offices_of(db, slug),
        quotes=people.quotes_by(db, slug),
        cards=stories.by_name(db, "person", slug),
    )


@bp.get("/bodies/<slug>")
def body(slug: str) -> str:
    """Show a body: what it does, what came before and after it, the stories that name it."""
    db = database()
    found = people.body(db, slug)
    return render_template("people/body.html", body=found, cards=stories.by_name(db, "body", slug))


@bp.get(f"/people/<slug>.{FORMS}")
def person_feed(slug: str, form: str) -> Response:
    """Give the newest stories that name a person as a feed."""
    name = people.person_name(database(), slug)
    return feed(form, name, f"/people/{slug}", stories.by_name(database(), "person", slug))


@bp.get(f"/bodies/<slug>.{FORMS}")
def body_feed(slug: str, form: str) -> Response:
    """Give the newest stories that name a body as a feed."""
    found = people.body(database(), slug)
    return feed(form, found.name, f"/bodies/{slug}", stories.by_name(database(), "body", slug))


@bp.get("/glossary")
def glossary() -> str:
    """Show every term in plain words."""
    return render_template("people/glossary.html", terms=people.glossary(database()))
