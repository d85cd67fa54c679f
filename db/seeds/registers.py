"""The registers of social workers: when their year begins, and what it asks for of a piece of learning."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from db.seeds.reading import Entry, SeedError, entries, read_tables

FILE = "registers.toml"
MONTH_AND_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a register asks of a piece of learning; `peer` marks what came of talking about it."""

    id: str
    label: str
    hint: str
    lines: int
    longest: int
    peer: bool


@dataclass(frozen=True, slots=True)
class Register:
    """A register with its year and what it asks for; what is only believed is not counted."""

    id: str
    name: str
    nation: str
    known: str
    source: str
    checked_on: date
    year_starts: tuple[int, int]
    remind_on: tuple[int, int]
    pieces: int
    with_peer: int
    asks: str
    fields: tuple[Field, ...]

    @property
    def reminds_in(self) -> str:
        """Return the month in which a reminder comes."""
        return calendar.month_name[self.remind_on[0]]


def load_registers() -> dict[str, Register]:
    """Return the registers by their ids, the first one being the usual; raises SeedError naming what is wrong."""
    found = [_register(entry) for entry in entries(FILE, "register", read_tables(FILE).get("register", []), "id")]
    if not found:
        raise SeedError(f"{FILE}: there is no [[register]] in it; at least one is needed")
    return {one.id: one for one in found}


def _register(entry: Entry) -> Register:
    checked_on = entry.day("checked_on")
    if checked_on is None:
        raise entry.wrong("checked_on", None, "the date on which somebody looked")
    register = Register(
        id=entry.slug("id"),
        name=entry.text("name"),
        nation=entry.text("nation"),
        known=entry.choice("known", ("seen", "believed")),
        source=entry.web_address("source"),
        checked_on=checked_on,
        year_starts=_month_and_day(entry, "year_starts"),
        remind_on=_month_and_day(entry, "remind_on"),
        pieces=entry.whole("pieces", 0, high=100),
        with_peer=entry.whole("with_peer", 0, high=100),
        asks=entry.text("asks"),
        fields=_fields(entry),
    )
    entry.nothing_else()
    return register


def _fields(entry: Entry) -> tuple[Field, ...]:
    entry.taken.add("field")
    tables = entry.values.get("field", [])
    if not isinstance(tables, list) or not tables:
        raise entry.wrong("field", tables or None, "at least one [[register.field]] below it")
    return tuple(_field(one) for one in entries(FILE, f"{entry.name}, field", tables, "id"))


def _field(entry: Entry) -> Field:
    field = Field(
        id=entry.slug("id"),
        label=entry.text("label"),
        hint=entry.text("hint", ""),
        lines=entry.whole("lines", 6, low=1, high=30),
        longest=entry.whole("longest", 5_000, low=1, high=20_000),
        peer=entry.truth("peer", False),
    )
    entry.nothing_else()
    return field


def _month_and_day(entry: Entry, key: str) -> tuple[int, int]:
    text = entry.text(key)
    if not MONTH_AND_DAY.fullmatch(text):
        raise entry.wrong(key, text, 'a month and a day up to the 28th, such as "12-01"')
    month, day = text.split("-")
    return int(month), int(day)
