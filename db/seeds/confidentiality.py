"""The words of the confidentiality check, and every name that is no secret: people, bodies, places, terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from db.seeds.glossary import load_glossary
from db.seeds.people import load_people
from db.seeds.reading import Entry, SeedError, read_tables, seed_file
from db.seeds.sources import load_sources
from db.seeds.words import load_words

FILE = "confidentiality.toml"
WEIGHTS = ("name", "person", "somebody", "age", "date", "place", "involved", "jigsaw", "rare", "hold", "warn")
WORDS = ("person", "somebody", "involved", "jigsaw", "rare", "place", "street", "public_before", "public_after")
FIRST_NAMES = "first-names.txt"


@dataclass(frozen=True, slots=True)
class CheckWords:
    """What the confidentiality check knows; all words in small letters, names in pieces."""

    version: str
    weights: Mapping[str, float]
    words: Mapping[str, tuple[str, ...]]
    known: frozenset[str]
    first_names: frozenset[str]
    helplines: frozenset[str]


def load_check_words() -> CheckWords:
    """Return the words of the check; raises SeedError naming what is wrong."""
    check, words, known = (_only(name) for name in ("check", "words", "known"))
    found = CheckWords(
        version=check.text("version"),
        weights={name: check.number(name, 0.0, high=100) or 0.0 for name in WEIGHTS},
        words={name: tuple(word.lower() for word in words.words(name)) for name in WORDS},
        known=frozenset(_pieces([*known.words("names"), *known.words("places"), *_our_names()])),
        first_names=frozenset([*_first_names(), *(name.lower() for name in known.words("children"))]),
        helplines=frozenset(_digits(number) for number in known.words("helplines")),
    )
    for entry in (check, words, known):
        entry.nothing_else()
    return found


def _only(name: str) -> Entry:
    """Return the one table of a name."""
    tables = read_tables(FILE).get(name, [])
    if len(tables) != 1:
        raise SeedError(f"{FILE}: expected [[{name}]] once, found {len(tables)}")
    return Entry(FILE, name, tables[0])


def _our_names() -> Iterator[str]:
    """Yield the names of our own lists."""
    people = load_people()
    yield from (tenure.person for tenure in people.tenures)
    yield from (body.name for body in people.bodies)
    yield from Entry("names.toml", "bodies", dict(read_tables("names.toml"))).words("bodies")
    yield from (source.name for source in load_sources())
    for term in load_glossary():
        yield from (term.term, term.expansion or "", *term.aliases)
    for nation in load_words().nations:
        for terms in nation.terms.values():
            yield from terms


def _first_names() -> Iterator[str]:
    lines = seed_file(FIRST_NAMES).read_text("utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            yield from (name.lower() for name in line.split()[1:])


def _pieces(names: list[str]) -> Iterator[str]:
    for name in names:
        for word in name.replace("’", "'").replace("|", " ").replace("&", " ").split():
            yield word.strip(".,()?'\"“”").removesuffix("'s").lower()


def _digits(number: str) -> str:
    return "".join(one for one in number if one.isdigit())
