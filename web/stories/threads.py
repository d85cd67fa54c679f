"""The comments of a story as HTML, rendered once for all who are signed in; never older than the newest removal."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from flask import current_app, render_template

from db import changes, editing, labels, questions, reports, threads
from db.engine import Database
from db.presence import patience
from db.rules.posting import Now, standing
from db.stories import Story
from web.config import now, settings
from web.guards import offers
from web.notes import opened

MOST_BYTES = 8_000_000
Key = tuple[int, int, int, str, bool]


class Kept:
    """Rendered threads, the least asked for dropped when they take too many bytes.

    Each by its story, the newest removal and change, its state, and whether the reader opened details of harm.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._threads: OrderedDict[Key, tuple[datetime, str]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, since: datetime) -> str | None:
        """Return a thread as it was rendered since a moment, None where it was not."""
        with self._lock:
            found = self._threads.get(key)
            if found is None or found[0] < since:
                return None
            self._threads.move_to_end(key)
            return found[1]

    def put(self, key: Key, html: str, at: datetime) -> None:
        """Keep a rendered thread."""
        with self._lock:
            self._bytes += len(html) - len(self._threads.pop(key, (at, ""))[1])
            self._threads[key] = at, html
            while self._bytes > self._most:
                self._bytes -= len(self._threads.popitem(last=False)[1][1])


def thread_html(db: Database, story: Story) -> str:
    """Return the comments of a story as HTML; a comment or a removal since then makes it render anew.

    The version is read before the comments: what changes in between is rendered again for the next reader. Notes of
    changes are swept after a day, so a thread is kept no longer than a page.
    """
    kept = _kept()
    version = changes.of_story(db, story.slug)
    key = (story.id, version.removed, version.own, debate(story).standing, opened())
    html = kept.get(key, now() - timedelta(seconds=settings().page_cache_longest))
    if html is None:
        html = _rendered(db, story)
        kept.put(key, html, now())
    return html


def debate(story: Story) -> Now:
    """Return how the thread of a story stands now."""
    return standing(story.state, patience(settings()), now())


def _rendered(db: Database, story: Story) -> str:
    page = threads.page(db, story.id)
    shown = [one for branch in page.branches for one in (branch.comment, *branch.answers)]
    return render_template(
        "comments-of.html",
        page=page,
        moves=editing.moves(db, story.id) if shown else [],
        story=story,
        open=debate(story).takes_comments,
        labels=labels.counts(db, [one.id for one in shown], now()) if shown else {},
        wait=reports.median_wait(db, now()) if any(one.waits for one in shown) else None,
        summary=questions.summary(db, story, now()) if offers("sides") else None,
    )


def _kept() -> Kept:
    """Return the kept threads of the running application."""
    found: Kept | None = current_app.extensions.get("threads")
    if found is None:
        found = current_app.extensions["threads"] = Kept()
    return found
