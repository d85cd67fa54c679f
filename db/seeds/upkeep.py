"""What whoever runs the site owes by a day, as data: the fee, the yearly assessments, a restore on trial."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.seeds.reading import Entry, entries, read_tables

FILE = "upkeep.toml"


@dataclass(frozen=True, slots=True)
class Upkeep:
    """A duty of the operator, and how often it falls due."""

    id: str
    name: str
    do: str
    every_months: int
    page: str

    def due_after(self, done: date) -> date:
        """Return the day on which it is due again once it was done on a day."""
        year, month = divmod(done.year * 12 + done.month - 1 + self.every_months, 12)
        return date(year, month + 1, min(done.day, 28))


def load_upkeep() -> tuple[Upkeep, ...]:
    """Return the operator's duties in the order of the file; raises SeedError naming what is wrong."""
    tables = read_tables(FILE)["duty"]
    return tuple(_upkeep(entry) for entry in entries(FILE, "duty", tables, "id"))


def _upkeep(entry: Entry) -> Upkeep:
    found = Upkeep(
        id=entry.slug("id"),
        name=entry.text("name"),
        do=entry.text("do"),
        every_months=entry.whole("every_months", low=1, high=120),
        page=entry.web_address("page"),
    )
    entry.nothing_else()
    return found
