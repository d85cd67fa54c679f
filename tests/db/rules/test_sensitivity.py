"""Details of harm are found and named; the sector's everyday subjects are not."""

from __future__ import annotations

import pytest

from db.rules.reading import minutes_to_read
from db.rules.sensitivity import Notes
from db.seeds import load_content_notes
from db.seeds.notes import ContentNote, _note
from db.seeds.reading import Entry, SeedError

NOTES = Notes(load_content_notes())


@pytest.mark.parametrize(
    ("text", "harm"),
    [
        ("The boy was beaten and starved.", ("violence against a child",)),
        ("She was FOUND\nDEAD at home.", ("the death of a child",)),
        ("He was raped, then took his own life.", ("sexual abuse of a child", "self-harm or suicide")),
        ("The flat was in squalor, with faeces on the floor.", ("severe neglect",)),
        ("Penetrative abuse was described.", ("sexual abuse of a child",)),
        ("Post-mortems were held.", ("the death of a child",)),
    ],
)
def test_details_of_harm_are_named(text: str, harm: tuple[str, ...]) -> None:
    assert NOTES.of(text) == harm


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The inquiry into child sexual abuse has published its report.",
        "Domestic abuse services get more money.",
        "Serious case reviews after a child died are published in full.",
        "Neglect is the most usual reason for a child protection plan.",
        "The grapevine says that unbeaten records fall.",
    ],
)
def test_the_subjects_of_the_sector_are_not(text: str) -> None:
    assert NOTES.of(text) == ()


def test_without_a_list_nothing_is_noted() -> None:
    assert Notes([]).of("beaten") == ()
    assert Notes([ContentNote("a", "a thing", ("one two*",))]).of("One\n twofold") == ("a thing",)


def test_a_note_without_words_is_refused() -> None:
    with pytest.raises(SeedError, match="at least one word"):
        _note(Entry("content-notes.toml", "note", {"id": "empty", "name": "Empty", "terms": []}))


def test_minutes_are_said_only_where_the_text_is_known() -> None:
    assert [minutes_to_read(words) for words in (0, 149, 150, 345, 2300)] == [None, None, 1, 2, 10]
