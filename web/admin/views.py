"""The operator's page: what needs doing, each number with the command that mends it; sources, duties, changes."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, abort, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import alarms, audit, health, sources, tasks, vitals
from db.health import MANY_IDS, Health
from db.tasks import Kind, TaskRefused
from web.admin.watching import recipient
from web.config import now, settings
from web.database import database
from web.guards import account, operator

bp = Blueprint("admin", __name__, template_folder="templates")
ELSEWHERE = {
    "/admin/mail": "Mail that came back",
    "/admin/digests": "Try the next digest",
    "/moderation": "Moderation",
    "/moderation/notices": "Notices, complaints and breaches",
    "/editing/candidates": "Editing",
}


@bp.get("/admin")
@operator
def front() -> str:
    """Show how the site does, and what needs the operator."""
    db = database()
    found = vitals.look(db, settings(), now())
    known = {rule.rule for rule in current_app.url_map.iter_rules()}
    return render_template(
        "admin/front.html",
        vitals=found,
        alarms=alarms.alarms_in(found, settings()),
        since=alarms.known(db),
        troubled=[one for one in found.sources if needs_a_look(one, now())],
        queue_words=vitals.QUEUES,
        bounce_words=vitals.BOUNCES,
        mend=alarms.MEND,
        changes=audit.latest(db, most=10),
        elsewhere={path: words for path, words in ELSEWHERE.items() if path in known},
        at=now(),
        told=bool(recipient(settings())),
    )


def needs_a_look(one: Health, at: datetime) -> bool:
    """Whether a source that should bring something does not, or is odd."""
    is_on = one.status == "on" and one.poll_minutes > 0
    return is_on and (one.advice(at) is not None or one.gone_at is not None or one.changed_ids >= MANY_IDS)


@bp.get("/admin/sources")
@operator
def every_source() -> str:
    """List every source with how it does."""
    return render_template("admin/sources.html", sources=health.every(database()), at=now())


@bp.get("/admin/sources/<slug>")
@operator
def source(slug: str) -> str:
    """Show one source with what can be done about it."""
    return _source(slug, {})


def _source(slug: str, found: dict[str, str]) -> str:
    db = database()
    return render_template(
        "admin/source.html",
        source=health.of(db, slug),
        fetches=health.fetches(db, slug)[:10],
        tasks=tasks.about(db, slug),
        found=found,
        at=now(),
    )


@bp.post("/admin/sources/<slug>")
@operator
def change_source(slug: str) -> Answer | tuple[str, int]:
    """Switch a source on or off, or let a worker look at it or walk through its archive."""
    action = request.form.get("action", "")
    if action not in ("on", "off", "check", "backfill"):
        abort(400)
    try:
        _carry_out(slug, action)
    except TaskRefused as error:
        return _source(slug, {"since": str(error)}), 400
    return redirect(f"/admin/sources/{slug}", 303)


def _carry_out(slug: str, action: str) -> None:
    """Do or ask for what was chosen, and note who did; raises TaskRefused, SourceNotFound."""
    db = database()
    with db.write(durable=True):
        health.of(db, slug)
        if action in ("on", "off"):
            sources.switch(db, slug, action)
            said = f"switched {slug} {action}"
        else:
            kind: Kind = "check" if action == "check" else "backfill"
            tasks.ask(db, kind, slug, now(), _day("since"), _day("until"))
            said = f"asked for a look at {slug}" if kind == "check" else f"asked for the archive of {slug}"
        audit.note(db, now(), said, account().handle, account().id)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


@bp.post("/admin/duties/<duty>")
@operator
def duty_done(duty: str) -> Answer:
    """Note that a duty was done today."""
    db = database()
    with db.write(durable=True):
        found = vitals.note_duty(db, duty, now())
        if found is None:
            abort(404)
        audit.note(db, now(), f"noted as done: {found.name}", account().handle, account().id)
    return redirect("/admin#duties", 303)


@bp.get("/admin/log")
@operator
def log() -> str:
    """Show who changed what: how the site is run, and what moderators and editors decided."""
    before = max(0, min(request.args.get("before", 2**62, type=int), 2**62))
    db = database()
    changes = audit.latest(db, before)
    return render_template("admin/log.html", changes=changes, decisions=audit.decisions(db), full=50)
