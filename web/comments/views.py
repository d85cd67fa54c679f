"""The forms of the debate: write, answer, look before posting, change, withdraw."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as Answer

from db import comments, limits, moderation, posting, questions, stories, threads
from db.comments import Full
from db.engine import Database
from db.errors import (
    CommentNotFound,
    CommentsClosed,
    CommonThreadError,
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnreachable,
)
from db.limits import TooMany
from db.posting import CommentRefused, Draft, House, Posted
from db.rules.confidentiality import Verdict
from db.rules.markup import render
from db.rules.posting import standing
from db.stories import Story
from web.comments.checking import check, verdict_on
from web.config import now, settings
from web.database import database
from web.errors import stale_form, status_of
from web.guards import account, offers, open_to_all, recognise, signed_in

bp = Blueprint("comments", __name__, template_folder="templates")
ID = "<int(max=9223372036854775807):comment_id>"
LONGEST_FORM = 20_000
SIGNED_OUT = "You are signed out. Copy nothing: sign in in another window, come back and press Post again."
STALE = "This page waited a long time. Your text is still here: send it again."
BUSY = "We are busy for a moment. Your text is still here: press Post again."
AWAY = (DatabaseBusy, DatabaseFull, DatabaseUnreachable)
REFUSALS = (CommentRefused, CommentsClosed, CommentNotFound, TooMany, *AWAY)
ROBOT = "Leave the field called Website empty; it is there for robots."


@bp.record_once
def make_ready(_: BlueprintSetupState) -> None:
    """Read the lists of the check: one that cannot be read stops the start, not each comment."""
    check()


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody typed into the form of a comment, kept whatever goes wrong."""

    text: str
    parent: int | None = None
    stance: str = ""
    quotable: bool = False
    other_name: bool = False
    public_link: str = ""
    act: str = ""

    @classmethod
    def sent(cls) -> Form:
        """Return the form that was sent."""
        sent = request.form
        return cls(
            text=sent.get("text", ""),
            parent=sent.get("parent", type=int),
            stance=sent.get("stance", ""),
            quotable=sent.get("quotable") == "yes",
            other_name=sent.get("other_name") == "yes",
            public_link=sent.get("public_link", "")[:500],
            act=sent.get("act", "post"),
        )


@bp.get("/stories/<slug>/comment")
@signed_in
def write(slug: str) -> Response:
    """Show the form for a comment or an answer, with a passage to quote where one was asked for."""
    story = stories.by_slug(database(), slug)
    parent = request.args.get("answer", type=int)
    text = ""
    if parent and request.args.get("quote"):
        text = quoted(answerable(parent, story).text)
    elif request.args.get("passage"):
        text = quoted(request.args["passage"][:600])
    return _form(story, Form(text, parent, questions.side_of(database(), story.id, account().id)))


def quoted(text: str) -> str:
    """Return a text as a quotation in Markdown, with room to write below."""
    return "".join(f"> {line}\n" for line in text.strip().splitlines()) + "\n"


@bp.post("/stories/<slug>/comments")
@open_to_all("an expired session keeps the text and asks to sign in again")
def add(slug: str) -> Answer:
    """Post a comment, or show how it would look; whatever goes wrong, its text stays in the form."""
    story = stories.by_slug(database(), slug)
    form = Form.sent()
    if g.get("account") is None:
        return _form(story, form, found={"text": SIGNED_OUT}, status=403)
    try:
        if request.form.get("website"):
            raise CommentRefused(ROBOT)
        posting.checked(form.text, settings().comment_max_chars)
        if form.parent:
            answerable(form.parent, story)
        verdict = verdict_on(form.text, story)
        if form.act == "preview" or (form.act != "send" and verdict.kind != "pass"):
            return _form(story, form, verdict=verdict, preview=True)
        posted = _post(story, form, verdict)
    except REFUSALS as error:
        return _form(story, form, found=told(error), status=status_of(error))
    path = f"/my-comments#comment-{posted.id}" if posted.held_because else address_of(database(), posted.id)
    return redirect(path, 303)


def address_of(db: Database, comment_id: int) -> str:
    """Return the page on which a comment stands, at its place; raises CommentNotFound."""
    place = threads.place(db, comment_id)
    if place.root_id is not None:
        return f"/comments/{place.root_id}/answers?after={place.after}#comment-{comment_id}"
    page = f"/thread?after={place.after}" if place.after else ""
    return f"/stories/{place.story_slug}{page}#comment-{comment_id}"


def told(error: CommonThreadError) -> dict[str, str]:
    """Return what went wrong beside the text that is still in its form."""
    return {"text": BUSY if isinstance(error, AWAY) else str(error)}


def _post(story: Story, form: Form, verdict: Verdict) -> Posted:
    key = request.form.get("post_key", "")[:64] or secrets.token_hex(16)
    draft = Draft(form.text, f"{account().id}:{key}", form.parent, form.stance, form.quotable, form.other_name, verdict)
    with database().write(durable=True):
        limits.check(database(), "comment", str(account().id), now())
        posted = posting.add(database(), story, account(), draft, rules(), now())
        if form.public_link.strip():
            words = f"Its author says that it is public: {form.public_link.strip()}"
            moderation.add_note(database(), posted.id, words, account().id, now())
    return posted


def rules() -> House:
    """Return the rules of the house."""
    return posting.house(settings(), urlsplit(settings().base_url).hostname or "")


def answerable(comment_id: int, story: Story) -> Full:
    """Return a comment that can be answered; raises CommentNotFound, and CommentRefused where answers are off."""
    if not offers("answers"):
        raise CommentRefused("Answers are switched off here. Write a comment of your own.")
    answered = comments.by_id(database(), known(comment_id))
    if answered.state != "published" or answered.story_id != story.id:
        raise CommentNotFound(
            "The comment you answer is no longer shown. Your text is still here: post it as one of its own."
        )
    return answered


def _form(
    story: Story,
    form: Form,
    *,
    found: dict[str, str] | None = None,
    verdict: Verdict | None = None,
    preview: bool = False,
    status: int = 200,
) -> Response:
    answered = _answered(story, form, bool(found))
    rendered = render(form.text, {rules().own_host}, comments.hosts(database())) if preview else None
    return noindex(
        render_template(
            "comments/form.html",
            story=story,
            thread=standing(story.state, rules().patience, now()),
            answered=answered,
            form=form,
            text=form.text[:LONGEST_FORM],
            found=found or {},
            verdict=verdict,
            preview=rendered.html if rendered else None,
            post_key=request.form.get("post_key", "")[:64] or secrets.token_hex(16),
        ),
        status,
    )


def _answered(story: Story, form: Form, failed: bool) -> Full | None:
    """Return the comment that is answered; where it is gone meanwhile, a failed post keeps its text without it."""
    if not form.parent:
        return None
    try:
        return answerable(form.parent, story)
    except (CommentNotFound, CommentRefused):
        if not failed:
            raise
        return None


@bp.get("/my-comments")
@signed_in
def mine() -> str:
    """Show an author their comments with their state and the moderator's reason."""
    before = min(request.args.get("before", 2**62, type=int), 2**62)
    found = comments.mine(database(), account().id, before)
    return render_template(
        "comments/mine.html",
        comments=found,
        changeable={one.id for one in found if posting.may_change(one, rules(), now())},
    )


@bp.get(f"/comments/{ID}/change")
@signed_in
def change_form(comment_id: int) -> Response:
    """Show the form to change one's own comment."""
    comment = posting.own(database(), known(comment_id), account())
    return _change_form(comment, Form(comment.text, quotable=comment.quotable), {}, None, 200)


@bp.post(f"/comments/{ID}/change")
@signed_in
def change(comment_id: int) -> Answer:
    """Change one's own comment; a moderator reads it before anybody sees it again."""
    comment = posting.own(database(), known(comment_id), account())
    story = stories.by_slug(database(), comment.story_slug)
    form = Form.sent()
    try:
        posting.checked(form.text, settings().comment_max_chars)
        verdict = verdict_on(form.text, story)
        if form.act != "send" and verdict.kind != "pass":
            return _change_form(comment, form, {}, verdict, 200)
        draft = Draft(form.text, "", quotable=form.quotable, verdict=verdict)
        posting.change(database(), comment.id, story, account(), draft, rules(), now())
    except REFUSALS as error:
        return _change_form(comment, form, told(error), None, status_of(error))
    return redirect(f"/my-comments#comment-{comment_id}", 303)


def _change_form(comment: Full, form: Form, found: dict[str, str], verdict: Verdict | None, status: int) -> Response:
    late = not posting.may_change(comment, rules(), now())
    shown = render_template(
        "comments/change.html",
        comment=comment,
        form=form,
        text=form.text[:LONGEST_FORM],
        found=found,
        verdict=verdict,
        late=late,
    )
    return noindex(shown, status)


@bp.errorhandler(CSRFError)
def waited_too_long(error: CSRFError) -> Response | tuple[str, int, dict[str, str]]:
    """Give the words of a comment back whose form is older than its session."""
    given = request.view_args or {}
    with suppress(CommonThreadError):
        recognise()  # a form that is refused never gets as far
        if request.endpoint == "comments.add":
            return _form(stories.by_slug(database(), given["slug"]), Form.sent(), found={"text": STALE}, status=400)
        if request.endpoint == "comments.change" and g.account:
            comment = posting.own(database(), known(given["comment_id"]), g.account)
            return _change_form(comment, Form.sent(), {"text": STALE}, None, 400)
    return stale_form(error)


@bp.post(f"/comments/{ID}/withdraw")
@signed_in
def withdraw(comment_id: int) -> Answer:
    """Take one's own words back."""
    posting.withdraw(database(), known(comment_id), account(), now())
    return redirect("/my-comments", 303)


def noindex(body: str, status: int = 200) -> Response:
    """Return a page of the debate, which search engines leave alone."""
    response = make_response(body, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def known(comment_id: int) -> int:
    """Return an id that both engines can look for."""
    if comment_id >= 2**62:
        raise CommentNotFound("There is no such comment.")
    return comment_id


def page_of(template: str, /, **values: Any) -> Response:
    """Return a rendered page of the debate."""
    return noindex(render_template(template, **values))
