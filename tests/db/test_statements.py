"""The loader of named SQL says what is wrong with a file or a call."""

from __future__ import annotations

import pytest

from db import statements
from db.engine import Database
from db.statements import StatementError, load, parse


def test_a_statement_has_a_name_parameters_a_note_and_its_text() -> None:
    (one,) = parse("room", "-- name: find(a, b)\n-- Finds it.\nSELECT 1 WHERE :a = :b;\n")
    assert (one.name, one.params, one.note, one.sql) == ("room.find", ("a", "b"), "Finds it.", "SELECT 1 WHERE :a = :b")
    assert not one.writes


@pytest.mark.parametrize("sql", ["INSERT INTO t VALUES (:a)", "UPDATE t SET x = :a", "DELETE FROM t WHERE x = :a"])
def test_a_change_is_known_as_one(sql: str) -> None:
    (one,) = parse("room", f"-- name: change(a)\n-- Changes.\n{sql}\n")
    assert one.writes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-- name: find(a)\n-- Finds.\nSELECT 1\n", "declares"),
        ("-- name: find()\n-- Finds.\nSELECT :a\n", "uses"),
        ("-- name: find(\nSELECT 1\n", "cannot read"),
        ("SELECT 1\n", "give it a name"),
    ],
)
def test_a_wrong_file_is_told_in_words(text: str, words: str) -> None:
    with pytest.raises(StatementError, match=words):
        list(parse("room", text))


def test_comments_before_the_first_name_are_fine() -> None:
    assert list(parse("room", "-- What this room keeps.\n\n-- name: a()\n-- Says one.\nSELECT 1\n"))


def test_parameters_are_translated_for_postgres() -> None:
    assert "%(name)s" in load("postgres")["jobs.claim"].sql
    assert ":name" in load("sqlite")["jobs.claim"].sql


def test_an_unknown_statement_is_named(db: Database) -> None:
    with pytest.raises(StatementError, match=r"no statement 'jobs.nothing'"):
        db.value("jobs.nothing")


def test_wrong_parameters_are_named(db: Database) -> None:
    with pytest.raises(StatementError, match="takes"):
        db.value("jobs.states", surplus=1)


def test_a_statement_for_one_engine_alone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    read = statements._read

    def with_one_more(path):  # type: ignore[no-untyped-def]
        more = parse("search", "-- name: alone()\n-- Alone.\nSELECT 1\n") if path.parent.name == "postgres" else ()
        return read(path) | {one.name: one for one in more}

    monkeypatch.setattr(statements, "_read", with_one_more)
    for read_all in (lambda: load("postgres"), lambda: statements.Rooms("postgres")["search.count"]):
        with pytest.raises(StatementError, match=r"search\.alone.*which db/sql lacks"):
            read_all()


def test_a_room_is_read_when_its_first_statement_is_asked_for() -> None:
    found = statements.Rooms("sqlite")
    assert found["jobs.claim"] is found["jobs.claim"]
    assert {name.partition(".")[0] for name in found} == {"jobs"}
    with pytest.raises(StatementError, match=r"no statement 'no/where\.at'"):
        found["no/where.at"]
