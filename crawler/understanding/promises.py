"""Candidates for commitments and for dates ahead: found by pattern, shown to nobody until an editor confirms them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crawler.understanding.moments import MONTHS, by_when, day_in
from db.types import DateAhead, Mention, Promise, Reading, SpokenQuote

READ_AT_MOST = 20_000
MOST = 8  # of each kind in one article
LONGEST = 400  # characters of a sentence
SENTENCE = re.compile(r"[^.?!\n]+(?:[.?!](?![\s”]|$)[^.?!\n]*)*[.?!]?”?")
PROMISE_HINTS = (
    "will", "shall", "would", "is to ", "are to ", "going to ", "’ll", "'ll", "promis", "pledg", "commit", "undert",
    "vow", "guarante", "agreed",
)  # fmt: skip
DATE_HINTS = (
    "consultation", "call for evidence", "survey", "inquiry", "respon", "deadline", "appl", "submit", "register", "bid",
    "nominat", "return", "statistics", "figures", "data", "census", "publish", "release",
)  # fmt: skip
MONTH_HINTS = tuple(month[:3] for month in MONTHS)
DIGIT = re.compile(r"\d")
ACTIONS = (
    r"(?:(?:writ|publish|consult|introduc|launch|review|report|legislat|invest|fund|requir|appoint|inspect|amend|respond|"
    r"issu|abolish|scrap|extend|provid|creat|begin|start|rais|increas|recruit|train|clos|pilot|repeal|implement|updat|"
    r"replac)\w*|set(?:ting)? up|bring(?:ing)? forward|roll(?:ing)? out|ban|cap|cut|end|pay|paying)"
)
DOING = r"(?:be (?=\w+ing\b))?"  # not: will be published, by whomever
PROMISE = re.compile(
    rf"\b(?P<verb>(?:has |have |had )?(?:also )?(?:promis(?:ed|es|e)|pledg(?:ed|es|e)|vow(?:ed|s)?|undertook|"
    rf"guaranteed|committed itself|committed themselves|agreed|is committed|are committed|made a commitment) "
    rf"(?:to|that)\b|"
    rf"(?:(?:will|shall) (?:also |now |soon |then |formally )?|(?:is|are|am) (?:going )?to ){DOING}{ACTIONS}\b)|"
    rf"[’'](?:ll|m going to|re going to) {DOING}{ACTIONS}\b",
    re.IGNORECASE,
)
UNLESS = re.compile(r"\b(?:if|unless|provided)\b", re.IGNORECASE)
TOLD = re.compile(
    rf"\b(?:said|says|announced|confirmed|told|added|wrote|admitted|promised|pledged)\b[^“”]*?"
    rf"(?P<verb>\bwould (?:also |now )?{DOING}{ACTIONS}\b)",
    re.IGNORECASE,
)
BODY = re.compile(
    r"\b(?P<who>(?:the |both |all )?(?:[A-Z][\w’'-]+ ){0,4}?(?:[Gg]overnment|[Dd]epartment(?: for [A-Z]\w+)?|"
    r"[Cc]ouncil|[Mm]inisters?|[Bb]oard|[Tt]rust|[Ii]nspectorate|[Rr]egulator|[Cc]ommissioner|[Pp]artnership|[Mm]inistry|"
    r"[Cc]ommission|[Aa]ssociation|Ofsted|Cafcass|Social Work England|DfE))\b"
)
SELF = re.compile(r"\b(?:I|[Ww]e)(?: (?:will|shall|am|are|have|promise|pledge)\b|[’'](?:ll|m|re)\b)")
QUOTED = re.compile(r"“[^”]*”?")
QUOTED_ON = re.compile(r"^[^“”]*(?:”|$)")
NOT_SO = re.compile(
    r"\b(?:if|unless|whether|may|might|could|should|unlikely|not be|never|asked|urged|calls? (?:on|for)|hopes?|"
    r"wants?)\b",
    re.IGNORECASE,
)
CLOSES = re.compile(
    r"\b(?:consultation|call for evidence|survey|inquiry)\b[^.]{0,120}?\b(?:clos(?:es|ing|ed)|ends?|runs? until|"
    r"open until|deadline)\b|"
    r"\bresponses?\b[^.]{0,60}?\b(?:by|before|until)\b",
    re.IGNORECASE,
)
DEADLINE = re.compile(
    r"\bdeadline\b|\b(?:apply|applications?|submit|register|respond|bids?|nominations?|returns?)\b[^.]{0,80}?"
    r"\b(?:by|before|until|no later than)\b",
    re.IGNORECASE,
)
FIGURES = re.compile(
    r"\b(?:statistics|figures|data|census)\b[^.]{0,80}?\b(?:published|released|due|out)\b|"
    r"\b(?:publish|release)\w*\b[^.]{0,60}?\b(?:statistics|figures)\b",
    re.IGNORECASE,
)


def find_promises(
    reading: Reading, people: Sequence[Mention], bodies: Sequence[Mention], quotes: Sequence[SpokenQuote]
) -> tuple[tuple[Promise, ...], tuple[DateAhead, ...]]:
    """Return who promised what by when, and days ahead that a text names; each with its sentence."""
    promises: list[Promise] = []
    dates: list[DateAhead] = []
    known = names_of((*people, *bodies))
    said = sentences(reading.text[:READ_AT_MOST])
    spoken_words = [(quote.speaker, " ".join(quote.text.split())) for quote in quotes]
    spoken = False
    for number, sentence in enumerate(said):
        small = sentence.lower() if len(sentence) <= LONGEST else ""
        if len(promises) < MOST and hints(small, PROMISE_HINTS):
            scene = Scene(said, number, spoken, spoken_words, known)
            promises += [promise] if (promise := promise_in(scene, reading)) else []
        if len(dates) < MOST and DIGIT.search(small) and hints(small, MONTH_HINTS) and hints(small, DATE_HINTS):
            dates += [ahead] if (ahead := date_in(sentence, reading)) else []
        spoken = sentence.rfind("“") > sentence.rfind("”") or (spoken and "”" not in sentence)
    return tuple(promises), tuple(dates)


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence among those of its article, whether it begins inside a quotation, the quotes and the names known."""

    said: Sequence[str]
    number: int
    within: bool
    quotes: Sequence[tuple[str, str]]
    known: Mapping[str, str]

    @property
    def sentence(self) -> str:
        """Return the sentence itself."""
        return self.said[self.number]

    @property
    def named(self) -> str:
        """Return whom the sentence names first."""
        return first_named(self.sentence, self.known)

    @property
    def before(self) -> str:
        """Return who says the sentence, else whom the nearest earlier one names."""
        earlier = (first_named(one, self.known) for one in reversed(self.said[: self.number]))
        return speaker_of(self.sentence, self.quotes) or next(filter(None, earlier), "")


def names_of(mentions: Iterable[Mention]) -> dict[str, str]:
    """Return people and bodies by their full names and by the last words of them."""
    found: dict[str, str] = {}
    for mention in mentions:
        found.setdefault(mention.name, mention.name)
        found.setdefault(mention.name.split()[-1], mention.name)
    return found


def hints(small: str, words: Sequence[str]) -> bool:
    """Tell at a glance whether a sentence in small letters can hold what is looked for; most cannot."""
    for word in words:  # noqa: SIM110 - asked of each sentence of each article, and `any` takes twice as long
        if word in small:
            return True
    return False


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, each on one line."""
    return [tidy for found in SENTENCE.finditer(text) if (tidy := " ".join(found[0].split()))]


def first_named(sentence: str, known: Mapping[str, str]) -> str:
    """Return the person or body that a sentence names first, by full name or surname; nothing for none."""
    places = [(at, known[part]) for part in known if (at := sentence.find(part)) >= 0]
    return min(places, default=(0, ""))[1]


def speaker_of(sentence: str, quotes: Sequence[tuple[str, str]]) -> str:
    """Return who said a sentence that is one of some quotes (speaker, words); nothing for a sentence nobody said."""
    core = sentence.strip("“”").partition("“")
    words = (core[2] or core[0]).partition("”")[0].strip()
    return next((speaker for speaker, said in quotes if len(words) > 20 and words[:200] in said), "")


def promise_in(scene: Scene, reading: Reading) -> Promise | None:
    """Return the promise of a sentence, where somebody who can be asked for it makes one."""
    sentence = scene.sentence
    outside = QUOTED.sub(_blank, QUOTED_ON.sub(_blank, sentence, count=1) if scene.within else sentence)
    spoken = any(SELF.search(sentence, start) for start in _quoted_from(sentence, scene.within))
    told = TOLD.search(outside) if not spoken and "would" in outside else None
    verb = told or PROMISE.search(sentence if spoken else outside)
    if verb is None:
        return None
    start = verb.start("verb") if told else verb.start()
    if NOT_SO.search(sentence[max(0, start - 60) : verb.end()]) or UNLESS.search(sentence, verb.end()):
        return None
    who = maker_of(scene, outside[:start], spoken=spoken, told=told is not None)
    if not who:
        return None
    when = by_when(sentence[verb.end() :], reading.published)
    what = re.sub(r"^(?:m|re|ll) ", "", sentence[start:].strip("”“’' "))
    return Promise(who, what, sentence, when.words if when else "", when.day if when else None)


def maker_of(scene: Scene, outside: str, *, spoken: bool, told: bool) -> str:
    """Return who makes a promise: who says it, whom the words before it name, or a body that they speak of."""
    if spoken and (who := scene.before or scene.named):
        return who
    if scene.named and place_of(scene.named, scene.sentence) < len(outside):
        return scene.named
    if body := BODY.search(outside):
        return body["who"].strip()
    return scene.named or scene.before if told else ""


def _quoted_from(sentence: str, within: bool) -> list[int]:
    """Return where the quotations of a sentence begin."""
    return [*([0] if within else []), *(found.start() for found in re.finditer("“", sentence))]


def _blank(quote: re.Match[str]) -> str:
    return " " * len(quote[0])


def place_of(name: str, sentence: str) -> int:
    """Return where a name, or its last word, stands in a sentence."""
    at = sentence.find(name)
    return at if at >= 0 else sentence.find(name.split()[-1])


def date_in(sentence: str, reading: Reading) -> DateAhead | None:
    """Return the day ahead that a sentence names for a consultation, a deadline or figures."""
    kind = next(
        (kind for kind, rule in (("consultation", CLOSES), ("statistics", FIGURES), ("deadline", DEADLINE))
         if rule.search(sentence)),
        None,
    )  # fmt: skip
    when = day_in(sentence, reading.published) if kind else None
    if kind is None or when is None or when.day is None:
        return None
    if reading.published is not None and when.day < reading.published:
        return None
    return DateAhead(kind, when.day, sentence)
