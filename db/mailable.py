"""What of the debate and the record may stand in a mail, which nobody can call back.

A comment may be quoted that its writer let be quoted, a day after it was published, that nobody has reported or given
notice of, in an open thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from db import digests
from db.engine import Database
from db.rules.html import plain_line
from db.rules.rights import cut
from db.types import STANCES

QUIET_FOR = timedelta(hours=24)
VOICE = 280


@dataclass(frozen=True, slots=True)
class Voice:
    """A comment whose writer let it be quoted: under which name, on which side, and how many praised it."""

    comment_id: int
    name: str
    stance: str
    raw_html: str = field(repr=False)
    praise: int

    @property
    def words(self) -> str:
        """Return its first words as one line of plain text."""
        return cut(plain_line(self.raw_html, 2_000), VOICE)


@dataclass(frozen=True, slots=True)
class Debate:
    """A story that several people debate, with how many comments of theirs may be mailed."""

    story_id: int
    slug: str
    headline: str
    question: str | None
    comments: int


@dataclass(frozen=True, slots=True)
class Day:
    """A confirmed day ahead: what happens, and who tells of it."""

    story_id: int
    slug: str
    day: date
    what: str
    outlet: str


@dataclass(frozen=True, slots=True)
class PutRight:
    """What was put right in a story, in the editor's words."""

    story_id: int
    slug: str
    headline: str
    wording: str


@dataclass(frozen=True, slots=True)
class About:
    """What a story is about, as readers choose by it."""

    topics: tuple[str, ...]
    nation: str
    series: str | None


@dataclass(frozen=True, slots=True)
class _Where:
    nation: str
    series: str | None


def debates(db: Database, since: datetime, now: datetime, most: int = 8) -> list[Debate]:
    """Return the stories that several people have debated since a moment, the liveliest first."""
    return db.all(Debate, "mailable.debates", since=since, before=now - QUIET_FOR, most=most)


def voices(db: Database, story_id: int, now: datetime) -> list[Voice]:
    """Return the comments of a story that may be quoted, the most praised first."""
    return db.all(Voice, "mailable.voices", story_id=story_id, before=now - QUIET_FOR)


def balanced(found: Sequence[Voice]) -> list[Voice]:
    """Return the most praised voice of each side, or none where only one side may be quoted."""
    best = [next((one for one in found if one.stance == stance), None) for stance in STANCES]
    sides = [one for one in best if one is not None]
    return sides if len(sides) > 1 else []


def days(db: Database, today: date, until: date, most: int = 30) -> list[Day]:
    """Return the confirmed days of a span, the next first."""
    return db.all(Day, "mailable.dates", today=today, until=until, most=most)


def corrections(db: Database, since: datetime, before: datetime) -> list[PutRight]:
    """Return what was put right within a span in stories that an edition brought."""
    return db.all(PutRight, "mailable.corrections", since=since, before=before)


def about(db: Database, story_id: int) -> About:
    """Return what a story is about."""
    where = db.one(_Where, "mailable.nation_and_event", story_id=story_id) or _Where("", None)
    return About(digests.topics_of(db, story_id), where.nation, where.series)
