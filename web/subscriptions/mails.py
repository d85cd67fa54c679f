"""The mails about subscriptions: to confirm one, to find one's own page again, to move elsewhere."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from flask import render_template

from db import outbox
from db.clock import stamp
from db.own_subscriptions import Move
from db.rules.editions import LONDON
from db.subscriptions import Subscriber, active
from web.config import absolute, now, settings
from web.database import database
from web.letters import send_letter
from web.subscriptions import tokens
from web.subscriptions.choices import Chosen, chosen_for, offer
from web.subscriptions.tokens import Request


def send_confirmation(asked: Request) -> None:
    """Mail a link that begins what was asked for."""
    token = tokens.sign(asked)
    text = render_template(
        "subscriptions/mail.txt",
        link=absolute(f"/subscribe/confirm/{token}"),
        asked=asked,
        names=offer(database()).names(asked.chosen),
        days=settings().confirm_days,
    )
    _send("confirm", token, asked.address, "Confirm that you want mail from Common Thread", text)


def send_already(subscriber: Subscriber, asked: Request) -> None:
    """Mail whoever asks for what they get already the link to their own page, with what they ticked now."""
    choices = offer(database())
    lists = [
        (one, choices.names(chosen_for(one)))
        for one in active(database(), subscriber.id)
        if one.period in asked.periods
    ]
    text = render_template(
        "subscriptions/already.txt",
        link=page_of(subscriber, asked.chosen),
        lists=lists,
        names=choices.names(asked.chosen),
        today=now().astimezone(LONDON).date(),
    )
    _send("confirm", tokens.sign(asked), asked.address, "You get this mail from Common Thread already", text)


def send_link(subscriber: Subscriber) -> None:
    """Mail somebody the link to their own page."""
    text = render_template("subscriptions/lost.txt", link=page_of(subscriber))
    _send("lost", f"{subscriber.id} {stamp(now())}", subscriber.address, "Your link to your mails", text)


def send_move(asked: Move) -> None:
    """Mail a link to a new address that moves the mails there."""
    token = tokens.sign_move(asked)
    text = render_template("subscriptions/move.txt", link=_moves(token), asked=asked, days=settings().confirm_days)
    _send("move", token, asked.new, "Confirm your new address", text)


def send_moved(asked: Move) -> None:
    """Tell the old address that the mails go elsewhere, with a link that undoes it."""
    back = Move(asked.subscriber_id, asked.new, asked.old, now())
    text = render_template(
        "subscriptions/moved.txt", link=_moves(tokens.sign_move(back)), asked=asked, days=settings().confirm_days
    )
    key = f"{asked.subscriber_id} {stamp(asked.asked_at)} {asked.new}"
    _send("moved", key, asked.old, "Your mails go to another address now", text)


def page_of(subscriber: Subscriber, ticked: Chosen | None = None) -> str:
    """Return the address of somebody's own page, with choices that wait to be saved."""
    more = [] if ticked is None else [("topic", one) for one in ticked.topics]
    if ticked is not None:
        more += [("event", one) for one in ticked.more.events] + [("nation", one) for one in ticked.more.nations]
    return absolute(f"/preferences/{subscriber.secret}" + (f"?{urlencode(more)}" if more else ""))


def _moves(token: str) -> str:
    return absolute(f"/subscribe/move/{token}")


def _send(kind: str, key: str, address: str, subject: str, text: str) -> None:
    send_letter(
        database(), settings(), kind=kind, key=key, address=address, subject=subject, text=text, now=now(),
        lasts=timedelta(days=settings().confirm_days), weight=outbox.FIRST,
    )  # fmt: skip
