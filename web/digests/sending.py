"""From an edition to a mail for each subscriber: chosen, composed once per content, put into the outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from db import digests, follows, outbox, subscriptions
from db.digests import Sent
from db.engine import Database
from db.errors import CommonThreadError
from db.outbox import Addressed
from db.rules.editions import PERIODS, Period, delivery, due, window
from db.rules.messages import message_id
from db.settings import Settings
from db.subscriptions import Due
from web.digests import choices
from web.digests.choices import Choice
from web.digests.material import choose
from web.digests.press import Press, news_of, press

BATCH = 500
Told = Callable[[int], None]
Mail = tuple[int, int | None, int | None]


class EditionOver(CommonThreadError):
    """An edition is not closed yet, or too old to be sent."""


def send_edition(
    db: Database, settings: Settings, period: Period, day: date, now: datetime, told: Told | None = None
) -> Sent:
    """Write the mails of an edition into the outbox; sending twice writes nothing twice.

    `told` hears after each batch how many subscribers were looked at. Raises NoEdition, and EditionOver where the
    edition has not closed or is too old to be sent.
    """
    if done := digests.written(db, period, day):
        return done
    edition = window(period, day)
    if now < edition.closes:
        raise EditionOver(f"the {period} of {day} closes at {edition.closes:%H:%M} UTC that day; send it then")
    if now >= edition.expires:
        raise EditionOver(f"the {period} of {day} is too old to be sent: nobody wants yesterday's news as today's")
    run = digests.find(db, period, day) or digests.open_run(db, edition, [card.id for card in choose(db, edition)], now)
    written = _fill(press(db, settings, run), now, told or (lambda count: None))
    digests.mark_filled(db, run.id, now)
    return Sent(digests.run(db, period, day), written, digests.mails(db, run.id))


def send_due(db: Database, settings: Settings, now: datetime) -> list[Sent]:
    """Write the mails of every edition that has closed and may still be sent."""
    editions = [edition for period in PERIODS if (edition := due(period, now)) is not None]
    return [send_edition(db, settings, edition.period, edition.day, now) for edition in editions]


def renew(db: Database, settings: Settings) -> int:
    """Compose the waiting mails anew in which something was taken down, and return how many contents changed."""
    count = 0
    for run_id, some in groupby(digests.stale(db), key=lambda one: one.run_id):
        made = press(db, settings, digests.run_by_id(db, run_id))
        for one in some:
            printed = made.printed(choices.read(one.choice))
            with db.write(durable=True):
                if printed is None:
                    outbox.withdraw_body(db, one.body_id)
                else:
                    outbox.renew_body(db, one.body_id, printed.message, made.marks)
                    made.note(choices.read(one.choice))
                count += digests.renewed(db, one)
    return count


def _fill(made: Press, now: datetime, told: Told) -> int:
    """Write a mail for each subscriber who has none of this run yet, some hundred in a transaction."""
    db, run = made.db, made.run
    repeated = digests.repeated(db, run) if run.period == "daily" else set()  # the weekly may repeat what a daily said
    following = follows.in_mails(db)
    written, after = 0, 0
    while batch := subscriptions.due(db, run.period, run.id, after, BATCH, run.edition_date):
        after = batch[-1].id
        alike = _alike(made, batch, repeated, following)
        for choice in alike:
            made.printed(choice)  # before the writer is held: composing takes a while
        with db.write(durable=True):
            mails = [mail for choice, readers in alike.items() for mail in _put(made, choice, readers, now)]
            digests.note_mails(db, run.id, mails)
            for reader in batch:
                if reader.paused_until is not None:
                    subscriptions.caught_up(db, reader.id, run.period, run.edition_date)
        written += sum(outbox_id is not None for _, outbox_id, _ in mails)
        told(len(batch))
    return written


def _alike(
    made: Press, batch: Sequence[Due], repeated: set[int], following: Mapping[int, int]
) -> dict[Choice, list[Due]]:
    """Return the readers of a batch by what they chose, had before, and follow."""
    found: dict[Choice, list[Due]] = {}
    for reader in batch:
        before = repeated & digests.sent_before(made.db, reader.id, "daily", made.run.edition_date) if repeated else ()
        followed = news_of(made, following[reader.id]) if reader.id in following else ()
        found.setdefault(choices.of(reader, before, made.run.edition_date, followed), []).append(reader)
    return found


def _put(made: Press, choice: Choice, readers: Sequence[Due], now: datetime) -> list[Mail]:
    """Put the same mail to some readers into the outbox, each at their hour, and return the mails to note."""
    printed = made.printed(choice)
    if printed is None:
        return [(reader.id, None, None) for reader in readers]
    selection_id, body_id = made.keep(choice)
    mails: list[Mail] = []
    for hour, some in groupby(sorted(readers, key=lambda reader: reader.delivery), key=lambda reader: reader.delivery):
        together = list(some)
        ids = outbox.put_many(
            made.db,
            kind=f"digest {made.run.period}",
            weight=outbox.DIGEST,
            body_id=body_id,
            subject=printed.content.subject,
            mails=[_addressed(made, reader) for reader in together],
            now=now,
            due_at=max(now, delivery(made.run.period, made.run.edition_date, hour)),
            expires_at=made.run.expires_at,
        )
        mails += [(reader.id, ident, selection_id) for reader, ident in zip(together, ids, strict=True)]
    return mails


def _addressed(made: Press, reader: Due) -> Addressed:
    ident = message_id(made.settings, "digest", made.run.period, str(made.run.edition_date), str(reader.id))
    return Addressed(reader.address, reader.secret, ident)
