"""What an edit of the lists of words would change over the stored articles, before it is kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.editing import reading_of
from crawler.understanding.annotate import annotate
from crawler.understanding.vocabulary import Vocabulary, built
from db import articles
from db.engine import Database
from db.settings import PREFIX
from db.types import Annotation

KINDS = ("ours or not", "topics", "event", "nation", "risk", "duties")
Changes = dict[str, list[str]]


def words_of(folder: Path) -> Vocabulary:
    """Return the vocabulary with the seed files of a folder in the place of those in use; raises SeedError."""
    with _in_place(folder):
        return built()


@contextmanager
def _in_place(folder: Path) -> Iterator[None]:
    """Let a folder be the one of the operator's own seed files for a moment."""
    name = PREFIX + "SEEDS_DIR"
    before = os.environ.get(name)
    os.environ[name] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def differences(db: Database, before: Vocabulary, after: Vocabulary, most: int) -> tuple[Changes, int]:
    """Return by kind which of the newest stored articles two vocabularies read differently, and how many were read."""
    found: Changes = {kind: [] for kind in KINDS}
    read = 0
    for article in articles.newest_understood(db, most):
        read += 1
        reading = reading_of(article)
        for kind, old, new in changed(annotate(reading, before), annotate(reading, after)):
            found[kind].append(f"{article.title}: {old} -> {new}")
    return found, read


def changed(old: Annotation, new: Annotation) -> Iterator[tuple[str, str, str]]:
    """Yield each kind in which two readings of an article differ, with both in words."""
    for kind, one, other in zip(KINDS, _words(old), _words(new), strict=True):
        if one != other:
            yield kind, one, other


def _words(found: Annotation) -> tuple[str, ...]:
    return (
        "ours" if found.in_domain else "not ours",
        ", ".join(found.topics) or "none",
        found.event or "none",
        found.nation,
        found.risk,
        ", ".join(found.duties) or "none",
    )
