"""Who and what an article names: people by their full names, bodies by what they were called then."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from importlib.resources import files

from crawler.understanding.gazetteer import find_known, gazetteer, plain_first_name
from crawler.understanding.misspelt import holders, meant
from db.types import Mention, Reading

READ_AT_MOST = 60_000
LOOKS_FOR_ROLE = 3  # mentions of a name beside which its role is looked for
# A pattern that begins with its capital, and looks before it only then, is found twice as fast.
_REST = r"[a-zA-Zà-ÿ]*(?:['’-][A-Za-zÀ-ÿ][a-zà-ÿ]+)*[a-zà-ÿ]"
_WORD = rf"[A-ZÀ-Þ]{_REST}"
_NAME = re.compile(rf"[A-ZÀ-Þ](?<![\w’'-].){_REST}(?: (?:{_WORD}|[A-Z]\.?|de|van|von|al|Le|La)){{1,3}}(?![\w-])")
_PEERS = ("Lord", "Lady", "Baroness", "Sir", "Dame")
_TITLES = frozenset(
    {"Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Professor", "Baron", "Cllr", "Councillor", "Judge", "Justice", "Rev"}
    | {"Inspector", "Superintendent", "Sergeant", "Detective", "Chief", "Minister", "Secretary", "President", *_PEERS}
)
_BEFORE_NAMES = _TITLES | {"Said", "Says", "But", "And", "When", "While", "As", "If", "Former"}
_NOT_NAMES = frozenset(files("crawler.understanding").joinpath("not-names.txt").read_text("utf-8").split())
_ROLES = (
    r"(?:director|minister|secretary|president|chair|chairman|chairwoman|chair|chief|head|leader|manager|professor|lecturer|"
    r"commissioner|officer|spokes\w+|executive|lead|worker|carer|councillor|mp|judge|inspector|co-?ordinator|adviser|"
    r"advisor|researcher|consultant|founder|solicitor|barrister|guardian|teacher|member|fellow|analyst|editor|ombudsman)"
)
_WHOSE = (
    r"(?: (?:of|for|at|in|to) (?:the )?[\w’'&-]+"
    r"(?: (?:and|of|for|the|services|social|care|protection|families|work|practice|(?-i:[A-Z])[\w’'&-]*))*"
    r"(?: council| board| trust)?){0,2}"
)
_ROLE_AFTER = re.compile(
    r"^\s*(?:,|\(|who is|is|was|–|-)\s*(?:the |a |an |its |our |currently |former |then )*"
    rf"((?:[\w’'&-]+ ){{0,6}}?{_ROLES}\b{_WHOSE})",
    re.IGNORECASE,
)
_ROLE_WORD = re.compile(_ROLES, re.IGNORECASE)
_ROLE_BEFORE = re.compile(rf"((?:[a-z’'-]+ ){{0,3}}{_ROLES}(?: (?:of|for) [\w’' ]{{3,40}})?),? $", re.IGNORECASE)
_SAYING = re.compile(
    r"^,? (?:said|says|told|added|adds|warned|argued|explained|wrote|claimed|insisted|stressed|agreed|asked|called|"
    r"commented|concluded|admitted|believes|urged|welcomed|who|which|has|is|was|will|and)\b"
)
_SAID_BEFORE = re.compile(r"\b(?:said|says|added|adds|according to|by|told|warned|asked|from) $", re.IGNORECASE)
_LAST_WORDS = (
    "Council", "Board", "Trust", "Foundation", "Association", "Institute", "Network", "Commission", "Committee",
    "Partnership", "Authority", "Agency", "Society", "Alliance", "Federation", "Union", "Charity", "Centre", "Panel",
    "Tribunal", "Observatory", "Ombudsman", "Services", "Police", "Coalition", "Academy", "Hospital", "Fund", "Forum",
    "University", "College",
)  # fmt: skip
_BODY = re.compile(
    r"(?<![\w-])((?:[A-Z][\w’'&-]+ (?:(?:of|for|and|the|in|on) )?(?:the )?){1,6}?"
    rf"(?:{'|'.join(_LAST_WORDS)})(?! Conference)"
    r"(?: (?:of|for|on) (?:the )?[A-Z][\w’'&-]+(?: (?:and|of|for|the|in) [A-Z][\w’'&-]+| [A-Z][\w’'&-]+)*)?)(?![\w-])"
)
_FIRST_WORDS = (
    "University", "College", "Department", "Ministry", "Office", "Institute", "Association", "Society", "Royal College",
    "London Borough", "School", "Centre", "Court", "Council",
)  # fmt: skip
_OF = re.compile(
    rf"(?<![\w-])((?:{'|'.join(_FIRST_WORDS)}) (?:of|for) (?:the )?[A-Z][\w’'&-]+"
    r"(?:,? (?:and|of|for|the)? ?[A-Z][\w’'&-]+)*)"
)
_COUNCIL = re.compile(
    r"([A-Z](?<![\w-].)[a-z]+(?:[ -](?:and|upon|on|[A-Z][a-z]+)){0,4}(?: [Cc]ounty| [Cc]ity| [Bb]orough)? council)\b"
)
# What each shape of a body's name cannot do without: looking for it first is much the cheaper.
_BODIES = (
    (tuple(f"{word} {link} " for word in _FIRST_WORDS for link in ("of", "for")), _OF),
    (_LAST_WORDS, _BODY),
    ((" council",), _COUNCIL),
)
_LINKED = r"(?:[A-Z][\w’'-]*|of|for|and|the|in|on|to|with)"
_IN_BRACKETS = re.compile(r"\([A-Z]{2,8}s?\)")
_SHORT_FORM = re.compile(rf"({_LINKED}(?: {_LINKED}){{1,9}}) \(([A-Z]{{2,8}}s?)\)")
_PEER = re.compile(rf"(?<![\w-])((?:{'|'.join(_PEERS)}) {_WORD})(?! [A-Z])(?![\w-])")


def find_names(reading: Reading) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Return the people and the bodies an article names, each once, in the order in which they first occur."""
    text = f"{reading.title}\n{reading.text[:READ_AT_MOST]}"
    day = reading.published.isoformat() if reading.published else ""
    known = find_known(text, day)
    taken = [(one.start, one.end) for one in known]
    people = {one.known.name: one.start for one in reversed(known) if one.known.kind == "person"}
    bodies = {one.known.name: one.start for one in reversed(known) if one.known.kind == "body"}
    known_people = frozenset(people)
    for name, start in _ruled_bodies(text, taken):
        bodies.setdefault(name, start)
    people |= {name: start for name, start in _ruled_people(text, taken).items() if name not in people}
    roles = {name: role_of(text, name) for name in people}
    for name in [name for name in people if name not in known_people]:
        if holder := meant(name, roles[name], day, holders()):
            people.setdefault(holder, people.pop(name))
            roles.setdefault(holder, roles[name])
    found_people = [Mention(name, "person", roles[name]) for name, _ in sorted(people.items(), key=lambda one: one[1])]
    found_bodies = [Mention(name, "body") for name, _ in sorted(bodies.items(), key=lambda one: one[1])]
    return tuple(found_people), tuple(found_bodies)


def _ruled_people(text: str, taken: list[tuple[int, int]]) -> dict[str, int]:
    """Return full names that something beside them shows to be a person's."""
    found: dict[str, int] = {}
    first_names = gazetteer().first_names
    for match in _NAME.finditer(text):
        name, start = _without_title(match[0], match.start())
        words = name.split()
        if len(words) < 2 or any(word in _NOT_NAMES for word in words) or _overlaps(start, match.end(), taken):
            continue
        titled = start != match.start() or _titled(text, start)
        if plain_first_name(words[0]) in first_names or titled or _cued(text, start, match.end()):
            found.setdefault(" ".join(words), start)
    full = {name.split()[-1] for name in found}
    for match in _PEER.finditer(text) if any(f"{peer} " in text for peer in _PEERS) else ():
        if match[1].split()[1] not in full and not _overlaps(match.start(), match.end(), taken):
            found.setdefault(match[1], match.start())
    return found


def _without_title(name: str, start: int) -> tuple[str, int]:
    words = name.split(" ")
    while words and words[0].rstrip(".") in _BEFORE_NAMES:
        start += len(words[0]) + 1
        words = words[1:]
    return " ".join(words), start


def _titled(text: str, start: int) -> bool:
    before = text[max(0, start - 14) : start].rstrip().rstrip(".")
    return before.rpartition(" ")[2] in _TITLES


def _cued(text: str, start: int, end: int) -> bool:
    """Whether a role or a verb of saying stands beside a name."""
    after, before = text[end : end + 160], text[max(0, start - 70) : start]
    said = _SAYING.match(after) is not None and after.split()[:1] != ["and"] and "said" in after[:12]
    return (
        said
        or _ROLE_AFTER.match(after) is not None
        or _role_before(before) is not None
        or (_SAID_BEFORE.search(before) is not None and "said" in before[-6:])
    )


def role_of(text: str, name: str) -> str | None:
    """Return the role that stands beside the first mention of a name, or None."""
    at = text.find(name)
    for _ in range(LOOKS_FOR_ROLE):
        if at < 0:
            break
        after = _ROLE_AFTER.match(text[at + len(name) : at + len(name) + 160])
        before = _role_before(text[max(0, at - 70) : at])
        if before:
            return _tidy_role(before[1])
        if after:
            return _tidy_role(after[1])
        at = text.find(name, at + 1)
    return None


def _role_before(words: str) -> re.Match[str] | None:
    """Return the role that some words end with; looking for any word of a role first is much the cheaper."""
    return _ROLE_BEFORE.search(words) if _ROLE_WORD.search(words) else None


def _tidy_role(role: str) -> str:
    words = " ".join(role.split())
    return re.sub(
        r"^(?:the|a|an|its|whose|and|by|as|that|with|to|of|from|said|says|former) ", "", words, flags=re.IGNORECASE
    )[:120]


def _ruled_bodies(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    for match in _SHORT_FORM.finditer(text) if _IN_BRACKETS.search(text) else ():
        name = _fits(match[1], match[2].rstrip("s"))
        if name and not _overlaps(match.start(), match.end(), taken):
            yield name, match.end(1) - len(name)
    for signs, pattern in _BODIES:
        for match in pattern.finditer(text) if any(sign in text for sign in signs) else ():
            name = re.sub(r"^(?:The|And|But|In|At|For|While|When|As) ", "", " ".join(match[1].split()))
            if " " in name and len(name) < 90 and not _overlaps(match.start(1), match.end(1), taken):
                yield name, match.start(1)


def _fits(long: str, short: str) -> str | None:
    """Return the end of a long form whose capitals spell a short form."""
    words = long.split()
    for start in range(len(words)):
        capitals = "".join(word[0] for word in words[start:] if word[0].isupper())
        if capitals == short and words[start][0].isupper():
            return " ".join(words[start:])
    return None


def _overlaps(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """Whether a span overlaps one of some spans, which are sorted and do not overlap each other."""
    place = bisect_left(taken, (end, -1))
    return place > 0 and taken[place - 1][1] > start
