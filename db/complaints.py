"""Complaints about how personal data are used, and the record of breaches (UK GDPR; DPA 2018 s.164A)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db.accounts import hashed
from db.engine import Database
from db.errors import CommonThreadError, NotFound
from db.rules.addresses import tidy

ACKNOWLEDGE_WITHIN = timedelta(days=30)
TELL_REGULATOR_WITHIN = timedelta(hours=72)
LONGEST = 4_000


class ComplaintRefused(CommonThreadError):
    """A complaint, an answer or a record lacks something."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint with its clock."""

    id: int
    contact: str = field(repr=False)
    words: str = field(repr=False)
    received_at: datetime
    acknowledge_by: datetime
    acknowledged_at: datetime | None
    outcome: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Breach:
    """What went wrong with personal data, and what was done."""

    id: int
    found_at: datetime
    what: str
    people: str
    effects: str
    done: str
    told_regulator_at: datetime | None

    @property
    def tell_by(self) -> datetime:
        """Return until when the regulator must be told, where people are at risk."""
        return self.found_at + TELL_REGULATOR_WITHIN


def complain(db: Database, contact: str, words: str, now: datetime) -> str:
    """Keep a complaint and return the word of its address; raises ComplaintRefused."""
    kept, said = tidy(contact), words.strip()[:LONGEST]
    if kept is None or len(said) < 10:
        raise ComplaintRefused("Give a mail address for the answer, and say in a few sentences what is wrong.")
    token = secrets.token_urlsafe(18)
    with db.write(durable=True):
        by = now + ACKNOWLEDGE_WITHIN
        db.run("complaints.add", token_hash=hashed(token), contact=kept, words=said, now=now, acknowledge_by=by)
    return token


def by_token(db: Database, token: str) -> Complaint:
    """Return a complaint by the word of its address; raises NotFound."""
    found = db.one(Complaint, "complaints.by_token", token_hash=hashed(token))
    if found is None:
        raise NotFound("There is no complaint at this address. Copy the whole address that you were given.")
    return found


def by_number(db: Database, complaint_id: int) -> Complaint:
    """Return a complaint; raises NotFound."""
    found = db.one(Complaint, "complaints.by_number", id=complaint_id)
    if found is None:
        raise NotFound("There is no such complaint.")
    return found


def open_ones(db: Database) -> list[Complaint]:
    """Return the complaints that are not ended, the nearest deadline first."""
    return db.all(Complaint, "complaints.open_ones")


def acknowledge(db: Database, complaint_id: int, now: datetime) -> Complaint:
    """Note that a complaint was acknowledged."""
    with db.write(durable=True):
        found = by_number(db, complaint_id)
        db.run("complaints.acknowledge", id=complaint_id, now=now)
    return found


def end(db: Database, complaint_id: int, outcome: str, now: datetime) -> Complaint:
    """End a complaint with words for whoever complained; raises ComplaintRefused, NotFound."""
    said = outcome.strip()
    if not said:
        raise ComplaintRefused("Say what you found and what was done: whoever complained reads it.")
    with db.write(durable=True):
        found = by_number(db, complaint_id)
        db.run("complaints.end", id=complaint_id, outcome=said[:LONGEST], now=now)
    return found


def forget(db: Database, now: datetime, kept: timedelta) -> int:
    """Forget complaints that ended long ago and return how many."""
    with db.write():
        return db.run("complaints.forget", before=now - kept)


def record_breach(
    db: Database, what: str, people: str, effects: str, done: str, account_id: int, now: datetime
) -> None:
    """Write a breach down; raises ComplaintRefused where a part is missing."""
    if not all(part.strip() for part in (what, people, effects, done)):
        raise ComplaintRefused("Fill in all four parts; write “not known yet” where that is so.")
    with db.write(durable=True):
        about = {"what": what, "people": people, "effects": effects, "done": done}
        db.run(
            "complaints.add_breach",
            account_id=account_id,
            now=now,
            **{k: v.strip()[:LONGEST] for k, v in about.items()},
        )


def breaches(db: Database) -> list[Breach]:
    """Return the breaches, the newest first."""
    return db.all(Breach, "complaints.breaches")


def told_regulator(db: Database, breach_id: int, now: datetime) -> None:
    """Note that the regulator was told of a breach."""
    with db.write(durable=True):
        db.run("complaints.told_regulator", id=breach_id, now=now)
