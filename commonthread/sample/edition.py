"""The articles of the sample edition, dated for a day: our own words, and our own labels."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MORNING = timedelta(hours=6)  # the last article of a day's edition is out by then
FILES = ("ncas-2011.toml", "fortnight.toml", "not-ours.toml", "hard-cases.toml")


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """An invented article with what a reader would say it is about."""

    outlet: str
    path: str
    title: str
    published: datetime
    updated: datetime
    author: str | None
    paragraphs: tuple[str, ...]
    in_domain: bool
    topics: tuple[str, ...]
    story: str | None
    event: str | None
    quotes: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """Return the whole text, a paragraph a line."""
        return "\n".join(self.paragraphs)


def edition_day(now: datetime) -> date:
    """Return the day whose edition is shown: before six in the morning in London it is still yesterday's."""
    return (now.astimezone(LONDON) - MORNING).date()


def articles(today: date) -> list[SampleArticle]:
    """Return the edition for a day, newest first; the fortnight before it counts back from that day."""
    found = [_article(table, today) for table in _tables()]
    return sorted(found, key=lambda one: (one.updated, one.path), reverse=True)


@cache
def _tables() -> tuple[dict[str, Any], ...]:
    folder = files("commonthread.sample").joinpath("edition")
    return tuple(
        table for name in FILES for table in tomllib.loads(folder.joinpath(name).read_text("utf-8"))["article"]
    )


def _article(table: dict[str, Any], today: date) -> SampleArticle:
    published = _published(table, today)
    updated = _updated(table, today) or published
    dated = "" if table["outlet"] == "dept-children" else f"{published:%Y/%m/%d}/"
    return SampleArticle(
        outlet=table["outlet"],
        path=f"/{dated}{table['slug']}",
        title=table["title"],
        published=published,
        updated=updated,
        author=table.get("author"),
        paragraphs=tuple(line.strip() for line in table["text"].strip().splitlines()),
        in_domain=table.get("in_domain", True),
        topics=tuple(table.get("topics", ())),
        story=table.get("story"),
        event=table.get("event"),
        quotes=tuple((surname, words) for surname, words in table.get("quotes", ())),
    )


def _published(table: dict[str, Any], today: date) -> datetime:
    if "at" in table:
        return datetime.fromisoformat(table["at"]).replace(tzinfo=LONDON).astimezone(UTC)
    return _back(today, table["days"], table["hour"])


def _updated(table: dict[str, Any], today: date) -> datetime | None:
    if "updated" in table:
        return datetime.fromisoformat(table["updated"]).replace(tzinfo=LONDON).astimezone(UTC)
    return _back(today, table["updated_days"], "15:00") if "updated_days" in table else None


def _back(today: date, days: int, hour: str) -> datetime:
    return datetime.combine(today - timedelta(days=days), time.fromisoformat(hour), LONDON).astimezone(UTC)
