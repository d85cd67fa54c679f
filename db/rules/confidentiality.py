"""A nudge before a comment is posted: which of its words, taken together, could tell who a child is.

It weighs hints and shows them; it recognises nobody. What keeps a child safe is that people look (docs/decisions).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol

Kind = Literal["pass", "warn", "hold"]
NUMBER = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|[1-9]|1[0-7]"
)
_WEEKDAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_WHO = "he|she|they|who|child|boy|girl|son|daughter"
_IS = r"(?:['’]?s|['’]re| is| was| are| were)"
_AGES = (
    rf"\b(?:{NUMBER})[- ]?(?:yo|y/o|yrs?|years?|months?|weeks?)[- ]?olds?\b",
    rf"\b(?:{NUMBER}) ?(?:yo|yr old)\b",
    rf"\bage[ds]? (?:of )?(?:{NUMBER})\b",
    rf"\b(?:{_WHO}){_IS} (?:only |just |now |about |nearly )?(?:{NUMBER})(?: (?:months|weeks|and (?:{NUMBER})))?"
    r"(?=[\s,.;!?)]|$)(?! \w+ (?:weeks|times|miles))",
    rf"(?<=[a-z])(?:, ?| \()(?:{NUMBER})(?= ?[,).]| and (?:{NUMBER})\b)",
    rf"\bat (?:{NUMBER})\b(?=[?.,;!]|$)",
    rf"\b(?:{NUMBER}) (?:months|weeks)(?=,| old)",
    r"\byear (?:[1-9]|1[0-3]|one|two|three|four|five|six|seven|eight|nine|ten|eleven)\b",
    r"\b(?:[7-9]|1[0-3])[A-F]\b",
    rf"\b(?:{NUMBER}) under (?:{NUMBER})\b",
    rf"\b(?:ages?|aged) (?:{NUMBER}) and (?:{NUMBER})\b",
)
_DAYS = (
    rf"(?:{_WEEKDAY})\b",
    r"(?:yesterday|today|tonight|tomorrow|this morning|last night|last week|next week|birthday|christmas eve)",
    rf"(?:in|since|last) (?:{_MONTH})\b",
    r"on the \d{1,2}(?:st|nd|rd|th)",
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH})",
    r"since (?:easter|christmas)|before christmas",
    r"\d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d",
)
_AGE = re.compile("|".join(_AGES), re.IGNORECASE)
_DATE = re.compile(rf"\b(?:{'|'.join(_DAYS)})", re.IGNORECASE)
_GIVEN_DATE = r"\d{1,2}[/. -](?:\d{1,2}|[A-Za-z]{3,9})[/. -](?:19|20)?\d\d"
_SYSTEMS = "mosaic|liquidlogic|carefirst|frameworki|eclipse|lcs|case|file|client|ref(?:erence)?|swis|id"
_BORN = r"dob|d\.o\.b\.?|date of birth|born(?: on)?"
_HARD: tuple[tuple[str, str], ...] = (
    ("a court case number", r"\b[A-Z]{2} ?\d{2} ?[A-Z] ?\d{5}\b"),
    ("a pupil number", r"\b[A-HJ-NP-Z]\d{11}[\dA-HJ-NP-Z]\b"),
    ("a case number", rf"(?i)\b(?:{_SYSTEMS})\b[ :.]{{0,2}}(?:(?:id|no|number|ref)\b[ :.]{{0,2}})?#?\d{{5,}}\b"),
    ("a date of birth", rf"(?i)\b(?:{_BORN})\b[^.\n]{{0,12}}?{_GIVEN_DATE}|\b(?:dob|date of birth)\b[^.\n]{{0,20}}\d"),
    ("a postcode", r"\b(?!PD|SI|HL|SC)[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b"),
    ("a mail address", r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    ("somebody’s account", r"(?<![\w.])@[A-Za-z]\w[\w.]{2,}"),
)
_IDENTIFIES = tuple((said, re.compile(pattern)) for said, pattern in _HARD)
_PHONE = re.compile(r"(?<![\w.,£])(?:\+44[ -]?|0)(?:\d[ -]?){9,10}(?!\w)")
_NHS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’.-](?=[^\W\d_])[^\W_]+)*")
_PUBLIC_NUMBER = re.compile(
    r"\[\d{4}\] (?:EW\w+|UK\w+)[^,;.]{0,20}|\bPD ?\d+[A-Z]?\b|\bs(?:ection|\.)? ?\d+", re.IGNORECASE
)


SAID = {
    "name": "a name that is not in the news",
    "person": "one person",
    "somebody": "one person",
    "age": "an age",
    "date": "a day",
    "place": "a place",
    "involved": "your own part in it",
    "jigsaw": "a way to find out who it is",
    "rare": "something that few people share",
}


class Words(Protocol):
    """What the check knows; all words in small letters."""

    @property
    def version(self) -> str:
        """Return the day of the lists."""

    @property
    def weights(self) -> Mapping[str, float]:
        """Return what each kind of hint weighs, and from where on a comment is held or warned of."""

    @property
    def words(self) -> Mapping[str, tuple[str, ...]]:
        """Return the words of each kind of hint."""

    @property
    def known(self) -> frozenset[str]:
        """Return the pieces of names that are no secret."""

    @property
    def first_names(self) -> frozenset[str]:
        """Return first names."""

    @property
    def helplines(self) -> frozenset[str]:
        """Return the digits of numbers that everybody may give."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Words of a comment and what they could tell."""

    kind: str
    words: str

    @property
    def said(self) -> str:
        """Return what it could tell, for the writer."""
        return SAID.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check makes of a comment: `hold` goes to a moderator whatever the writer says."""

    kind: Kind
    hints: tuple[Hint, ...]
    version: str


class Check:
    """The confidentiality check with its lists made ready."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._lists = {kind: _either(terms) for kind, terms in words.words.items() if kind in SAID}
        street = _title(words.words["street"])
        self._street = re.compile(rf"\b(?:(\d{{1,4}}[a-z]?) )?((?:[A-Z][\w'’]+ ){{1,3}})({street})\b")
        self._before = frozenset(words.words["public_before"])
        self._after = frozenset(words.words["public_after"])
        self._quiet = words.known | self._before | frozenset(words.words["place"])

    def of(self, text: str, told: str = "") -> Verdict:
        """Return the verdict on a comment; names that its story told already are no secret."""
        plain = text.replace("’", "'")
        hard = tuple(self._hard(plain))
        hints = (*hard, *self._soft(plain, _told(told.replace("’", "'"))))
        return Verdict("hold" if hard else self._weighed(hints), hints, self._words.version)

    def _weighed(self, hints: Iterable[Hint]) -> Kind:
        kinds: dict[str, set[str]] = {}
        for hint in hints:
            kinds.setdefault(hint.kind, set()).add(hint.words.lower())
        score = score_of({kind: len(words) for kind, words in kinds.items()}, self._words.weights)
        return (
            "hold"
            if score >= self._words.weights["hold"]
            else "warn"
            if score >= self._words.weights["warn"]
            else "pass"
        )

    def _hard(self, text: str) -> Iterator[Hint]:
        for said, pattern in _IDENTIFIES:
            yield from (Hint(said, found[0]) for found in pattern.finditer(text))
        for found in _PHONE.finditer(text):
            if _digits(found[0]) not in self._words.helplines:
                yield Hint("a phone number", found[0])
        yield from (Hint("an NHS number", found[0]) for found in _NHS.finditer(text) if nhs_number(_digits(found[0])))
        for found in self._street.finditer(text):
            if found[1]:
                yield Hint("an address", found[0])

    def _soft(self, text: str, told: Collection[str]) -> Iterator[Hint]:
        bare = _PUBLIC_NUMBER.sub(" ", text)
        yield from (Hint("name", name) for name in self._names(bare, told))
        yield from (Hint("place", found[0]) for found in self._street.finditer(bare) if not found[1])
        yield from (Hint("age", found[0].strip(" ,(")) for found in _AGE.finditer(bare))
        yield from (Hint("date", found[0]) for found in _DATE.finditer(bare))
        small = bare.lower()
        for kind, pattern in self._lists.items():
            yield from (Hint(kind, found[0]) for found in pattern.finditer(small))

    def _names(self, text: str, told: Collection[str]) -> Iterator[str]:
        """Yield names that are not in the news: capitals inside a sentence, or a first name anywhere."""
        words = list(_WORD.finditer(text))
        for place, word in enumerate(words):
            piece = word[0].removesuffix("'s")
            if self._secret(piece, told, _begins(text, word.start())) and not self._public(words, place):
                yield piece

    def _secret(self, piece: str, told: Collection[str], begins: bool) -> bool:
        """Whether a word is a name that nobody in the news has."""
        small = piece.lower()
        if len(piece) < 3 or not piece[0].isupper() or sum(map(str.isupper, piece)) > 3 or piece.rstrip("s").isupper():
            return False
        return small not in told and small not in self._quiet and (not begins or small in self._words.first_names)

    def _public(self, words: list[re.Match[str]], place: int) -> bool:
        """Whether a name stands beside a title, or before what a public person publishes."""
        before = [word[0].lower().rstrip(".") for word in words[max(0, place - 3) : place]]
        after = [word[0].lower() for word in words[place + 1 : place + 4]]
        return any(word in self._before for word in before) or any(word in self._after for word in after)


def score_of(counts: Mapping[str, int], weights: Mapping[str, float]) -> float:
    """Return how much the hints of a comment weigh together; the second of a kind counts half, more count no more."""
    return sum(weights[kind] * (1.0 if count == 1 else 1.5) for kind, count in counts.items() if kind in weights)


def nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number by its check digit (modulus 11)."""
    if len(digits) != 10 or not digits.isdigit():
        return False
    check = 11 - sum(int(one) * weight for one, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and int(digits[9]) == check % 11


def _digits(text: str) -> str:
    found = "".join(one for one in text if one.isdigit())
    return "0" + found[2:] if found.startswith("44") else found


def _begins(text: str, start: int) -> bool:
    """Whether a word begins a sentence, where a capital says nothing."""
    before = text[:start].rstrip(" \"'“‘(*_>-")
    return not before or before[-1] in ".!?:;\n…" or text[:start].endswith("\n")


@cache
def _told(text: str) -> frozenset[str]:
    """Return the words of a story, in small letters."""
    return frozenset(word[0].removesuffix("'s").lower() for word in _WORD.finditer(text))


def _either(terms: Iterable[str]) -> re.Pattern[str]:
    parts = sorted((re.escape(term).replace(r"\*", r"\w*") for term in terms), key=len, reverse=True)
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(parts)})(?![\w-])")


def _title(terms: Iterable[str]) -> str:
    return "|".join(re.escape(term.title()) for term in terms)
