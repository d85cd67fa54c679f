"""Which of the four nations an article is about, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawler.understanding.thresholds import numbers
from crawler.understanding.weighing import Weighed

UK, UNKNOWN = "UK", "unknown"
NATIONS = ("England", "Wales", "Scotland", "Northern Ireland")
# One place named near the start is enough, when no other nation is named.
ENOUGH = numbers("nation")["enough"]
# A nation that scores this share of the best one is named beside it, not in passing.
BESIDE = numbers("nation")["beside"]


@dataclass(frozen=True, slots=True)
class NationDecision:
    """The nation, UK or unknown, and why."""

    nation: str
    reason: str


def decide_nation(weighed: Weighed, lists: Mapping[str, str], of_source: Sequence[str]) -> NationDecision:
    """Choose by the nation's own bodies, laws and places; else by where the source reports from."""
    scores = {nation: weighed.score(lists[nation]) for nation in NATIONS}
    best = max(scores, key=lambda nation: scores[nation])
    whole = weighed.score(lists[UK])
    if max(scores[best], whole) < ENOUGH:
        return _by_source(of_source)
    beside = [nation for nation in NATIONS if scores[nation] >= max(ENOUGH, BESIDE * scores[best])]
    if len(beside) > 2 or whole > scores[best]:
        return NationDecision(UK, f"nation UK: {_quoted(weighed, [lists[one] for one in (*beside, UK)])}")
    return NationDecision(best, f"nation {best}: {_quoted(weighed, [lists[best]])}")


def _by_source(nations: Sequence[str]) -> NationDecision:
    if len(nations) == 1:
        return NationDecision(nations[0], f"nation {nations[0]}: the source reports from there")
    if nations:
        return NationDecision(UK, "nation UK: the source reports from several nations")
    return NationDecision(UNKNOWN, "nation unknown: no nation, body or place is named")


def _quoted(weighed: Weighed, lists: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in weighed.best(*lists))
