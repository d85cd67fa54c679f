"""Subscribers that an operator brings along, with the evidence of their consent."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from db import subscriptions, topics
from db.engine import Database
from db.errors import CommonThreadError
from db.rules.addresses import tidy
from db.rules.editions import PERIODS
from db.subscriptions import Consent, Unwelcome

HEADER = ("address", "period", "topics", "confirmed_at", "wording")


class BadFile(CommonThreadError):
    """A file of subscribers has no header that can be read."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken, and why."""

    line: int
    why: str


def take_in(db: Database, lines: Iterable[str], now: datetime) -> tuple[int, list[Refused]]:
    """Add the subscribers of a CSV file; a row without evidence of consent is refused by its line, the rest added."""
    rows = csv.DictReader(lines)
    if tuple(rows.fieldnames or ()) != HEADER:
        raise BadFile(f"the first line is {','.join(rows.fieldnames or ())!r}; expected {','.join(HEADER)}")
    known = {topic.id for topic in topics.everything(db)}
    taken, refused = 0, []
    for row in rows:
        line = rows.line_num
        problems = list(_problems(row, known, now))
        if problems:
            refused.append(Refused(line, problems[0]))
            continue
        try:
            _add(db, row)
        except Unwelcome as error:
            refused.append(Refused(line, str(error)))
        else:
            taken += 1
    return taken, refused


def _problems(row: dict[str, str | None], known: set[str], now: datetime) -> Iterator[str]:
    if row.get(None) or any(row[name] is None for name in HEADER):  # type: ignore[call-overload]  # csv's own key
        yield f"expected {len(HEADER)} fields"
        return
    if tidy(row["address"] or "") is None:
        yield f"{row['address']!r} is no mail address"
    if row["period"] not in PERIODS:
        yield f"period is {row['period']!r}; expected daily or weekly"
    if unknown := set((row["topics"] or "").split()) - known:
        yield f"there is no topic {sorted(unknown)[0]!r}"
    confirmed = _moment(row["confirmed_at"] or "")
    if confirmed is None or confirmed > now:
        yield f"no evidence of consent: confirmed_at is {row['confirmed_at']!r}; expected a past 2026-11-02T08:00:00Z"
    if not (row["wording"] or "").strip():
        yield "no evidence of consent: wording is empty; expected the words that were agreed to"


def _add(db: Database, row: dict[str, str | None]) -> None:
    address, period = tidy(row["address"] or ""), row["period"]
    confirmed = _moment(row["confirmed_at"] or "")
    assert address is not None and confirmed is not None
    (chosen,) = [one for one in PERIODS if one == period]
    consent = Consent((row["wording"] or "").strip(), confirmed, "import")
    subscriptions.bring(db, address, chosen, (row["topics"] or "").split(), consent, confirmed)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
