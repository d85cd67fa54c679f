"""Frozen records that more than one room reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

PersonOrBody = Literal["person", "body"]
STANCES = ("for", "against", "unsure")
Risk = Literal["policy", "anonymised review", "named child", "live case"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What understanding reads of an article: plain text and what is known beside it."""

    id: str
    url: str
    source: str
    published: date | None
    title: str
    text: str
    nations: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A person or body that a text names, with the role it gives."""

    name: str
    kind: PersonOrBody
    role: str | None = None


@dataclass(frozen=True, slots=True)
class SpokenQuote:
    """Words in quotation marks and who said them; position counts characters from the start of the text."""

    speaker: str
    text: str
    role: str | None = None
    verb: str | None = None
    position: int = 0
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Promise:
    """What somebody said would be done: the sentence, by when in words, and the last day where that can be told."""

    who: str
    what: str
    sentence: str
    due_words: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class DateAhead:
    """A day ahead that a text names: the close of a consultation, a deadline, a day of statistics."""

    kind: str
    day: date
    sentence: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the newsroom understood of an article; reasons[0] is the domain's."""

    in_domain: bool
    nation: str
    topics: tuple[str, ...]
    event: str | None
    people: tuple[Mention, ...]
    bodies: tuple[Mention, ...]
    quotes: tuple[SpokenQuote, ...]
    risk: Risk
    reasons: tuple[str, ...] = field(default=())
    promises: tuple[Promise, ...] = field(default=())
    dates: tuple[DateAhead, ...] = field(default=())
    duties: tuple[str, ...] = field(default=())
