"""The trail of a story: which earlier ones belong to the same saga, however long ago."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from crawler.grouping.rarity import Rarity
from crawler.grouping.stories import Stories, Story, nearness, shared_words
from crawler.grouping.terms import COMMON, WORD, Headline, fold
from crawler.grouping.thresholds import Thresholds

MOST_STEPS = 4
MOST_WORDS, MOST_NAMES = 4, 2
OWN_WORDS = 2  # of the shared words, which much of the sector does not use
NEXT_DAYS = 1  # what is nearer in time is the same day's news, not its history


@dataclass(frozen=True, slots=True)
class Step:
    """An earlier story of the same saga, and why."""

    story: str
    likeness: float
    because: str


def questions(titles: Sequence[str], own: Sequence[Headline]) -> list[str]:
    """Return what to search for: each name of some headlines, and each two words that the sector seldom uses."""
    names = {name for one in own for name in one.names}
    found = {folded: word for title in titles for word in WORD.findall(title) if (folded := fold(word))}
    telling = [folded for folded in found if folded in names or folded not in COMMON]
    telling.sort(key=lambda folded: (folded not in names, -len(folded), folded))
    singles = [found[folded] for folded in telling if folded in names][:MOST_NAMES]
    return [*singles, *(f"{found[one]} {found[other]}" for one, other in combinations(telling[:MOST_WORDS], 2))]


def steps(own: Sequence[Headline], earlier: Mapping[str, Sequence[Headline]], rules: Thresholds) -> list[Step]:
    """Return the earlier stories of the same saga, the likeliest first; `earlier` are the articles of each."""
    telling = {word for one in own for word in one.words if word not in COMMON}
    likely = {key: members for key, members in earlier.items() if shares_enough(telling, members)}
    if not likely:
        return []
    rarity = Rarity([own, *earlier.values()], rules)
    stories = Stories()
    for key, members in {"": own, **likely}.items():
        for member in members:
            stories.add(stories.story(key, stands=True), [member], rarity.unit(member.words))
    this = stories.all[""]
    near = stories.near(this.vector, rules.trail, this.length, but=this)
    found = [step for likeness, story in near if (step := _step(this, likeness, story, rules))]
    return found[:MOST_STEPS]


def shares_enough(telling: Set[str], members: Sequence[Headline]) -> bool:
    """Tell whether a story can be a step at all: it has to share words that much of the sector does not use."""
    return len({word for member in members for word in telling & member.words.keys()}) >= OWN_WORDS


def _step(this: Story, likeness: float, story: Story, rules: Thresholds) -> Step | None:
    near = nearness(this, likeness, story)
    if near.names_differ or near.days_apart is None or near.days_apart <= NEXT_DAYS:
        return None
    shared = shared_words(this.vector, story)
    if sum(word not in COMMON for word in shared) < OWN_WORDS:
        return None  # only words of the whole field bring them together
    return Step(story.key, likeness, f"shares {', '.join(shared)}; {_apart(near.days_apart)}")


def _apart(days: int) -> str:
    if days < 60:
        return f"{days} days apart"
    return f"{round(days / 30.4)} months apart" if days < 700 else f"{round(days / 365.25)} years apart"
