"""A reader's own CPD record: save what was read, debated or heard, see what a year still lacks, change, delete."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, TypeVar, cast

from flask import Blueprint, g, redirect, render_template, request, session
from flask.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as Answer

from db import events, limits, practice, stories
from db.errors import CommonThreadError, DatabaseBusy, DatabaseFull, DatabaseUnreachable, NotFound
from db.limits import TooMany
from db.practice import PieceChanged, PracticeRefused, Record
from db.rules.registration import Piece, Year, discussed, standing, unanswered, year_named, year_of
from db.sealing import Keyring, SealBroken
from db.seeds.registers import Register, load_registers
from web.config import absolute, now, settings
from web.database import database
from web.errors import stale_form, status_of
from web.guards import account, open_to_all, recognise, signed_in
from web.practice import proofs
from web.practice.forms import Form, may_link
from web.words import LONDON, day_and_weekday

bp = Blueprint("practice", __name__, template_folder="templates")
View = TypeVar("View", bound=Callable[..., Any])
SIGNED_OUT = "You are signed out. Your words are still here: sign in in another window, come back and press Save again."
STALE = "This page waited a long time. Your words are still here: press Save again."
BUSY = "We are busy for a moment. Your words are still here: press Save again."
CLOSED = "This record cannot be opened at the moment. Your words are still here: copy them, and tell the operator."
CHANGED = "This piece was changed in another window. Both texts stand below: make one of them, then press Save."
GONE = "This piece was deleted in another window. Your words are still here: press Save to keep them as a new piece."
AWAY = (DatabaseBusy, DatabaseFull, DatabaseUnreachable)
READING, DEBATE, CONFERENCE = "Reading", "Taking part in a debate", "Conference"


bp.add_app_template_global(may_link, "may_link")


@bp.record_once
def make_ready(_: BlueprintSetupState) -> None:
    """Read the registers: a list that cannot be read stops the start, not each page."""
    registers()


@bp.app_template_global()
def keeps_records() -> bool:
    """Whether readers can keep a record here."""
    return bool(keys())


@cache
def registers() -> dict[str, Register]:
    """Return the registers by their ids."""
    return load_registers()


@cache
def _ring(text: str) -> Keyring:
    return Keyring(text)


def keys() -> Keyring:
    """Return the keys that seal records; none means that nobody keeps one here."""
    return _ring(settings().practice_keys)


def with_keys(view: View) -> View:
    """Let a view work only where records can be sealed; else say so."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs) if keys() else (render_template("practice/off.html"), 404)

    return cast("View", guarded)


def register_of() -> Register:
    """Return the register of whoever asks: the chosen one, that of the form that was sent, or the usual one."""
    chosen = practice.choice(database(), account().id).register if g.get("account") else ""
    known = registers()
    return known.get(chosen) or known.get(request.form.get("register", "")) or next(iter(known.values()))


def today_year(register: Register) -> Year:
    """Return the registration year of today, in London."""
    return year_of(now().astimezone(LONDON).date(), register)


def asked_year(register: Register) -> Year:
    """Return the registration year that the address names, this one for none."""
    name = request.args.get("year", 0, type=int)
    return year_named(name, register) if 1990 <= name <= 2200 else today_year(register)


def own_record() -> Record:
    """Return the record of whoever asks."""
    return practice.record(database(), keys(), account().id)


@bp.get("/cpd")
@signed_in
@with_keys
def mine() -> str:
    """Show a reader's record of a year, and what the year still lacks."""
    register, found = register_of(), own_record()
    year = asked_year(register)
    pieces = [one for one in found.pieces if year.holds(one.day)]
    return render_template(
        "practice/record.html",
        register=register,
        year=year,
        years=years_of(found.pieces, register),
        pieces=[(one, unanswered(one, register), discussed(one, register)) for one in pieces],
        shut=found.shut,
        any=bool(found.pieces),
        standing=standing(pieces, register),
        days_left=(year.last - now().astimezone(LONDON).date()).days,
        choice=practice.choice(database(), account().id),
        said=day_and_weekday,
        saved=request.args.get("saved", "")[:40],
        deleted=_deleted(),
    )


def years_of(pieces: list[Piece], register: Register) -> list[Year]:
    """Return this year and all years with pieces, the newest first."""
    return sorted({today_year(register), *(year_of(one.day, register) for one in pieces)}, key=lambda y: y.last)[::-1]


@bp.get("/cpd/new")
@signed_in
@with_keys
def new() -> str:
    """Show the form for a new piece, with what is known of the story, the debate or the conference it is about."""
    return _form(begun())


def begun() -> Form:
    """Return a form with title, link, day and kind of what the address names; nothing of what others wrote."""
    db, today = database(), now().astimezone(LONDON).date()
    if key := request.args.get("event"):
        edition = events.edition(db, key)
        day = edition.starts_on if edition.starts_on and edition.starts_on <= today else today
        return Form.new(edition.name, absolute(f"/events/{edition.key}"), day, {"type": CONFERENCE})
    if not (slug := request.args.get("story")):
        return Form.new("", "", today, {})
    story = stories.by_slug(db, slug)
    address = absolute(f"/stories/{story.slug}")
    if not request.args.get("debate"):
        return Form.new(story.headline, address, today, {"type": READING})
    longest = next((one.longest for one in register_of().fields if one.id == "peer"), 0)
    words = practice.own_words(db, account().id, story.id, longest)
    return Form.new(f"Debate: {story.headline}", f"{address}#thread", today, {"type": DEBATE, "peer": words})


@bp.get("/cpd/pieces/<ref>")
@signed_in
@with_keys
def edit(ref: str) -> str | tuple[str, int]:
    """Show a piece in its form."""
    try:
        return _form(Form.of(practice.piece(database(), keys(), account().id, ref)))
    except SealBroken:
        return render_template("practice/shut.html"), 503


@bp.post("/cpd/pieces")
@open_to_all("an expired session keeps the words and asks to sign in again")
def keep() -> Answer | tuple[str, int]:
    """Keep a piece; whatever goes wrong, its words stay in the form."""
    form = Form.sent()
    if g.get("account") is None:
        return _form(form, {"title": SIGNED_OUT}, signed_out=True), 403
    if not keys():
        return _form(form, {"title": CLOSED}), 503
    try:
        register = register_of()
        if problems := form.problems(register):
            return _form(form, problems), 400
        limits.check(database(), "practice", str(account().id), now())
        practice.keep(database(), keys(), account().id, form.piece(), settings().practice_most_pieces)
    except PieceChanged as changed:
        return _both(form, changed.now), 409
    except (PracticeRefused, TooMany, SealBroken, *AWAY) as error:
        return _form(form, {"title": told(error)}), status_of(error)
    year = year_of(form.piece().day, register)
    return redirect(f"/cpd?year={year.name}&saved={form.ref}", 303)


def told(error: CommonThreadError) -> str:
    """Return what went wrong, beside the words that are still in their form."""
    return BUSY if isinstance(error, AWAY) else CLOSED if isinstance(error, SealBroken) else str(error)


def _both(form: Form, stored: Piece | None) -> str:
    """Show what somebody typed and what is kept meanwhile; saving again then puts theirs in its place."""
    at = Form(form.ref, stored.version if stored else 0, form.title, form.link, form.day, form.answers)
    return _form(at, {"title": CHANGED if stored else GONE}, stored=stored)


@bp.errorhandler(CSRFError)
def waited_too_long(error: CSRFError) -> Answer | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """Keep a piece whose page is older than its session where the page proves whose it is; else give its words back."""
    if request.endpoint != "practice.keep":
        return stale_form(error)
    recognise()  # the token is looked at before it is known who asks
    form = Form.sent()
    if g.account is None or proofs.holds(request.form.get("proof", ""), form.ref, now(), g.account.id):
        return keep()
    return _form(form, {"title": STALE}), 400


@bp.post("/cpd/pieces/<ref>/delete")
@signed_in
def delete(ref: str) -> Answer:
    """Delete one piece and say which, on the page of its year; asking twice deletes once."""
    try:
        piece = practice.piece(database(), keys(), account().id, ref)
    except (NotFound, SealBroken):
        piece = None
    practice.drop(database(), account().id, ref)
    say_deleted(f"“{piece.title}” is deleted." if piece else "The piece is deleted.", ref)
    return redirect(f"/cpd?year={year_of(piece.day, register_of()).name}" if piece else "/cpd", 303)


def say_deleted(words: str, ref: str) -> None:
    """Let the next page say what was deleted; `ref` is empty for all. Titles are private: no address holds them."""
    session["deleted"] = [account().id, words, ref]


def _deleted() -> tuple[str, str]:
    """Return what was deleted a moment ago by whoever asks, and its name; it is said once."""
    of, words, ref = session.pop("deleted", None) or (0, "", "")
    return (words, ref) if of == account().id else ("", "")


def _form(
    form: Form, found: dict[str, str] | None = None, *, stored: Piece | None = None, signed_out: bool = False
) -> str:
    try:
        register = register_of()
    except AWAY:
        register = registers().get(request.form.get("register", "")) or next(iter(registers().values()))
    return render_template(
        "practice/form.html",
        form=form,
        fields=[*register.fields, *form.others(register)],
        register=register,
        found=found or {},
        stored=stored,
        signed_out=signed_out,
        proof=_proof(form),
    )


def _proof(form: Form) -> str:
    """Return the proof for a form: for whoever asks, or, where their session ran out, for whom it was shown."""
    if g.get("account") is not None:
        return proofs.make(account().id, form.ref, now())
    return proofs.renew(request.form.get("proof", ""), form.ref, now())
