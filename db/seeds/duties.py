"""Duties of the law by date: what stories and commitments are measured by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.seeds.reading import Entry, entries, read_tables


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty in plain words, its instrument, since when and until when it holds, and who owes it."""

    id: str
    name: str
    wording: str
    instrument: str
    in_force_from: date
    in_force_to: date | None
    owes: str
    nation: str
    source_url: str
    checked: bool
    phrases: tuple[str, ...]

    def held(self, day: date | None) -> bool:
        """Whether the duty was in force on a day; on an unknown one it is taken as in force while it has no end."""
        if day is None:
            return self.in_force_to is None
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


def load_duties() -> tuple[Duty, ...]:
    """Return the duties in the order of the file."""
    tables = read_tables("duties.toml")["duty"]
    return tuple(_duty(entry) for entry in entries("duties.toml", "duty", tables, "id"))


def _duty(entry: Entry) -> Duty:
    begins = entry.day("in_force_from")
    if begins is None:
        raise entry.wrong("in_force_from", None, "the day from which the duty holds, such as 2010-06-10")
    duty = Duty(
        id=entry.slug("id"),
        name=entry.text("name"),
        wording=entry.text("wording"),
        instrument=entry.text("instrument"),
        in_force_from=begins,
        in_force_to=entry.day("in_force_to"),
        owes=entry.text("owes"),
        nation=entry.text("nation"),
        source_url=entry.web_address("source_url"),
        checked=entry.truth("checked", False),
        phrases=entry.words("phrases"),
    )
    entry.nothing_else()
    return duty
