"""Newsletters that are dropped into a folder: one article each, or one for each link where the source says so."""

from __future__ import annotations

import hashlib
from pathlib import Path

from crawler.items import Article
from crawler.parsing.shapes import Letter
from db.sources import Source

MOST = 200  # mails at one visit


def waiting(folder: Path) -> list[Path]:
    """Return the mails that wait in a drop folder, oldest first: those in `new/`, and .eml files beside it."""
    found = [path for path in (*(folder / "new").glob("*"), *folder.glob("*.eml")) if path.is_file()]
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))[:MOST]


def put_away(path: Path, folder: Path, where: str) -> None:
    """Move a mail that was dealt with to a folder beside the others; `cur` for the kept, `failed` for the rest."""
    home = folder / where
    home.mkdir(exist_ok=True)
    path.rename(home / path.name)


def articles(source: Source, letter: Letter) -> list[Article]:
    """Return what a newsletter brings: its links if the source has a selector for links, else itself."""
    if "link" in source.selectors:
        return [
            Article(source.slug, url, title=words, published=letter.sent, published_how="newsletter")
            for url, words in letter.links
        ]
    mark = hashlib.sha256(letter.id.encode("utf-8")).hexdigest()[:12]
    return [
        Article(
            source=source.slug,
            url=letter.web_page or f"{source.home.rstrip('/')}/?newsletter={mark}",
            title=letter.title,
            guid=letter.id,
            author=letter.author or None,
            published=letter.sent,
            published_how="newsletter" if letter.sent else None,
            summary=letter.html,
            html=letter.html,
        )
    ]
