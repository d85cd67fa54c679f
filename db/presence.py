"""Whether anybody moderates: when one was last here, who is on duty, who is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.engine import Database
from db.errors import CommonThreadError
from db.rules.posting import Patience
from db.settings import Settings

KINDS = ("on", "away")
TOUCHED_AGAIN = timedelta(minutes=5)


class RotaRefused(CommonThreadError):
    """A line of the rota cannot be kept."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody's days on duty or away, both included."""

    id: int
    account_id: int
    handle: str
    kind: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class _At:
    at: datetime | None


def patience(settings: Settings) -> Patience:
    """Return how long the site goes on without a moderator."""
    return Patience(
        away=timedelta(hours=settings.moderators_away_hours), gone=timedelta(hours=settings.moderators_gone_hours)
    )


def last_seen(db: Database) -> datetime | None:
    """Return when a moderator was last here, None where there never was one."""
    found = db.one(_At, "presence.last_seen")
    return found.at if found else None


def seen(db: Database, account_id: int, now: datetime) -> None:
    """Note that a moderator is here; not more often than every five minutes."""
    with db.write():
        db.run("presence.seen", account_id=account_id, now=now, before=now - TOUCHED_AGAIN)


def rota(db: Database, today: date) -> list[Turn]:
    """Return the turns that are not over, the next first."""
    return db.all(Turn, "presence.rota", today=today)


def add_turn(db: Database, account_id: int, kind: str, starts_on: date, ends_on: date) -> None:
    """Note days on duty or away; raises RotaRefused for days that make no sense."""
    if kind not in KINDS:
        raise RotaRefused("Choose whether you are on duty or away.")
    if ends_on < starts_on or (ends_on - starts_on).days > 366:
        raise RotaRefused("The last day comes before the first, or a year after it. Look at the days again.")
    with db.write():
        db.run("presence.add_turn", account_id=account_id, kind=kind, starts_on=starts_on, ends_on=ends_on)


def drop_turn(db: Database, account_id: int, turn_id: int) -> None:
    """Take one's own turn off the rota."""
    with db.write():
        db.run("presence.drop_turn", account_id=account_id, id=turn_id)


def uncovered(db: Database, days: list[date]) -> list[date]:
    """Return which of some days have nobody on duty; none where nobody keeps a rota."""
    turns = rota(db, days[0])
    on = [turn for turn in turns if turn.kind == "on"]
    away = [turn for turn in turns if turn.kind == "away"]
    if not on:
        return []
    return [day for day in days if not any(_covers(turn, day) and not _away(away, turn, day) for turn in on)]


def _covers(turn: Turn, day: date) -> bool:
    return turn.starts_on <= day <= turn.ends_on


def _away(away: list[Turn], turn: Turn, day: date) -> bool:
    return any(one.account_id == turn.account_id and _covers(one, day) for one in away)
