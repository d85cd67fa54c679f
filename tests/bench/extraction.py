"""Extraction on real pages beside trafilatura fast, in one run: `extraction.py [SHARED]`; milliseconds a page and F1."""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import trafilatura

from crawler.parsing.extract_lines import extract_line

ROUNDS = 3
SHINGLE = 4  # words


def main(shared: Path) -> None:
    """Read all pages by both systems, round by round, and print what it took and how good it was."""
    truth = json.loads((shared / "real/pages/ground-truth.json").read_text("utf-8"))
    pages = [
        (gzip.decompress((shared / f"real/pages/{key}.html.gz").read_bytes()).decode("utf-8", "replace"), known)
        for key, known in truth.items()
    ]
    for _ in range(ROUNDS):
        print(json.dumps(compared(pages)), flush=True)


def compared(pages: list[tuple[str, dict[str, str]]]) -> dict[str, float]:
    """Return milliseconds of CPU a page and the mean F1 of both, who read page by page in turns, and the ratio."""
    spent: dict[str, float] = defaultdict(float)
    quality: dict[str, float] = defaultdict(float)
    for html, known in pages:
        for name, read in (("trafilatura fast", theirs), ("ours", ours)):
            start = time.process_time()
            found = read(html, known["url"])
            spent[name] += time.process_time() - start
            quality[name] += f1(found, known["articleBody"])
    shares = {f"{name}, ms a page": round(total / len(pages) * 1000, 2) for name, total in spent.items()}
    means = {f"{name}, F1": round(total / len(pages), 4) for name, total in quality.items()}
    return {**shares, **means, "times as fast": round(spent["trafilatura fast"] / spent["ours"], 2)}


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
