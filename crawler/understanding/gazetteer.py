"""Names that are known before an article is read: people of the seeds, bodies with their short forms, first names."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import ahocorasick

from db.seeds.people import People, load_people

Automaton = Any  # pyahocorasick has no types


@dataclass(frozen=True, slots=True)
class Known:
    """A name as it stands in a text: whose it is, and from when to when it was in use."""

    name: str
    kind: str
    started: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Known names by their spelling, and first names with the pronoun they take."""

    matcher: Automaton
    first_names: Mapping[str, str]
    ordinary: frozenset[str]


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer of the bundled seeds, built at the first call."""
    folder = files("db.seeds")
    listed = tomllib.loads(folder.joinpath("names.toml").read_text("utf-8"))
    first_names = _first_names(folder.joinpath("first-names.txt").read_text("utf-8"))
    return Gazetteer(_matcher(load_people(), listed["bodies"]), first_names, frozenset(listed["ordinary"]))


def _matcher(people: People, listed: list[str]) -> Automaton:
    spellings: dict[str, list[Known]] = {}
    for line in listed:
        name, *short = (part.strip() for part in line.split("|"))
        for spelling in (name, *short):
            spellings.setdefault(spelling, []).append(Known(name, "body"))
    for body in people.bodies:
        known = Known(body.name, "body", body.started or "", body.ended or "")
        for spelling in {body.name, body.acronym or body.name, *body.aliases}:
            _add(spellings, spelling, known)
    for tenure in people.tenures:
        for spelling in (tenure.person, *tenure.aliases):
            _add(spellings, spelling, Known(tenure.person, "person"))
    matcher = ahocorasick.Automaton()
    for spelling, candidates in spellings.items():
        matcher.add_word(spelling.replace("’", "'"), (spelling, tuple(candidates)))
    matcher.make_automaton()
    return matcher


def _add(spellings: dict[str, list[Known]], spelling: str, known: Known) -> None:
    """Add a spelling, unless the same body stands under it already."""
    found = spellings.setdefault(spelling, [])
    if len(spelling) > 1 and known.name not in {one.name for one in found}:
        found.append(known)


def _first_names(text: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for line in text.splitlines():
        gender, *found = line.split() or [""]
        if gender in ("f", "m", "x"):
            for name in found:
                names[name] = "x" if names.get(name, gender) != gender else gender
    return names


@dataclass(frozen=True, slots=True)
class Found:
    """A known name at a place in a text."""

    known: Known
    start: int
    end: int


def find_known(text: str, on: str) -> list[Found]:
    """Return the known names of a text, the longest at each place, as they were called on a day (ISO, or empty)."""
    plain = text.replace("’", "'")
    found: list[Found] = []
    for last, (spelling, candidates) in gazetteer().matcher.iter(plain):
        start, end = last - len(spelling) + 1, last + 1
        if _bounded(plain, start, end) and not (spelling in gazetteer().ordinary and _opens_sentence(plain, start)):
            found.append(Found(_valid(candidates, on), start, end))
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Found] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _valid(candidates: tuple[Known, ...], on: str) -> Known:
    """Return the name that was in use on a day, the first where none or all were."""
    fitting = [
        one for one in candidates if (not one.started or one.started <= on) and (not one.ended or on <= one.ended)
    ]
    dated = [one for one in fitting if one.started]
    return (dated or fitting or list(candidates))[0]


def _bounded(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    plural = after == "s" and not (text[end + 1] if end + 1 < len(text) else " ").isalnum() and text[end - 1].isupper()
    return not (before.isalnum() or before in "-&") and (plural or not (after.isalnum() or after == "-"))


def _opens_sentence(text: str, start: int) -> bool:
    return bool(re.search(r"(^|[.?!:\n“\"]\s*)$", text[max(0, start - 4) : start]))


def plain_first_name(name: str) -> str:
    """Return a first name without accents, as the list of first names has it."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
