"""Which edition of which conference or week an article reports from, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crawler.understanding.folding import Folded, fold
from crawler.understanding.terms import Lexicon, Span
from crawler.understanding.weighing import Weighed
from db.seeds.events import Edition, EventSeries
from db.seeds.words import EventWords

WINDOW_DAYS = 120
YEAR_NEAR = 70
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The series with their words, and their known editions."""

    words: tuple[EventWords, ...]
    editions: tuple[Edition, ...]
    names: Mapping[str, str]

    @property
    def terms(self) -> Iterable[str]:
        """Yield every term that events are known by."""
        for words in self.words:
            yield from (*words.names, *words.short, *words.cues)
        for edition in self.editions:
            yield from _spoken(edition)
            if edition.city:
                yield edition.city

    def of(self, series: str) -> list[Edition]:
        """Return the known editions of a series."""
        return [edition for edition in self.editions if edition.series == series]


@dataclass(frozen=True, slots=True)
class EventDecision:
    """The event's key, or none, and why."""

    key: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Sight:
    """One place where a text names a series: how plainly, where, and which year stands beside it."""

    rank: int
    place: int
    words: EventWords
    said: str
    year: int | None


def build_calendar(series: Sequence[EventSeries], editions: Sequence[Edition], words: Sequence[EventWords]) -> Calendar:
    """Join the events of the seed files with the words they are known by."""
    known = {one.id: one.name for one in series}
    return Calendar(tuple(one for one in words if one.series in known), tuple(editions), known)


def decide_event(
    weighed: Weighed, furniture: Sequence[str], published: date | None, calendar: Calendar, lexicon: Lexicon
) -> EventDecision:
    """Return the edition that title, text or the page's own furniture names most plainly."""
    foot = fold(" ".join(furniture), 5_000)
    stretches = (
        (foot, lexicon.find(foot), 3),
        (weighed.title, weighed.in_title, 2),
        (weighed.text, weighed.in_text, 1),
    )
    sights = [sight for folded, found, rank in stretches for sight in _sights(folded, found, rank, calendar, published)]
    for sight in sorted(sights, key=lambda sight: (-sight.rank, sight.place)):
        year = _year(sight, published, calendar)
        if year is not None:
            key = f"{sight.words.series}-{year}"
            return EventDecision(key, f"event {key}: “{sight.said}” {_PLACES[sight.rank]}")
    return EventDecision(None, "no event: " + ("named without a year that fits" if sights else "none is named"))


_PLACES = {1: "in the text", 2: "in the title", 3: "at the foot of the page"}


def _sights(
    folded: Folded, found: Mapping[str, Sequence[Span]], rank: int, calendar: Calendar, published: date | None
) -> list[_Sight]:
    sights = []
    for words in calendar.words:
        for edition in calendar.of(words.series):
            for span in _spans(found, _spoken(edition))[:1]:
                sights.append(_Sight(rank, span[0], words, _said(folded, span), edition.year))
        for span in _spans(found, words.names)[:1]:
            sights.append(_Sight(rank, span[0], words, _said(folded, span), _year_beside(folded, span)))
        for span in _spans(found, words.short)[:1]:
            if rank == 3 or _second_cue(words, found, calendar, published):
                sights.append(_Sight(rank, span[0], words, _said(folded, span), _year_beside(folded, span)))
    return sights


def _spans(found: Mapping[str, Sequence[Span]], terms: Iterable[str]) -> list[Span]:
    return sorted(span for term in terms for span in found.get(term, ()))


def _spoken(edition: Edition) -> tuple[str, ...]:
    """Names that hold the year: the series' bare short form would fit every edition."""
    two_digits = f"{edition.year % 100:02d}"
    names = (edition.name, *edition.aliases)
    return tuple(name for name in dict.fromkeys(names) if str(edition.year) in name or name.endswith(two_digits))


def _said(folded: Folded, span: Span) -> str:
    return folded.cased[span[0] : span[1]].strip()


def _second_cue(
    words: EventWords, found: Mapping[str, Sequence[Span]], calendar: Calendar, published: date | None
) -> bool:
    """Other bodies use the same letters: the host city or a cue must stand beside them, in season."""
    if published is None:
        return False
    if published.month in words.months and any(cue in found for cue in words.cues):
        return True
    return any(edition.city in found and _near(edition, published) for edition in calendar.of(words.series))


def _near(edition: Edition, day: date) -> bool:
    known = edition.starts or edition.ends
    return known is not None and abs((day - known).days) <= WINDOW_DAYS


def _year_beside(folded: Folded, span: Span) -> int | None:
    around = folded.small[max(0, span[0] - YEAR_NEAR) : span[1] + YEAR_NEAR]
    years = {int(year) for year in _YEAR.findall(around)}
    return years.pop() if len(years) == 1 else None


def _year(sight: _Sight, published: date | None, calendar: Calendar) -> int | None:
    """The page's own words and the article's day must agree, but for a page's furniture, which is the site's own."""
    season = None if published is None else _season(sight.words, published, calendar)
    if sight.year is None or sight.year == season:
        return season
    if published is None or sight.rank == 3:
        return sight.year
    return sight.year if abs(sight.year - published.year) <= 1 and season is None else season


def _season(words: EventWords, published: date, calendar: Calendar) -> int | None:
    """Return the year of the edition whose days are near, or whose months are."""
    dated = [edition for edition in calendar.of(words.series) if edition.starts or edition.ends]
    near = [edition for edition in dated if _near(edition, published)]
    if near:
        return min(near, key=lambda edition: _away(edition, published)).year
    return next((year for year in _years(words, published, {edition.year for edition in dated})), None)


def _away(edition: Edition, day: date) -> int:
    return abs((day - (edition.starts or edition.ends or day)).days)


def _years(words: EventWords, published: date, dated: set[int]) -> Iterable[int]:
    """Yield the years in whose months, or the three after them, the article appeared."""
    for year in (published.year, published.year - 1):
        distances = [(published.year - year) * 12 + published.month - month for month in words.months]
        if year not in dated and any(-1 <= distance <= 3 for distance in distances):
            yield year
