"""Lists of words by which articles are understood: of topics, of the domain, of nations and of risk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from db.seeds.reading import Entry, entries, read_tables

STEPS = ("decisive", "strong", "weak", "not")


@dataclass(frozen=True, slots=True)
class WordList:
    """A list of terms by how much each says; `factor` is what the file's own heading explains."""

    id: str
    reason: str
    factor: float
    terms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Words:
    """All lists of words, and the masks: phrases whose inside is not read."""

    topics: tuple[WordList, ...]
    evidence: WordList
    against: tuple[WordList, ...]
    nations: tuple[WordList, ...]
    risks: tuple[WordList, ...]
    masks: tuple[str, ...]


def load_words() -> Words:
    """Return the lists of topics.toml, domain.toml, nations.toml and risk.toml."""
    masks = Entry("domain.toml", "masks", {"masks": read_tables("domain.toml").get("masks", [])}).words("masks")
    return Words(
        topics=_lists("topics.toml", "topic", factor="vouches", also=("name", "about", "thread_days")),
        evidence=_lists("domain.toml", "evidence")[0],
        against=_lists("domain.toml", "against", factor="balance", also=("reason",)),
        nations=_lists("nations.toml", "nation"),
        risks=_lists("risk.toml", "risk"),
        masks=masks,
    )


def _lists(file: str, kind: str, factor: str | None = None, also: tuple[str, ...] = ()) -> tuple[WordList, ...]:
    tables = read_tables(file).get(kind, [])
    found = tuple(_list(entry, factor, also) for entry in entries(file, kind, tables, "id"))
    if not found:
        raise Entry(file, kind, {}).wrong("id", None, f"at least one [[{kind}]]")
    return found


def _list(entry: Entry, factor: str | None, also: tuple[str, ...]) -> WordList:
    number = entry.number(factor, low=0, high=10) if factor else 1.0
    if factor and number is None:
        raise entry.wrong(factor, None, "a number from 0 to 10")
    reason = entry.text(also[0]) if also else ""
    terms = {step: entry.words(step) for step in STEPS}
    entry.nothing_else("id", *also)
    return WordList(entry.text("id"), reason, number or 0.0, terms)


@dataclass(frozen=True, slots=True)
class EventWords:
    """The words of a series: those that are enough, those that need a host city or a cue, and its months."""

    series: str
    names: tuple[str, ...]
    short: tuple[str, ...]
    cues: tuple[str, ...]
    months: tuple[int, ...]


def load_event_words() -> tuple[EventWords, ...]:
    """Return the words of each series in event_words.toml."""
    file = "event_words.toml"
    return tuple(_event_words(entry) for entry in entries(file, "series", read_tables(file)["series"], "id"))


def _event_words(entry: Entry) -> EventWords:
    months = entry.values.get("months")
    if not isinstance(months, list) or not months or not all(month in range(1, 13) for month in months):
        raise entry.wrong("months", months, "a list of months from 1 to 12")
    words = EventWords(entry.slug("id"), entry.words("names"), entry.words("short"), entry.words("cues"), tuple(months))
    entry.nothing_else("months")
    return words
