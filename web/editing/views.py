"""The pages on which editors decide about stories; everybody reads the decisions in the public log."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import corrections, editing, proposals, stories, topics, trails
from db.editing import Editor, EditRefused
from db.engine import Database
from db.errors import NotFound
from db.stories import Story
from web.config import now
from web.database import database
from web.guards import account, moderator

bp = Blueprint("editing", __name__, template_folder="templates")
Decide = Callable[[Database, str, Editor], Story | None]


@bp.get("/editing")
@moderator
def waiting() -> str:
    """Show what the daily look proposes."""
    return _waiting({})


def _waiting(found: dict[str, str]) -> str:
    db = database()
    proposed = [(one, _named(db, one)) for one in proposals.waiting(db)]
    errors = corrections.count_waiting(db)
    return render_template("editing/waiting.html", proposed=proposed, errors_waiting=errors, found=found)


def _named(db: Database, one: proposals.Proposal) -> list[editing.Member]:
    """Return the articles that a proposal is about: those of the first story, or those that a split takes out."""
    return [each for each in editing.members(db, one.story_id) if one.kind == "merge" or each.id in one.article_ids]


@bp.post("/editing/proposals/<int:proposal_id>")
@moderator
def decide(proposal_id: int) -> Answer | tuple[str, int]:
    """Do what a proposal says, or leave things as they are for good."""
    action = request.form.get("action")
    if action not in ("accept", "refuse"):
        abort(400)
    try:
        if action == "accept":
            story = proposals.accept(database(), proposal_id, editor())
            return redirect(f"/stories/{story.slug}", 303)
        proposals.refuse(database(), proposal_id, now())
    except (EditRefused, NotFound) as error:
        return _waiting({f"reason-{proposal_id}": str(error)}), 409
    return redirect("/editing", 303)


@bp.get("/editing/stories/<slug>")
@moderator
def form(slug: str) -> str:
    """Show everything that can be decided about a story."""
    return _form(slug, {})


def _form(slug: str, found: dict[str, str]) -> str:
    db = database()
    story = stories.by_slug(db, slug)
    return render_template(
        "editing/story.html",
        story=story,
        members=editing.members(db, story.id),
        topics=topics.everything(db),
        chosen={topic.id for topic in stories.topics(db, story.id)},
        trail=trails.around(db, story.id),
        found=found,
    )


@bp.post("/editing/stories/<slug>")
@moderator
def change(slug: str) -> Answer | tuple[str, int]:
    """Carry out one decision about a story and show the story that comes of it."""
    action = request.form.get("action", "")
    if action not in ACTIONS:
        abort(400)
    try:
        story = ACTIONS[action](database(), slug, editor())
    except (EditRefused, NotFound) as error:
        if action == "restore":
            return render_template("editing/restore.html", slug=slug, found={"reason": str(error)}), 409
        return _form(slug, {"reason": str(error)}), 409
    return redirect(f"/stories/{story.slug}" if story else "/moderation/log", 303)


@bp.get("/editing/stories/<slug>/restore")
@moderator
def restore_form(slug: str) -> str:
    """Ask for the reason to show a retired story again."""
    return render_template("editing/restore.html", slug=slug, found={})


def editor() -> Editor:
    """Return who decides now, with the reason of the form."""
    return Editor(account().handle, request.form.get("reason", "")[:1000], now())


def slug_of(address: str) -> str:
    """Return the slug that an editor pasted: a whole address of a story, its path, or the slug alone."""
    return unquote(urlsplit(address.strip()).path).rstrip("/").rpartition("/")[2]


def _other() -> str:
    return slug_of(request.form.get("other", "")[:500])


def _rename(db: Database, slug: str, editor: Editor) -> Story:
    return editing.rename(db, slug, request.form.get("headline", "")[:1000], editor)


def _retopic(db: Database, slug: str, editor: Editor) -> Story:
    return editing.retopic(db, slug, request.form.getlist("topic"), editor)


def _merge(db: Database, slug: str, editor: Editor) -> Story:
    return editing.merge(db, slug, _other(), editor)


def _chosen() -> list[int]:
    return [int(one) for one in request.form.getlist("article") if one.isdigit() and len(one) < 18]


def _split(db: Database, slug: str, editor: Editor) -> Story:
    return editing.split(db, slug, _chosen(), editor)


def _move(db: Database, slug: str, editor: Editor) -> Story:
    chosen = _chosen()
    if not chosen:
        raise EditRefused("Choose the articles to move.")
    with db.write(durable=True):
        there = {one.id for one in editing.members(db, stories.by_slug(db, slug).id)}
        moved = [editing.move(db, one, _other(), editor) for one in chosen if one in there]
    if not moved:
        raise EditRefused("These articles stand in another story already. Load the page again.")
    return moved[-1]


def _retire(db: Database, slug: str, editor: Editor) -> None:
    editing.retire(db, slug, editor)


def _link(db: Database, slug: str, editor: Editor) -> Story:
    trails.set_link(db, slug, _other(), editor, shown=True)
    return stories.by_slug(db, slug)


def _unlink(db: Database, slug: str, editor: Editor) -> Story:
    trails.set_link(db, slug, _other(), editor, shown=False)
    return stories.by_slug(db, slug)


ACTIONS: dict[str, Decide] = {
    "rename": _rename,
    "retopic": _retopic,
    "pin": editing.pin,
    "unpin": lambda db, slug, editor: editing.pin(db, slug, editor, pinned=False),
    "merge": _merge,
    "split": _split,
    "move": _move,
    "retire": _retire,
    "restore": editing.restore,
    "link": _link,
    "unlink": _unlink,
}
