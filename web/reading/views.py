"""A reader's own pages: where to find them, what is kept for later."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import saved, stories
from db.saved import SavedRefused
from web.config import now, settings
from web.database import database
from web.guards import account, signed_in
from web.paging import place_asked, place_of

bp = Blueprint("reading", __name__, template_folder="templates")


@bp.get("/my")
@signed_in
def mine() -> str:
    """Show a reader where all their own pages are."""
    return render_template("reading/mine.html", mine=account(), visits=saved.visits(database(), account().id))


@bp.get("/my-saved")
@signed_in
def my_saved() -> str:
    """Show a reader the stories they keep for later."""
    found = saved.of_account(database(), account().id, place_asked())
    more = place_of(*found.last) if found.last else None
    return render_template("reading/saved.html", cards=found.cards, more=more)


@bp.get("/stories/<slug>/save")
@signed_in
def save_form(slug: str) -> str:
    """Ask whether to keep a story: this is where a reader lands who had to sign in first."""
    return _save_form(slug, {})


@bp.post("/stories/<slug>/save")
@signed_in
def save(slug: str) -> Answer | tuple[str, int]:
    """Keep a story for later, or no more."""
    if request.form.get("act") == "off":
        saved.take_off(database(), account().id, slug)
        return redirect("/my-saved" if request.form.get("from") == "list" else f"/stories/{slug}", 303)
    story = stories.by_slug(database(), slug)
    try:
        saved.save(database(), account().id, story.slug, settings().reading_most_saved, now())
    except SavedRefused as error:
        return _save_form(slug, {"save": str(error)}), 409
    return redirect(f"/stories/{story.slug}", 303)


def _save_form(slug: str, found: dict[str, str]) -> str:
    story = stories.by_slug(database(), slug)
    kept = saved.is_saved(database(), account().id, story.id)
    return render_template("reading/save.html", story=story, kept=kept, found=found)


@bp.post("/my-saved/marks")
@signed_in
def remember() -> Answer:
    """Remember what a reader reads across their devices, or forget all of it."""
    if request.form.get("remember") == "yes":
        saved.remember(database(), account().id)
    else:
        saved.forget(database(), account().id)
    return redirect("/my", 303)
