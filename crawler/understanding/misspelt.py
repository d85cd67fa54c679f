"""Whom a misspelt name means: only somebody we know, whose office the text names beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from db.seeds.people import People, load_people

SHORTEST = 5  # letters of a surname: shorter ones are too often other people's
OFFICES = ("minister", "secretary", "commissioner", "inspector", "president", "chief", "chair", "director")


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who held an office: by name, the words of the office, and from when to when."""

    name: str
    office: frozenset[str]
    started: str
    ended: str


@cache
def holders() -> Mapping[str, tuple[Holder, ...]]:
    """Return the holders of the offices that we know, by first name."""
    return by_first_name(load_people())


def by_first_name(people: People) -> dict[str, tuple[Holder, ...]]:
    """Return the holders of offices by first name."""
    offices = {office.id: office.name for office in people.offices}
    found: dict[str, list[Holder]] = {}
    for tenure in people.tenures:
        words = office_words(f"{offices[tenure.office]} {tenure.title or ''}")
        holder = Holder(tenure.person, words, tenure.started or "", tenure.ended or "9")
        found.setdefault(tenure.person.split()[0], []).append(holder)
    return {name: tuple(all_of_it) for name, all_of_it in found.items()}


def office_words(text: str) -> frozenset[str]:
    """Return the words of a role that name an office."""
    return frozenset(word for word in OFFICES if word in text.casefold())


def meant(name: str, role: str | None, on: str, known: Mapping[str, Iterable[Holder]]) -> str | None:
    """Return the holder of an office whose name is one letter away, where the text gives that office on that day.

    One letter alone would turn one person into another, so without a fitting role nobody is meant.
    """
    first, _, last = name.partition(" ")
    words = office_words(role or "")
    if not words or len(last) < SHORTEST:
        return None
    fitting = {
        holder.name
        for holder in known.get(first, ())
        if words & holder.office
        and (not on or holder.started <= on <= f"{holder.ended}~")
        and one_letter_away(last, holder.name.partition(" ")[2])
    }
    return fitting.pop() if len(fitting) == 1 else None


def one_letter_away(one: str, other: str) -> bool:
    """Whether two words differ by one letter more, less, changed or exchanged with its neighbour."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    at = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest, others = one[at:], other[at:]
    exchanged = rest[:2] == others[1::-1] and len(others) > 1 and rest[2:] == others[2:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or exchanged
