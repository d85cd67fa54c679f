"""The forms of the mails: every GET only looks, every POST does one thing."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import limits, outbox, subscriptions, topics
from db.rules.addresses import tidy
from db.rules.editions import PERIODS, Period
from db.rules.messages import build, message_id
from db.subscriptions import Consent, SubscriberNotFound
from web.config import absolute, now, settings
from web.database import database
from web.guards import limited, open_to_all
from web.subscriptions import tokens
from web.subscriptions.tokens import Request

bp = Blueprint("subscriptions", __name__, template_folder="templates")
ERASED = re.compile(r"[A-Za-z0-9_-]{32}")
WORDING = (
    "Send me the mails I ticked, about the topics I ticked, until I leave. I can leave with one tap in every mail. "
    "My address is used for nothing else."
)


@bp.get("/subscribe")
def subscribe() -> str:
    """Show the choices, none of them ticked but the topic somebody came from."""
    known = {topic.id for topic in topics.everything(database())}
    ticked = {topic for topic in request.args.getlist("topic") if topic in known}
    return _form({}, "", set(), ticked)


@bp.post("/subscribe")
@limited("subscribe-client")
@open_to_all("nothing begins before the mailed link is confirmed")
def ask() -> tuple[str, int] | str:
    """Mail a link to confirm; the answer is the same whether the address is known or not."""
    given = request.form.get("address", "")[:254]
    periods = tuple(period for period in PERIODS if request.form.get(period))
    known = [topic.id for topic in topics.everything(database())]
    chosen = tuple(topic for topic in known if topic in request.form.getlist("topic"))
    address = tidy(given)
    found = {}
    if address is None:
        found["address"] = "Enter a mail address like name@example.org."
    if not periods:
        found["daily"] = "Tick the daily or the weekly mail, or both."
    if address is None or not periods:
        return _form(found, given, set(periods), set(chosen)), 400
    if limits.allow(database(), "subscribe-address", address, now()):
        _send(tokens.asked(address, periods, chosen, now(), WORDING, request.path))
    return render_template("subscriptions/sent.html", days=settings().confirm_days)


@bp.get("/subscribe/confirm/<token>")
def confirm_form(token: str) -> tuple[str, int] | str:
    """Show one button; looking at a link confirms nothing."""
    asked = _valid(token)
    if asked is None:
        return render_template("subscriptions/stale.html"), 410
    return render_template("subscriptions/confirm.html", asked=asked, token=token, names=_names())


@bp.post("/subscribe/confirm/<token>")
@open_to_all("the mailed link is the proof")
def confirm(token: str) -> Answer | tuple[str, int]:
    """Begin the subscriptions of a link."""
    asked = _valid(token)
    if asked is None:
        return render_template("subscriptions/stale.html"), 410
    consent = Consent(asked.wording, asked.asked, asked.source)
    subscriber = subscriptions.subscribe(database(), asked.address, asked.periods, asked.topics, consent, now())
    return redirect(f"/preferences/{subscriber.secret}?welcome=1", 303)


@bp.get("/preferences/<secret>")
def preferences(secret: str) -> Response:
    """Show what somebody gets, with what they can change."""
    subscriber = subscriptions.by_secret(database(), secret)
    body = render_template(
        "subscriptions/preferences.html",
        secret=secret,
        lists=[one for one in subscriptions.of(database(), subscriber.id) if one.state == "active"],
        topics=topics.everything(database()),
        welcome=bool(request.args.get("welcome")),
        saved=bool(request.args.get("saved")),
    )
    return _private(body)


@bp.post("/preferences/<secret>")
@open_to_all("the secret link is the proof")
def choose(secret: str) -> Answer:
    """Choose other topics for a mail, or leave it."""
    subscriber = subscriptions.by_secret(database(), secret)
    period = request.form.get("period", "")
    if request.form.get("leave"):
        subscriptions.leave(database(), subscriber, PERIODS if period == "all" else [period], now())
    else:
        known = [topic.id for topic in topics.everything(database())]
        chosen = [topic for topic in known if topic in request.form.getlist("topic")]
        details = bool(request.form.get("details"))
        subscriptions.choose(database(), subscriber, period, chosen, details=details)
    return redirect(f"/preferences/{secret}?saved=1", 303)


@bp.get("/unsubscribe/<secret>/<period>")
def leave_form(secret: str, period: str) -> Response:
    """Show one button; looking at a link leaves nothing."""
    subscriptions.by_secret(database(), secret)
    return _private(render_template("subscriptions/leave.html", secret=secret, period=_period(period)))


@bp.post("/unsubscribe/<secret>/<period>")
@open_to_all("one tap in any mail program, without cookie or log-in (RFC 8058)")
def leave(secret: str, period: str) -> Response:
    """Leave a mail, for ever, at once."""
    try:
        subscriber = subscriptions.by_secret(database(), secret)
    except SubscriberNotFound:
        if not ERASED.fullmatch(secret):
            raise
        # A whole link of somebody who left and was erased since: what they ask for is so.
        return _private(render_template("subscriptions/left.html", secret=None, period=_period(period)))
    subscriptions.leave(database(), subscriber, [_period(period)], now())
    return _private(render_template("subscriptions/left.html", secret=secret, period=_period(period)))


def _period(text: str) -> Period:
    """Return the mail of an address; raises SubscriberNotFound for another word."""
    for period in PERIODS:
        if text == period:
            return period
    raise SubscriberNotFound("There is no such mail. Use the link as it stands in a mail, to its end.")


def _valid(token: str) -> Request | None:
    asked = tokens.read(token)
    if asked is None or now() > asked.asked + timedelta(days=settings().confirm_days):
        return None
    return asked


def _form(found: dict[str, str], address: str, periods: set[Period], ticked: set[str]) -> str:
    return render_template(
        "subscriptions/subscribe.html",
        found=found,
        address=address,
        periods=periods,
        ticked=ticked,
        topics=topics.everything(database()),
        wording=WORDING,
    )


def _send(asked: Request) -> None:
    link = absolute(f"/subscribe/confirm/{tokens.sign(asked)}")
    names = [_names()[topic] for topic in asked.topics]
    text = render_template("subscriptions/mail.txt", link=link, asked=asked, names=names, days=settings().confirm_days)
    subject = "Confirm that you want mail from Common Thread"
    ident = message_id(settings(), "confirm", asked.address, asked.asked_at)
    message = build(
        settings(), address=asked.address, subject=subject, text=text, html=None, message_id=ident, now=now()
    )
    outbox.put(
        database(),
        kind="confirm",
        weight=outbox.FIRST,
        address=asked.address,
        subject=subject,
        message=message,
        message_id=ident,
        now=now(),
        expires_at=now() + timedelta(days=settings().confirm_days),
    )


def _names() -> dict[str, str]:
    return {topic.id: topic.name for topic in topics.everything(database())}


def _private(body: str) -> Response:
    """Return a page that only its owner should see: kept by no cache, found by no robot."""
    response = make_response(body)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
