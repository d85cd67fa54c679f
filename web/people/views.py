"""The pages of people, bodies and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template

from db import people, stories, voices
from db.seeds.voices import OTHER, OTHER_NAME, load_voices
from web.config import now
from web.database import database
from web.feeds import FORMS, feed
from web.words import LONDON

bp = Blueprint("people", __name__, template_folder="templates")
YEARS = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """How many quotes, and their share of a year in hundredths."""

    quotes: int
    share: int


@dataclass(frozen=True, slots=True)
class Row:
    """A group of speakers with its years."""

    name: str
    cells: list[Cell]


@bp.get("/people/<slug>")
def person(slug: str) -> str:
    """Show a person: the offices they held, what they said, the stories that name them."""
    db = database()
    return render_template(
        "people/person.html",
        slug=slug,
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


@bp.get("/voices")
def heard() -> str:
    """Show whose words stood in the news, by role and year."""
    newest = now().astimezone(LONDON).year
    counts = {(row.year, row.voice): row.quotes for row in voices.since(database(), newest - YEARS + 1)}
    years = sorted({year for year, _ in counts}, reverse=True)
    return render_template("people/voices.html", years=years, voices=table_of(counts, years))


def table_of(counts: Mapping[tuple[int, str], int], years: Sequence[int]) -> list[Row]:
    """Return the groups that were heard in some years, each with its counts and shares."""
    sums = {year: sum(quotes for (of, _), quotes in counts.items() if of == year) for year in years}
    names = [*((voice.id, voice.name) for voice in load_voices()), (OTHER, OTHER_NAME)]
    rows = (
        Row(name, [Cell(found := counts.get((year, key), 0), round(100 * found / sums[year])) for year in years])
        for key, name in names
    )
    return [row for row in rows if any(cell.quotes for cell in row.cells)]


@bp.get("/glossary")
def glossary() -> str:
    """Show every term in plain words."""
    return render_template("people/glossary.html", terms=people.glossary(database()))
