"""A small run that keeps articles, comments and mails, and says of each that it is kept: what faults are put into.

`errand.py FOLDER`: prints a word for each thing once it is kept; a second run keeps what the first one could not.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from db import accounts, articles, outbox, posting, stories
from db.articles import Draft
from db.engine import Database, connect
from db.errors import CommonThreadError
from db.migrations import migrate
from db.settings import Settings
from web.mail.carrying import carry
from web.mail.transport import Files

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
EACH = 6


def main(folder: Path) -> None:
    """Keep everything, and send the mails into the folder."""
    db = connect(f"sqlite:///{folder / 'ct.db'}", busy_seconds=2)
    migrate(db)
    found(db)
    story, author = stories.by_slug(db, "s"), accounts.by_handle(db, "Larch")
    for number in range(EACH):
        text = f"Words about children in care, number {number}. " * 40
        url = f"o.example/{number}"
        articles.store(
            db,
            Draft(
                1, f"https://{url}", url, None, f"A {number}", None, None, NOW, "feed", None, "", "", text, (), None, False,
                str(number),
            ),
            NOW,
        )  # fmt: skip
        said = posting.Draft(f"Word {number}.", f"key {number}")
        posting.add(db, story, author, said, posting.house(Settings(), "x"), NOW)
        print(f"comment {number}", flush=True)
        ident = f"<{number}@thread.example>"
        outbox.put(
            db, kind="notice", weight=1, address="a@example.org", subject="S", message=f"Message-ID: {ident}\n\nHi",
            message_id=ident, now=NOW,
        )  # fmt: skip
        print(f"mail {number}", flush=True)
        if number == EACH // 2:
            db.maintain()
    carry(db, Settings(), lambda: NOW, Files(folder / "sent"))
    db.close()


def found(db: Database) -> None:
    """Make a source, a story and an author, where they are lacking."""
    at = "2026-11-26T09:00:00.000Z"
    with db.write(durable=True):
        if not list(db.copy_out("source")):
            names = [
                "id",
                "slug",
                "name",
                "home",
                "kind",
                "url",
                "display",
                "licence",
                "access",
                "nations",
                "poll_minutes",
                "status",
                "follow",
            ]
            names += ["retain_text_days", "furniture", "selectors"]
            values = [
                1,
                "w",
                "W",
                "https://w.example",
                "feed",
                "https://w.example/f",
                "full",
                "",
                "open",
                "[]",
                60,
                "on",
                0,
                30,
            ]
            db.copy_in("source", names, [[*values, "[]", "{}"]])
            names = [
                "id",
                "slug",
                "headline",
                "first_at",
                "latest_at",
                "article_count",
                "outlet_count",
                "nation",
                "risk",
                "thread",
                "shown",
            ]
            db.copy_in("story", names, [(1, "s", "S", at, at, 1, 1, "England", "policy", "open", 1)])
        accounts.add(db, address="l@example.org", handle="Larch", role="moderator", now=NOW)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except CommonThreadError as error:
        sys.exit(f"errand: {error}")
