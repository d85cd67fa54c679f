"""How careful a story's thread must be: policy, anonymised review, named child or live case, with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import digits

from crawler.understanding.thresholds import numbers
from crawler.understanding.weighing import Weighed
from db.types import Risk

ENOUGH = numbers("risk")["enough"]
READ_AT_MOST = 20_000
_NAME = r"[A-Z][a-zà-ÿ’']{1,20}(?:-[A-Z][a-zà-ÿ]{1,20})?"
_FULL_NAME = rf"({_NAME} (?:{_NAME} )?{_NAME})"
_AGE = (
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|1?\d)"
)
_CHILDREN = ("baby", "toddler", "schoolboy", "schoolgirl", "newborn", "infant", "boy", "girl", "teenager", "pupil")
# Each shape says by itself that the one named is a child; a text that has none of its signs cannot hold it.
_NAMED = tuple(
    (signs, re.compile(shape))
    for signs, shape in (
        (("-old", " old"), rf"\b{_AGE}[- ](?:year|month|week|day)s?[- ]old,? {_FULL_NAME}"),
        (_CHILDREN, rf"\b(?i:{'|'.join(_CHILDREN)}) {_FULL_NAME}"),
        (digits, rf"{_FULL_NAME}, (?:who was )?(?:aged )?(?:just )?1?\d(?: (?:months|weeks|days))?[,.;)]"),
        (("aged ",), rf"{_FULL_NAME},? (?:was |who was )?aged (?:just )?{_AGE}\b"),
    )
)
_NOT_NAMES = frozenset(
    ("Baby", "Child", "Family", "High", "Crown", "Court", "County", "City", "Council", "Children", "Local", "The")
)


@dataclass(frozen=True, slots=True)
class RiskDecision:
    """The risk class, and why."""

    risk: Risk
    reason: str


def assess_risk(weighed: Weighed, title: str, text: str) -> RiskDecision:
    """Judge by what readers could harm: a case in hand, a child with a name, a child without, or none."""
    if weighed.score("risk live") >= ENOUGH:
        return RiskDecision("live case", f"risk live case: {_quoted(weighed, 'risk live')}")
    if _told_of(weighed):
        return RiskDecision("named child", f"risk named child: {_quoted(weighed, 'risk named')}")
    name = _named_child(f"{title}. {text[:READ_AT_MOST]}") if weighed.score("risk harm") >= ENOUGH else None
    if name:
        return RiskDecision("named child", f"risk named child: “{name}” is named as a child who came to harm")
    if weighed.score("risk review") >= ENOUGH and weighed.score("risk child") >= ENOUGH:
        return RiskDecision("anonymised review", f"risk anonymised review: {_quoted(weighed, 'risk review')}")
    return RiskDecision("policy", "risk policy: no single child's case is told")


def _told_of(weighed: Weighed) -> bool:
    """A known child named in the headline or more than once is the story; once is a passing reminder."""
    known = weighed.said.get("risk named", {})
    return any(name in weighed.in_title or len(weighed.in_text.get(name, ())) > 1 for name in known)


def _named_child(text: str) -> str | None:
    small = text.lower()
    for signs, shape in _NAMED:
        for found in shape.finditer(text) if any(sign in small for sign in signs) else ():
            if not _NOT_NAMES & set(found[1].split()):
                return found[1]
    return None


def _quoted(weighed: Weighed, list_name: str) -> str:
    return ", ".join(f"“{word}”" for word in weighed.best(list_name))
