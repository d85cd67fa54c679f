"""Which edition of which conference or week an article reports from, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crawler.understanding.folding import Folded, fold
from crawler.understanding.terms import Lexicon, Span
from crawler.understanding.thresholds import numbers
from crawler.understanding.weighing import Weighed
from db.seeds.events import Edition, EventSeries
from db.seeds.reading import SeedError
from db.seeds.words import EventWords

WINDOW_DAYS = int(numbers("events")["window_days"])
YEAR_NEAR = 70
AT_FOOT = 3
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Known:
    """What a term says: which series, which year if it holds one, and whether other bodies use it too."""

    words: EventWords
    year: int | None = None
    short: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The terms that events are known by, and the known editions of each series."""

    known: Mapping[str, tuple[Known, ...]]
    cues: frozenset[str]
    editions: Mapping[str, tuple[Edition, ...]]

    @property
    def terms(self) -> Iterable[str]:
        """Return every term that the lexicon must find."""
        return (*self.known, *self.cues)


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
    ids = {one.id for one in series}
    known: dict[str, list[Known]] = {}
    for one in words:
        if one.series not in ids:
            raise SeedError(f"event_words.toml, series {one.series}: events.toml has no series of this id")
        for edition in editions:
            for name in _spoken(edition) if edition.series == one.series else ():
                known.setdefault(name, []).append(Known(one, edition.year))
        for term in one.names:
            known.setdefault(term, []).append(Known(one))
        for term in one.short:
            known.setdefault(term, []).append(Known(one, short=True))
    return Calendar(
        {term: tuple(found) for term, found in known.items()},
        frozenset({cue for one in words for cue in one.cues} | {one.city for one in editions if one.city}),
        {one: tuple(edition for edition in editions if edition.series == one) for one in ids},
    )


def decide_event(
    weighed: Weighed, furniture: Sequence[str], published: date | None, calendar: Calendar, lexicon: Lexicon
) -> EventDecision:
    """Return the edition that title, text or the page's own furniture names most plainly."""
    foot = fold(" ".join(furniture), 5_000)
    stretches = (
        (foot, lexicon.find(foot), AT_FOOT),
        (weighed.title, weighed.in_title, 2),
        (weighed.text, weighed.in_text, 1),
    )
    sights = [sight for folded, found, rank in stretches for sight in _sights(folded, found, rank, calendar, published)]
    for sight in sorted(sights, key=lambda sight: (-sight.rank, sight.place, sight.said)):
        year = _year(sight, published, calendar)
        if year is not None:
            key = f"{sight.words.series}-{year}"
            return EventDecision(key, f"event {key}: “{sight.said}” {_PLACES[sight.rank]}")
    return EventDecision(None, "no event: " + ("named without a year that fits" if sights else "none is named"))


_PLACES = {1: "in the text", 2: "in the title", AT_FOOT: "at the foot of the page"}


def _sights(
    folded: Folded, found: Mapping[str, Sequence[Span]], rank: int, calendar: Calendar, published: date | None
) -> Iterator[_Sight]:
    for term in found.keys() & calendar.known.keys():
        span = found[term][0]
        for known in calendar.known[term]:
            if known.short and rank < AT_FOOT and not _second_cue(known.words, found, calendar, published):
                continue
            year = known.year or _year_beside(folded, span)
            yield _Sight(rank, span[0], known.words, folded.cased[span[0] : span[1]].strip(), year)


def _spoken(edition: Edition) -> tuple[str, ...]:
    """Names that hold the year: the series' bare short form would fit every edition."""
    two_digits = f"{edition.year % 100:02d}"
    names = (edition.name, *edition.aliases)
    return tuple(name for name in dict.fromkeys(names) if str(edition.year) in name or name.endswith(two_digits))


def _second_cue(
    words: EventWords, found: Mapping[str, Sequence[Span]], calendar: Calendar, published: date | None
) -> bool:
    """Other bodies use the same letters: the host city or a cue must stand beside them, in season."""
    if published is None or published.month not in words.months:
        return False
    cities = {edition.city for edition in calendar.editions[words.series] if _near(edition, published)}
    return any(cue in found for cue in (*words.cues, *cities) if cue)


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
    if published is None or sight.rank == AT_FOOT:
        return sight.year
    return sight.year if abs(sight.year - published.year) <= 1 and season is None else season


def _season(words: EventWords, published: date, calendar: Calendar) -> int | None:
    """Return the year of the edition whose days are near, or whose months are."""
    dated = [edition for edition in calendar.editions[words.series] if edition.starts or edition.ends]
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
