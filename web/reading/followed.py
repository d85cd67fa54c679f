"""Following pages: one page with what is new on them, and a private feed of it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, abort, redirect, render_template, request, session
from werkzeug.wrappers import Response as Answer

from db import following, follows
from db.clock import moment, stamp
from db.following import MODES, Fresh
from db.follows import EACH, MOST_NEWS, FollowsRefused
from web.config import absolute, now, settings
from web.database import database
from web.feeds import FORMS, Entry, entries_feed, of_card
from web.guards import account, limited, signed_in
from web.reading.views import bp
from web.words import counted

FIRST = datetime(1990, 1, 1, tzinfo=UTC)  # before anything was seen
KIND = "<any(topic, event, person, body, story):kind>"


@bp.get(f"/follow/{KIND}/<slug>")
@signed_in
def follow_form(kind: str, slug: str) -> str:
    """Ask whether to follow a page."""
    return _form(kind, slug, {})


@bp.post(f"/follow/{KIND}/<slug>")
@signed_in
def follow(kind: str, slug: str) -> Answer | tuple[str, int]:
    """Follow a page, or no more."""
    if request.form.get("act") == "stop":
        follows.stop(database(), account().id, kind, slug)
    else:
        try:
            follows.follow(database(), account().id, kind, slug, settings().reading_most_follows, now())
        except FollowsRefused as error:
            return _form(kind, slug, {"follow": str(error)}), 409
    return redirect("/my-follows", 303)


def _form(kind: str, slug: str, found: dict[str, str]) -> str:
    key, name = follows.page(database(), kind, slug)
    on = follows.does_follow(database(), account().id, kind, key)
    return render_template("reading/follow.html", kind=kind, key=key, name=name, on=on, found=found)


@bp.get("/my-follows")
@signed_in
def my_follows() -> str:
    """Show what is new on all pages that a reader follows, and which they are."""
    db, desk = database(), follows.desk(database(), account().id)
    followed = follows.of_account(db, account().id)
    news, left = follows.gather(db, followed)
    since = desk.seen_at
    return render_template(
        "reading/follows.html",
        fresh=[one for one in news if since is None or one.at > since],
        older=[one for one in news if since is not None and one.at <= since],
        left=[one.page for one in left if since is None or one.at > since],
        each=EACH,
        most=MOST_NEWS,
        followed=followed,
        threads=following.of_account(db, account().id, since or FIRST),
        modes=MODES,
        desk=desk,
        address=_made_just_now(),
        looked_at=stamp(now()),
    )


@bp.post("/my-follows/seen")
@signed_in
def seen() -> Answer:
    """Note that a reader has seen what their page showed; looking alone changes nothing."""
    follows.seen(database(), account().id, min(moment_of(request.form.get("at", "")) or now(), now()))
    return redirect("/my-follows", 303)


def moment_of(text: str) -> datetime | None:
    """Return the moment that a page of ours was written, None for a text that names none."""
    try:
        found = moment(text[:40])
    except ValueError:
        return None
    return found if found.tzinfo and found.year >= 2000 else None


@bp.post("/my-follows/mails")
@signed_in
def in_mails() -> Answer:
    """Bring what is new with the mails that go to the reader's own address, or no more."""
    follows.bring(database(), account().id, in_mails=request.form.get("act") == "bring")
    return redirect("/my-follows#mails", 303)


@bp.post("/my-follows/feed")
@signed_in
def private_feed() -> Answer:
    """Make a private address, which ends an older one, or end it. The next page shows it, this once."""
    if request.form.get("act") == "end":
        follows.end_address(database(), account().id)
    else:
        session["feed"] = [account().id, follows.make_address(database(), account().id, now())]
    return redirect("/my-follows#feed", 303)


def _made_just_now() -> str:
    """Return the private address that whoever asks made a moment ago; it is in no address of a page and in no log."""
    owner, token = session.pop("feed", None) or (0, "")
    return absolute(f"/follows/{token}.atom") if owner == account().id else ""


@bp.get(f"/follows/<token>.{FORMS}")
@limited("private-feed")
def own_feed(token: str, form: str) -> Response:
    """Give what is new where somebody follows it, to whoever knows their private address."""
    owner = follows.by_address(database(), token) if len(token) < 100 else None
    if owner is None:
        abort(404)
    response = entries_feed(form, "What I follow", "/my-follows", entries_of(owner), f"/follows/{token}.{form}")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def entries_of(owner: int) -> list[Entry]:
    """Return the news of the pages that somebody follows, and their threads with new comments, the newest first."""
    db = database()
    found = [(one.at, of_card(one.card)) for one in follows.news(db, follows.of_account(db, owner))]
    found += [(one.newest_at, of_thread(one)) for one in following.fresh(db, owner, MOST_NEWS)]
    return [entry for _, entry in sorted(found, key=lambda one: one[0], reverse=True)]


def of_thread(one: Fresh) -> Entry:
    """Return a followed thread as an entry: how much is new, no words of comments and nobody's name."""
    text = f"{counted(one.count, 'new comment')} since you followed this thread."
    address = absolute(f"/stories/{one.story_slug}#thread")
    return Entry(address, f"Debate: {one.headline}", text, "Common Thread", one.newest_at, one.newest_at)
