"""The letters of a notice and a complaint, each put into the outbox once."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.complaints import Complaint
from db.engine import Database
from db.notices import Notice
from db.settings import Settings
from web.letters import link, send_letter
from web.words import hour

LASTS = timedelta(days=5)


def notice_received(db: Database, settings: Settings, notice: Notice, token: str, now: datetime) -> None:
    """Tell whoever gave a notice that it was received, and what happens by when."""
    text = (
        f"We have your notice about a comment under “{notice.headline}”. Within 48 hours that leave out weekends and"
        f" bank holidays, so by {hour(notice.act_by)}, we pass it on to the writer or take the comment down.\n\n"
        f"How it stands:\n{link(settings, f'/notices/{token}')}"
    )
    _send(db, settings, f"{notice.id}:received", notice.contact, "Your notice was received", text, now)


def notice_to_poster(db: Database, settings: Settings, notice: Notice, reply_by: datetime, now: datetime) -> None:
    """Tell the writer of a comment about a notice; the complainant's name only where they agreed."""
    who = (
        f"It comes from {notice.name}, {notice.contact}."
        if notice.pass_on
        else "Its writer does not want to be named to you."
    )
    text = (
        f"Somebody says that a comment of yours under “{notice.headline}” defames them. {who}\n\n"
        f"The words: {notice.words}\n\nWhat they say it means: {notice.meaning}\n\n"
        f"What they say is untrue: {notice.untrue}\n\n"
        f"The Defamation Act 2013 gives you until {hour(reply_by)} to answer. You may agree that it is taken down, or"
        f" stand by it; then the law asks for your full name and postal address. Without an answer we take the"
        f" comment down.\n\n"
        f"Answer here:\n{link(settings, f'/comments/{notice.comment_id}/notice/reply')}"
    )
    _send(db, settings, f"{notice.id}:poster", notice.poster, "A notice about a comment of yours", text, now)


def notice_replied(db: Database, settings: Settings, notice: Notice, answer: str, now: datetime) -> None:
    """Tell whoever gave a notice what the writer answered."""
    said = {
        "consents": "The writer agreed, and the comment was taken down.",
        "stands": "The writer stands by the comment and lets us give you their name and address."
        " We write to you again.",
        "stands hidden": "The writer stands by the comment and does not want their name and address to be given."
        " A court can order it.",
    }[answer]
    _send(db, settings, f"{notice.id}:replied", notice.contact, "The writer has answered your notice", said, now)


def notice_ended(db: Database, settings: Settings, notice: Notice, outcome: str, now: datetime) -> None:
    """Tell whoever gave a notice how it ended."""
    text = f"Your notice about a comment under “{notice.headline}” is decided.\n\n{outcome}"
    _send(db, settings, f"{notice.id}:ended", notice.contact, "Your notice is decided", text, now)


def complaint_letter(
    db: Database, settings: Settings, complaint: Complaint, words: str, what: str, now: datetime
) -> None:
    """Acknowledge a complaint about personal data, or tell what was found."""
    text = f"{words}\n\nYou can also complain to the Information Commissioner’s Office: https://ico.org.uk/make-a-complaint/"
    key = f"complaint:{complaint.id}:{what}"
    _send(db, settings, key, complaint.contact, "Your complaint about personal data", text, now)


def _send(db: Database, settings: Settings, key: str, address: str, subject: str, text: str, now: datetime) -> None:
    send_letter(db, settings, kind="notice", key=key, address=address, subject=subject, text=text, now=now, lasts=LASTS)
