"""Offices, who held them and when, and the bodies of the sector."""

from __future__ import annotations

from dataclasses import dataclass

from db.seeds.reading import Entry, SeedError, entries, read_tables


@dataclass(frozen=True, slots=True)
class Office:
    """A public office."""

    id: str
    name: str
    body: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person in an office; dates are a year, a month or a day; no end means that none was found."""

    office: str
    person: str
    aliases: tuple[str, ...]
    title: str | None
    started: str | None
    ended: str | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the sector with its short form, its years and its lineage."""

    id: str
    name: str
    acronym: str | None
    aliases: tuple[str, ...]
    role: str
    nation: str
    started: str | None
    ended: str | None
    predecessor: str | None
    successor: str | None
    home: str | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class People:
    """Everything that `people.toml` holds."""

    offices: tuple[Office, ...]
    tenures: tuple[Tenure, ...]
    bodies: tuple[Body, ...]


def load_people() -> People:
    """Return offices, tenures and bodies; a tenure of an unknown office is refused."""
    file, tables = "people.toml", read_tables("people.toml")
    offices = tuple(_office(entry) for entry in entries(file, "office", tables["office"], "id"))
    known = {office.id for office in offices}
    named = (Entry(file, f"tenure number {place}", table) for place, table in enumerate(tables["tenure"], 1))
    tenures = tuple(_tenure(entry, known) for entry in named)
    bodies = tuple(_body(entry) for entry in entries(file, "body", tables["body"], "id"))
    return People(offices, tenures, bodies)


def _office(entry: Entry) -> Office:
    office = Office(entry.slug("id"), entry.text("name"), entry.text("body"), entry.words("aliases"))
    entry.nothing_else()
    return office


def _tenure(entry: Entry, offices: set[str]) -> Tenure:
    tenure = Tenure(
        office=entry.slug("office"),
        person=entry.text("person"),
        aliases=entry.words("aliases"),
        title=entry.maybe("title"),
        started=entry.partial_date("started"),
        ended=entry.partial_date("ended"),
        confirmed=entry.truth("confirmed", False),
    )
    entry.nothing_else()
    if tenure.office not in offices:
        raise SeedError(f"{entry.file}, {entry.name}: there is no office {tenure.office!r}")
    return tenure


def _body(entry: Entry) -> Body:
    body = Body(
        id=entry.slug("id"),
        name=entry.text("name"),
        acronym=entry.maybe("acronym"),
        aliases=entry.words("aliases"),
        role=entry.text("role"),
        nation=entry.text("nation"),
        started=entry.partial_date("started"),
        ended=entry.partial_date("ended"),
        predecessor=entry.maybe("predecessor"),
        successor=entry.maybe("successor"),
        home=entry.maybe("home"),
        confirmed=entry.truth("confirmed", False),
    )
    entry.nothing_else()
    return body
