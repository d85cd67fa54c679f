"""Stories as readers see them: cards in lists, one with all its coverage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.engine import Database
from db.errors import StoryNotFound, StoryRetired
from db.rules.posting import Thread
from db.rules.reading import minutes_to_read
from db.rules.rights import Shown, cut, shown

FIRST = "9999-12-31T23:59:59.999Z"
OFFICIAL = frozenset(
    {"Guidance", "Statutory guidance", "Consultation", "Open consultation", "Consultation outcome", "Policy paper"}
)


@dataclass(frozen=True, slots=True)
class Story:
    """A story with the state of its thread."""

    id: int
    slug: str
    headline: str
    first_at: datetime
    latest_at: datetime
    article_count: int
    outlet_count: int
    event_key: str | None
    nation: str
    risk: str
    comment_count: int
    thread: str
    thread_reason: str | None
    thread_closes_at: datetime | None
    thread_closed_at: datetime | None
    headline_article_id: int | None
    editor_headline: str | None
    pinned_at: datetime | None
    corrected: bool
    names_duties: bool
    promises: bool
    slow_minutes: int
    locked_until: datetime | None
    lock_reason: str | None
    question: str | None
    moderated_at: datetime | None

    @property
    def state(self) -> Thread:
        """Return the state of its thread, and when a moderator was last seen anywhere."""
        return Thread(
            self.thread, self.thread_reason, self.slow_minutes, self.locked_until, self.lock_reason, self.moderated_at
        )


@dataclass(frozen=True, slots=True)
class Card:
    """A story in a list, credited to the outlet that gives it its headline."""

    id: int
    slug: str
    headline: str
    first_at: datetime
    latest_at: datetime
    article_count: int
    outlet_count: int
    event_key: str | None
    nation: str
    comment_count: int
    outlet: str
    outlet_slug: str
    display: str
    access: str
    url: str
    raw_summary: str
    form: str | None
    pinned_at: datetime | None
    words: int
    source_weight: float

    @property
    def standfirst(self) -> str:
        """Return one or two lines on why it matters, within the outlet's display right."""
        return shown(self.display, self.raw_summary).summary

    @property
    def minutes(self) -> int | None:
        """Return how many minutes it takes to read, None where too little of it is known to say."""
        return minutes_to_read(self.words)

    @property
    def official(self) -> bool:
        """Whether the headline is that of an official document."""
        return self.form in OFFICIAL

    @property
    def matters(self) -> bool:
        """Whether the story has two outlets, an official document or an editor's pin."""
        return self.outlet_count > 1 or self.official or self.pinned_at is not None


@dataclass(frozen=True, slots=True)
class Report:
    """What one outlet published of a story."""

    id: int
    url: str
    title: str
    author: str | None
    form: str | None
    published_at: datetime | None
    published_how: str | None
    updated_at: datetime | None
    listed_at: datetime
    raw_summary: str
    raw_html: str
    outlet: str
    outlet_slug: str
    display: str
    access: str
    licence: str
    placed_because: str | None
    copy_of: int | None
    words: int

    @property
    def shown(self) -> Shown:
        """Return what its display right lets through."""
        return shown(self.display, self.raw_summary, self.raw_html)


@dataclass(frozen=True, slots=True)
class Version:
    """What an article was called when, and what changed."""

    article_id: int
    seen_at: datetime
    title: str
    changed: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Who said what, and the outlet that tells it."""

    speaker: str
    speaker_slug: str
    role: str | None
    raw_text: str
    certain: bool
    outlet: str
    display: str
    url: str

    @property
    def text(self) -> str:
        """Return the words: whole where the outlet is shown in full, else a short quotation."""
        words = self.raw_text.rstrip(" ,")
        return words if self.display == "full" else cut(words)


@dataclass(frozen=True, slots=True)
class Name:
    """A topic of a story, or a person or body that it mentions, with its place among them."""

    kind: str
    slug: str
    name: str
    role: str | None
    place: int


@dataclass(frozen=True, slots=True)
class TopicName:
    """A topic by id and name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class _MainTopic:
    story_id: int
    topic_id: str


@dataclass(frozen=True, slots=True)
class _Retired:
    because: str


@dataclass(frozen=True, slots=True)
class _Moment:
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list, newest first: what comes after it is older."""

    at: str = FIRST
    id: int = 2**62


def by_slug(db: Database, slug: str) -> Story:
    """Return a story by its address or by one that it had before; raises StoryNotFound, StoryRetired."""
    story = db.one(Story, "stories.by_slug", slug=slug)
    if story is None:
        retired = db.one(_Retired, "stories.retired", slug=slug)
        if retired is not None:
            raise StoryRetired(f"An editor withdrew this story. {retired.because}")
        raise StoryNotFound("There is no such story. It may have been withdrawn.")
    return story


def in_span(db: Database, start: datetime, before: datetime) -> list[Card]:
    """Return the stories that began within a half-open span, newest first."""
    return db.all(Card, "stories.in_span", start=start, before=before)


def found_late(db: Database, period: str, start: datetime, before: datetime) -> list[Card]:
    """Return stories of a half-open span that were found when their own edition of a period had gone out."""
    return db.all(Card, "stories.found_late", period=period, start=start, before=before)


def of_run(db: Database, run_id: int) -> list[Card]:
    """Return the stories of a digest run that are still shown, in their order."""
    return db.all(Card, "stories.of_run", run_id=run_id)


def newest(db: Database, place: Place | None = None, most: int = 30) -> list[Card]:
    """Return the newest stories that come after a place in the list."""
    place = place or Place()
    return db.all(Card, "stories.newest", before_at=place.at, before_id=place.id, most=most)


def by_topic(db: Database, topic_id: str, place: Place | None = None, most: int = 30) -> list[Card]:
    """Return the newest stories of a topic that come after a place in the list."""
    place = place or Place()
    return db.all(Card, "stories.by_topic", topic_id=topic_id, before_at=place.at, before_id=place.id, most=most)


def card(db: Database, story_id: int) -> Card | None:
    """Return the card of a story, None where it is not shown."""
    return db.one(Card, "stories.card", story_id=story_id)


def by_nation(db: Database, nation: str, place: Place | None = None, most: int = 30) -> list[Card]:
    """Return the newest stories of a nation that come after a place in the list."""
    place = place or Place()
    return db.all(Card, "stories.by_nation", nation=nation, before_at=place.at, before_id=place.id, most=most)


def began(db: Database, start: datetime, before: datetime) -> list[datetime]:
    """Return when the stories of a half-open span began."""
    return [row.at for row in db.all(_Moment, "stories.began", start=start, before=before)]


def by_event(db: Database, event_key: str) -> list[Card]:
    """Return all stories of an event edition, earliest first."""
    return db.all(Card, "stories.by_event", event_key=event_key)


def by_name(db: Database, kind: str, slug: str, most: int = 30) -> list[Card]:
    """Return the newest stories that mention a person or body."""
    return db.all(Card, "stories.by_name", kind=kind, slug=slug, most=most)


def by_source(db: Database, source: str, place: Place | None = None, most: int = 30) -> list[Card]:
    """Return the newest stories that a source carried, after a place in the list."""
    place = place or Place()
    return db.all(Card, "stories.by_source", source=source, before_at=place.at, before_id=place.id, most=most)


def debated(db: Database, most: int = 5) -> list[Card]:
    """Return the stories that are debated now."""
    return db.all(Card, "stories.debated", most=most)


def coverage(db: Database, story_id: int) -> list[Report]:
    """Return what each outlet published of a story, in time."""
    return db.all(Report, "stories.coverage", story_id=story_id)


def versions_of(db: Database, story_id: int) -> dict[int, list[Version]]:
    """Return what each article of a story looked like when, oldest first, by the article's id."""
    found: dict[int, list[Version]] = {}
    for version in db.all(Version, "stories.versions_of", story_id=story_id):
        found.setdefault(version.article_id, []).append(version)
    return found


def address(db: Database, story_id: int) -> str:
    """Return the address of a story by its number, the other's where it went into another; raises StoryNotFound."""
    slug: str | None = db.value("stories.address", story_id=story_id)
    if slug is None:
        raise StoryNotFound("There is no such story. It may have been withdrawn.")
    return slug


def quotes(db: Database, story_id: int) -> list[Quote]:
    """Return who said what in a story; the same words by the same person stand once."""
    found = db.all(Quote, "stories.quotes", story_id=story_id)
    return list({(quote.speaker_slug, quote.raw_text): quote for quote in reversed(found)}.values())[::-1]


def named(db: Database, story_id: int) -> dict[str, list[Name]]:
    """Return the topics of a story, main one first, and the people and bodies it mentions most, each under its kind."""
    found: dict[str, list[Name]] = {"topic": [], "person": [], "body": []}
    for name in db.all(Name, "stories.named", story_id=story_id):
        found[name.kind].append(name)
    return found


def topics(db: Database, story_id: int) -> list[TopicName]:
    """Return the topics of a story, main one first."""
    return db.all(TopicName, "stories.topics", story_id=story_id)


def main_topics(db: Database, start: datetime, before: datetime) -> dict[int, str]:
    """Return the main topic of each story that began within a span, by the story's id."""
    return {row.story_id: row.topic_id for row in db.all(_MainTopic, "stories.main_topics", start=start, before=before)}


def last_before(db: Database, before: datetime) -> datetime | None:
    """Return when the newest story before a moment began."""
    found = db.one(_Moment, "stories.day_before", before=before)
    return found.at if found else None


def first_from(db: Database, start: datetime) -> datetime | None:
    """Return when the oldest story from a moment on began."""
    found = db.one(_Moment, "stories.day_after", start=start)
    return found.at if found else None
