"""Erasing for safety: the words of a comment or an article, from every place of the database and from mails that wait.

What was purged is written down, so that an older copy of the database loses it again before it is served.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from db.clock import moment, stamp
from db.comments import count
from db.engine import Database
from db.errors import CommonThreadError, NotFound
from db.moderation import Moderator, log
from db.placements import hold, renew

Kind = Literal["comment", "article"]
COMMENT = (
    "purging.comment", "purging.comment_reports", "purging.comment_notes", "purging.comment_appeals",
    "purging.comment_notices", "purging.comment_decisions",
)  # fmt: skip
# What hangs on the article's story comes first: the article leaves it.
ARTICLE = (
    "purging.article_story", "purging.article_links", "purging.article_proposals", "purging.article_decisions",
    "purging.article_frontier", "purging.article_versions", "purging.article_quotes", "purging.article_mentions",
    "purging.article_commitments", "purging.article_dates", "purging.article_search", "purging.article",
)  # fmt: skip
WHERE = {"comment": "purging.where_comment", "article": "purging.where_article"}


class PurgeRefused(CommonThreadError):
    """Nothing can be purged as asked."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What was purged, when and why; no word of it."""

    kind: str
    row_id: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class _Where:
    story_id: int | None
    account_id: int


@dataclass(frozen=True, slots=True)
class _Mail:
    id: int
    message: str


def purge(db: Database, kind: Kind, row_id: int, reason: str, now: datetime) -> int:
    """Erase the words of a comment or an article and return how many mails went with it.

    Raises NotFound, and PurgeRefused without a reason. The place of a comment stays, as removed.
    """
    why = reason.strip()
    if not why:
        raise PurgeRefused("Give a reason, in words that tell nothing of what is erased.")
    with db.write(durable=True):
        where = db.one(_Where, WHERE[kind], id=row_id)
        if where is None:
            raise NotFound(f"There is no {kind} {row_id}.")
        mails = apply(db, [Purged(kind, row_id, now, why)], now)
        comment_id = row_id if kind == "comment" else None
        log(db, now, Moderator("operator"), "purge", why, comment_id, where.story_id)
    return mails


def apply(db: Database, purged: Iterable[Purged], now: datetime) -> int:
    """Erase what was purged, in a copy of the database too that is older, and return how many mails went with it."""
    mails = 0
    with db.write(durable=True):
        for one in purged:
            mails += _erase(db, one, now)
            db.run("purging.note", kind=one.kind, row_id=one.row_id, at=one.at, reason=one.reason)
    return mails


def _erase(db: Database, one: Purged, now: datetime) -> int:
    """Erase one thing with all that repeats it, renew what counted it, and return how many mails went."""
    is_comment = one.kind == "comment"
    where = db.one(_Where, WHERE[one.kind], id=one.row_id)
    gone = _erase_mails(db, one, now)
    if where is not None and where.story_id is not None:
        hold(db, where.story_id)
    for statement in COMMENT if is_comment else ARTICLE:
        db.run(statement, id=one.row_id)
    if is_comment:
        db.run("reports.decide", comment_id=one.row_id, now=now, outcome="removed")
    if where is not None and where.story_id is not None:
        if is_comment:
            count(db, where.story_id, where.account_id, now, removed=True)
        else:
            renew(db, where.story_id, now)
    return gone


def _erase_mails(db: Database, one: Purged, now: datetime) -> int:
    """Erase the mails that repeat what is purged, and what many of them have in common; return how many went."""
    mails = _mails_of_comment(db, one.row_id) if one.kind == "comment" else _mails_of_article(db, one.row_id)
    for mail in mails:
        db.run("purging.mail", id=mail)
    gone = len(mails)
    for body in _bodies(db, one):
        gone += _erase_body(db, body, now)
    return gone


def _erase_body(db: Database, body: int, now: datetime) -> int:
    """Erase what mails have in common and return how many went with it; digests in time are composed anew instead."""
    if db.run("purging.stale_body", body_id=body, now=now):
        db.run("purging.blank_body", id=body)
        db.run("purging.body_claimed", body_id=body)
        return 0
    gone = db.run("purging.body_mails", body_id=body)
    db.run("purging.body_sent", body_id=body)
    db.run("purging.body", id=body)
    return gone


def _bodies(db: Database, one: Purged) -> list[int]:
    """Return what mails have in common and repeats what is purged."""
    if one.kind == "comment":
        return _speaking(db.all(_Mail, "purging.bodies_of_comment", path=f"%/comments/{one.row_id}%"), one.row_id)
    return [row.id for row in db.all(_Mail, "purging.bodies_of_article", id=one.row_id)]


def _mails_of_article(db: Database, article_id: int) -> list[int]:
    """Return the mails, sent or waiting, that bring an article's story."""
    return [row.id for row in db.all(_Mail, "purging.mails_of_article", id=article_id)]


def _mails_of_comment(db: Database, comment_id: int) -> list[int]:
    """Return the mails, sent or waiting, that speak of a comment."""
    return _speaking(db.all(_Mail, "purging.mails_of_comment", path=f"%/comments/{comment_id}%"), comment_id)


def _speaking(found: Iterable[_Mail], comment_id: int) -> list[int]:
    """Return those that speak of a comment, not of one with a longer number."""
    spoken = re.compile(rf"/comments/{comment_id}(?!\d)")
    return [row.id for row in found if spoken.search(row.message)]


def everything(db: Database) -> list[Purged]:
    """Return all that was purged, the oldest first."""
    return db.all(Purged, "purging.everything")


def keep_list(path: Path, purged: Iterable[Purged]) -> None:
    """Write the list of what was purged beside the database, for copies that are older than it."""
    known = {(one.kind, one.row_id): one for one in [*read_list(path), *purged]}
    lines = [json.dumps({**asdict(one), "at": stamp(one.at)}) for one in known.values()]
    part = path.with_suffix(path.suffix + ".part")
    part.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    part.replace(path)


def read_list(path: Path) -> list[Purged]:
    """Return the list beside a database, nothing where there is none; raises PurgeRefused for a broken one."""
    if not path.exists():
        return []
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return [Purged(row["kind"], int(row["row_id"]), moment(row["at"]), row["reason"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PurgeRefused(f"{path} cannot be read ({error}); mend it: it tells what must stay erased") from error
