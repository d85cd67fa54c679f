"""Small pictures as inline SVG: where their points lie, and the same in words for whoever does not see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from web.words import counted, day, later

WIDTH, HEIGHT = 300, 48


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a picture: its left edge, top, width and height in the picture's units, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars of one picture with a title in words; `words` says the same as the bars do."""

    bars: tuple[Bar, ...]
    words: str
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def worth_drawing(self) -> bool:
        """Whether there is more than one thing to compare."""
        return sum(bar.count > 0 for bar in self.bars) > 1


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened at a moment; a change of what had happened before is marked otherwise."""

    at: datetime
    what: str
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment on a line of time: where it lies, and what happened."""

    x: float
    row: int
    what: str
    when: str
    is_change: bool

    @property
    def label(self) -> str:
        """Return what happened, and when."""
        return f"{self.what}, {self.when}"


def bars(counts: Sequence[tuple[str, int]], words: str, height: int = HEIGHT) -> Picture:
    """Return counts by label as bars from left to right, the greatest as high as the picture."""
    most = max((count for _, count in counts), default=0) or 1
    step = WIDTH / max(len(counts), 1)
    gap = min(2.0, step / 4)
    found = (
        Bar(round(number * step, 1), round(height - height * count / most, 1), round(step - gap, 1),
            round(height * count / most, 1), label, count)
        for number, (label, count) in enumerate(counts)
    )  # fmt: skip
    return Picture(tuple(found), words, height=height)


def weeks_to(today: date, weeks: int = 26) -> list[date]:
    """Return the first days of some weeks that end today, and the day after today."""
    return [today + timedelta(days=1 - 7 * back) for back in range(weeks, -1, -1)]


def sparkline(sums: Sequence[int], starts: Sequence[date]) -> Picture:
    """Return how many stories began in each of some weeks, given by their first days."""
    labels = [f"week of {start.day} {start:%B}" for start in starts]
    recent = sum(sums[-4:])
    words = f"{counted(sum(sums), 'story', 'stories')} in the last {len(sums)} weeks, {recent} of them in the last four"
    return bars(list(zip(labels, sums, strict=True)), words, height=24)


def by_days(counts: Sequence[tuple[date, int]]) -> Picture:
    """Return how many stories began on each day of a conference, days without any between them too."""
    known = dict(counts)
    days = [min(known) + timedelta(days=one) for one in range((max(known) - min(known)).days + 1)] if known else []
    if len(days) > 60:
        days = sorted(known)
    pairs = [(f"{when.day} {when:%B}", known.get(when, 0)) for when in days]
    words = "Stories by day: " + ", ".join(f"{label} {count}" for label, count in pairs if count)
    return bars(pairs, words)


def timeline(moments: Sequence[Moment]) -> list[Mark]:
    """Return what happened when as marks on a line, the first at its left end; near ones take different rows."""
    if not moments:
        return []
    start, end = min(one.at for one in moments), max(one.at for one in moments)
    span = (end - start).total_seconds() or 1.0
    marks: list[Mark] = []
    for one in sorted(moments, key=lambda one: (one.at, one.what)):
        x = round(8 + (WIDTH - 16) * (one.at - start).total_seconds() / span, 1)
        beside = [mark.row for mark in marks if x - mark.x < 9]
        row = next(free for free in range(len(marks) + 1) if free not in beside)
        when = day(one.at) if one.at == start else later(one.at, start)
        marks.append(Mark(x, min(row, 3), one.what, when, one.is_change))
    return marks
