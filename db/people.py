"""People with the offices they held, bodies with their lineage, the glossary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.engine import Database
from db.errors import NotFound
from db.rules.rights import cut


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person in an office; dates are a year, a month or a day."""

    office: str
    body: str
    person: str
    person_slug: str
    title: str | None
    started: str | None
    ended: str | None
    confirmed: bool

    def covers(self, day: date) -> bool:
        """Whether the person held the office on a day, as far as the dates tell; no end found means not known."""
        text = day.isoformat()
        return (
            bool(self.started and self.ended)
            and (self.started or "") <= text
            and text[: len(self.ended or "")] <= (self.ended or "")
        )

    @property
    def years(self) -> str:
        """Say from when to when; an end that was not found is said to be so."""
        start = _month(self.started) or "start not known"
        return f"{start} to {_month(self.ended) or 'end not known'}"


def _month(text: str | None) -> str:
    if not text:
        return ""
    parts = [int(part) for part in text.split("-")]
    return str(parts[0]) if len(parts) == 1 else f"{date(parts[0], parts[1], 1):%b %Y}"


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the sector with its lineage."""

    slug: str
    name: str
    acronym: str | None
    role: str
    nation: str
    started: str | None
    ended: str | None
    predecessor: str | None
    successor: str | None


@dataclass(frozen=True, slots=True)
class Saying:
    """What a person said, with the story and the outlet that tells it."""

    raw_text: str
    role: str | None
    listed_at: datetime
    story_slug: str
    headline: str
    outlet: str
    display: str
    url: str

    @property
    def text(self) -> str:
        """Return the words: whole where the outlet is shown in full, else a short quotation."""
        words = self.raw_text.rstrip(" ,")
        return words if self.display == "full" else cut(words)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary."""

    term: str
    expansion: str | None
    definition: str
    nation: str | None
    status: str
    aliases: tuple[str, ...]
    replaced_by: str | None


def offices_of(db: Database, person_slug: str) -> list[Tenure]:
    """Return the offices a person held, earliest first."""
    return db.all(Tenure, "people.offices_of", person_slug=person_slug)


def offices_on(db: Database, person_slugs: Sequence[str], day: date) -> dict[str, Tenure]:
    """Return the office that each of some people held on a day, by the person's slug; who held none is left out."""
    found: dict[str, Tenure] = {}
    for office in db.all(Tenure, "people.offices_of_all", person_slugs=tuple(person_slugs)) if person_slugs else []:
        if office.covers(day):
            found.setdefault(office.person_slug, office)
    return found


def person_name(db: Database, slug: str) -> str:
    """Return the name of a person we know; raises NotFound."""
    offices = offices_of(db, slug)
    name = offices[0].person if offices else db.value("people.person_name", slug=slug)
    if name is None:
        raise NotFound("We know no person by this address.")
    return str(name)


def body(db: Database, slug: str) -> Body:
    """Return a body we know, or one that articles only name; raises NotFound."""
    known = db.one(Body, "people.body", slug=slug)
    if known is not None:
        return known
    name = db.value("people.body_name", slug=slug)
    if name is None:
        raise NotFound("We know no body by this address.")
    return Body(slug, str(name), None, "", "", None, None, None, None)


def quotes_by(db: Database, speaker_slug: str, most: int = 40) -> list[Saying]:
    """Return what a person said, newest first."""
    return db.all(Saying, "people.quotes_by", speaker_slug=speaker_slug, most=most)


def glossary(db: Database) -> list[Term]:
    """Return all terms of the glossary in the order of the alphabet."""
    return db.all(Term, "people.glossary")
