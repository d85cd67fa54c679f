"""Notices of defamation under section 5 of the Defamation Act 2013, with the clock of SI 2013/3028."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db.accounts import Account, hashed
from db.comments import by_id, count, set_state
from db.engine import Database
from db.errors import CommonThreadError, NotFound
from db.moderation import THE_CLOCK, Moderator, log
from db.placements import hold
from db.posting import own
from db.rules.addresses import tidy
from db.rules.clocks import end_of_day_after, working_hours_later

ACT_WITHIN = 48  # working hours, reg. 2 and schedule para. 2
REPLY_DAYS = 5  # schedule para. 2(1)(b)
LONGEST = 4_000
OPEN = ("open", "told")
REPLIES = {
    "consents": "Take it down",
    "stands": "I stand by it, and you may give my name and address to whoever complained",
    "stands hidden": "I stand by it, and I do not want my name and address to be given",
}


class NoticeRefused(CommonThreadError):
    """A notice or a reply lacks what the law asks for."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a complainant gives: all that regulation 2 asks for."""

    name: str = field(repr=False)
    contact: str = field(repr=False)
    words: str
    meaning: str
    untrue: str
    pass_on: bool
    cannot_sue_poster: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice with its clock. Names and addresses are for moderators who handle it only."""

    id: int
    comment_id: int
    account_id: int
    name: str = field(repr=False)
    contact: str = field(repr=False)
    words: str
    meaning: str
    untrue: str
    pass_on: bool
    received_at: datetime
    act_by: datetime
    state: str
    told_at: datetime | None
    reply_by: datetime | None
    reply: str
    reply_words: str = field(repr=False)
    replied_at: datetime | None
    outcome: str
    ended_at: datetime | None
    story_slug: str
    headline: str
    poster: str = field(repr=False)
    earlier: int


def give(db: Database, comment_id: int, given: Given, now: datetime) -> str:
    """Keep a notice and return the word of its address; raises NoticeRefused naming what the law still asks for."""
    missing = [words for value, words in (
        (given.name.strip(), "your name"), (tidy(given.contact), "a mail address"),
        (given.words.strip(), "the words complained of"), (given.meaning.strip(), "what they say about you"),
        (given.untrue.strip(), "what is untrue, or an opinion without support"),
        (given.cannot_sue_poster, "the confirmation that you do not know enough about the writer"),
    ) if not value]  # fmt: skip
    if missing:
        raise NoticeRefused(f"The law asks for more: {', '.join(missing)}.")
    token = secrets.token_urlsafe(18)
    with db.write(durable=True):
        by_id(db, comment_id)
        db.run(
            "notices.give",
            token_hash=hashed(token),
            comment_id=comment_id,
            name=given.name.strip()[:200],
            contact=tidy(given.contact) or "",
            words=given.words.strip()[:LONGEST],
            meaning=given.meaning.strip()[:LONGEST],
            untrue=given.untrue.strip()[:LONGEST],
            pass_on=given.pass_on,
            now=now,
            act_by=working_hours_later(now, ACT_WITHIN),
        )
    return token


def open_ones(db: Database) -> list[Notice]:
    """Return the notices that are not ended, the nearest deadline first."""
    return db.all(Notice, "notices.open_ones")


def by_number(db: Database, notice_id: int) -> Notice:
    """Return a notice; raises NotFound."""
    found = db.one(Notice, "notices.by_number", id=notice_id)
    if found is None:
        raise NotFound("There is no such notice.")
    return found


def by_token(db: Database, token: str) -> Notice:
    """Return a notice by the word of its address; raises NotFound."""
    found = db.one(Notice, "notices.by_token", token_hash=hashed(token))
    if found is None:
        raise NotFound("There is no notice at this address. Copy the whole address that you were given.")
    return found


def for_poster(db: Database, comment_id: int, author: Account) -> Notice:
    """Return the notice that an author was told of; raises NotFound, and CommentNotFound for anybody else."""
    own(db, comment_id, author)
    found = db.one(Notice, "notices.for_poster", comment_id=comment_id)
    if found is None:
        raise NotFound("There is no notice about this comment that waits for you.")
    return found


def tell_poster(db: Database, notice_id: int, who: Moderator, now: datetime) -> Notice:
    """Note that the poster is told now: they have five days to reply."""
    with db.write(durable=True):
        notice = _mine(db, notice_id, who, "open")
        db.run("notices.told", id=notice_id, now=now, reply_by=end_of_day_after(now, REPLY_DAYS))
        log(db, now, who, "notice passed on", "A notice of defamation was passed on to the writer.", None, None)
    return notice


def reply(db: Database, comment_id: int, author: Account, answer: str, words: str, now: datetime) -> Notice:
    """Keep a poster's reply; one who consents has the comment taken down at once. Raises NoticeRefused, NotFound."""
    if answer not in REPLIES:
        raise NoticeRefused("Choose one of the three answers.")
    said = words.strip()[:LONGEST]
    if answer != "consents" and len(said) < 10:
        raise NoticeRefused("The law asks for your full name and postal address. Only the operator keeps them.")
    with db.write(durable=True):
        notice = for_poster(db, comment_id, author)
        db.run("notices.replied", id=notice.id, reply=answer, words=said, now=now)
        if answer == "consents":
            _take_down(db, notice, "Its writer agreed that it is taken down.", now)
            _end(db, notice.id, "removed", "The writer agreed that it is taken down.", now)
    return notice


def end(db: Database, notice_id: int, removed: bool, outcome: str, who: Moderator, now: datetime) -> Notice:
    """End a notice with words for the complainant, with or without a take-down; raises NoticeRefused."""
    said = outcome.strip()
    if not said:
        raise NoticeRefused("Say what was decided and why: whoever complained reads it.")
    with db.write(durable=True):
        notice = _mine(db, notice_id, who, *OPEN)
        if removed:
            _take_down(db, notice, "It was taken down after a notice under the Defamation Act 2013.", now)
        _end(db, notice_id, "removed" if removed else "kept", said, now)
        said_in_log = "A comment was taken down after a notice." if removed else "A notice ended without a take-down."
        log(db, now, who, "notice ended", said_in_log, None, None)
    return notice


def _mine(db: Database, notice_id: int, who: Moderator, *states: str) -> Notice:
    notice = by_number(db, notice_id)
    if notice.state not in states:
        raise NoticeRefused("This was done already. Load the page again.")
    if who.account_id is not None and who.account_id == notice.account_id:
        raise NoticeRefused("It is about your own comment. Another moderator handles it.")
    return notice


def _take_down(db: Database, notice: Notice, reason: str, now: datetime) -> None:
    comment = by_id(db, notice.comment_id)
    if comment.state in ("removed", "withdrawn"):
        return
    hold(db, comment.story_id)
    set_state(db, comment.id, "hidden", reason, now)
    count(db, comment.story_id, comment.account_id, now, removed=True)


def _end(db: Database, notice_id: int, state: str, outcome: str, now: datetime) -> None:
    db.run("notices.end", id=notice_id, state=state, outcome=outcome, now=now)


def late(db: Database, now: datetime) -> list[Notice]:
    """Return the notices whose clock has run out: nobody acted within 48 working hours, or the poster did not reply."""
    return db.all(Notice, "notices.late", now=now)


def run_out(db: Database, notice: Notice, now: datetime) -> str:
    """Take a comment down whose clock has run out, as the law then asks, and return the words for the complainant."""
    why = "nobody acted on the notice in time" if notice.state == "open" else "its writer did not reply in time"
    outcome = f"The comment was taken down: {why}."
    with db.write(durable=True):
        _take_down(db, notice, f"It was taken down after a notice under the Defamation Act 2013: {why}.", now)
        _end(db, notice.id, "removed", outcome, now)
        log(db, now, THE_CLOCK, "notice ended", f"A comment was taken down: {why}.", None, None)
    return outcome


def forget(db: Database, now: datetime, kept: timedelta) -> int:
    """Forget notices that ended long ago and return how many."""
    with db.write():
        return db.run("notices.forget", before=now - kept)
