"""What one mail says: chosen from the material of its edition by what a reader wants; nothing is read here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from db.digests import Run
from db.events import Edition
from db.mailable import About, Day, Debate, PutRight, Voice
from db.rules.choosing import Wanted, wants
from db.stories import Card, Quote, Report
from web.digests.choices import Choice
from web.notes import harm_in

LEADS, LINES = 7, 60
VOICES_HEARD, DATES, EVENTS, AWAY = 4, 5, 3, 7
NOTHING_KNOWN = About((), "", None)


class OfStory(Protocol):
    """What comes from a story."""

    @property
    def story_id(self) -> int:
        """Return the story's id."""


class Quoted(OfStory, Protocol):
    """Words of somebody that a story tells."""

    @property
    def words(self) -> str:
        """Return the words."""


T = TypeVar("T", bound=OfStory)
W = TypeVar("W", bound=Quoted)


@dataclass(frozen=True, slots=True)
class Discussion:
    """A debate with the voices of its sides that may be quoted."""

    debate: Debate
    voices: tuple[Voice, ...] = ()

    @property
    def story_id(self) -> int:
        """Return the story's id."""
        return self.debate.story_id


@dataclass(frozen=True, slots=True)
class Said:
    """Who said what, in which story."""

    card: Card
    quote: Quote

    @property
    def story_id(self) -> int:
        """Return the story's id."""
        return self.card.id

    @property
    def words(self) -> str:
        """Return the words, within the outlet's display right."""
        return self.quote.text


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a review says is to be learnt, in its own words, with where it is told."""

    card: Card
    report: Report
    words: str

    @property
    def story_id(self) -> int:
        """Return the story's id."""
        return self.card.id


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that the mails of an edition may say."""

    run: Run
    cards: Sequence[Card]
    about: Mapping[int, About]
    names: Mapping[str, str]
    on_now: Sequence[Edition] = ()
    debates: Sequence[Discussion] = ()
    said: Sequence[Said] = ()
    lessons: Sequence[Lesson] = ()
    days: Sequence[Day] = ()
    events: Sequence[Edition] = ()
    corrections: Sequence[PutRight] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Stories under a heading, with the address of the page about it."""

    title: str
    stories: Sequence[Card]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """What one mail says. A part without material is empty, and left out."""

    run: Run
    chosen: Sequence[Card]
    followed: Sequence[Card] = ()
    conferences: Sequence[Section] = ()
    leads: Sequence[Card] = ()
    sections: Sequence[Section] = ()
    unlisted: int = 0
    away: Sequence[Card] = ()
    discussion: Discussion | None = None
    said: Sequence[Said] = ()
    lesson: Lesson | None = None
    days: Sequence[Day] = ()
    events: Sequence[Edition] = ()
    corrections: Sequence[PutRight] = ()
    headlines: bool = False
    details: bool = False
    mentioned: frozenset[int] = field(default=frozenset())

    @property
    def story_ids(self) -> tuple[int, ...]:
        """Return the stories that the mail brings."""
        return tuple(card.id for card in self.chosen)

    @property
    def quiet(self) -> bool:
        """Whether nothing in it matters more than the rest."""
        return not any(card.matters for card in self.chosen)


def issue(material: Material, choice: Choice, away: Sequence[Card] = (), longest: int = LINES) -> Issue | None:
    """Return what the mail says to those who chose the same, None where it would be empty.

    At most seven stories lead; of the others, as many as `longest` get a line each, and the rest are counted.
    """
    chosen = [card for card in material.cards if card.id not in choice.before and _is_for(material, choice, card.id)]
    if not chosen:
        return None
    followed = [card for card in chosen if card.id in choice.followed][:LEADS]
    apart = {card.id for card in followed}
    others = [card for card in chosen if card.id not in apart]
    conferences = _conferences(material, others) if material.run.period == "daily" else []
    apart |= {card.id for section in conferences for card in section.stories}
    rest = [card for card in chosen if card.id not in apart]
    lines = rest[LEADS:]
    weekly = material.run.period == "weekly"
    parts = {
        "discussion": next(iter(_kept(material, choice, material.debates)), None),
        "said": _kept(material, choice, _calm(material.said, choice))[:VOICES_HEARD] if weekly else [],
        "lesson": next(iter(_kept(material, choice, _calm(material.lessons, choice))), None) if weekly else None,
        "days": _kept(material, choice, material.days)[:DATES],
        "corrections": _kept(material, choice, material.corrections),
    }
    return Issue(
        run=material.run,
        chosen=chosen,
        followed=followed,
        conferences=conferences,
        leads=rest[:LEADS],
        sections=sections(
            lines[:longest], {key: about.topics for key, about in material.about.items()}, material.names
        ),
        unlisted=max(0, len(lines) - longest),
        away=[card for card in away if _wanted(material, choice, card.id)][:AWAY],
        events=[one for one in material.events if _follows(choice.wanted, one)][:EVENTS],
        headlines=choice.headlines,
        details=choice.details,
        mentioned=frozenset(one.story_id for one in _of_stories(parts)),
        **parts,  # type: ignore[arg-type]  # each part has its own kind
    )


def sections(cards: Sequence[Card], topics: Mapping[int, Sequence[str]], names: Mapping[str, str]) -> list[Section]:
    """Return stories under their main topic, in the order of the topics; each story once."""
    main = {card.id: next(iter(topics.get(card.id, ())), "") for card in cards}
    found = {topic: [card for card in cards if main[card.id] == topic] for topic in names}
    rest = [card for card in cards if main[card.id] not in names]
    groups = [Section(names[topic], group, f"/topics/{topic}") for topic, group in found.items() if group]
    return [*groups, Section("Also", rest)] if rest else groups


def _conferences(material: Material, chosen: Sequence[Card]) -> list[Section]:
    """Return what is reported of each conference that is on, taken together."""
    found = (
        Section(
            edition.name, [card for card in chosen if card.event_key == edition.key][:LEADS], f"/events/{edition.key}"
        )
        for edition in material.on_now
    )
    return [section for section in found if section.stories]


def _is_for(material: Material, choice: Choice, story_id: int) -> bool:
    return story_id in choice.followed or _wanted(material, choice, story_id)


def _wanted(material: Material, choice: Choice, story_id: int) -> bool:
    about = material.about.get(story_id, NOTHING_KNOWN)
    events = (about.series,) if about.series else ()
    return wants(choice.wanted, about.topics, (about.nation,) if about.nation else (), events)


def _kept(material: Material, choice: Choice, found: Iterable[T]) -> list[T]:
    return [one for one in found if _wanted(material, choice, one.story_id)]


def _follows(wanted: Wanted, edition: Edition) -> bool:
    """Whether a reader hears of a conference to come: who wants the whole picture, and who follows it."""
    return edition.series_id in wanted.events or not (wanted.topics or wanted.events)


def _calm(found: Iterable[W], choice: Choice) -> list[W]:
    """Return what describes no harm in detail; everything for who asked for it."""
    return [one for one in found if choice.details or not harm_in(one.words)]


def _of_stories(parts: Mapping[str, object]) -> list[OfStory]:
    found: list[OfStory] = []
    for part in parts.values():
        found += part if isinstance(part, list) else [part] if isinstance(part, (Discussion, Lesson)) else []
    return found
