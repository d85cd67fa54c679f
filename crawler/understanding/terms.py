"""Terms as a practitioner writes them in the seed files, and one fast pass that finds them all.

A term is a word or a phrase. Capitals in it must be capitals in the text ("SEND" is not "send"), small
letters match either. A plain plural or possessive is found too. `safeguard*` finds every word that begins
so. `a|b` means either. `x .. y` means y soon after x; `x & y` means both near each
other, in any order. Several can be joined: `a .. b & c`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import ahocorasick

from crawler.understanding.folding import Folded, fold

AGAINST = "against "  # begins the names of lists that speak against an article being ours
SOON = 45
NEAR = 130

Span = tuple[int, int]


class BadTerm(ValueError):
    """A term in a seed file that cannot be read; the message names it."""


Choice = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One term: parts that stand near each other, each a row of choices that follow each other soon."""

    written: str
    parts: tuple[tuple[Choice, ...], ...]
    choices: tuple[Choice, ...]  # of all parts


def parse_term(written: str) -> Term:
    """Read a term as the seed files write it."""
    parts = tuple(
        tuple(tuple(phrase.strip() for phrase in choice.split("|")) for choice in part.split(" .. "))
        for part in written.split(" & ")
    )
    term = Term(written, parts, tuple(chain.from_iterable(parts)))
    if not all(fold(phrase.rstrip("*")).words for choice in term.choices for phrase in choice):
        raise BadTerm(f"The term {written!r} cannot be read: a part of it is empty.")
    return term


class Lexicon:
    """All terms of all lists in one automaton."""

    def __init__(self, written: Iterable[str], masks: Iterable[str] = ()) -> None:
        """Build the automaton; `masks` are phrases whose inside is not read."""
        self.terms = tuple(parse_term(term) for term in dict.fromkeys(written))
        self._masks = frozenset(phrase for mask in masks for choice in parse_term(mask).choices for phrase in choice)
        phrases = {phrase for term in self.terms for choice in term.choices for phrase in choice}
        self._wanted = frozenset(phrases)
        self._automaton = _automaton(phrases | self._masks)
        self._compounds = _by_rarest(term for term in self.terms if sum(map(len, term.parts)) > 1)
        self._by_phrase = _by_phrase(term for term in self.terms if sum(map(len, term.parts)) == 1)

    def find(self, text: Folded) -> Mapping[str, Sequence[Span]]:
        """Return where each term stands in a text, in order; terms that do not occur are absent."""
        phrases = self._phrases(text)
        found: dict[str, Sequence[Span]] = {}
        for phrase, spans in phrases.items():  # each in order, as it was found
            for term in self._by_phrase.get(phrase, ()):
                found[term] = sorted((*found[term], *spans)) if term in found else spans
        gathered: dict[Choice, Sequence[Span]] = {}
        for compound in {compound for phrase in phrases for compound in self._compounds.get(phrase, ())}:
            if near := _near(compound, phrases, gathered):
                found[compound.written] = sorted(near)
        return found

    def _phrases(self, text: Folded) -> dict[str, list[Span]]:
        found: defaultdict[str, list[Span]] = defaultdict(list)
        cased, shouting = text.cased, text.shouting
        for end, (length, choices) in self._automaton.iter(text.small):
            span = (end + 1 - length, end + 1)
            for phrase, capitals in choices:
                if not capitals or (not shouting and _capitals_match(cased, span[0], capitals)):
                    found[phrase].append(span)
        return self._unmasked(found)

    def _unmasked(self, found: dict[str, list[Span]]) -> dict[str, list[Span]]:
        masks = sorted(span for phrase in self._masks & found.keys() for span in found[phrase])
        if not masks:
            return found
        covered = _Covered(masks)
        whole = frozenset(masks)
        clear = {
            phrase: [span for span in spans if span in whole or not covered.holds(span)]
            for phrase, spans in found.items()
            if phrase in self._wanted
        }
        return {phrase: spans for phrase, spans in clear.items() if spans}


class _Covered:
    """The stretches that masks cover, asked in constant time."""

    def __init__(self, masks: Sequence[Span]) -> None:
        self._masks = masks

    @cached_property
    def _letters(self) -> frozenset[int]:
        return frozenset(place for start, end in self._masks for place in range(start + 1, end - 1))

    def holds(self, span: Span) -> bool:
        """Tell whether a hit lies inside a mask."""
        return span[0] + 1 in self._letters and span[1] - 2 in self._letters


def _automaton(phrases: Iterable[str]) -> Any:
    words: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
    for phrase in sorted(phrases):
        cased = fold(phrase.rstrip("*")).cased.rstrip()
        capitals = tuple(place for place, letter in enumerate(cased) if letter.isupper())
        for form in _forms(cased.lower(), phrase.endswith("*")):
            words.setdefault(form, []).append((phrase, capitals))
    automaton = ahocorasick.Automaton()
    for word, choices in words.items():
        automaton.add_word(word, (len(word), tuple(choices)))
    automaton.make_automaton()
    return automaton


def _forms(word: str, open_end: bool) -> tuple[str, ...]:
    if open_end:
        return (word,)
    # Folding drops apostrophes, so "carers" stands for carers, carer's and carers' alike.
    plural = word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s"
    return (f"{word} ", f"{plural} ")


def _by_phrase(terms: Iterable[Term]) -> dict[str, tuple[str, ...]]:
    listed: dict[str, list[str]] = {}
    for term in terms:
        for phrase in term.choices[0]:
            listed.setdefault(phrase, []).append(term.written)
    return {phrase: tuple(names) for phrase, names in listed.items()}


def _by_rarest(terms: Iterable[Term]) -> dict[str, tuple[Term, ...]]:
    """Ask for a compound only where its rarest choice stands: "child" is in most texts, "hotel" in few."""
    compounds = tuple(terms)
    shared = Counter(phrase for term in compounds for choice in term.choices for phrase in choice)
    listed: dict[str, list[Term]] = {}
    for term in compounds:
        for phrase in min(term.choices, key=lambda choice: max(shared[phrase] for phrase in choice)):
            listed.setdefault(phrase, []).append(term)
    return {phrase: tuple(found) for phrase, found in listed.items()}


def _capitals_match(cased: str, start: int, capitals: tuple[int, ...]) -> bool:
    return all(cased[start + place].isupper() for place in capitals)


def _near(term: Term, phrases: Mapping[str, Sequence[Span]], gathered: dict[Choice, Sequence[Span]]) -> list[Span]:
    for choice in term.choices:
        if choice not in gathered:
            gathered[choice] = _gather(phrases, choice)
        if not gathered[choice]:
            return []
    found = _soon(term.parts[0], gathered)
    for part in term.parts[1:]:
        if not found:
            break
        found = _together(found, _soon(part, gathered), NEAR, ordered=False)
    return list(found)


def _soon(part: tuple[Choice, ...], gathered: Mapping[Choice, Sequence[Span]]) -> Sequence[Span]:
    found = gathered[part[0]]
    for choice in part[1:]:
        if not found:
            break
        found = _together(found, gathered[choice], SOON, ordered=True)
    return found


def _gather(phrases: Mapping[str, Sequence[Span]], choice: Choice) -> Sequence[Span]:
    """Return where any phrase of a choice stands, in order; asked once for each text, as many terms share choices."""
    hits = [phrases[phrase] for phrase in choice if phrase in phrases]
    return sorted(chain.from_iterable(hits)) if hits else ()


def _together(first: Sequence[Span], second: Sequence[Span], reach: int, *, ordered: bool) -> list[Span]:
    """Pair each first with the next second (or the nearest, when order is free) within reach."""
    pairs: list[Span] = []
    following = 0
    for start, end in first if second else ():
        while following < len(second) and second[following][0] < end - 1:
            following += 1
        if following < len(second) and second[following][0] - end <= reach:
            pairs.append((start, second[following][1]))
        elif not ordered and following and -1 <= start - second[following - 1][1] <= reach:
            pairs.append((second[following - 1][0], end))
    return pairs


class TermLists:
    """Named lists of weighed terms, asked by term."""

    def __init__(self, lists: Mapping[str, Mapping[str, float]]) -> None:
        """Turn the lists round: from each term to the lists that hold it."""
        self._of: dict[str, list[tuple[str, float, bool]]] = {}
        for name, weights in lists.items():
            for term, weight in weights.items():
                self._of.setdefault(term, []).append((name, weight, name.startswith(AGAINST)))

    def of(self, term: str) -> Sequence[tuple[str, float, bool]]:
        """Return the lists that hold a term, each with the term's weight there and whether it speaks against us."""
        return self._of.get(term, ())

    @property
    def terms(self) -> Iterable[str]:
        """Return every term of every list."""
        return self._of.keys()
