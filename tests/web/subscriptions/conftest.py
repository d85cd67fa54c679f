"""What the tests of mail share: what waits in the outbox, and readers who are subscribed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from db import subscriptions
from db.subscriptions import PLAIN, Consent


class Postbox:
    """What we mailed, newest last."""

    def __init__(self, db: Any) -> None:
        self.db = db

    def __len__(self) -> int:
        return len(self.mails())

    def mails(self) -> list[dict[str, Any]]:
        """Return all mails of the outbox."""
        names = [column.name for column in self.db.columns("outbox")]
        return [dict(zip(names, row, strict=True)) for row in self.db.copy_out("outbox")]

    def link(self, start: str = "/") -> str:
        """Return the path of the link in the newest mail."""
        found = re.search(rf"https://thread\.example({start}\S+)", str(self.mails()[-1]["message"]))
        assert found is not None
        return found[1]


@pytest.fixture
def postbox(db: Any) -> Postbox:
    return Postbox(db)


@pytest.fixture
def join(db: Any, now: Any) -> Any:
    """Subscribe somebody as if they had confirmed."""

    def joined(
        address: str = "anna@example.org", periods: Any = ("daily", "weekly"), topics: Any = (), more: Any = PLAIN
    ) -> Any:
        return subscriptions.subscribe(db, address, periods, topics, Consent("Yes.", now, "test"), now, more)

    return joined
