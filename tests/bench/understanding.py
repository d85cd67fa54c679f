"""What understanding costs: `understanding.py SHARED`; milliseconds of CPU for 800 words of real articles, headlines a second."""

from __future__ import annotations

import gzip
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from crawler import labelled
from crawler.grouping import group_all
from crawler.parsing.pages import extract
from crawler.understanding import annotate as rules
from crawler.understanding.vocabulary import vocabulary
from db.types import Reading

WORDS, FEWEST, ROUNDS = 800, 400, 5


def real_articles(shared: Path) -> list[Reading]:
    """Return the first 800 words of the real pages that have at least 400."""
    found = []
    for path in sorted(shared.glob("real/*pages/*.gz")):
        page = extract(gzip.decompress(path.read_bytes()), "https://outlet.example/", "text/html")
        words = page.text.split(" ")[:WORDS]
        if len(words) >= FEWEST:
            found.append(Reading(path.name, "", "x", date(2024, 1, 1), page.title, " ".join(words)))
    return found


def cost(work: Callable[[], object]) -> float:
    """Return the CPU seconds of one round of some work, after a first one."""
    work()
    started = time.process_time()
    for _ in range(ROUNDS):
        work()
    return (time.process_time() - started) / ROUNDS


def main(shared: Path) -> None:
    """Print what annotating costs, as the articles are and as if all were ours, and how fast headlines are grouped."""
    articles, words = real_articles(shared), vocabulary()
    share = WORDS * 1_000 / sum(len(one.text.split(" ")) for one in articles)
    usual = cost(lambda: [rules.annotate(one, words) for one in articles]) * share
    decide = rules.decide_domain
    rules.decide_domain = lambda *given: replace(decide(*given), in_domain=True)
    ours = cost(lambda: [rules.annotate(one, words) for one in articles]) * share
    print(f"annotate, {len(articles)} real articles: {usual:.1f} ms CPU for 800 words; {ours:.1f} if all were ours")
    readings, _ = labelled.headlines(shared / "real" / "headlines" / "stories.csv")
    print(f"group, {len(readings):,} headlines: {len(readings) / cost(lambda: group_all(readings)):,.0f} a CPU second")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared"))
