"""A wrong value in a source file is named with what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.seeds import SeedError, load_sources

GOOD = {
    "slug": '"weekly"',
    "name": '"The Weekly"',
    "home": '"https://weekly.example/"',
    "kind": '"feed"',
    "url": '"https://weekly.example/feed"',
    "display": '"summary"',
}


def write(folder: Path, **changes: str | None) -> Path:
    fields = {**GOOD, **changes}
    path = folder / "mine.toml"
    path.write_text("[[source]]\n" + "".join(f"{key} = {value}\n" for key, value in fields.items() if value))
    return path


def test_a_short_entry_gets_sensible_defaults(tmp_path: Path) -> None:
    (source,) = load_sources(write(tmp_path))
    assert (source.status, source.poll_minutes, source.follow, source.access) == ("on", 60, False, "open")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("slug", '"The Weekly"', "small letters"),
        ("slug", None, "slug is missing"),
        ("name", '""', "text that is not empty"),
        ("name", "3", "text that is not empty"),
        ("home", '"weekly.example"', "http://"),
        ("url", '"javascript:alert(1)"', "http://"),
        ("kind", '"rss"', "one of feed, listing"),
        ("display", '"everything"', "one of full, summary"),
        ("access", '"paid"', "one of open"),
        ("status", '"maybe"', "one of on, off"),
        ("nations", '["France"]', "some of England"),
        ("nations", '"England"', "a list of texts"),
        ("poll_minutes", "-5", "a whole number from 0"),
        ("poll_minutes", '"often"', "a whole number from 0"),
        ("delay_seconds", '"long"', "a number from 0"),
        ("follow", '"yes"', "true or false"),
        ("furniture", '["(unclosed"]', "a regular expression"),
        ("selectors", '{ colour = "p" }', "some of item"),
        ("selectors", "3", "a table of texts"),
        ("colour", '"red"', "there is no field 'colour'"),
        ("kind", '"listing"', "at least a selector for link"),
    ],
)
def test_each_wrong_field_is_named(tmp_path: Path, field: str, value: str | None, expected: str) -> None:
    with pytest.raises(SeedError) as told:
        load_sources(write(tmp_path, **{field: value}))
    assert "mine.toml" in str(told.value)
    assert expected in str(told.value)


def test_the_same_slug_twice_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path)
    path.write_text(path.read_text() * 2)
    with pytest.raises(SeedError, match="source weekly stands there twice"):
        load_sources(path)


@pytest.mark.parametrize(
    ("text", "words"), [("", "no source in it"), ("source = [3]", "no table"), ("[[source", "not valid TOML")]
)
def test_a_file_that_is_no_source_file_is_told(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(SeedError, match=words):
        load_sources(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="check the path"):
        load_sources(tmp_path / "none.toml")


def test_a_file_of_bytes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SeedError, match="not valid TOML"):
        load_sources(path)
