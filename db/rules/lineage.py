"""What a thing was called before and is called now: search goes along it and says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

MOST_NAMES = 8  # other names that one word of a query may bring
MOST_QUERIES = 16  # combinations of them
LONGEST_NAME = 8  # words
SEPARATORS = re.compile(r"\s*(?:/|;|,)\s*(?:then )?| then | and ")
Alternatives = Sequence[str]  # parts that all must occur


@dataclass(frozen=True, slots=True)
class Thing:
    """A term or a body by all its names, and the names of what came before and after it."""

    names: tuple[str, ...]
    kin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Widened:
    """A query along the lineage: the combinations of parts that count as found, and the names that were added."""

    queries: tuple[tuple[str, ...], ...]
    added: tuple[str, ...]


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that a seed writes in one field, as in "MASA / safeguarding partners"."""
    return tuple(name for name in SEPARATORS.split(text) if name)


def folded(name: str) -> str:
    """Return a name as it is looked up: small letters, no plural at its end."""
    plain = " ".join(re.findall(r"\w+", name.casefold()))
    return plain[:-1] if len(plain) > 3 and plain.endswith("s") and not plain.endswith("ss") else plain


class Lineage:
    """The names of things that are or were the same."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self._things = list(things)
        self._at: dict[str, list[int]] = {}
        for number, thing in enumerate(self._things):
            for name in thing.names:
                self._at.setdefault(folded(name), []).append(number)
        self._kin: Mapping[int, set[int]] = self._linked()

    def _linked(self) -> dict[int, set[int]]:
        kin: dict[int, set[int]] = {number: set() for number in range(len(self._things))}
        for number, thing in enumerate(self._things):
            for name in thing.kin:
                for other in self._at.get(folded(name), ()):
                    kin[number].add(other)
                    kin[other].add(number)
        return kin

    def others(self, words: str) -> tuple[str, ...]:
        """Return the other names of what some words name: its own, then those before and after it; none for no name."""
        start = self._at.get(folded(words), [])
        if not start or not any(self._kin[number] for number in start):
            return ()
        seen, ring = dict.fromkeys(start), list(start)
        while ring:
            ring = [other for number in ring for other in sorted(self._kin[number]) if other not in seen]
            seen.update(dict.fromkeys(ring))
        found = {folded(name): name for number in reversed(seen) for name in reversed(self._things[number].names)}
        found.pop(folded(words), None)
        return tuple(reversed(list(found.values())))[:MOST_NAMES]

    def widen(self, parts: Sequence[str]) -> Widened:
        """Return a query's parts with the other names of what they name; one that names nothing stays as it is."""
        slots: list[list[tuple[str, ...]]] = []
        added: dict[str, None] = {}
        at = 0
        while at < len(parts):
            size, others = self._longest(parts[at:])
            slots.append([tuple(parts[at : at + size]), *((other,) for other in others)])
            added.update(dict.fromkeys(others))
            at += size
        chosen = (tuple(part for slot in each for part in slot) for each in product(*slots))
        return Widened(tuple(islice(chosen, MOST_QUERIES)), tuple(added))

    def _longest(self, parts: Sequence[str]) -> tuple[int, tuple[str, ...]]:
        """Return how many parts from the first on name something together, and its other names."""
        for size in range(min(LONGEST_NAME, len(parts)), 0, -1):
            if others := self.others(" ".join(parts[:size])):
                return size, others
        return 1, ()
