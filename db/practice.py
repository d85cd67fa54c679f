"""A reader's own record of what they learnt (CPD): sealed words, opened for their owner alone.

What a piece tells is sealed with a key that no copy of the database holds (docs/decisions/0022). Every question asks
for the account too, so that nobody reaches another's piece by its address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from db.engine import Database
from db.errors import CommonThreadError, NotFound
from db.rules.registration import Piece
from db.sealing import Keyring, SealBroken, Sealed
from db.seeds.registers import Register

BATCH = 200


class PieceNotFound(NotFound):
    """There is no such piece in a reader's record."""


class PracticeRefused(CommonThreadError):
    """A piece or a choice cannot be kept as it is."""


class PieceChanged(CommonThreadError):
    """A piece was changed or deleted since its owner opened it; `now` is what is kept, None where it is gone."""

    def __init__(self, now: Piece | None) -> None:
        """Keep what stands there now."""
        super().__init__("This piece was changed in another window since you opened it.")
        self.now = now


@dataclass(frozen=True, slots=True)
class Record:
    """All pieces of an account, the newest day first, and how many cannot be opened with our keys."""

    pieces: list[Piece]
    shut: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose register a reader follows, and whether they want to be reminded."""

    register: str = ""
    reminder: bool = False


@dataclass(frozen=True, slots=True)
class ToRemind:
    """Somebody who wants to be reminded."""

    account_id: int
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Row:
    ref: str
    key_id: str
    sealed: str
    version: int


@dataclass(frozen=True, slots=True)
class _Text:
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Owned:
    account_id: int
    ref: str
    key_id: str
    sealed: str


def record(db: Database, keys: Keyring, account_id: int) -> Record:
    """Return the record of an account; a piece that cannot be opened never hides the others."""
    found, shut = [], 0
    for row in db.all(_Row, "practice.pieces", account_id=account_id):
        try:
            found.append(_opened(keys, account_id, row))
        except SealBroken:
            shut += 1
    return Record(sorted(found, key=lambda one: (one.day, one.ref), reverse=True), shut)


def piece(db: Database, keys: Keyring, account_id: int, ref: str) -> Piece:
    """Return one piece of an account; raises PieceNotFound, and SealBroken where its key is not here."""
    row = db.one(_Row, "practice.piece", account_id=account_id, ref=ref)
    if row is None:
        raise PieceNotFound("There is no such piece in your record. It may be deleted.")
    return _opened(keys, account_id, row)


def keep(db: Database, keys: Keyring, account_id: int, draft: Piece, most: int) -> None:
    """Keep a new piece (version 0) or one that its owner changed; the same twice is kept once.

    Raises PieceChanged where it changed since the version that its owner saw, and PracticeRefused for too many.
    """
    sealed = keys.seal(_words(draft), _about(account_id, draft.ref))
    what = {"account_id": account_id, "ref": draft.ref, "key_id": sealed.key_id, "sealed": sealed.text}
    with db.write(durable=True):
        row = db.one(_Row, "practice.piece", account_id=account_id, ref=draft.ref)
        kept = _opened(keys, account_id, row) if row else None
        if kept is not None and replace(kept, version=draft.version) == draft:
            return
        if (kept.version if kept else 0) != draft.version:
            raise PieceChanged(kept)
        if kept is not None:
            db.run("practice.change", version=draft.version, **what)
        elif int(db.value("practice.how_many", account_id=account_id)) >= most:
            raise PracticeRefused(f"A record holds {most} pieces. Take it out as a file and delete what is old.")
        else:
            db.run("practice.add", **what)


def drop(db: Database, account_id: int, ref: str) -> None:
    """Forget one piece of an account."""
    with db.write(durable=True):
        db.run("practice.drop", account_id=account_id, ref=ref)


def drop_all(db: Database, account_id: int) -> int:
    """Forget all pieces of an account and return how many there were."""
    with db.write(durable=True):
        return db.run("practice.drop_all", account_id=account_id)


def choice(db: Database, account_id: int) -> Choice:
    """Return whose register an account follows, and whether it wants to be reminded: unless it says so, not."""
    return db.one(Choice, "practice.choice", account_id=account_id) or Choice()


def choose(db: Database, account_id: int, wanted: Choice, registers: dict[str, Register]) -> None:
    """Keep what an account chose; raises PracticeRefused for a register that we do not know."""
    if wanted.register not in registers:
        raise PracticeRefused("Choose one of the registers.")
    with db.write():
        db.run("practice.choose", account_id=account_id, register=wanted.register, reminder=int(wanted.reminder))


def to_remind(db: Database, register: str, year: int) -> list[ToRemind]:
    """Return some who want to be reminded of a year and were not yet."""
    return db.all(ToRemind, "practice.to_remind", register=register, year=year, most=BATCH)


def reminded(db: Database, account_id: int, year: int) -> bool:
    """Note that an account is reminded of a year; False where it was before."""
    with db.write():
        return db.run("practice.reminded", account_id=account_id, year=year) == 1


def seal_again(db: Database, keys: Keyring) -> tuple[int, int]:
    """Seal what was sealed with older keys with the newest, and return how many were, and how many cannot be opened."""
    again = shut = 0
    for batch in _batches(db):
        with db.write(durable=True):
            for row in (one for one in batch if one.key_id != keys.newest):
                about = _about(row.account_id, row.ref)
                try:
                    sealed = keys.seal(keys.open(Sealed(row.key_id, row.sealed), about), about)
                except SealBroken:
                    shut += 1
                    continue
                where = {"account_id": row.account_id, "ref": row.ref, "was": row.sealed}
                again += db.run("practice.seal_again", key_id=sealed.key_id, sealed=sealed.text, **where)
    return again, shut


def own_words(db: Database, account_id: int, story_id: int, longest: int) -> str:
    """Return what an account wrote under a story in its own words, as many whole comments as fit.

    What it quotes of others is left out.
    """
    found = ""
    for row in db.all(_Text, "practice.own_words", account_id=account_id, story_id=story_id):
        words = f"{found}\n\n{_unquoted(row.text)}".strip()
        if len(words) <= longest:
            found = words
    return found


def _unquoted(text: str) -> str:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(">")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def export(db: Database, keys: Keyring, account_id: int) -> dict[str, object]:
    """Return what is kept of an account's learning, for its owner."""
    found, chosen = record(db, keys, account_id), choice(db, account_id)
    told = [
        {"day": one.day.isoformat(), "title": one.title, "link": one.link, "answers": dict(one.answers)}
        for one in found.pieces
    ]
    return {"cpd": told, "cpd_not_opened": found.shut, "cpd_register": chosen.register, "cpd_reminder": chosen.reminder}


def _batches(db: Database) -> Iterator[list[_Owned]]:
    account_id, ref = 0, ""
    while batch := db.all(_Owned, "practice.every_piece", account_id=account_id, ref=ref, most=BATCH):
        yield batch
        account_id, ref = batch[-1].account_id, batch[-1].ref


def _about(account_id: int, ref: str) -> str:
    return f"cpd:{account_id}:{ref}"


def _words(draft: Piece) -> str:
    told = {"title": draft.title, "link": draft.link, "day": draft.day.isoformat(), "answers": dict(draft.answers)}
    return json.dumps(told, ensure_ascii=False)


def _opened(keys: Keyring, account_id: int, row: _Row) -> Piece:
    told = json.loads(keys.open(Sealed(row.key_id, row.sealed), _about(account_id, row.ref)))
    day = date.fromisoformat(told["day"])
    return Piece(row.ref, told["title"], told["link"], day, told["answers"], row.version)
