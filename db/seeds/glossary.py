"""The glossary: terms of the sector in plain words, with what replaced the old ones."""

from __future__ import annotations

from dataclasses import dataclass

from db.seeds.reading import Entry, entries, read_tables

STATUSES = ("current", "historic", "proposed")


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A term; an ambiguous one is never expanded without its context."""

    term: str
    expansion: str | None
    definition: str
    nation: str | None
    status: str
    topic: str | None
    aliases: tuple[str, ...]
    replaced_by: str | None
    ambiguous: bool


def load_glossary() -> tuple[GlossaryTerm, ...]:
    """Return the terms in the order of the file."""
    tables = read_tables("glossary.toml")["term"]
    return tuple(_term(entry) for entry in entries("glossary.toml", "term", tables, "term"))


def load_ambiguous_forms() -> frozenset[str]:
    """Return the letters that mean several things and are never expanded without their context."""
    forms = read_tables("glossary.toml").get("ambiguous_forms", [])
    return frozenset(Entry("glossary.toml", "ambiguous_forms", {"ambiguous_forms": forms}).words("ambiguous_forms"))


def _term(entry: Entry) -> GlossaryTerm:
    term = GlossaryTerm(
        term=entry.text("term"),
        expansion=entry.maybe("expansion"),
        definition=entry.text("definition"),
        nation=entry.maybe("nation"),
        status=entry.choice("status", STATUSES),
        topic=entry.maybe("topic"),
        aliases=entry.words("aliases"),
        replaced_by=entry.maybe("replaced_by"),
        ambiguous=entry.truth("ambiguous", False),
    )
    entry.nothing_else()
    return term
