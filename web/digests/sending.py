"""From an edition to a mail for each subscriber: chosen, composed once per content, put into the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from db import digests, outbox, stories, subscriptions, topics
from db.digests import Run
from db.engine import Database
from db.errors import CommonThreadError
from db.rules.editions import PERIODS, Period, Window, due, window
from db.rules.messages import build, message_id, sender
from db.rules.ranking import ranked
from db.seeding import is_sample
from db.settings import Settings
from db.stories import Card
from db.subscriptions import Due
from web.digests.composing import Content, Marks, compose, select

BATCH = 200
OWN_LINK = "your-own-link"


class EditionOver(CommonThreadError):
    """An edition is not closed yet, or too old to be sent."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a sending did: how many mails were written now, and how many there are of this edition."""

    run: Run
    written: int
    mails: int


@dataclass(slots=True)
class Press:
    """Composes the mails of a run, each different content once."""

    settings: Settings
    run: Run
    cards: Sequence[Card]
    topics: Mapping[int, Sequence[str]]
    names: Mapping[str, str]
    sample: bool
    marks: Marks = field(default_factory=Marks)
    _made: dict[tuple[tuple[int, ...], bool], tuple[Content, str]] = field(default_factory=dict)

    def content(self, chosen: Sequence[Card], details: bool = False) -> Content:
        """Return what a mail with these stories says, with a word where each reader's own secret stands."""
        found = self._both(chosen, details)[0]
        text, html = (part.replace(self.marks.secret, OWN_LINK) for part in (found.text, found.html))
        return replace(found, text=text, html=html)

    def message(self, chosen: Sequence[Card], subscriber: Due, ident: str) -> str:
        """Return the complete mail to somebody: the composed one with what is theirs put in."""
        plain, marks = self._both(chosen, subscriber.details)[1], self.marks
        own = plain.replace(marks.secret, subscriber.secret).replace(marks.address, subscriber.address)
        return own.replace(f"<{marks.ident}>", ident)

    def _both(self, chosen: Sequence[Card], details: bool) -> tuple[Content, str]:
        key = tuple(card.id for card in chosen), details
        if key not in self._made:
            content = compose(
                self.settings, self.run, chosen, self.topics, self.names, self.marks, self.sample, details=details
            )
            self._made[key] = content, self._build(content)
        return self._made[key]

    def _build(self, content: Content) -> str:
        period, base = self.run.period, self.settings.base_url.rstrip("/")
        own, secret = sender(self.settings)[1], self.marks.secret
        return build(
            self.settings,
            address=self.marks.address,
            subject=content.subject,
            text=content.text,
            html=content.html,
            message_id=f"<{self.marks.ident}>",
            now=self.run.closes_at,
            headers={
                "List-Id": f"Common Thread {period} <{period}.{own.rpartition('@')[2]}>",
                "List-Unsubscribe": f"<{base}/unsubscribe/{secret}/{period}>,"
                f" <mailto:{own}?subject=unsubscribe%20{period}%20{secret}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Precedence": "bulk",
            },
        )


def send_edition(db: Database, settings: Settings, period: Period, day: date, now: datetime) -> Sent:
    """Write the mails of an edition into the outbox; sending twice writes nothing twice.

    Raises NoEdition, and EditionOver where it has not closed or is too old to be sent.
    """
    edition = window(period, day)
    if now < edition.closes:
        raise EditionOver(f"the {period} of {day} closes at {edition.closes:%H:%M} UTC that day; send it then")
    known = digests.find(db, period, day)
    if known is not None and known.filled_at is not None:
        return Sent(known, 0, digests.mails(db, known.id))
    if now >= edition.expires:
        raise EditionOver(f"the {period} of {day} is too old to be sent: nobody wants yesterday's news as today's")
    run = known or digests.open_run(db, edition, [card.id for card in choose(db, edition)], now)
    written = _fill(db, press(db, settings, run), now)
    digests.mark_filled(db, run.id, now)
    return Sent(digests.run(db, period, day), written, digests.mails(db, run.id))


def send_due(db: Database, settings: Settings, now: datetime) -> list[Sent]:
    """Write the mails of every edition that has closed and may still be sent."""
    editions = [edition for period in PERIODS if (edition := due(period, now)) is not None]
    return [send_edition(db, settings, edition.period, edition.day, now) for edition in editions]


def choose(db: Database, edition: Window) -> list[Card]:
    """Return the stories of an edition and those its forerunners missed, what matters most first."""
    return ranked([*stories.in_span(db, edition.opens, edition.closes), *digests.late(db, edition)])


def preview(
    db: Database, settings: Settings, period: Period, day: date, now: datetime, address: str | None = None
) -> Content | None:
    """Return what the mail of an edition says, for a subscriber or for the whole picture; None for nothing."""
    edition = window(period, day)
    run = digests.find(db, period, day) or Run(
        0, period, day, edition.opens, edition.closes, edition.expires, now, None
    )
    cards = digests.stories(db, run.id) if run.id else choose(db, edition)
    made = _press(db, settings, run, cards)
    wanted: Sequence[str] = ()
    before: set[int] = set()
    details = False
    if address is not None:
        subscriber = subscriptions.find(db, address)
        if subscriber is None:
            raise CommonThreadError(f"{address} is no subscriber; `commonthread subscriptions list` shows all")
        own = next((one for one in subscriptions.of(db, subscriber.id) if one.period == period), None)
        wanted, details = (own.topics, own.details) if own else ((), False)
        before = _before(db, run, subscriber.id)
    chosen = select(cards, made.topics, wanted, before)
    return made.content(chosen, details) if chosen else None


def _before(db: Database, run: Run, subscriber_id: int) -> set[int]:
    """Return what a reader had already; the weekly may say again what a daily said."""
    return digests.sent_before(db, subscriber_id, run.period, run.edition_date) if run.period == "daily" else set()


def press(db: Database, settings: Settings, run: Run) -> Press:
    """Return the press of a run."""
    return _press(db, settings, run, digests.stories(db, run.id))


def _press(db: Database, settings: Settings, run: Run, cards: Sequence[Card]) -> Press:
    return Press(
        settings=settings,
        run=run,
        cards=cards,
        topics={card.id: digests.topics_of(db, card.id) for card in cards},
        names={topic.id: topic.name for topic in topics.everything(db)},
        sample=is_sample(db),
    )


def _fill(db: Database, made: Press, now: datetime) -> int:
    """Write a mail for each subscriber who has none of this run yet, some hundred in a transaction."""
    written, after = 0, 0
    while batch := subscriptions.due(db, made.run.period, made.run.id, after, BATCH, made.run.edition_date):
        after = batch[-1].id
        with db.write(durable=True):
            written += sum(_write(db, made, subscriber, now) for subscriber in batch)
    return written


def _write(db: Database, made: Press, subscriber: Due, now: datetime) -> bool:
    """Write the mail of a run to one subscriber; nothing to say is noted without a mail."""
    run = made.run
    before = _before(db, run, subscriber.id)
    chosen = select(made.cards, made.topics, subscriber.topics, before)
    if not chosen:
        digests.note_mail(db, run.id, subscriber.id, None, ())
        return False
    ident = message_id(made.settings, "digest", run.period, str(run.edition_date), str(subscriber.id))
    outbox_id = outbox.put(
        db,
        kind=f"digest {run.period}",
        weight=outbox.DIGEST,
        address=subscriber.address,
        subject=made.content(chosen, subscriber.details).subject,
        message=made.message(chosen, subscriber, ident),
        message_id=ident,
        now=now,
        expires_at=run.expires_at,
    )
    return digests.note_mail(db, run.id, subscriber.id, outbox_id, [card.id for card in chosen])
