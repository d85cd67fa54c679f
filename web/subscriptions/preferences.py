"""Somebody's own page, behind the secret link in every mail: choose, pause, go to another address, see what we hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from flask import Response, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import limits, own_subscriptions, subscriptions
from db.own_subscriptions import Move, MoveRefused
from db.rules.addresses import tidy
from db.rules.editions import LONDON, PERIODS
from db.subscriptions import Subscriber
from web.config import now, settings
from web.database import database
from web.guards import limited, open_to_all
from web.subscriptions import tokens
from web.subscriptions.choices import HOURS, chosen_for, offer, widened
from web.subscriptions.mails import send_link, send_move, send_moved
from web.subscriptions.views import bp, guard, private, stale

PAUSES = {"7": "One week", "14": "Two weeks", "date": "Until a date"}
LONGEST = timedelta(days=366)
PROOF = "the secret link is the proof"


@bp.get("/preferences")
def lost() -> str:
    """Ask for the address of somebody who lost their link."""
    return render_template("subscriptions/lost.html", found={}, address="")


@bp.post("/preferences")
@limited("subscribe-client")
@open_to_all("the mailed link is the proof")
def find_again() -> str | tuple[str, int]:
    """Mail somebody the link to their own page; the answer is the same whether the address is known or not."""
    given = request.form.get("address", "")[:254]
    address = tidy(given)
    if address is None:
        found = {"address": "Enter a mail address like name@example.org."}
        return render_template("subscriptions/lost.html", found=found, address=given), 400
    if limits.allow(database(), "subscribe-address", address, now()):
        known = subscriptions.find(database(), address)
        if known is not None and not subscriptions.suppressed(database(), address):
            send_link(known)
    return render_template("subscriptions/lost_sent.html")


@bp.get("/preferences/<secret>")
def preferences(secret: str) -> Response:
    """Show what somebody gets, with what they can change."""
    return _page(subscriptions.by_secret(database(), secret), {})


@bp.post("/preferences/<secret>")
@open_to_all(PROOF)
def choose(secret: str) -> Answer:
    """Choose what a mail brings, or leave it."""
    subscriber = subscriptions.by_secret(database(), secret)
    period = request.form.get("period", "")
    if request.form.get("leave"):
        subscriptions.leave(database(), subscriber, PERIODS if period == "all" else [period], now())
    else:
        chosen, details = offer(database()).read(request.form), bool(request.form.get("details"))
        subscriptions.choose(database(), subscriber, period, chosen.topics, chosen.more, details=details)
    return _saved(secret)


@bp.post("/preferences/<secret>/pause")
@open_to_all(PROOF)
def pause(secret: str) -> Answer:
    """Send nothing before a day, or go on at once."""
    subscriber = subscriptions.by_secret(database(), secret)
    if request.form.get("resume"):
        subscriptions.resume(database(), subscriber, now())
        return _saved(secret)
    until = _until(request.form.get("pause", ""), request.form.get("until", ""))
    if until is None:
        last = _today() + LONGEST
        words = f"Enter a day from tomorrow to {last.day} {last:%B %Y}, for example {_today() + timedelta(days=30)}."
        return _page(subscriber, {"until": words}, 400)
    subscriptions.pause(database(), subscriber, until, now())
    return _saved(secret)


@bp.post("/preferences/<secret>/address")
@limited("subscribe-client")
@open_to_all(PROOF)
def ask_for_move(secret: str) -> Answer:
    """Mail a link to a new address; the answer is the same whether that is known or not."""
    subscriber = subscriptions.by_secret(database(), secret)
    limits.check(database(), "subscribe-address", subscriber.address, now())
    address = tidy(request.form.get("address", "")[:254])
    if address is None or address == subscriber.address:
        return _page(subscriber, {"address": "Enter another mail address like name@example.org."}, 400)
    if limits.allow(database(), "subscribe-address", address, now()):
        send_move(Move(subscriber.id, subscriber.address, address, now()))
    return private("move_sent.html", secret=secret, days=settings().confirm_days)


@bp.get("/subscribe/move/<token>")
def move_form(token: str) -> Response:
    """Show one button; looking at a link moves nothing."""
    asked = tokens.read_move(token)
    return stale() if asked is None else private("move.html", asked=asked, token=token)


@bp.post("/subscribe/move/<token>")
@open_to_all("the mailed link is the proof")
def move(token: str) -> Answer:
    """Send the mails to the new address from now on, and tell the old one."""
    asked = tokens.read_move(token)
    if asked is None:
        return stale()
    try:
        with database().write(durable=True):
            subscriber, fresh = own_subscriptions.move(database(), tokens.link(token, asked.asked_at), asked)
            if fresh:
                send_moved(asked)
    except MoveRefused as error:
        return private("not_moved.html", 409, why=str(error))
    return _saved(subscriber.secret)


@bp.get("/preferences/<secret>/data.json")
def data(secret: str) -> Response:
    """Give somebody everything that is kept of them, as a file for programs."""
    held = own_subscriptions.export(database(), subscriptions.by_secret(database(), secret))
    return _file(jsonify(held), "json")


@bp.get("/preferences/<secret>/data.txt")
def data_text(secret: str) -> Response:
    """Give somebody everything that is kept of them, as a text to read."""
    held = own_subscriptions.export(database(), subscriptions.by_secret(database(), secret))
    response = make_response(render_template("subscriptions/data.txt", held=held))
    response.content_type = "text/plain; charset=utf-8"
    return _file(response, "txt")


def _file(response: Response, ending: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="common-thread-mails.{ending}"'
    return guard(response)


def _page(subscriber: Subscriber, found: Mapping[str, str], status: int = 200) -> Response:
    choices, args = offer(database()), request.args
    asked, lists = choices.read(args), subscriptions.active(database(), subscriber.id)
    unsaved = bool(choices.names(asked))
    return private(
        "preferences.html",
        status,
        subscriber=subscriber,
        lists=[(one, widened(chosen_for(one), asked) if unsaved else chosen_for(one)) for one in lists],
        offer=choices,
        hours=HOURS,
        pauses=PAUSES,
        paused_until=max((one.paused_until for one in lists if one.paused_until), default=_today()),
        today=_today(),
        last=_today() + LONGEST,
        found=found,
        asked=request.form,
        unsaved=unsaved,
        welcome=bool(args.get("welcome")),
        saved=bool(args.get("saved")),
    )


def _until(preset: str, day: str) -> date | None:
    """Return the day on which a pause ends, None where it is none or too far off."""
    if preset in PAUSES and preset != "date":
        return _today() + timedelta(days=int(preset))
    try:
        until = date.fromisoformat(day.strip())
    except ValueError:
        return None
    return until if _today() < until <= _today() + LONGEST else None


def _today() -> date:
    return now().astimezone(LONDON).date()


def _saved(secret: str) -> Answer:
    return redirect(f"/preferences/{secret}?saved=1", 303)
