"""Commitments and the duties behind them: candidates for editors, confirmed ones for everybody; dates ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from db.changes import story_changed
from db.editing import Address, Editor, EditRefused, deciding
from db.engine import Database
from db.errors import NotFound
from db.moderation import log
from db.rules.html import plain_line
from db.rules.promises import DECIDED, State, standing
from db.rules.rights import cut
from db.rules.slugs import slug
from db.stories import by_slug
from db.types import DateAhead, Promise

LONGEST = 400
FORGET = ("commitments.forget_candidates", "commitments.forget_dates", "commitments.forget_duties")
CONFIRMED = ("open", *DECIDED)


@dataclass(frozen=True, slots=True)
class Commitment:
    """Who said that what would be done by when, with the sentence and the story it comes from."""

    id: int
    who: str
    who_slug: str
    what: str
    raw_sentence: str
    due_words: str
    due_on: date | None
    duty_id: str | None
    state: str
    confirmed_at: datetime | None
    story_slug: str
    headline: str
    outlet: str
    display: str
    url: str
    said_at: datetime

    @property
    def sentence(self) -> str:
        """Return the sentence within the outlet's display right."""
        return self.raw_sentence if self.display == "full" else cut(self.raw_sentence)

    def standing(self, today: date) -> State:
        """Return how the commitment stands on a day."""
        return standing(self.state, self.due_on, today)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a commitment, and where that can be read."""

    at: datetime
    state: str
    words: str
    source_url: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of the law in plain words, since when and until when, and who owes it."""

    id: str
    name: str
    wording: str
    instrument: str
    in_force_from: date
    in_force_to: date | None
    owes: str
    nation: str
    source_url: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day ahead: what happens, and the story that says so."""

    id: int
    kind: str
    day: date
    raw_sentence: str
    what: str
    story_slug: str
    headline: str
    outlet: str
    display: str
    url: str

    @property
    def sentence(self) -> str:
        """Return the sentence within the outlet's display right."""
        return self.raw_sentence if self.display == "full" else cut(self.raw_sentence)


def keep_found(
    db: Database,
    article_id: int,
    promises: Sequence[Promise],
    dates: Sequence[DateAhead],
    duties: Sequence[str],
    now: datetime,
    *,
    fresh: bool = False,
) -> None:
    """Keep what was found in an article, inside `write()`; what editors decided on before stays as it is."""
    for forget in () if fresh else FORGET:
        db.run(forget, article_id=article_id)
    for one in promises:
        db.run(
            "commitments.add_candidate",
            article_id=article_id,
            sentence=one.sentence,
            who=one.who,
            who_slug=slug(one.who),
            what=one.what,
            due_words=one.due_words,
            due_on=one.due_on,
            now=now,
        )
    for ahead in dates:
        db.run(
            "commitments.add_date",
            article_id=article_id,
            kind=ahead.kind,
            day=ahead.day,
            sentence=ahead.sentence,
            now=now,
        )
    for duty_id in duties:
        db.run("commitments.add_duty", article_id=article_id, duty_id=duty_id)


def candidates(db: Database, most: int = 40) -> list[Commitment]:
    """Return the candidates that wait for an editor, the newest first."""
    return db.all(Commitment, "commitments.candidates", most=most)


def by_id(db: Database, commitment_id: int) -> Commitment:
    """Return a commitment that is confirmed; raises NotFound."""
    found = db.one(Commitment, "commitments.by_id", id=commitment_id) if commitment_id < 2**62 else None
    if found is None or found.state not in CONFIRMED:
        raise NotFound("There is no such commitment.")
    return found


def everything(db: Database, most: int = 200) -> list[Commitment]:
    """Return the confirmed commitments: the open ones by their last day, then those that came to an end."""
    return [one for state in CONFIRMED for one in db.all(Commitment, "commitments.in_state", state=state, most=most)]


def of_story(db: Database, story_id: int) -> list[Commitment]:
    """Return the confirmed commitments of a story."""
    return db.all(Commitment, "commitments.of_story", story_id=story_id)


def of_duty(db: Database, duty_id: str) -> list[Commitment]:
    """Return the confirmed commitments about a duty, newest first."""
    return db.all(Commitment, "commitments.of_duty", duty_id=duty_id)


def changes(db: Database, commitment_id: int) -> list[Change]:
    """Return what became of a commitment when, oldest first."""
    return db.all(Change, "commitments.changes", commitment_id=commitment_id)


def duties(db: Database) -> list[Duty]:
    """Return all duties, the newest first."""
    return db.all(Duty, "commitments.duties")


def duty(db: Database, duty_id: str) -> Duty:
    """Return a duty; raises NotFound."""
    found = db.one(Duty, "commitments.duty", id=duty_id)
    if found is None:
        raise NotFound("There is no such duty.")
    return found


def duties_of(db: Database, story_id: int) -> list[Duty]:
    """Return the duties that a story speaks of."""
    return db.all(Duty, "commitments.duties_of_story", story_id=story_id)


def confirm(
    db: Database, commitment_id: int, *, who: str, what: str, due_words: str, due_on: date | None,
    duty_id: str | None, editor: Editor,
) -> Commitment:  # fmt: skip
    """Let a candidate stand as a commitment in an editor's words; the sentence stays as it was said."""
    maker, promise = plain_line(who), plain_line(what)
    if not maker or not promise:
        raise EditRefused("Say who promised what.")
    if len(promise) > LONGEST:
        raise EditRefused(f"Say in at most {LONGEST} characters what was promised.")
    with deciding(db, editor):
        if duty_id is not None:
            duty(db, duty_id)
        done = db.run(
            "commitments.confirm",
            id=commitment_id,
            who=maker,
            who_slug=slug(maker),
            what=promise,
            due_words=plain_line(due_words),
            due_on=due_on,
            duty_id=duty_id,
            now=editor.now,
        )
        if not done:
            raise EditRefused("This candidate was decided on already.")
        found = by_id(db, commitment_id)
        _tell(db, found.story_slug, "confirm commitment", f"{maker}: {promise}", editor)
    return found


def drop(db: Database, commitment_id: int) -> None:
    """Let a candidate rest for good."""
    with db.write():
        if not db.run("commitments.drop", id=commitment_id):
            raise EditRefused("This candidate was decided on already.")


def note_change(db: Database, commitment_id: int, state: str, source_url: str, editor: Editor) -> Commitment:
    """Note what became of a commitment with a link to where that can be read; the editor's reason says it in words."""
    if state not in CONFIRMED:
        raise EditRefused(f"Choose one of: {', '.join(CONFIRMED)}.")
    parts = urlsplit(source_url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise EditRefused("Give the address of a page that says so; it begins with https://.")
    with deciding(db, editor):
        found = by_id(db, commitment_id)
        db.run("commitments.set_state", id=commitment_id, state=state)
        db.run(
            "commitments.note_change",
            commitment_id=commitment_id,
            at=editor.now,
            state=state,
            words=editor.reason.strip(),
            source_url=source_url.strip(),
        )
        _tell(db, found.story_slug, f"commitment {state}", f"{found.who}: {found.what}", editor)
        return by_id(db, commitment_id)


def dates_to_decide(db: Database, today: date, most: int = 40) -> list[Ahead]:
    """Return the dates ahead that wait for an editor, the next first."""
    return db.all(Ahead, "commitments.dates_to_decide", today=today, most=most)


def dates_ahead(db: Database, today: date, most: int = 200) -> list[Ahead]:
    """Return the confirmed dates from a day on, the next first."""
    return db.all(Ahead, "commitments.dates_ahead", today=today, most=most)


def decide_date(db: Database, date_id: int, *, what: str, day: date, confirmed: bool, now: datetime) -> None:
    """Confirm a date in an editor's words, or drop it for good."""
    words = plain_line(what)
    if confirmed and not words:
        raise EditRefused("Say in a few words what happens on that day.")
    with db.write():
        state = "confirmed" if confirmed else "dropped"
        if not db.run("commitments.decide_date", id=date_id, state=state, what=words[:LONGEST], day=day):
            raise EditRefused("This date was decided on already.")
        story = db.one(Address, "commitments.story_of_date", id=date_id)
        if story is not None:
            story_changed(db, story.id, now)


def _tell(db: Database, story_slug: str, action: str, detail: str, editor: Editor) -> None:
    story = by_slug(db, story_slug)
    log(db, editor.now, editor.name, action, editor.reason.strip(), None, story.id, f"{detail.rstrip('.')}.")
    story_changed(db, story.id, editor.now)
