"""Everything out and in again as JSON lines: one object a row, its table in `kind`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from db.clock import moment, stamp
from db.engine import Column, Database
from db.errors import CommonThreadError
from db.indexing import refill_search
from db.rules.urls import url_key

# In the order in which rows may point to each other. Left out: what lives for minutes (sessions, sign-ins, leases,
# rate limits, jobs), and the search index, which is made from the articles.
KINDS = (
    "marker", "topic", "source", "event_series", "event_edition", "body", "office", "tenure", "glossary_term", "duty",
    "source_state", "frontier", "article", "article_version", "article_topic", "mention", "quote",
    "article_duty", "commitment", "commitment_change", "date_ahead",
    "story", "story_topic", "story_apart", "story_link", "proposal", "correction",
    "account", "handle_used", "passkey", "comment", "thread_alias", "question_vote", "comment_label",
    "confidential_term", "thread_follow", "report", "appeal", "moderator_note", "decision", "rota",
    "notice", "complaint", "breach", "purged",
    "cpd_piece", "cpd_choice", "saved_story", "read_story", "remembered_reader", "page_follow", "follow_desk",
    "subscriber", "subscription", "suppression",
    "digest_run", "digest_run_story", "digest_selection", "digest_selection_story", "digest_mail",
    "mail_body", "outbox", "bounce", "audit", "duty_done",
)  # fmt: skip
NO_MORE = {"digest_mail_story"}  # what older versions wrote and nobody reads now
BATCH = 500
_PYTHON_TYPES: Mapping[str, tuple[type, ...]] = {"integer": (int,), "real": (int, float), "text": (str,)}


class TransferError(CommonThreadError):
    """A line of an import cannot be used."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, by kind."""

    read: dict[str, int]
    added: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    kind: str
    names: tuple[str, ...]
    values: tuple[Any, ...]


def export(db: Database) -> Iterator[str]:
    """Yield every row worth keeping as a line of JSON, parents before children."""
    for kind in KINDS:
        names = [_outside(kind, column.name) for column in db.columns(kind)]
        for row in db.copy_out(kind):
            yield json.dumps({"kind": kind, **dict(zip(names, row, strict=True))}, ensure_ascii=False)


def _outside(kind: str, name: str) -> str:
    """Return a field's name in a line: a column that is itself called `kind` carries its table's name."""
    return f"{kind}_kind" if name == "kind" else name


def take_in(db: Database, lines: Iterable[str], now: datetime) -> Imported:
    """Add the rows of an export in one transaction: all of them, or none where a line is wrong."""
    read: dict[str, int] = {}
    added: dict[str, int] = {}
    with db.write(durable=True):
        reader = _Reader(db, now)
        checked = (line for number, text in enumerate(lines, 1) if text.strip() and (line := reader.line(number, text)))
        for (kind, names), group in groupby(checked, key=lambda line: (line.kind, line.names)):
            for batch in _batches(group):
                read[kind] = read.get(kind, 0) + len(batch)
                added[kind] = added.get(kind, 0) + _add(db, kind, names, batch)
        refill_search(db)
    return Imported(read, added)


def _batches(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    batch: list[_Line] = []
    for line in lines:
        batch.append(line)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _add(db: Database, kind: str, names: Sequence[str], batch: Sequence[_Line]) -> int:
    try:
        return db.copy_in(kind, names, [line.values for line in batch])
    except CommonThreadError as error:
        span = f"lines {batch[0].number} to {batch[-1].number}"
        raise TransferError(f"{span}: {error}; nothing was imported, correct the file and import it again") from error


class _Reader:
    """Checks the lines of an import against the tables; remembers the sources that went by."""

    def __init__(self, db: Database, now: datetime) -> None:
        self._db = db
        self._now = now
        self._known = {kind: {_outside(kind, column.name): column for column in db.columns(kind)} for kind in KINDS}
        self._sources: dict[str, int] = {}

    def line(self, number: int, text: str) -> _Line | None:
        """Return a line as a row for its table, None for what is kept no more; raises TransferError."""
        row = _object(number, text)
        kind = row.pop("kind", None)
        if kind in NO_MORE:
            return None
        if kind not in self._known:
            raise TransferError(f"line {number}: kind {kind!r} is not known; expected one of {', '.join(KINDS)}")
        if kind == "article":
            row = self._completed(number, row)
        columns = self._known[kind]
        if unknown := row.keys() - columns.keys():
            has = ", ".join(columns)
            raise TransferError(f"line {number}: {kind} has no field {sorted(unknown)[0]!r}; it has {has}")
        for name, column in columns.items():
            _fits(number, f"{kind}.{name}", column, row.get(name))
        if kind == "source" and "id" in row:
            self._sources[row["slug"]] = row["id"]
        names = tuple(name for name in columns if name in row)
        return _Line(number, kind, tuple(columns[name].name for name in names), tuple(row[name] for name in names))

    def _completed(self, number: int, row: dict[str, Any]) -> dict[str, Any]:
        """Return an article's row from the short form too: a source's slug, an address and a title are enough."""
        if "source" in row:
            row["source_id"] = self._source_id(number, str(row.pop("source")))
        if not isinstance(row.get("url"), str) or not isinstance(row.get("title"), str):
            raise TransferError(f"line {number}: article needs the fields 'url' and 'title' as text")
        seen = row.get("first_seen_at") or stamp(self._now)
        listed = _listed(number, row.get("published_at")) or seen
        blank = {"summary": "", "html": "", "text": "", "furniture": "[]", "content_hash": "", "wall": ""}
        return {**blank, "url_key": url_key(row["url"]), "first_seen_at": seen, "listed_at": listed, **row}

    def _source_id(self, number: int, slug: str) -> int:
        if slug not in self._sources:
            found = self._db.value("transfer.source_id", slug=slug)
            if found is None:
                raise TransferError(f"line {number}: there is no source {slug!r}; import the source first")
            self._sources[slug] = found
        return self._sources[slug]


def _object(number: int, text: str) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except ValueError as error:
        raise TransferError(f"line {number}: not JSON ({error}); expected one object a line") from error
    if not isinstance(row, dict):
        raise TransferError(f"line {number}: expected an object with a kind, found {type(row).__name__}")
    return row


def _fits(number: int, field: str, column: Column, value: Any) -> None:
    if value is None:
        if column.required:
            raise TransferError(f"line {number}: the field {field} is needed")
        return
    wanted = _PYTHON_TYPES[column.kind]
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise TransferError(f"line {number}: {field} is {value!r}; expected {column.kind}")


def _listed(number: int, published: Any) -> str | None:
    if published is None:
        return None
    try:
        return stamp(moment(published))
    except (TypeError, ValueError) as error:
        raise TransferError(
            f"line {number}: published_at is {published!r}; expected 2011-10-20T09:30:00.000Z"
        ) from error
