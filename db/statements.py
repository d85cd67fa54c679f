"""Named SQL from files: db/sql/<room>.sql, with PostgreSQL's own wording in db/sql/postgres/."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from db.errors import CommonThreadError

Dialect = Literal["sqlite", "postgres"]
FOLDER = Path(__file__).with_name("sql")

_HEAD = re.compile(r"^-- name: (?P<name>\w+)\((?P<params>[\w, ]*)\)\s*$")
_PARAM = re.compile(r"(?<![:\w]):([a-z_]\w*)")
_CHANGES = re.compile(
    r"\b(INSERT\s+INTO|INSERT\s+OR|UPDATE\s+\w+\s+SET|DELETE\s+FROM|UPDATE\s+\w+\s+AS)\b", re.IGNORECASE
)


class StatementError(CommonThreadError):
    """A statement file or a call of a statement is wrong."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement with its name, its parameters and its text for an engine."""

    name: str
    params: tuple[str, ...]
    note: str
    sql: str
    writes: bool
    names: frozenset[str]


def parse(room: str, text: str) -> Iterator[Statement]:
    """Yield the statements of one file; raises StatementError where a head or a parameter is wrong."""
    for block in re.split(r"(?m)^(?=-- name: )", text):
        if block.startswith("-- name: "):
            yield _statement(room, block)
        elif block.strip() and not all(line.startswith("--") for line in block.strip().splitlines()):
            raise StatementError(f"db/sql/{room}.sql: SQL before the first '-- name:' line; give it a name")


def _statement(room: str, block: str) -> Statement:
    first, *rest = block.strip().splitlines()
    head = _HEAD.match(first)
    if head is None:
        raise StatementError(f"db/sql/{room}.sql: cannot read {first!r}; write '-- name: word(param, param)'")
    params = tuple(p for p in re.split(r"[,\s]+", head["params"]) if p)
    notes = [line.removeprefix("--").strip() for line in rest if line.startswith("--")]
    sql = "\n".join(line for line in rest if not line.startswith("--")).strip().rstrip(";")
    used = set(_PARAM.findall(sql))
    if used != set(params):
        raise StatementError(f"db/sql/{room}.sql {head['name']}: declares {sorted(params)}, uses {sorted(used)}")
    return Statement(
        f"{room}.{head['name']}", params, " ".join(notes), sql, bool(_CHANGES.search(sql)), frozenset(params)
    )


class Rooms(dict[str, Statement]):
    """Statements by name in the wording of one engine; the file of a room is read when it is first asked for."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self._dialect = dialect

    def __missing__(self, name: str) -> Statement:
        """Read the file of a statement's room; raises StatementError where there is no such statement."""
        self.update(_in_room(name.partition(".")[0], self._dialect))
        found = self.get(name)
        if found is None:
            raise StatementError(f"there is no statement {name!r}; look in db/sql")
        return found


@cache
def rooms(dialect: Dialect) -> Rooms:
    """Return the statements of an engine, which are read when they are asked for."""
    return Rooms(dialect)


def load(dialect: Dialect) -> Mapping[str, Statement]:
    """Return all statements by name, in the wording of one engine."""
    files = sorted({path.stem for path in FOLDER.rglob("*.sql")})
    return {name: one for room in files for name, one in _in_room(room, dialect).items()}


def _in_room(room: str, dialect: Dialect) -> dict[str, Statement]:
    """Return the statements of one file, with PostgreSQL's own wording where it has one."""
    found = _read(FOLDER / f"{room}.sql")
    if dialect == "postgres":
        own = _read(FOLDER / "postgres" / f"{room}.sql")
        if unknown := own.keys() - found.keys():
            raise StatementError(f"db/sql/postgres has {sorted(unknown)}, which db/sql lacks; add them there first")
        found = {name: _for_postgres(statement) for name, statement in (found | own).items()}
    return found


def _read(path: Path) -> dict[str, Statement]:
    text = path.read_text("utf-8") if path.is_file() else ""
    return {statement.name: statement for statement in parse(path.stem, text)}


def _for_postgres(statement: Statement) -> Statement:
    sql = _PARAM.sub(r"%(\1)s", statement.sql.replace("%", "%%"))
    return Statement(statement.name, statement.params, statement.note, sql, statement.writes, statement.names)
