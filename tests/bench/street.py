"""Crawls 2,000 sources of which 400 are hostile, and 1,600 without them: `street.py [SOURCES HOSTILE]`; real limits.

Each source is a server on a port of its own; the hostile come before all others. Printed: seconds, memory of the tree, healthy
sources that are whole, the longest that one of them took, and the seconds from the first stored article to the last.
"""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import sys
import tempfile
from datetime import datetime
from pathlib import Path

HOSTILE = Path(__file__).parents[1] / "crawler" / "hostile" / "test_street.py"


def main(sources: int, hostile: int) -> None:
    """Crawl the healthy alone, then all, and print what became of them."""
    spec = importlib.util.spec_from_file_location("street", HOSTILE)
    assert spec is not None
    assert spec.loader is not None
    street = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(street)
    for bad in (0, hostile):
        names = [f"bad {n}" for n in range(bad)] + [f"healthy {number}" for number in range(sources - hostile)]
        print(json.dumps({"healthy": sources - hostile, "hostile": bad, **crawled(street, names)}), flush=True)


def crawled(street, names: list[str]) -> dict[str, float]:  # type: ignore[no-untyped-def]
    """Serve and crawl some sources and return what it took."""
    servers = street.house.Servers(names)
    wire = list(street.wire_cases().values())
    whole = street.page(street.rss(*(street.item("", number) for number in range(5))))
    cases = {
        name: street.Case({"/feed": whole if name.startswith("healthy") else wire[int(name.split()[1]) % len(wire)]})
        for name in names
    }
    servers.start(cases)
    folder = Path(tempfile.mkdtemp(prefix="street-"))
    lines = (street.house._source(number, name, cases[name], servers.street) for number, name in enumerate(names))
    (folder / "sources.toml").write_text("\n".join(lines))
    told = dict(street.house._crawl(folder, servers.street, 1.0))
    servers.stop()
    report = json.loads((folder / "report.json").read_text("utf-8"))["sources"]
    healthy = [report[f"c{number}"] for number, name in enumerate(names) if name.startswith("healthy")]
    whole = sum(one["new"] == 5 for one in healthy)
    return {
        **told,
        "whole": whole,
        "latest": max(one["seconds"] for one in healthy),
        "stored_within": stored_within(folder),
    }


def stored_within(folder: Path) -> float:
    """Return the seconds between the first and the last article that was stored."""
    with sqlite3.connect(folder / "ct.db") as db:
        first, last = db.execute("SELECT min(first_seen_at), max(first_seen_at) FROM article").fetchone()
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3] or ("2000", "400")))
