"""`python -m crawler.evaluate`: how well articles are understood, against labelled ones, and the worst mistakes."""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from crawler.grouping import group_all
from crawler.understanding import evaluation
from crawler.understanding.annotate import annotate
from crawler.understanding.vocabulary import vocabulary
from db.types import Annotation, Reading

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
class Labelled:
    """An article with what people labelled and what the rules found."""

    label: Mapping[str, Any]
    reading: Reading
    found: Annotation


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every figure by name, and the worst mistakes of each kind in words."""

    figures: Mapping[str, float]
    mistakes: Mapping[str, list[str]]


def main() -> int:
    """Print the figures and the worst mistakes; return 1 when a figure is below its floor."""
    folder = Path(os.environ.get("COMMONTHREAD_SHARED", "../shared"))
    if not (folder / "gold" / "dev-labels.jsonl").is_file():
        print(f"There are no labelled articles in {folder}/gold; set COMMONTHREAD_SHARED to the folder that has them.")
        return 2
    result = evaluate(folder)
    floors = read_floors()
    for name, floor in floors.items():
        verdict = "ok" if result.figures[name] >= floor else "BELOW ITS FLOOR"
        print(f"{name:20} {result.figures[name]:6.3f}   floor {floor:5.2f}   {verdict}")
    for kind, lines in result.mistakes.items():
        print(f"\n{kind}, the worst {min(WORST, len(lines))} of {len(lines)}:")
        print("\n".join(f"  {line}" for line in lines[:WORST]) or "  none")
    return int(any(result.figures[name] < floor for name, floor in floors.items()))


def read_floors() -> dict[str, float]:
    """Return the least that each figure must reach."""
    floors = tomllib.loads(files("crawler.understanding").joinpath("floors.toml").read_text("utf-8"))["floors"]
    return {name: float(floor) for name, floor in floors.items()}


def evaluate(folder: Path) -> Evaluation:
    """Read the labelled articles, understand and group them, and score what was found."""
    articles = list(_labelled(folder))
    stories = group_all(article.reading for article in articles)
    groups = {article.reading.id: article.label["story_group"] for article in articles}
    quotes = _founding_quotes((folder / "real" / "founding-article.txt").read_text("utf-8"))
    pairs = evaluation.score_groups(groups, stories)
    figures = {
        **_domain_and_topics(articles),
        "pairs_f1": pairs.pairs.f1,
        "b_cubed_f1": pairs.b_cubed,
        "names_recall": evaluation.score_names(*_names(articles)).recall,
        "quotes_f1": quotes.f1,
    }
    return Evaluation(figures, {**_mistakes(articles), **_wrong_pairs(articles, groups, stories)})


def _labelled(folder: Path) -> Iterator[Labelled]:
    texts = {line["id"]: line for line in _lines(folder / "gold" / "dev-texts.jsonl")}
    words = vocabulary()
    for label in _lines(folder / "gold" / "dev-labels.jsonl"):
        text = texts[label["id"]]
        day = _day(text["date"])
        reading = Reading(text["id"], text["url"], text["source"], day, text["title"], text["text"])
        yield Labelled(label, reading, annotate(reading, words))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _day(value: str | None) -> date | None:
    """Labels know some dates by month or year alone: take its first day, as `annotate` and `group` do."""
    if not value:
        return None
    year, month, day = [*map(int, value.split("-")), 1, 1][:3]
    return date(year, month, day)


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
    sys.exit(main())
