"""The year of a register, and what of it is still to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from db.seeds.registers import Field, Register


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of learning, in its owner's words; no record of ours tells them."""

    ref: str
    title: str = field(repr=False)
    link: str = field(repr=False)
    day: date = field(repr=False)
    answers: Mapping[str, str] = field(repr=False)
    version: int = 0


@dataclass(frozen=True, slots=True)
class Year:
    """A registration year, from its first day to its last."""

    first: date
    last: date

    @property
    def name(self) -> int:
        """Return the calendar year in which it ends, by which it is called."""
        return self.last.year

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Standing:
    """How a year stands: how many pieces are whole, how many of them name a talk with a peer, what is missing."""

    whole: int
    with_peer: int
    missing: int
    missing_peer: int

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing and not self.missing_peer


def year_of(day: date, register: Register) -> Year:
    """Return the registration year in which a day lies."""
    month, start = register.year_starts
    first = date(day.year, month, start)
    if first > day:
        first = date(day.year - 1, month, start)
    return Year(first, date(first.year + 1, month, start) - timedelta(days=1))


def year_named(name: int, register: Register) -> Year:
    """Return the registration year that ends in a calendar year."""
    month, start = register.year_starts
    last = date(name, month, start) - timedelta(days=1)
    if last.year < name:  # it starts on New Year's Day
        last = date(name + 1, month, start) - timedelta(days=1)
    return year_of(last, register)


def unanswered(piece: Piece, register: Register) -> list[Field]:
    """Return what is asked of every piece and not yet written in one; a talk with a peer is not asked of each."""
    return [one for one in register.fields if not one.peer and not piece.answers.get(one.id, "").strip()]


def discussed(piece: Piece, register: Register) -> bool:
    """Whether a piece says what came of talking with a peer."""
    return any(piece.answers.get(one.id, "").strip() for one in register.fields if one.peer)


def standing(pieces: Sequence[Piece], register: Register) -> Standing:
    """Return how a year with some pieces stands by what a register asks for."""
    whole = [one for one in pieces if not unanswered(one, register)]
    talked = sum(discussed(one, register) for one in whole)
    return Standing(len(whole), talked, max(0, register.pieces - len(whole)), max(0, register.with_peer - talked))


def reminds_on(day: date, register: Register, lasts: timedelta = timedelta(days=31)) -> Year | None:
    """Return the year that a reminder on a day is about, None on a day without one."""
    year = year_of(day, register)
    month, start = register.remind_on
    on = next(
        one for one in (date(year.first.year, month, start), date(year.last.year, month, start)) if year.holds(one)
    )
    return year if on <= day < on + lasts and year.holds(day) else None
