"""`python -m crawler.evaluate`: how well articles are understood, against labelled ones, and the worst mistakes."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path

from crawler import labelled
from crawler.grouping import group_all
from crawler.labelled import Labelled
from crawler.understanding import evaluation
from crawler.understanding.annotate import annotate
from crawler.understanding.vocabulary import vocabulary
from db.types import Reading

WORST = 10
FOUNDING = Reading(
    id="founding",
    url="",
    source="communitycare.co.uk",
    published=date(2011, 10, 20),
    title="LSCBs to be reminded of duty to publish SCRs in full",
    text="",
)
# Who says the founding article's quotes, in the order in which they open; a quote of two words may be left out.
FOUNDING_SPEAKERS = ("Loughton", "Loughton", "Pugh", "Pugh", "Pugh", "Pugh", "Pugh")
LONG_ENOUGH = 30


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every figure by name, the worst mistakes of each kind in words, and which topics are taken for which."""

    figures: Mapping[str, float]
    mistakes: Mapping[str, list[str]]
    confusion: list[str]


def main(edition_folder: Path) -> int:
    """Print the figures and the worst mistakes; return 1 when a figure is below its floor."""
    folder = Path(os.environ.get("COMMONTHREAD_SHARED", "../shared"))
    result = evaluate(folder, edition_folder)
    floors = read_floors()
    for name, figure in result.figures.items():
        verdict = "ok" if figure >= floors[name] else "BELOW ITS FLOOR"
        print(f"{name:24} {figure:6.3f}   floor {floors[name]:5.2f}   {verdict}")
    for kind, told in result.mistakes.items():
        print(f"\n{kind}, the worst {min(WORST, len(told))} of {len(told)}:")
        print("\n".join(f"  {line}" for line in told[:WORST]) or "  none")
    print("\nTopics, what was missed and what was given instead, most often first:")
    print("\n".join(f"  {line}" for line in result.confusion[:WORST]) or "  none")
    if not (folder / "gold").is_dir():
        print(f"\nThere are no labelled articles in {folder}/gold, so only our own edition was read; set "
              "COMMONTHREAD_SHARED to the folder that has them.")  # fmt: skip
    return int(any(figure < floors[name] for name, figure in result.figures.items()))


def read_floors() -> dict[str, float]:
    """Return the least that each figure must reach."""
    floors = tomllib.loads(files("crawler.understanding").joinpath("floors.toml").read_text("utf-8"))["floors"]
    return {name: float(floor) for name, floor in floors.items()}


def evaluate(folder: Path, edition_folder: Path) -> Evaluation:
    """Read what is labelled, understand and group it, and score what was found; what is missing is left out."""
    own = list(labelled.edition(edition_folder))
    figures, mistakes = _edition(own)
    articles = own
    if (folder / "gold" / "dev-labels.jsonl").is_file():
        articles = list(labelled.retold(folder))
        figures, mistakes = {**_retold(articles, folder), **figures}, {**_all_mistakes(articles), **mistakes}
    if (folder / "real" / "headlines" / "stories.csv").is_file():
        readings, stories = labelled.headlines(folder / "real" / "headlines" / "stories.csv")
        figures["headlines_b_cubed"] = evaluation.score_groups(stories, group_all(readings)).b_cubed
    return Evaluation(figures, mistakes, _confusion(articles))


def _retold(articles: list[Labelled], folder: Path) -> dict[str, float]:
    stories = group_all(article.reading for article in articles)
    pairs = evaluation.score_groups(_groups(articles), stories)
    return {
        **_domain_and_topics(articles),
        "pairs_f1": pairs.pairs.f1,
        "b_cubed_f1": pairs.b_cubed,
        "names_recall": evaluation.score_names(*_names(articles)).recall,
        "quotes_f1": _founding_quotes((folder / "real" / "founding-article.txt").read_text("utf-8")).f1,
    }


def _edition(articles: list[Labelled]) -> tuple[dict[str, float], dict[str, list[str]]]:
    """Return the figures and the mistakes of our own edition; their names say that they are its."""
    ours = [one for one in articles if one.label["in_domain"]]
    stories = evaluation.score_groups(_groups(ours), group_all(one.reading for one in ours))
    quotes, lost = _quotes(ours)
    events = [one.found.event == one.label["event_key"] for one in ours]
    figures = {
        **_domain_and_topics(articles),
        "pairs_f1": stories.pairs.f1,
        "b_cubed_f1": stories.b_cubed,
        "events_right": sum(events) / len(events),
        "quotes_recall": quotes.recall,
        "quotes_precision": quotes.precision,
    }
    mistakes = {**_all_mistakes(ours), "Quotes": lost}
    return (
        {f"edition_{name}": figure for name, figure in figures.items()},
        {f"Our edition: {kind}": told for kind, told in mistakes.items()},
    )


def _quotes(articles: list[Labelled]) -> tuple[evaluation.Count, list[str]]:
    """Score quotes by speaker and words; labels name some quotes only, so invented is one given to a wrong speaker."""
    right = wrong = missed = 0
    lost = []
    for one in articles:
        for surname, words in one.label["quotes"]:
            speakers = [quote.speaker for quote in one.found.quotes if words in quote.text]
            hit = any(speaker.endswith(surname) for speaker in speakers)
            right, wrong, missed = right + hit, wrong + (bool(speakers) and not hit), missed + (not hit)
            if not hit:
                lost.append(f"“{one.reading.title}”: {surname} “{words}”, found: {', '.join(speakers) or 'nobody'}")
    return evaluation.Count(right, wrong, missed), lost


def _groups(articles: list[Labelled]) -> dict[str, str | None]:
    return {article.reading.id: article.label["story_group"] for article in articles}


def _all_mistakes(articles: list[Labelled]) -> dict[str, list[str]]:
    stories = group_all(article.reading for article in articles)
    return {**_mistakes(articles), **_wrong_pairs(articles, _groups(articles), stories)}


def _confusion(articles: list[Labelled]) -> list[str]:
    """Return how often one topic was missed where another was given that nobody labelled."""
    pairs: Counter[tuple[str, str]] = Counter()
    for one in articles:
        due, found = set(one.label["topics"]), set(one.found.topics)
        pairs.update((missed, given) for missed in due - found for given in (found - due or {"nothing"}))
    return [f"{count:3} x {missed}: {given}" for (missed, given), count in pairs.most_common()]


def _domain_and_topics(articles: list[Labelled]) -> dict[str, float]:
    domain = evaluation.score_domain(
        {one.reading.id: one.label["in_domain"] for one in articles},
        {one.reading.id: one.found.in_domain for one in articles},
    )
    ours = [one for one in articles if one.label["in_domain"]]
    topics = evaluation.score_topics(
        {one.reading.id: set(one.label["topics"]) for one in ours},
        {one.reading.id: set(one.found.topics) for one in ours},
    )
    return {
        "domain_precision": domain.precision,
        "domain_recall": domain.recall,
        "negatives_caught": domain.negatives_caught,
        "topics_micro": topics.micro,
        "topics_macro": topics.macro,
    }


def _names(articles: list[Labelled]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Labels were made from the originals: only names that the retold text still says can be found."""
    gold, found = {}, {}
    for one in articles:
        text = f"{one.reading.title} {one.reading.text}"
        gold[one.reading.id] = {entity["name"] for entity in one.label["entities"] if entity["name"] in text}
        found[one.reading.id] = {mention.name for mention in (*one.found.people, *one.found.bodies)}
    return gold, found


def _founding_quotes(text: str) -> evaluation.Count:
    """Every opening belongs to its speaker; two paragraphs of one speech may come as one quote."""
    found = annotate(replace(FOUNDING, text=text), vocabulary()).quotes
    openings = [words.strip()[:LONG_ENOUGH] for words in re.findall("“([^“”]+)", text)]
    due = [pair for pair in zip(openings, FOUNDING_SPEAKERS, strict=True) if len(pair[0]) >= LONG_ENOUGH]
    right = sum(any(start in one.text and one.speaker.endswith(who) for one in found) for start, who in due)
    invented = sum(not any(start[:12] in one.text for start in openings) for one in found)
    return evaluation.Count(right, invented, len(due) - right)


def _mistakes(articles: list[Labelled]) -> dict[str, list[str]]:
    domain = [
        f"{one.reading.id} “{one.reading.title}”: {one.found.reasons[0]}"
        for one in articles
        if one.found.in_domain != one.label["in_domain"]
    ]
    topics = sorted(
        (one for one in articles if one.label["in_domain"] and _topics_off(one)), key=_topics_off, reverse=True
    )
    return {"Domain": domain, "Topics": [_topics_line(one) for one in topics]}


def _topics_off(one: Labelled) -> int:
    return len(set(one.label["topics"]) ^ set(one.found.topics))


def _topics_line(one: Labelled) -> str:
    due, found = set(one.label["topics"]), set(one.found.topics)
    missed, invented = ", ".join(sorted(due - found)) or "none", ", ".join(sorted(found - due)) or "none"
    return f"{one.reading.id} “{one.reading.title}”: missed {missed}; invented {invented}"


def _wrong_pairs(
    articles: list[Labelled], groups: Mapping[str, str | None], stories: Mapping[str, str]
) -> dict[str, list[str]]:
    titles = {one.reading.id: one.reading.title for one in articles}
    joined, parted = evaluation.wrong_pairs(groups, stories)
    return {
        "Wrongly joined": [f"{a} “{titles[a]}” and {b} “{titles[b]}”" for a, b in joined],
        "Wrongly parted": [f"{a} “{titles[a]}” and {b} “{titles[b]}”" for a, b in parted],
    }


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "commonthread/sample/edition")))
