"""Pages of a long thread, the answers of a branch, short addresses of comments, labels, sides taken."""

from __future__ import annotations

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import comments, labels, questions, stories, threads
from db.comments import Comment
from db.labels import LABELS, LabelRefused
from db.questions import StanceRefused
from db.rules.posting import standing
from db.rules.threads import Branch
from web.comments.views import ID, address_of, bp, known, noindex, page_of, rules
from web.config import now
from web.database import database
from web.guards import account, offered, signed_in


@bp.get("/stories/<slug>/thread")
def thread(slug: str) -> Response:
    """Show a page of a long thread, oldest or newest first."""
    db = database()
    story = stories.by_slug(db, slug)
    newest = request.args.get("order") == "newest"
    after = min(request.args.get("after", 2**62 if newest else 0, type=int), 2**62)
    page = (threads.newest_page if newest else threads.page)(db, story.id, after)
    return page_of(
        "comments/thread.html",
        story=story,
        page=page,
        newest=newest,
        first="after" not in request.args,
        open=standing(story.state, rules().patience, now()).takes_comments,
        labels=labels.counts(db, ids_of(page.branches), now()),
    )


@bp.get(f"/comments/{ID}/answers")
def answers(comment_id: int) -> Response:
    """Show the answers of one branch."""
    db = database()
    root = comments.by_id(db, known(comment_id))
    story = stories.by_slug(db, root.story_slug)
    after = min(request.args.get("after", 0, type=int), 2**62)
    branch = threads.branch(db, root.id, after)
    return page_of(
        "comments/answers.html",
        story=story,
        branch=branch,
        first=after == 0,
        open=standing(story.state, rules().patience, now()).takes_comments,
        labels=labels.counts(db, ids_of([branch]), now()),
    )


def ids_of(branches: list[Branch[Comment]]) -> list[int]:
    """Return the ids of all comments of some branches."""
    return [one.id for branch in branches for one in (branch.comment, *branch.answers)]


@bp.get(f"/comments/{ID}")
def permalink(comment_id: int) -> Answer:
    """Send the reader of a comment's short address to the page on which it stands."""
    return redirect(address_of(database(), known(comment_id)), 302)


@bp.get(f"/comments/{ID}/label")
@offered("labels")
@signed_in
def label_form(comment_id: int) -> Response:
    """Ask what a reader says of a comment."""
    return _label_form(comment_id, {}, 200)


@bp.post(f"/comments/{ID}/label")
@offered("labels")
@signed_in
def label(comment_id: int) -> Answer:
    """Keep what a reader says of a comment."""
    try:
        labels.give(database(), known(comment_id), account(), request.form.getlist("label"), now())
    except LabelRefused as error:
        return _label_form(comment_id, {"label": str(error)}, 409)
    return redirect(f"/comments/{comment_id}", 303)


def _label_form(comment_id: int, found: dict[str, str], status: int) -> Response:
    comment = comments.by_id(database(), known(comment_id))
    given = labels.given(database(), comment.id, account().id)
    shown = render_template("comments/label.html", comment=comment, labels=LABELS, given=given, found=found)
    return noindex(shown, status)


@bp.get("/stories/<slug>/question")
@offered("sides")
@signed_in
def question(slug: str) -> Response:
    """Ask how a reader stands to the editor's question."""
    return _question(slug, {}, 200)


@bp.post("/stories/<slug>/question")
@offered("sides")
@signed_in
def take_side(slug: str) -> Answer:
    """Note how a reader stands to the editor's question."""
    story = stories.by_slug(database(), slug)
    try:
        questions.take_side(database(), story, account(), request.form.get("stance", ""), rules().patience, now())
    except StanceRefused as error:
        return _question(slug, {"stance": str(error)}, 400)
    return redirect(f"/stories/{story.slug}#thread", 303)


def _question(slug: str, found: dict[str, str], status: int) -> Response:
    story = stories.by_slug(database(), slug)
    side = questions.side_of(database(), story.id, account().id)
    return noindex(render_template("comments/question.html", story=story, side=side, found=found), status)
