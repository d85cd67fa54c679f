"""Who said what: words in quotation marks with the one who said them.

Paragraph by paragraph. Outside the quotation marks verbs of saying are looked for, with their subject: a name, a
pronoun, a role, or somebody without a name. A quote belongs to the subject of its own sentence, else to the speaker in
scope. Where that speaker has no name the quote is left out: nobody is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.understanding.speakers import Cast, Speaker, subject_near
from db.types import Mention, Reading, SpokenQuote

READ_AT_MOST = 60_000
REACH = 600  # characters around a quote in which its sentence begins and ends
SHORTEST, LONG = 2, 5  # words: below the first it is no quote, below the second only with its own verb
VERBS = frozenset(
    [
        "said",
        "says",
        "saying",
        "told",
        "tells",
        "added",
        "adds",
        "warned",
        "warns",
        "explained",
        "explains",
        "argued",
        "argues",
        "claimed",
        "claims",
        "insisted",
        "insists",
        "stressed",
        "stresses",
        "urged",
        "wrote",
        "writes",
        "commented",
        "continued",
        "concluded",
        "admitted",
        "agreed",
        "asked",
        "described",
        "denied",
        "noted",
        "observed",
        "promised",
        "recalled",
        "replied",
        "responded",
        "revealed",
        "suggested",
        "tweeted",
        "announced",
        "acknowledged",
        "confirmed",
        "declared",
        "emphasised",
        "pledged",
        "predicted",
        "remarked",
        "stated",
        "accepted",
        "conceded",
        "cautioned",
        "believes",
        "called",
        "hailed",
        "welcomed",
        "criticised",
        "branded",
        "dismissed",
        "disagreed",
        "reflected",
        "questioned",
        "joked",
        "thanked",
    ]
) | {"pointed out"}
SAYING = re.compile(r"pointed out\b|[a-z]+")
MARKS = re.compile('[“”"]')
_SENTENCE_END = re.compile(r"[.?!](?=\s|$)")
_OPEN, _CLOSE = "“", "”"


@dataclass(frozen=True, slots=True)
class Span:
    """Quoted words inside a paragraph; an open one is continued in the next paragraph."""

    start: int
    end: int
    text: str
    open: bool


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody says something: where the verb stands, and who it is (None: somebody without a name)."""

    at: int
    verb: str
    speaker: Speaker | None
    sure: bool


def find_quotes(reading: Reading, people: Sequence[Mention]) -> tuple[SpokenQuote, ...]:
    """Return the direct quotes of an article with their speakers, in the order of the text."""
    if not MARKS.search(reading.text, 0, READ_AT_MOST):
        return ()
    scene = _Scene(Cast(reading, people))
    found: list[SpokenQuote] = []
    at = 0
    for paragraph in reading.text[:READ_AT_MOST].split("\n"):
        found += scene.play(paragraph, at)
        at += len(paragraph) + 1
    return tuple(found)


class _Scene:
    """Who speaks, carried from paragraph to paragraph."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._speaker: Speaker | None = None
        self._verb: str | None = None
        self._continued = False

    def play(self, paragraph: str, offset: int) -> list[SpokenQuote]:
        """Return the quotes of a paragraph and remember who spoke last."""
        spans = spans_of(paragraph, continued=self._continued)
        masked = _masked(paragraph, spans)
        self._cast.read(masked)
        events = self._events(masked)
        found = [self._quote(span, events, masked, offset) for span in spans]
        if events:
            self._speaker, self._verb = events[-1].speaker, events[-1].verb
        elif not spans:
            self._name_subject(masked)
        self._continued = bool(spans) and spans[-1].open
        return [quote for quote in found if quote is not None]

    def _events(self, masked: str) -> list[Event]:
        events: list[Event] = []
        speaker = self._speaker
        for verb in says_in(masked):
            subject = subject_near(self._cast, masked, verb.start(), verb.end(), speaker)
            if subject is None:
                continue
            events.append(Event(verb.start(), verb[0], subject.speaker, subject.sure))
            speaker = subject.speaker
        return events

    def _name_subject(self, masked: str) -> None:
        """A paragraph without any saying that begins with a name puts that person in scope for a quote after it."""
        subject = self._cast.subject_of_paragraph(masked)
        if subject is not None:
            self._speaker, self._verb = subject, None

    def _quote(self, span: Span, events: list[Event], masked: str, offset: int) -> SpokenQuote | None:
        words = len(span.text.split())
        if words < SHORTEST or not any(letter.isalpha() for letter in span.text):
            return None
        event, own = _event_for(span, events, masked)
        if words < LONG and not own:
            return None
        speaker, verb, sure = self._speaker, self._verb, True
        if event is not None:
            speaker, verb, sure = event.speaker, event.verb, event.sure
        elif masked[: span.start].strip(' _“"') and not self._continued:
            sure = False
        if speaker is None:
            return None
        return SpokenQuote(speaker.name, span.text, speaker.role, verb, offset + span.start, sure)


def says_in(masked: str) -> Iterator[re.Match[str]]:
    """Yield the verbs of saying of a paragraph: looked up word by word, which costs less than one large pattern."""
    small = masked.lower()
    for word in SAYING.finditer(small if len(small) == len(masked) else masked):
        if word[0] in VERBS:
            yield word


def _event_for(span: Span, events: list[Event], masked: str) -> tuple[Event | None, bool]:
    """Return the event a quote belongs to, and whether it stands in the quote's own sentence."""
    start, end = _sentence(masked, span)
    own = [event for event in events if start <= event.at < end]
    if own:
        return min(own, key=lambda event: _distance(event.at, span)), True
    before = [event for event in events if event.at < span.start]
    return (before[-1], False) if before else (None, False)


def _distance(at: int, span: Span) -> int:
    return span.start - at if at < span.start else at - span.end


def _sentence(masked: str, span: Span) -> tuple[int, int]:
    """Return where the sentence of a quote begins and ends; a verb of saying may follow its full stop."""
    near = max(0, span.start - REACH)
    start = max((end.end() for end in _SENTENCE_END.finditer(masked, near, span.start)), default=near)
    after = _SENTENCE_END.search(masked, span.end, span.end + REACH)
    closed_before = re.match(r"\s*(?:$|[A-Z“])", masked[span.end :]) is not None and span.text[-1:] in ".?!"
    says_after = re.match(
        r"[\s,]*(?:he|she|they|said|says|added|[A-Z][\w’'-]+ (?:said|says|added|told))\b", masked[span.end :]
    )
    if closed_before and not says_after:
        return start, span.end
    return start, after.end() if after else len(masked)


def spans_of(paragraph: str, *, continued: bool = False) -> list[Span]:
    """Return the quoted spans of a paragraph, with curly or straight marks; the last may be open."""
    if _OPEN in paragraph or _CLOSE in paragraph:
        return _curly(paragraph, continued)
    return _straight(paragraph)


def _curly(paragraph: str, continued: bool) -> list[Span]:
    spans: list[Span] = []
    start = 0 if continued and not paragraph.lstrip().startswith(_OPEN) and _closes_first(paragraph) else None
    for at, letter in enumerate(paragraph):
        if letter == _OPEN and start is None:
            start = at + 1
        elif letter == _CLOSE and start is not None:
            spans.append(_span(paragraph, start, at, open_end=False))
            start = None
    if start is not None and start < len(paragraph):
        spans.append(_span(paragraph, start, len(paragraph), open_end=True))
    return spans


def _closes_first(paragraph: str) -> bool:
    close, opening = paragraph.find(_CLOSE), paragraph.find(_OPEN)
    return close >= 0 and (opening < 0 or close < opening)


def _straight(paragraph: str) -> list[Span]:
    marks = [match.start() for match in re.finditer('"', paragraph)]
    spans = [_span(paragraph, a + 1, b, open_end=False) for a, b in zip(marks[::2], marks[1::2], strict=False)]
    if len(marks) % 2:
        spans.append(_span(paragraph, marks[-1] + 1, len(paragraph), open_end=True))
    return spans


def _span(paragraph: str, start: int, end: int, *, open_end: bool) -> Span:
    raw = paragraph[start:end]
    left = len(raw) - len(raw.lstrip())
    return Span(start + left, end, raw.strip(), open_end)


def _masked(paragraph: str, spans: list[Span]) -> str:
    """Return the paragraph with its quoted words blanked, letter for letter as long."""
    parts, last = [], 0
    for span in spans:
        parts += [paragraph[last : span.start], "_" * (span.end - span.start)]
        last = span.end
    return "".join([*parts, paragraph[last:]])
