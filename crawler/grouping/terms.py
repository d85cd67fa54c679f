"""The words of an article that tell one piece of news from another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from math import log

from crawler.grouping.thresholds import Thresholds
from db.types import Reading


def _words(name: str) -> list[str]:
    return files("crawler.grouping").joinpath(name).read_text("utf-8").split()


def _common() -> dict[str, float]:
    """Return the share of this sector's articles that use a word, for words that many use."""
    lines = files("crawler.grouping").joinpath("common-words.txt").read_text("utf-8").splitlines()
    rows = ((int(share) / 100, words.split()) for share, _, words in (line.partition(" ") for line in lines))
    return {word: share for share, words in rows for word in words}


COMMON = _common()
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_OF_A_PLACE = re.compile(
    r"[A-Z]\w+(?: [A-Z]\w+)? (?i:city |county |borough |district )?"
    r"(?i:council|councillors?|children[’']?s (?:services|trust|home)|safeguarding|partnership|foster carers?"
    r"|schools?)\b"
)
NAMES_READ = 4_000  # characters
MOST_KNOWN = 20_000
# The desk, batch after batch, and trail after trail ask for the same ones; without their texts, which take most room.
_KNOWN: dict[tuple[Hashable, ...], Headline] = {}
_STOP = frozenset(_words("stop-words.txt"))


@dataclass(frozen=True, slots=True)
class Headline:
    """An article as grouping compares it: its weighted words and the names in its headline."""

    id: str
    published: date | None
    words: Mapping[str, float]
    names: frozenset[str]


def headline(reading: Reading, rules: Thresholds) -> Headline:
    """Return the words of an article, those of its headline weighing more."""
    start = reading.text[: max(rules.words_read * 9, NAMES_READ)]
    key = (reading.id, reading.published, reading.source, reading.title, hash(start), rules)
    found = _KNOWN.get(key)
    if found is None:
        found = _headline(reading, start, rules)
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = found
    return found


def _headline(reading: Reading, start: str, rules: Thresholds) -> Headline:
    own = _words_of_outlet(reading.source)
    titled = Counter(map(fold, WORD.findall(reading.title)))
    said = Counter(map(fold, WORD.findall(start[: rules.words_read * 9])[: rules.words_read]))
    words = {
        word: 1.0 + log(count) if (count := titled.get(word, 0) * rules.title_weight + said.get(word, 0)) > 1 else 1.0
        for word in {**titled, **said}
        if word and word not in own
    }
    names = names_in(reading.title, start[:NAMES_READ]) - own
    return Headline(reading.id, reading.published, words, names)


@lru_cache(2_000)
def _words_of_outlet(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in WORD.findall(name))


@lru_cache(50_000)
def fold(word: str) -> str:
    """Return a word in small letters without its plural or possessive s; nothing for one that says nothing."""
    small = word.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    if small in _STOP or len(small) < 2 or (small.isdigit() and len(small) != 4):
        return ""
    return small[:-1] if len(small) > 3 and small.endswith("s") and not small.endswith("ss") else small


def names_in(title: str, text: str = "") -> frozenset[str]:
    """Return the folded capitalised words of a headline but common ones; nothing where every word has a capital.

    Its first word has a capital anyway, so it counts only if the text writes it so inside a sentence, or if a council
    or its services stand behind it. Names that much of the sector's news has (Ofsted, England) tell nothing apart.
    """
    words = WORD.findall(title)
    capitals = [word for word in words[1:] if word[0].isupper()]
    if len(capitals) > 0.6 * len(words):
        return frozenset()
    if words and (_OF_A_PLACE.match(title) or (text and re.search(rf"[a-z,] {re.escape(words[0])}\b", text))):
        capitals.append(words[0])
    return frozenset(folded for word in capitals if (folded := fold(word)) and folded not in COMMON)
