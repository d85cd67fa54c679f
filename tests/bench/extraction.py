"""Extraction on real pages beside trafilatura fast, in one run: `extraction.py [SHARED]`; milliseconds a page and F1."""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import trafilatura

from crawler.parsing.extract_lines import extract_line

ROUNDS = 3
SHINGLE = 4  # words


def main(shared: Path) -> None:
    """Read all pages by each system, round by round, and print what it took and how good it was."""
    truth = json.loads((shared / "real/pages/ground-truth.json").read_text("utf-8"))
    pages = [
        (gzip.decompress((shared / f"real/pages/{key}.html.gz").read_bytes()).decode("utf-8", "replace"), known)
        for key, known in truth.items()
    ]
    for _ in range(ROUNDS):
        for name, read in (("trafilatura fast", theirs), ("ours", ours)):
            spent, quality = measured(read, pages)
            print(json.dumps({"system": name, "ms a page": round(spent, 2), "F1": round(quality, 4)}), flush=True)


def measured(read: Callable[[str, str], str], pages: list[tuple[str, dict[str, str]]]) -> tuple[float, float]:
    """Return milliseconds of CPU a page, and the mean F1."""
    start = time.process_time()
    found = [read(html, known["url"]) for html, known in pages]
    spent = (time.process_time() - start) / len(pages) * 1000
    return spent, sum(f1(text, known["articleBody"]) for text, (_, known) in zip(found, pages, strict=True)) / len(
        pages
    )


def theirs(html: str, url: str) -> str:
    """Return the text that trafilatura's fast mode finds."""
    return trafilatura.extract(html, url=url, fast=True, include_comments=False) or ""


def ours(html: str, url: str) -> str:
    """Return the text that `extract` finds."""
    return str(extract_line({"id": 1, "url": url, "html": html}).get("text", ""))


def f1(found: str, expected: str) -> float:
    """Return how much of two texts' runs of words agrees, between 0 and 1."""
    one, other = shingles(found), shingles(expected)
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words of a text."""
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared"))
