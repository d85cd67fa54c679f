"""Subscribers that an operator brings along, with the evidence of their consent."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

from db import events, subscriptions, topics
from db.engine import Database
from db.errors import CommonThreadError
from db.rules.addresses import tidy
from db.rules.choosing import DELIVERIES, DENSITIES
from db.rules.editions import PERIODS, Period
from db.subscriptions import Consent, More, Unwelcome
from web.subscriptions.sheet import EXTRAS, HEADER, NATION_WORDS, bare

Choice = TypeVar("Choice", bound=str)
BATCH = 500
NATIONS = {word: nation for nation, word in NATION_WORDS.items()}


class BadFile(CommonThreadError):
    """A file of subscribers has no header that can be read."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be taken."""

    line: int
    address: str
    period: Period
    topics: tuple[str, ...]
    more: More
    consent: Consent


class _Wrong(Exception):
    """What is wrong with a row."""


@dataclass(frozen=True, slots=True)
class _Known:
    topics: frozenset[str]
    events: frozenset[str]
    now: datetime


def take_in(
    db: Database, lines: Iterable[str], now: datetime, told: Callable[[int], object] = lambda line: None
) -> tuple[int, list[Refused]]:
    """Add the subscribers of a CSV file; a row without evidence of consent is refused by its line, the rest added.

    Some hundred rows are one transaction, after which `told` is given the line reached; a second import adds nothing.
    """
    known = _Known(
        frozenset(one.id for one in topics.everything(db)), frozenset(one.id for one in events.all_series(db)), now
    )
    rows, taken, refused = _rows(lines, known), 0, []
    while batch := list(islice(rows, BATCH)):
        with db.write(durable=True):
            found = [why for row in batch if (why := _add(db, row)) is not None]
        taken += len(batch) - len(found)
        refused += found
        told(batch[-1].line)
    return taken, refused


def _add(db: Database, row: Row | Refused) -> Refused | None:
    """Add the subscriber of a row, or say why not."""
    if isinstance(row, Refused):
        return row
    try:
        subscriptions.bring(db, row.address, row.period, row.topics, row.consent, row.consent.asked_at, row.more)
    except Unwelcome as error:
        return Refused(row.line, str(error))
    return None


def _rows(lines: Iterable[str], known: _Known) -> Iterator[Row | Refused]:
    """Yield the rows of a file, each with the line on which it begins."""
    reader = csv.reader(lines)
    names = _header(reader)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
            if cells is None:
                return
            if cells:
                yield _row(line, names, [bare(cell) for cell in cells], known)
        except (_Wrong, csv.Error) as error:
            yield Refused(line, str(error))


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        names = next(reader, [])
    except csv.Error as error:
        raise BadFile(f"the first line cannot be read ({error}); expected {','.join(HEADER)}") from error
    extra = names[len(HEADER) :]
    if tuple(names[: len(HEADER)]) != HEADER or not set(extra) <= set(EXTRAS) or len(set(extra)) < len(extra):
        raise BadFile(
            f"the first line is {','.join(names)!r}; expected {','.join(HEADER)}, then any of {','.join(EXTRAS)}"
        )
    return names


def _row(line: int, names: list[str], cells: list[str], known: _Known) -> Row:
    if len(cells) != len(names):
        raise _Wrong(f"expected {len(names)} fields, found {len(cells)}")
    row = dict(zip(names, cells, strict=True))
    address = tidy(row["address"])
    if address is None:
        raise _Wrong(f"{row['address']!r} is no mail address")
    more = More(
        nations=tuple(NATIONS[word] for word in _words(row, "nations", frozenset(NATIONS))),
        events=_words(row, "events", known.events),
        density=_one_of(row, "density", DENSITIES),
        delivery=_one_of(row, "delivery", DELIVERIES),
    )
    if not row["period"].strip():
        raise _Wrong("period is empty; expected daily or weekly")
    period = _one_of(row, "period", PERIODS)
    return Row(line, address, period, _words(row, "topics", known.topics), more, _consent(row, known.now))


def _words(row: dict[str, str], name: str, known: frozenset[str]) -> tuple[str, ...]:
    words = row.get(name, "").split()
    if unknown := sorted(set(words) - known):
        raise _Wrong(f"there is no {name.removesuffix('s')} {unknown[0]!r}")
    return tuple(dict.fromkeys(words))


def _one_of(row: dict[str, str], name: str, choices: tuple[Choice, ...]) -> Choice:
    """Return the choice of a row; the first one where it says nothing."""
    text = row.get(name, "").strip()
    for choice in choices:
        if text == choice or not text:
            return choice
    raise _Wrong(f"{name} is {text!r}; expected {' or '.join(choices)}")


def _consent(row: dict[str, str], now: datetime) -> Consent:
    confirmed, wording = _moment(row["confirmed_at"]), row["wording"].strip()
    if confirmed is None or confirmed > now:
        raise _Wrong(
            f"no evidence of consent: confirmed_at is {row['confirmed_at']!r}; expected a past 2026-11-02T08:00:00Z"
        )
    if not wording:
        raise _Wrong("no evidence of consent: wording is empty; expected the words that were agreed to")
    return Consent(wording, confirmed, row.get("source", "").strip() or "import")


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
