"""Crawls the site of the shared benchmark W2: `pages.py BASE FOLDER`; listing pages, then every article's page."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit


def main(base: str, folder: Path, listings: int = 20) -> None:
    """Crawl all listing pages of the origin and the pages they name."""
    sources = folder / "sources.toml"
    sources.write_text("".join(source(base, each) for each in range(listings)))
    os.environ["COMMONTHREAD_DATABASE_URL"] = f"sqlite:///{folder / 'ours.db'}"
    words = ["crawl", "--once", "--sources", str(sources), "--allow-address", urlsplit(base).netloc]
    store_only = [] if os.environ.get("BENCH_UNDERSTAND") == "1" else ["--store-only"]
    os.execv(sys.executable, [sys.executable, "-m", "commonthread", *words, *store_only])


def source(base: str, number: int) -> str:
    """Return a listing page of the origin as a source."""
    return (
        f'[[source]]\nslug = "list-{number}"\nname = "List {number}"\nhome = "{base}/"\nkind = "listing"\n'
        f'url = "{base}/list/{number}"\ndisplay = "full"\nselectors = {{ item = ".teaser", link = "a" }}\n'
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(os.environ.get("BENCH_LISTINGS", "20")))
