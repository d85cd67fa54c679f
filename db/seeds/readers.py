"""Sample readers for the dry run of a mail."""

from __future__ import annotations

from dataclasses import dataclass

from db.rules.choosing import DENSITIES, Wanted
from db.seeds.reading import Entry, entries, read_tables

FILE = "readers.toml"


@dataclass(frozen=True, slots=True)
class SampleReader:
    """What a kind of reader would choose."""

    id: str
    name: str
    wanted: Wanted
    density: str


def load_readers() -> dict[str, SampleReader]:
    """Return the sample readers by id, in the order of the file; raises SeedError naming what is wrong."""
    found = (_reader(entry) for entry in entries(FILE, "reader", read_tables(FILE).get("reader", []), "id"))
    return {reader.id: reader for reader in found}


def _reader(entry: Entry) -> SampleReader:
    wanted = Wanted(entry.words("topics"), entry.words("nations"), entry.words("events"))
    density = entry.text("density", DENSITIES[0])
    if density not in DENSITIES:
        raise entry.wrong("density", density, " or ".join(DENSITIES))
    reader = SampleReader(entry.slug("id"), entry.text("name"), wanted, density)
    entry.nothing_else()
    return reader
