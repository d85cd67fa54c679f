"""The daily look: arranges the last fortnight anew and proposes, or does, what it would do otherwise."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.grouping import Arrangement, Headline
from crawler.grouping.thresholds import bundled
from crawler.trails import compared
from db import articles, editing, proposals
from db.articles import Placed
from db.editing import Editor
from db.engine import Database

SPAN = timedelta(days=14)
NAME = "the daily look"


@dataclass(frozen=True, slots=True)
class Looked:
    """How many merges were done and proposed, and how many splits were proposed."""

    joined: int = 0
    merges: int = 0
    splits: int = 0


@dataclass(frozen=True, slots=True)
class _Pair:
    one: int
    other: int
    likeness: float
    because: str


def look(db: Database, now: datetime) -> Looked:
    """Propose the merges and splits that arranging all articles of a fortnight anew would make."""
    members = articles.nearby(db, now - SPAN, now + timedelta(days=1))
    heads = {one.id: one for one in compared(members)}
    found = Arrangement({}, heads.values())
    grouped: dict[str, list[Placed]] = {}
    for member in members:
        grouped.setdefault(found.story_of(heads[str(member.id)]).key, []).append(member)
    done = _merges(db, [pair for group in grouped.values() if (pair := _pair(group, found, heads))], now)
    splits = sum(_propose_split(db, *one, now) for one in _strays(members, grouped))
    return Looked(done.joined, done.merges, splits)


def _pair(group: list[Placed], found: Arrangement, heads: dict[str, Headline]) -> _Pair | None:
    """Return the two stories that most of a new group's articles stand in, if it brings two together."""
    counts = Counter(member.story_id for member in group)
    if len(counts) < 2:
        return None
    (one, _), (other, _) = counts.most_common(2)
    nearest = max(
        (found.why(heads[str(member.id)]) for member in group if member.story_id == other),
        key=lambda placement: placement.likeness,
    )
    return _Pair(one, other, nearest.likeness, nearest.reason)


def _merges(db: Database, pairs: list[_Pair], now: datetime) -> Looked:
    apart, touched = proposals.kept_apart(db), proposals.touched(db, now - SPAN)
    joined = proposed = 0
    for pair in pairs:
        if frozenset((pair.one, pair.other)) in apart:
            continue
        number = proposals.propose_merge(db, pair.one, pair.other, pair.because, pair.likeness, now)
        if number is None:
            continue
        if pair.likeness >= bundled().certain and not {pair.one, pair.other} & touched:
            proposals.accept(db, number, Editor(NAME, f"Certainly one story: {pair.because}.", now))
            joined += 1
        else:
            proposed += 1
    return Looked(joined, proposed)


def _strays(members: list[Placed], grouped: dict[str, list[Placed]]) -> list[tuple[int, list[int]]]:
    """Return the articles of each story that stand away from most of it when all are arranged anew."""
    at = {member.id: key for key, group in grouped.items() for member in group}
    stories: dict[int, list[Placed]] = {}
    for member in members:
        stories.setdefault(member.story_id, []).append(member)
    found = []
    for story, own in stories.items():
        main = Counter(at[member.id] for member in own).most_common(1)[0][0]
        away = [member.id for member in own if at[member.id] != main]
        if away and len(away) < len(own) / 2:
            found.append((story, away))
    return found


def _propose_split(db: Database, story: int, away: list[int], now: datetime) -> bool:
    because = "read anew beside all others, it stands apart from the rest of the story"
    chosen = [one.id for one in editing.members(db, story) if one.id in away and not one.by_editor]
    return bool(chosen) and proposals.propose_split(db, story, chosen, because, now) is not None
