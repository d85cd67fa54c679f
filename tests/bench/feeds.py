"""Crawls the feeds of the shared benchmark W1: `feeds.py BASE NUMBER FOLDER`; the phase `setup` only prepares.

`BENCH_UNDERSTAND=1` understands what is stored too. The origin is loopback, so its address is allowed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit


def main(base: str, number: int, folder: Path) -> None:
    """Run one phase."""
    sources = folder / "sources.toml"
    if os.environ.get("LAB_PHASE") == "setup":
        sources.write_text("".join(source(base, each) for each in range(number)))
        return
    os.environ["COMMONTHREAD_DATABASE_URL"] = f"sqlite:///{folder / 'ours.db'}"
    words = ["crawl", "--once", "--sources", str(sources), "--allow-address", urlsplit(base).netloc]
    if os.environ.get("BENCH_UNDERSTAND") != "1":
        words.append("--store-only")
    os.execv(sys.executable, [sys.executable, "-m", "commonthread", *words])


def source(base: str, number: int) -> str:
    """Return a feed of the origin as a source."""
    return (
        f'[[source]]\nslug = "feed-{number}"\nname = "Feed {number}"\nhome = "{base}/"\nkind = "feed"\n'
        f'url = "{base}/feed/{number}.xml"\ndisplay = "full"\n'
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
