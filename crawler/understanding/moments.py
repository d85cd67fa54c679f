"""Days and spans that a sentence names: "by the end of March", "on 12 January", "within six months"."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
MONTH = rf"(?P<month>{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:the )?"
NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "eighteen": 18, "twenty": 20,
}  # fmt: skip
SEASONS = {"spring": 5, "summer": 8, "autumn": 11, "winter": 12}  # the last month that people mean
DAY = re.compile(
    rf"(?:{WEEKDAY})?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {MONTH}(?:,? (?P<year>(?:19|20)\d\d))?"
    rf"|{MONTH.replace('month', 'month2')} (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year2>(?:19|20)\d\d))?)",
    re.IGNORECASE,
)
SPAN = re.compile(
    rf"\b(?:by|before|until|from|in|within|over|during|at)?\s?(?:"
    rf"(?:the )?(?P<end>(?:early |mid |mid-|late |end of |the end of |start of |the start of ))?(?:the )?"
    rf"(?P<when>next year|this year|the year|next month|this month|the month|next week|next spring|next summer|"
    rf"next autumn|new year|christmas|easter|spring|summer|autumn|winter|"
    rf"{MONTH.replace('?P<month>', '?:')})(?: (?P<year>20\d\d|19\d\d))?|"
    rf"(?P<number>\d{{1,2}}|{'|'.join(NUMBERS)}) (?P<unit>days?|weeks?|months?|years?)(?: time)?|(?P<bare>20\d\d))\b",
    re.IGNORECASE,
)
BY_WHEN = re.compile(
    r"\b(?:by|before|until|from|in|within|over|during|at|later|on|(?=next |this (?:year|month|autumn|spring|summer)))"
    r"\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """A time as a sentence names it, and its last day where that can be told."""

    words: str
    day: date | None


def day_in(words: str, published: date | None) -> When | None:
    """Return the first full day that some words name; without a year it is the next one after publication."""
    for found in DAY.finditer(words):
        number = int(found["day"] or found["day2"])
        month = month_of(found["month"] or found["month2"])
        year = found["year"] or found["year2"]
        if day := _day(int(year) if year else None, month, number, published):
            return When(found[0].strip(), day)
    return None


def by_when(words: str, published: date | None) -> When | None:
    """Return by when a sentence says that something will be done: a day, or the last day of a span."""
    if day := day_in(words, published):
        return day
    for found in SPAN.finditer(words):
        before = words[max(0, found.start() - 12) : found.start() + 8]
        if not BY_WHEN.search(before) and not (found["when"] or "").lower().startswith(("next", "this")):
            continue
        if told := _span(found, published):
            return told
    return None


def month_of(name: str) -> int:
    """Return the number of a month by its name or the first letters of it."""
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name.lower()[:3]))


def _day(year: int | None, month: int, number: int, published: date | None) -> date | None:
    if year is None and published is None:
        return None
    try:
        if year is not None:
            return date(year, month, number)
        assert published is not None
        this = date(published.year, month, number)
        return this if this >= published else date(published.year + 1, month, number)
    except ValueError:
        return None


def _span(found: re.Match[str], published: date | None) -> When | None:
    words = " ".join(found[0].split())
    if found["bare"]:
        return When(words, date(int(found["bare"]), 12, 31))
    if published is None:
        return When(words, None)
    if found["unit"]:
        return When(words, _later(published, _number(found["number"]), found["unit"].lower().rstrip("s")))
    return When(words, _named(found["when"].lower(), found["year"], published))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word.lower()]


def _later(start: date, count: int, unit: str) -> date:
    if unit in ("day", "week"):
        return start + timedelta(days=count * (7 if unit == "week" else 1))
    months = start.year * 12 + start.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _named(when: str, year: str | None, published: date) -> date | None:
    """Return the last day of a named span after publication."""
    if when in ("this year", "the year"):
        return date(published.year, 12, 31)
    if when == "next year":
        return date(published.year + 1, 12, 31)
    if when in ("this month", "the month", "next month"):
        return _month_end(_later(published.replace(day=1), 1 if when == "next month" else 0, "month"))
    if when == "next week":
        return published + timedelta(days=14 - published.isoweekday())
    if when == "christmas":
        return date(int(year or published.year), 12, 25)
    if when == "easter":
        return None
    if when == "new year":
        return date(published.year + 1, 1, 31)
    month = SEASONS.get(when.removeprefix("next ")) or month_of(when)
    end = _month_end(date(int(year or published.year), month, 1))
    return end if year or end >= published else _month_end(date(end.year + 1, month, 1))


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
