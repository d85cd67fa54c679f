"""Crawls 2,000 sources of which 400 are hostile, and 1,600 without them: `street.py [SOURCES HOSTILE]`; real limits.

Each source is a server on a port of its own. Printed: seconds, memory of the tree, healthy sources that are whole.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
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
        names = [f"healthy {number}" for number in range(sources - hostile)] + [f"bad {n}" for n in range(bad)]
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
    return {**told, "whole": sum(one["new"] == 5 for one in healthy), "latest": max(one["seconds"] for one in healthy)}


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3] or ("2000", "400")))
