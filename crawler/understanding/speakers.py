"""Who a verb of saying belongs to: a name, a pronoun, a role, or somebody without a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.understanding.gazetteer import gazetteer, plain_first_name
from db.types import Mention, Reading

_PRONOUN = re.compile(r"\b(he|she|they)\b", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"\b(?:a|an|one|the|another|each|some|many|several|his|her|their|[A-Z][\w’'-]+) (?:[\w’'-]+ ){0,4}?"
    r"(spokes\w+|report|review|judge|mother|father|parent|parents|carer|carers|worker|workers|practitioner|practitioners|"
    r"council|charity|letter|statement|source|sources|inspectors|ministers|members|delegates|staff|survey|study|panel|board|"
    r"government|department|union|association|watchdog|inspectorate|regulator|guidance|document|girl|boy|woman|man|child|"
    r"teenager|leaver|researchers|authors|campaigners|experts|critics|commission|committee|ombudsman|tribunal|court)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\bthe (?:[\w’'-]+ ){0,3}?(minister|secretary|commissioner|director|president|chair|chairman|chairwoman|inspector|"
    r"professor|chief executive|mp|leader|councillor|head|manager|judge|lead)\b",
    re.IGNORECASE,
)
_REACH = 220  # characters before a verb in which its subject stands
_END = re.compile(r"[.?!](?=\s)|\n")
_GENDER = {"he": "m", "she": "f", "they": "x"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person who speaks, by full name, with the role the text gives and the pronoun that fits."""

    name: str
    role: str | None
    gender: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a verb belongs to; no speaker means somebody without a name."""

    speaker: Speaker | None
    sure: bool


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    speaker: Speaker


class Cast:
    """The people of an article, and who was named last."""

    def __init__(self, reading: Reading, people: Sequence[Mention]) -> None:
        self._people = [Speaker(one.name, one.role, gender_of(one.name)) for one in people if one.kind == "person"]
        self._by_surname: dict[str, Speaker] = {}
        for speaker in reversed(self._people):
            self._by_surname[speaker.name.split()[-1]] = speaker
        names = sorted({one for speaker in self._people for one in (speaker.name, speaker.name.split()[-1])}, key=len)
        self._pattern = (
            re.compile(rf"(?<![\w’'-])({'|'.join(map(re.escape, reversed(names)))})(?![\w-])") if names else None
        )
        self._by_name = {speaker.name: speaker for speaker in self._people}
        self._last: list[Speaker] = []
        self.read(reading.title)

    def places(self, text: str) -> list[_Place]:
        """Return where the people are named in a text, in full or by surname."""
        if self._pattern is None:
            return []
        return [_Place(m.start(), m.end(), self._who(m[1])) for m in self._pattern.finditer(text)]

    def _who(self, name: str) -> Speaker:
        return self._by_name.get(name) or self._by_surname[name]

    def read(self, text: str) -> None:
        """Remember who is named in a text, the last one last; a full name takes over its surname."""
        for place in self.places(text):
            self._by_surname[place.speaker.name.split()[-1]] = place.speaker
            self._last = [one for one in self._last if one != place.speaker] + [place.speaker]

    def by_pronoun(self, pronoun: str, speaker: Speaker | None) -> Speaker | None:
        """Return whom a pronoun means: the speaker in scope if it fits, else the last one named whom it fits."""
        gender = _GENDER[pronoun.lower()]
        if speaker is not None and _agrees(speaker, gender):
            return speaker
        fitting = [one for one in self._last if _agrees(one, gender)]
        return fitting[-1] if fitting else None

    def by_role(self, role: str) -> Speaker | None:
        """Return the one person with a role, None where there is none or more."""
        found = [one for one in self._people if one.role and role.lower() in one.role.lower()]
        return found[0] if len(found) == 1 else None

    def subject_of_paragraph(self, text: str) -> Speaker | None:
        """Return the person with whose name, or whose role and name, a paragraph begins."""
        places = self.places(text[:120])
        return places[0].speaker if places and places[0].start < 60 else None

    def subject_of_sentence(self, text: str) -> Speaker | None:
        """Return the person with whose name the last sentence of a text begins, None where it begins otherwise."""
        sentence = re.split(r"(?<=[.?!])\s", text.rstrip())[-1]
        return self.subject_of_paragraph(sentence)


def gender_of(name: str) -> str:
    """Return the pronoun a name takes by its first name or title: m, f, or x where it is not known."""
    first = name.split()[0]
    if first in ("Lord", "Sir", "Mr"):
        return "m"
    if first in ("Lady", "Baroness", "Dame", "Mrs", "Ms"):
        return "f"
    return gazetteer().first_names.get(plain_first_name(first), "x")


def _agrees(speaker: Speaker, gender: str) -> bool:
    return "x" in (speaker.gender, gender) or speaker.gender == gender


def subject_near(cast: Cast, text: str, start: int, end: int, speaker: Speaker | None) -> Subject | None:
    """Return whose a verb is: the one named right after it, else the nearest before it in its sentence."""
    after = _after(cast, text, start, end)
    if after is not None:
        return after
    near = max(0, start - _REACH)
    ends = [found.end() for found in _END.finditer(text, near, start)]
    begins = ends[-1] if ends else near
    speaker = cast.subject_of_sentence(text[max(0, begins - _REACH) : begins]) or speaker
    return _before(cast, text[begins:start], speaker)


def _after(cast: Cast, text: str, start: int, end: int) -> Subject | None:
    """Return the subject that follows its verb: said Anna Smith, said the minister, said a spokeswoman."""
    rest = text[end : end + 160]
    opens = re.search(r"(?:_\W*|^|[.?!]\s)\s*$", text[max(0, start - 6) : start] if start >= 6 else text[:start])
    if opens is None or not re.match(r"\s+\w", rest):
        return None
    clause = re.split(r"[.;]", rest)[0]
    places = cast.places(clause)
    if places and places[0].start < 90:
        return Subject(places[0].speaker, sure=True)
    role = _ROLE.search(clause)
    if role and role.start() < 4:
        return Subject(cast.by_role(role[1]), sure=False)
    return Subject(None, sure=True) if re.match(r"\s+(?:[A-Z]|the |a |an |one )", rest) else None


def _before(cast: Cast, clause: str, speaker: Speaker | None) -> Subject | None:
    """Return the last possible subject before a verb: a name, a pronoun, a role, or somebody without a name."""
    candidates: list[tuple[int, int, Subject]] = [
        (place.end, 3, Subject(place.speaker, sure=True)) for place in cast.places(clause)
    ]
    for match in _PRONOUN.finditer(clause):
        known = cast.by_pronoun(match[1], speaker)
        candidates.append((match.end(), 2, Subject(known, sure=match[1].lower() != "they" and known is not None)))
    for match in _ROLE.finditer(clause):
        candidates.append((match.end(), 1, Subject(cast.by_role(match[1]), sure=False)))
    for match in _SOMEBODY.finditer(clause):
        if not cast.places(clause[match.start() :]):
            candidates.append((match.end(), 0, Subject(None, sure=True)))
    named = [one for one in candidates if one[1] >= 2]
    if named:
        nearest = max(candidates, key=lambda one: (one[0], one[1]))
        best = max(named, key=lambda one: one[0])
        return nearest[2] if nearest[1] == 0 and "," not in clause[best[0] : nearest[0]] else best[2]
    return max(candidates, key=lambda one: (one[1], one[0]))[2] if candidates else None
