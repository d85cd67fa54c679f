"""Articles that people labelled: the retold ones of the shared folder, our own edition, the headlines of one day."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from crawler.understanding.annotate import annotate
from crawler.understanding.vocabulary import vocabulary
from db.types import Annotation, Reading

EDITION_DAY = date(2026, 11, 26)  # the fortnight of our own edition counts back from this day


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with what people labelled and what the rules found."""

    label: Mapping[str, Any]
    reading: Reading
    found: Annotation


def retold(folder: Path) -> Iterator[Labelled]:
    """Yield the retold articles of the shared folder with their labels."""
    texts = {line["id"]: line for line in lines(folder / "gold" / "dev-texts.jsonl")}
    for label in lines(folder / "gold" / "dev-labels.jsonl"):
        text = texts[label["id"]]
        day = day_of(text["date"])
        reading = Reading(text["id"], text["url"], text["source"], day, text["title"], text["text"])
        yield Labelled(label, reading, annotate(reading, vocabulary()))


def edition(folder: Path) -> Iterator[Labelled]:
    """Yield the articles of our own edition, from the TOML files of a folder, with their labels."""
    for path in sorted(folder.glob("*.toml")):
        for number, table in enumerate(tomllib.loads(path.read_text("utf-8"))["article"]):
            day = date.fromisoformat(table["at"][:10]) if "at" in table else None
            day = day or EDITION_DAY - timedelta(days=table["days"])
            text = "\n".join(line.strip() for line in table["text"].strip().splitlines())
            reading = Reading(f"{path.stem}-{number:02}", "", table["outlet"], day, table["title"], text)
            label = {
                "in_domain": table.get("in_domain", True),
                "topics": table.get("topics", []),
                "story_group": table.get("story"),
                "event_key": table.get("event"),
                "quotes": table.get("quotes", []),
            }
            yield Labelled(label, reading, annotate(reading, vocabulary()))


def headlines(path: Path) -> tuple[list[Reading], dict[str, str]]:
    """Return the headlines of one day, without texts, and the story that each belongs to."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    day = date(2014, 3, 10)
    readings = [Reading(f"{n:05}", row["url"], row["publisher"], day, row["title"], "") for n, row in enumerate(rows)]
    return readings, {f"{number:05}": row["story"] for number, row in enumerate(rows)}


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def day_of(value: str | None) -> date | None:
    """Return a date that may be known by month or year alone: then its first day, as `annotate` and `group` do."""
    if not value:
        return None
    year, month, day = [*map(int, value.split("-")), 1, 1][:3]
    return date(year, month, day)
