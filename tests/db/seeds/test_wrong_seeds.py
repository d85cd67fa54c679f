"""A seed file that a practitioner broke is named with the entry and what is expected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from db.seeds import SeedError, duties, events, people, readers, reading, words

Tables = dict[str, list[dict[str, object]]]


def given(monkeypatch: pytest.MonkeyPatch, module: object, change: Callable[[str, Tables], None]) -> None:
    """Let a module read its bundled file with something changed in it."""

    def changed(name: str, path: object = None) -> Tables:
        tables = reading.read_tables(name)
        change(name, tables)
        return tables

    monkeypatch.setattr(module, "read_tables", changed)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("series", "nowhere", "there is no series 'nowhere'"),
        ("starts", "19 October", "a date such as 2011-10-19"),
        ("year", 12, "year"),
    ],
)
def test_an_edition_with_a_wrong_field_is_named(
    monkeypatch: pytest.MonkeyPatch, key: str, value: object, words: str
) -> None:
    given(monkeypatch, events, lambda _, tables: tables["edition"][0].update({key: value}))
    with pytest.raises(SeedError, match=words):
        events.load_events()


def test_an_edition_that_ends_before_it_starts_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"starts": date(2011, 10, 21), "ends": date(2011, 10, 19)}
    given(monkeypatch, events, lambda _, tables: tables["edition"][0].update(wrong))
    with pytest.raises(SeedError, match="on or after 2011-10-21"):
        events.load_events()


@pytest.mark.parametrize(
    ("key", "value", "words"), [("office", "nothing", "no office 'nothing'"), ("started", "May 2010", "2010-05")]
)
def test_a_tenure_with_a_wrong_field_is_named(
    monkeypatch: pytest.MonkeyPatch, key: str, value: str, words: str
) -> None:
    given(monkeypatch, people, lambda _, tables: tables["tenure"][0].update({key: value}))
    with pytest.raises(SeedError, match=words):
        people.load_people()


def test_a_duty_without_its_first_day_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, duties, lambda _, tables: tables["duty"][0].pop("in_force_from"))
    with pytest.raises(SeedError, match="2010-06-10"):
        duties.load_duties()


def test_a_sample_reader_with_an_unknown_density_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, readers, lambda _, tables: tables["reader"][0].update({"density": "thick"}))
    with pytest.raises(SeedError, match="expected summaries or headlines"):
        readers.load_readers()


def test_a_list_of_words_without_its_weight_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, words, lambda name, tables: tables["topic"][0].pop("vouches") if name == "topics.toml" else None)
    with pytest.raises(SeedError, match="a number from 0 to 10"):
        words.load_words()


def test_a_file_of_words_without_any_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, words, lambda name, tables: tables.pop("risk", None) if name == "risk.toml" else None)
    with pytest.raises(SeedError, match="at least one"):
        words.load_words()


@pytest.mark.parametrize("months", [[13], [0], [], 10, None])
def test_a_conference_in_a_month_that_there_is_not_is_named(monkeypatch: pytest.MonkeyPatch, months: object) -> None:
    given(monkeypatch, words, lambda _, tables: tables["series"][0].update({"months": months}))
    with pytest.raises(SeedError, match="a list of months from 1 to 12"):
        words.load_event_words()
