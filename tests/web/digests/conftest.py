"""What the tests of the mails start from: stories of a day, readers who joined, and the mails as they would go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from db import outbox, subscriptions
from db.engine import Database
from db.subscriptions import Consent, More, Subscriber

DAY = date(2026, 11, 26)
SENT = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)


@pytest.fixture
def stories(newsroom: Any) -> Any:
    """Nine stories of the day before, two topics, one of a source that shows only its headline."""
    for number in range(8):
        topic = "adoption" if number % 2 else "send"
        at = datetime(2026, 11, 25, 9, number, tzinfo=UTC)
        newsroom.article(f"Story {number} on {topic}", topics=(topic,), at=at, summary="Word " * 90)
    newsroom.article("Told elsewhere", source="community-care-children", topics=("send",), at=SENT - timedelta(hours=2))
    return newsroom


@pytest.fixture
def join(db: Database) -> Callable[..., Subscriber]:
    """Let somebody join who asked nine days ago."""

    def joined(
        name: str,
        periods: tuple[Any, ...] = ("daily",),
        topics: tuple[str, ...] = (),
        *,
        at: datetime = SENT - timedelta(days=9),
        **more: Any,
    ) -> Subscriber:
        consent = Consent("Yes.", at, "test")
        return subscriptions.subscribe(db, f"{name}@example.org", periods, topics, consent, at, More(**more))

    return joined


@pytest.fixture
def mails(db: Database) -> Callable[..., dict[str, EmailMessage]]:
    """Send what waits in the outbox, and return it by address, whole as a sender gets it."""

    def taken(at: datetime = SENT + timedelta(days=2)) -> dict[str, EmailMessage]:
        found = outbox.claim(db, "test", at, at + timedelta(hours=1), 1000)
        for mail in found:
            outbox.note_sent(db, mail.id, "test", at)
        return {mail.address: message_from_bytes(mail.message.encode(), policy=default) for mail in found}

    return taken


@pytest.fixture
def text_of() -> Callable[[EmailMessage], str]:
    """Return the plain text of a mail."""

    def text(mail: EmailMessage) -> str:
        part = mail.get_body(("plain",))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")

    return text
