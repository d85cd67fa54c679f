"""Named SQL from files: db/sql/<room>.sql, with PostgreSQL's own wording in db/sql/postgres/."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from db.errors import CommonThreadError

Dialect = Literal["sqlite", "postgres"]

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


@cache
def load(dialect: Dialect) -> Mapping[str, Statement]:
    """Return all statements by name, in the wording of one engine."""
    root = files("db").joinpath("sql")
    found = dict(_read(root))
    if dialect == "postgres":
        own = dict(_read(root.joinpath("postgres")))
        if unknown := own.keys() - found.keys():
            raise StatementError(f"db/sql/postgres has {sorted(unknown)}, which db/sql lacks; add them there first")
        found |= own
        found = {name: _for_postgres(statement) for name, statement in found.items()}
    return found


def _read(folder: Traversable) -> Iterator[tuple[str, Statement]]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".sql"):
            for statement in parse(path.name.removesuffix(".sql"), path.read_text("utf-8")):
                yield statement.name, statement


def _for_postgres(statement: Statement) -> Statement:
    sql = _PARAM.sub(r"%(\1)s", statement.sql.replace("%", "%%"))
    return Statement(statement.name, statement.params, statement.note, sql, statement.writes, statement.names)
