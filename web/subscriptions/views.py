"""Signing up and leaving: every GET only looks, every POST does one thing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import limits, own_subscriptions, subscriptions
from db.rules.addresses import tidy
from db.rules.editions import PERIODS, Period
from db.subscriptions import SubscriberNotFound
from web.config import absolute, now, settings
from web.database import database
from web.guards import limited, local_path, open_to_all
from web.subscriptions import tokens
from web.subscriptions.choices import HOURS, Chosen, offer
from web.subscriptions.mails import send_already, send_confirmation
from web.subscriptions.tokens import Request

bp = Blueprint("subscriptions", __name__, template_folder="templates")
ERASED = re.compile(r"[A-Za-z0-9_-]{32}")
PUBLIC = ("topics", "events", "stories", "nations", "people", "bodies", "editions", "sources", "digests")
WORDING = (
    "Send me the mails I ticked, about what I ticked, until I leave. I can leave with one tap in every mail. "
    "My address is used for nothing else."
)


@bp.get("/subscribe")
def subscribe() -> str:
    """Show the choices, none of them ticked but what somebody came from."""
    return _form({}, "", (), offer(database()).read(request.args), _came_from())


@bp.post("/subscribe")
@limited("subscribe-client")
@open_to_all("nothing begins before the mailed link is confirmed")
def ask() -> tuple[str, int] | str:
    """Mail a link; the answer is the same whether the address is known or not."""
    given, source = request.form.get("address", "")[:254], local_path(request.form.get("source", ""))
    periods = tuple(period for period in PERIODS if request.form.get(period))
    chosen, address = offer(database()).read(request.form), tidy(given)
    found = {}
    if address is None:
        found["address"] = "Enter a mail address like name@example.org."
    if not periods:
        found["daily"] = "Tick the daily or the weekly mail, or both."
    if address is None or not periods:
        return _form(found, given, periods, chosen, source), 400
    if limits.allow(database(), "subscribe-address", address, now()):
        _mail(tokens.asked(address, periods, chosen, WORDING, source))
    return render_template("subscriptions/sent.html", days=settings().confirm_days)


def _mail(asked: Request) -> None:
    """Mail a link to confirm, or to what somebody has already."""
    known = subscriptions.find(database(), asked.address)
    had = {one.period for one in subscriptions.active(database(), known.id)} if known else set()
    if known and had.issuperset(asked.periods):
        send_already(known, asked)
    else:
        send_confirmation(asked)


@bp.get("/subscribe/confirm/<token>")
def confirm_form(token: str) -> Response:
    """Show one button; looking at a link confirms nothing."""
    asked = tokens.read(token)
    if asked is None:
        return stale()
    choices = offer(database())
    return private("confirm.html", asked=asked, token=token, names=choices.names(asked.chosen), hours=HOURS)


@bp.post("/subscribe/confirm/<token>")
@open_to_all("the mailed link is the proof")
def confirm(token: str) -> Answer:
    """Begin the subscriptions of a link; pressed again, show what became of them."""
    asked = tokens.read(token)
    if asked is None:
        return stale()
    link = tokens.link(token, asked.consent.asked_at)
    topics, more = asked.chosen.topics, asked.chosen.more
    try:
        subscriber = own_subscriptions.confirm(
            database(), link, asked.address, asked.periods, topics, asked.consent, now(), more
        )
    except SubscriberNotFound:
        return stale()
    return redirect(f"/preferences/{subscriber.secret}?welcome=1", 303)


@bp.get("/unsubscribe/<secret>/<period>")
def leave_form(secret: str, period: str) -> Response:
    """Show one button; looking at a link leaves nothing."""
    try:
        subscriptions.by_secret(database(), secret)
    except SubscriberNotFound:
        return _left_long_ago(secret, period)
    return private("leave.html", secret=secret, period=_period(period))


@bp.post("/unsubscribe/<secret>/<period>")
@open_to_all("one tap in any mail program, without cookie or log-in (RFC 8058)")
def leave(secret: str, period: str) -> Response:
    """Leave a mail, for ever, at once."""
    try:
        subscriber = subscriptions.by_secret(database(), secret)
    except SubscriberNotFound:
        return _left_long_ago(secret, period)
    subscriptions.leave(database(), subscriber, [_period(period)], now())
    return private("left.html", secret=secret, period=_period(period))


def _left_long_ago(secret: str, period: str) -> Response:
    """Answer a whole link of somebody who left and was erased since: what they ask for is so."""
    if not ERASED.fullmatch(secret):
        raise SubscriberNotFound("A part of this link is missing. Use it as it stands in a mail, to its end.")
    return private("left.html", secret=None, period=_period(period))


def _period(text: str) -> Period:
    """Return the mail of an address; raises SubscriberNotFound for another word."""
    for period in PERIODS:
        if text == period:
            return period
    raise SubscriberNotFound("There is no such mail. Use the link as it stands in a mail, to its end.")


def _came_from() -> str:
    """Return the public page of ours from which somebody came to the form, as a part of what they agreed to."""
    page, here = urlsplit(request.referrer or ""), urlsplit(absolute("/"))
    ours = (page.scheme, page.netloc) == (here.scheme, here.netloc)
    public = page.path == "/" or page.path.split("/")[1:2] in [[name] for name in PUBLIC]
    return local_path(page.path) if ours and public else "/subscribe"


def _form(found: Mapping[str, str], address: str, periods: tuple[Period, ...], chosen: Chosen, source: str) -> str:
    return render_template(
        "subscriptions/subscribe.html",
        found=found,
        address=address,
        periods=periods,
        chosen=chosen,
        offer=offer(database()),
        hours=HOURS,
        wording=WORDING,
        source=source,
    )


def stale() -> Response:
    """Return the page for a link that no longer works."""
    return private("stale.html", 410)


def private(template: str, status: int = 200, **values: object) -> Response:
    """Return a page that only its owner should see: kept by no cache, found by no robot, told to no other site."""
    return guard(make_response(render_template(f"subscriptions/{template}", **values), status))


def guard(response: Response) -> Response:
    """Add what keeps an answer private."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
