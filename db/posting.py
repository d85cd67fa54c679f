"""Comments are written here: posted, changed, withdrawn; nothing is lost, nothing posted twice."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import presence, reports
from db.accounts import Account
from db.comments import Full, Mine, by_id, count, hosts, set_state
from db.confidential import named
from db.engine import Database
from db.errors import CommentNotFound, CommentsClosed, CommonThreadError
from db.placements import hold
from db.rules.confidentiality import Verdict
from db.rules.markup import Rendered, render
from db.rules.posting import EDITED, RETURNED, Facts, Now, Patience, standing, wait, why_held
from db.settings import Settings
from db.stories import Story
from db.types import STANCES

UNCHECKED = Verdict("pass", (), "")


class CommentRefused(CommonThreadError):
    """A comment cannot be taken as it is."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say. `other_name` asks for a name of its own in this thread."""

    text: str
    post_key: str
    parent_id: int | None = None
    stance: str = ""
    quotable: bool = False
    other_name: bool = False
    verdict: Verdict = UNCHECKED


@dataclass(frozen=True, slots=True)
class House:
    """The rules of the house as the settings give them."""

    own_host: str
    held_first: int
    longest: int
    rest: timedelta
    changeable: timedelta
    flood: int
    patience: Patience


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment that was kept, and why it waits where it does."""

    id: int
    held_because: str | None


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


@dataclass(frozen=True, slots=True)
class _At:
    at: datetime | None


def house(settings: Settings, own_host: str) -> House:
    """Return the rules of the house."""
    return House(
        own_host=own_host,
        held_first=settings.comments_held_first,
        longest=settings.comment_max_chars,
        rest=timedelta(minutes=settings.branch_rest_minutes),
        changeable=timedelta(minutes=settings.comment_change_minutes),
        flood=settings.report_flood,
        patience=presence.patience(settings),
    )


def add(db: Database, story: Story, author: Account, draft: Draft, rules: House, now: datetime) -> Posted:
    """Keep a comment under a story; the same form posted twice is one comment.

    Raises CommentsClosed, CommentRefused, CommentNotFound.
    """
    words = checked(draft.text, rules.longest)
    stance = draft.stance if draft.stance in STANCES and story.question else ""
    with db.write(durable=True):
        hold(db, story.id)
        before = db.one(_Id, "comments.by_post_key", post_key=draft.post_key)
        if before is not None:
            return Posted(before.id, None)
        thread = _open(story, rules, now)
        root_id = _root(db, story, draft.parent_id)
        _not_too_soon(db, story, author, root_id, rules, now)
        alias = _alias(db, story, author, draft.other_name)
        rendered = render(words, {rules.own_host}, hosts(db))
        held = why_held(_facts(db, story, author, thread, rendered, draft.verdict, words, rules, now))
        comment_id = db.value(
            "comments.add",
            story_id=story.id,
            account_id=author.id,
            root_id=root_id,
            parent_id=draft.parent_id,
            post_key=draft.post_key,
            state="held" if held else "published",
            reason=held,
            text=words,
            html=rendered.html,
            now=now,
            published_at=None if held else now,
            held_at=now if held else None,
            stance=stance,
            quotable=draft.quotable,
            alias=alias,
            **_kept(draft.verdict),
        )
        if stance:
            db.run("comments.vote", story_id=story.id, account_id=author.id, stance=stance, now=now)
        count(db, story.id, author.id, now)
    return Posted(int(comment_id), held)


def checked(text: str, longest: int) -> str:
    """Return the words of a comment; raises CommentRefused where there are none or too many."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise CommentRefused("Write something first.")
    if len(words) > longest:
        raise CommentRefused(f"Your comment has {len(words)} characters; {longest} fit. Shorten it a little.")
    return words


def _kept(verdict: Verdict) -> dict[str, object]:
    hints = [[hint.said, hint.words] for hint in verdict.hints]
    return {"verdict": verdict.kind, "verdict_version": verdict.version, "hints": hints}


def _open(story: Story, rules: House, now: datetime) -> Now:
    thread = standing(story.state, rules.patience, now)
    if not thread.takes_comments:
        words = {"closed": "Comments are closed.", "locked": f"Comments are locked for a while. {thread.reason or ''}"}
        raise CommentsClosed(words.get(thread.standing, thread.reason or "").strip())
    return thread


def _root(db: Database, story: Story, parent_id: int | None) -> int | None:
    """Return the comment that begins the branch of an answer; raises where it cannot be answered."""
    if parent_id is None:
        return None
    parent = by_id(db, parent_id)
    if parent.story_id != story.id:
        raise CommentNotFound("The comment you answer stands under another story.")
    if parent.state != "published":
        raise CommentRefused("The comment you answer is no longer shown. Write a new one instead.")
    return parent.root_id or parent.id


def _not_too_soon(
    db: Database, story: Story, author: Account, root_id: int | None, rules: House, now: datetime
) -> None:
    """Raise where a heated branch rests, or the thread is slow and this person wrote a moment ago."""
    if author.moderates:
        return
    reported = int(db.value("comments.open_reports", root_id=root_id)) if root_id else 0
    newest = db.one(_At, "comments.newest_in_branch", root_id=root_id) if reported else None
    slow = timedelta(minutes=story.slow_minutes)
    mine = db.one(_At, "comments.newest_of", story_id=story.id, account_id=author.id) if slow else None
    from_then = wait(reported, rules.rest, slow, newest.at if newest else None, mine.at if mine else None)
    if from_then is not None and from_then > now:
        minutes = -(-int((from_then - now).total_seconds()) // 60)
        raise CommentRefused(
            f"This debate is kept slow so that it stays calm. Your text is still here: post it in {minutes} minutes."
        )


def _alias(db: Database, story: Story, author: Account, other_name: bool) -> str | None:
    """Return an author's other name in this thread; who asks for one has it from their first comment there on."""
    about = {"story_id": story.id, "account_id": author.id}
    known = db.value("comments.alias_of", **about)
    if known or not other_name:
        return str(known) if known else None
    if db.value("comments.writes_here", **about):
        raise CommentRefused("You already write in this thread under your usual name. Untick the other name.")
    for _ in range(20):
        alias = f"Guest {secrets.randbelow(9000) + 1000}"
        if db.run("comments.use_alias", alias=alias, **about):
            return alias
    raise CommentRefused("We found no free name just now. Post again, or write under your usual name.")


def _facts(
    db: Database, story: Story, author: Account, thread: Now, rendered: Rendered, verdict: Verdict, words: str,
    rules: House, now: datetime,
) -> Facts:  # fmt: skip
    return Facts(
        thread=thread,
        published_before=author.published_count,
        moderates=author.moderates,
        links_unknown=bool(rendered.unknown_links),
        verdict=verdict.kind,
        names_confidential=named(db, story.id, words),
        flood=reports.flooded(db, rules.flood, now),
        held_first=rules.held_first,
    )


def change(
    db: Database, comment_id: int, story: Story, author: Account, draft: Draft, rules: House, now: datetime
) -> Posted:
    """Give one's own comment other words: nobody sees the old ones any more, and a moderator reads the new ones first.

    Raises CommentNotFound for anybody else's, CommentRefused where its time is over.
    """
    words = checked(draft.text, rules.longest)
    with db.write(durable=True):
        hold(db, story.id)
        comment = own(db, comment_id, author)
        if not may_change(comment, rules, now):
            raise CommentRefused("It can no longer be changed. You can withdraw it and write a new one.")
        rendered = render(words, {rules.own_host}, hosts(db))
        held = RETURNED if comment.state == "returned" else EDITED
        db.run(
            "comments.change",
            id=comment_id,
            reason=held,
            text=words,
            html=rendered.html,
            now=now,
            quotable=draft.quotable,
            **_kept(draft.verdict),
        )
        count(db, comment.story_id, author.id, now, removed=True)
    return Posted(comment_id, held)


def may_change(comment: Full | Mine, rules: House, now: datetime) -> bool:
    """Whether an author may still change a comment: for a while after posting, and while a moderator asks for it."""
    if comment.state == "returned":
        return True
    return comment.state in ("held", "published") and now - comment.created_at <= rules.changeable


def own(db: Database, comment_id: int, author: Account) -> Full:
    """Return one's own comment; raises CommentNotFound for anybody else's."""
    comment = by_id(db, comment_id)
    if comment.account_id != author.id:
        raise CommentNotFound("There is no such comment of yours.")
    return comment


def withdraw(db: Database, comment_id: int, author: Account, now: datetime) -> Full:
    """Let an author take their words back; the place stays. Raises CommentNotFound for anybody else's."""
    with db.write(durable=True):
        comment = own(db, comment_id, author)
        hold(db, comment.story_id)
        if comment.state != "removed":
            set_state(db, comment_id, "withdrawn", None, now)
        db.run("comments.drop_text", id=comment_id)
        db.run("reports.decide", comment_id=comment_id, now=now, outcome="withdrawn")
        count(db, comment.story_id, author.id, now, removed=True)
    return comment
