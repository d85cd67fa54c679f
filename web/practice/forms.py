"""The form of one piece: what was typed, kept whatever goes wrong."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from flask import request

from db.rules.registration import Piece
from db.seeds.reading import SLUG
from db.seeds.registers import Field, Register

ANSWER = "answer_"
LONGEST_TITLE, LONGEST_LINK, LONGEST_KEPT = 300, 1_000, 40_000
MOST_ANSWERS = 30
REF = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody typed of a piece; `version` is the one they saw, 0 for a new piece."""

    ref: str
    version: int
    title: str = field(repr=False)
    link: str = field(repr=False)
    day: str = field(repr=False)
    answers: Mapping[str, str] = field(repr=False)

    @classmethod
    def sent(cls) -> Form:
        """Return the form that was sent."""
        given = request.form
        names = [name for name in given if name.startswith(ANSWER) and SLUG.fullmatch(name.removeprefix(ANSWER))]
        return cls(
            ref=ref_of(given.get("ref", "")),
            version=min(max(given.get("version", 0, type=int), 0), 2**53),
            title=line_of(given.get("title", "")),
            link=line_of(given.get("link", "")),
            day=given.get("day", "")[:40],
            answers={name.removeprefix(ANSWER): text_of(given[name]) for name in names[:MOST_ANSWERS]},
        )

    @classmethod
    def of(cls, piece: Piece) -> Form:
        """Return the form of a piece that is kept."""
        return cls(piece.ref, piece.version, piece.title, piece.link, piece.day.isoformat(), piece.answers)

    @classmethod
    def new(cls, title: str, link: str, day: date, answers: Mapping[str, str]) -> Form:
        """Return the form of a new piece about something; a headline that is too long for a title is cut."""
        fits = title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"
        return cls(ref_of(""), 0, fits, link, day.isoformat(), answers)

    def others(self, register: Register) -> list[Field]:
        """Return answers that were given for another register, or before its questions changed."""
        asked = {one.id for one in register.fields}
        return [
            Field(key, f"From before: {key.replace('-', ' ')}", "", 6, 5_000, False)
            for key, words in self.answers.items()
            if key not in asked and words
        ]

    def problems(self, register: Register) -> dict[str, str]:
        """Return what keeps a form from being kept, by the field where it stands."""
        found = {}
        if not self.title or len(self.title) > LONGEST_TITLE:
            found["title"] = f"Say in a line what it was, in at most {LONGEST_TITLE} characters."
        if self.link and not may_link(self.link):
            found["link"] = "Enter an address that starts with https:// or http://, or leave it empty."
        if day_of(self.day) is None:
            found["day"] = "Enter a day like 2026-11-30."
        for one in register.fields:
            over = len(self.answers.get(one.id, "")) - one.longest
            if over > 0:
                found[ANSWER + one.id] = f"“{one.label}” is {over} characters too long. It is still here: shorten it."
        return found

    def piece(self) -> Piece:
        """Return the piece of a form without problems."""
        day = day_of(self.day)
        assert day is not None
        return Piece(self.ref, self.title, self.link, day, {k: v for k, v in self.answers.items() if v}, self.version)


def day_of(text: str) -> date | None:
    """Return the day that a text names, None for what is none that a register could ask for."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2200 else None


def may_link(link: str) -> bool:
    """Whether an address may be shown as a link: the web alone, no scripts."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(link) <= LONGEST_LINK


def ref_of(text: str) -> str:
    """Return the name of a piece, a new one for a text that is none: nobody can guess it."""
    return text if REF.fullmatch(text) else secrets.token_urlsafe(16)


def line_of(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text[:LONGEST_KEPT].replace("\0", "").split())


def text_of(text: str) -> str:
    """Return a text with plain line ends; far too long a one is cut, and told to be too long."""
    return text[:LONGEST_KEPT].replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()
