"""Subscribers with the evidence of their consent, as a file that an import takes in again."""

from __future__ import annotations

import csv
from typing import TextIO

from db import subscriptions
from db.clock import stamp
from db.engine import Database
from db.subscriptions import Portable
from web.subscriptions.sheet import EXTRAS, HEADER, NATION_WORDS, shielded


def take_out(db: Database, file: TextIO) -> int:
    """Write all who get mail to a CSV file and return how many; who left or is suppressed is not among them."""
    writer, count = csv.writer(file), 0
    writer.writerow((*HEADER, *EXTRAS))
    for one in subscriptions.portable(db):
        writer.writerow([shielded(cell) for cell in _cells(one)])
        count += 1
    return count


def _cells(one: Portable) -> tuple[str, ...]:
    return (
        one.address,
        one.period,
        " ".join(one.topics),
        stamp(one.confirmed_at),
        one.wording,
        " ".join(NATION_WORDS[nation] for nation in one.nations),
        " ".join(one.events),
        one.density,
        one.delivery,
        one.source,
    )
