"""What a reader chose, as far as two mails of an edition may differ by it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date

from db.rules.choosing import Wanted
from db.subscriptions import Due, Subscription


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader wants, how dense, had before, missed while away, and follows."""

    wanted: Wanted = field(default_factory=Wanted)
    headlines: bool = False
    details: bool = False
    before: tuple[int, ...] = ()
    away_since: date | None = None
    followed: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """Return the choice as one line of JSON, the same for the same choice."""
        return json.dumps(asdict(self), default=str, separators=(",", ":"))


def read(key: str) -> Choice:
    """Return the choice of a line of JSON."""
    told = json.loads(key)
    wanted = Wanted(**{name: tuple(values) for name, values in told["wanted"].items()})
    away = date.fromisoformat(told["away_since"]) if told["away_since"] else None
    return Choice(wanted, told["headlines"], told["details"], tuple(told["before"]), away, tuple(told["followed"]))


def of(reader: Due | Subscription, before: Iterable[int], today: date, followed: Iterable[int] = ()) -> Choice:
    """Return the choice of a subscriber for the edition of a day."""
    start, end = reader.paused_from, reader.paused_until
    missed = start is not None and end is not None and start < end <= today
    return Choice(
        wanted=Wanted(reader.topics, reader.nations, reader.events),
        headlines=reader.density == "headlines",
        details=reader.details,
        before=tuple(sorted(before)),
        away_since=start if missed else None,
        followed=tuple(sorted(followed)),
    )
