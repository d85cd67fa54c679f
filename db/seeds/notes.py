"""Content notes: which words describe harm in detail, by the kind of harm that a note names."""

from __future__ import annotations

from dataclasses import dataclass

from db.seeds.reading import Entry, entries, read_tables

FILE = "content-notes.toml"


@dataclass(frozen=True, slots=True)
class ContentNote:
    """A kind of harm, named as a reader is told of it, and the words that describe it in detail."""

    id: str
    name: str
    terms: tuple[str, ...]


def load_content_notes() -> tuple[ContentNote, ...]:
    """Return the notes in the order of the file; raises SeedError naming what is wrong."""
    return tuple(_note(entry) for entry in entries(FILE, "note", read_tables(FILE).get("note", []), "id"))


def _note(entry: Entry) -> ContentNote:
    note = ContentNote(entry.slug("id"), entry.text("name"), entry.words("terms"))
    entry.nothing_else()
    if not note.terms:
        raise entry.wrong("terms", (), "at least one word")
    return note
