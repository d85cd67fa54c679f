"""What is told by mail: followers of comments, authors of decisions, moderators of what must not wait."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db import figures, following, presence, reports
from db.engine import Database
from db.following import Follower, News
from db.rules.html import plain_text
from db.rules.rights import cut
from db.settings import Settings
from web.letters import link, send_letter
from web.notes import harm_in
from web.words import LONDON, counted

LONGEST_WORDS = 400
DECIDED = {
    "publish": "Your comment is published.",
    "hide": "A moderator took your comment down.",
    "remove": "A moderator removed your comment, and its words are erased.",
    "return": "A moderator asks you to change your comment.",
    "appeal upheld": "An appeal about your comment was upheld.",
    "appeal refused": "An appeal about your comment was refused.",
}


@dataclass(frozen=True, slots=True)
class _Told:
    id: int
    action: str
    reason: str
    address: str = field(repr=False)
    headline: str
    comment_id: int


@dataclass(frozen=True, slots=True)
class _Address:
    address: str = field(repr=False)


def tell_followers(db: Database, settings: Settings, modes: tuple[str, ...], now: datetime) -> int:
    """Mail every follower what they were not told of, and return how many mails there are."""
    written = 0
    for follower in (one for mode in modes for one in following.to_tell(db, mode)):
        news = following.news_for(db, follower, now)
        if not news:
            continue
        with db.write(durable=True):
            send_letter(
                db,
                settings,
                kind="follow",
                key=f"{follower.account_id}:{follower.story_id}:{news[-1].id}",
                address=follower.address,
                subject=_subject(follower, news),
                text=_news(settings, follower, news),
                now=now,
            )
            following.told(db, follower, news[-1])
        written += 1
    return written


def _subject(follower: Follower, news: list[News]) -> str:
    if follower.mode == "replies":
        return f"{news[0].name} answered you: {cut(follower.headline, 80)}"
    return f"{counted(len(news), 'new comment')}: {cut(follower.headline, 80)}"


def _news(settings: Settings, follower: Follower, news: list[News]) -> str:
    parts = [f"{follower.headline}\n{link(settings, f'/stories/{follower.story_slug}')}"]
    parts += [_one(settings, one) for one in news]
    parts.append(f"Follow it in another way, or no more:\n{link(settings, f'/stories/{follower.story_slug}/follow')}")
    return "\n\n".join(parts)


def _one(settings: Settings, one: News) -> str:
    """Return what is told of a comment: its words only where they may be mailed and describe no harm in detail."""
    words = plain_text(one.html)
    harm = harm_in(words)
    said = (
        f"\nContent note: {', '.join(harm)}. Read it on the page."
        if harm
        else f"\n{cut(words, LONGEST_WORDS)}"
        if words
        else ""
    )
    return f"{one.name} wrote:{said}\n{link(settings, f'/comments/{one.id}')}"


def tell_authors(db: Database, settings: Settings, now: datetime, most: int = 200) -> int:
    """Mail authors what was decided about their comments, and return how many mails there are; never their words."""
    found = db.all(_Told, "telling.decisions", most=most)
    for one in found:
        with db.write(durable=True):
            if one.action in DECIDED and one.address and not one.address.startswith("deleted:"):
                send_letter(
                    db,
                    settings,
                    kind="decision",
                    key=str(one.id),
                    address=one.address,
                    subject=DECIDED[one.action].rstrip("."),
                    text=(
                        f"{DECIDED[one.action]} It stands under “{one.headline}”.\n\n{one.reason}\n\n"
                        f"What became of your comments:\n{link(settings, '/my-comments')}"
                    ),
                    now=now,
                )
            db.run("telling.told", id=one.id, now=now)
    return len(found)


def watch(db: Database, settings: Settings, now: datetime) -> None:
    """Mail those who moderate when nobody was here while something waits, in a flood, and for an empty rota."""
    seen, found = presence.last_seen(db), figures.figures(db, now)
    patience = presence.patience(settings)
    if found.waiting and (seen is None or now - seen >= patience.away):
        since = "ever" if seen is None else f"since {seen.astimezone(LONDON):%A %H:%M}"
        text = (
            f"No moderator has been here {since}, and {counted(found.waiting, 'comment')} wait. Readers see that, and"
            f" every new comment waits. After {settings.moderators_gone_hours} hours no new comment is taken.\n\n"
            f"The queue:\n{link(settings, '/moderation')}"
        )
        _alarm(db, settings, "nobody moderates", "Nobody moderates", text, now)
    if reports.flooded(db, settings.report_flood, now):
        text = (
            f"{settings.report_flood} reports of a child or more came within an hour. A report hides nothing now;"
            f" new comments wait instead. Look whether it is an attack.\n\nThe queue:\n{link(settings, '/moderation')}"
        )
        _alarm(db, settings, "flood", "Many reports at once", text, now)
    empty = presence.uncovered(db, [(now + timedelta(days=1)).astimezone(LONDON).date()])
    if empty:
        text = f"The rota has nobody on duty tomorrow.\n\n{link(settings, '/moderation/rota')}"
        _alarm(db, settings, "rota", "Nobody is on duty tomorrow", text, now)


def weekly_note(db: Database, settings: Settings, now: datetime) -> None:
    """Mail those who moderate how the week went: what was overturned, how long things waited."""
    found = figures.figures(db, now, days=7)
    if not found.actions:
        return
    lines = [f"{action}: {count}" for action, count in found.actions.items()]
    text = (
        f"Appeals: {found.upheld} upheld, {found.refused} refused.\n"
        f"Waiting now: {found.waiting}.\n\n"
        + "\n".join(lines)
        + f"\n\nAll figures:\n{link(settings, '/moderation/figures')}"
    )
    _alarm(db, settings, "week", "The moderators’ week", text, now)


def _alarm(db: Database, settings: Settings, what: str, subject: str, text: str, now: datetime) -> None:
    """Mail everybody who moderates, once a day for the same thing."""
    for one in db.all(_Address, "telling.moderators"):
        key = f"{what}:{now.astimezone(LONDON).date()}:{one.address}"
        send_letter(db, settings, kind="alarm", key=key, address=one.address, subject=subject, text=text, now=now)
