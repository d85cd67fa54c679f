"""Reads a mail that came back to us: a bounce, a complaint, a wish to leave, or nothing we know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from flufl.bounce import all_failures

from db.rules.bounces import is_hard
from db.rules.editions import PERIODS

IDENTS_READ = 20  # a mail that names more is no answer to one of ours
_LEAVING = re.compile(r"\s*unsubscribe\s+(\w+)\s+([\w-]{20,100})\s*", re.IGNORECASE)
_VERP = re.compile(r"\+([0-9a-f]{32})@")
_IDENT = re.compile(rb"(?<![0-9a-f])([0-9a-f]{32})@")
_OWN_LINK = re.compile(rb"/unsubscribe/([\w-]{20,100})/")
_ENVELOPE = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
_COMPLAINTS = {"abuse", "fraud", "virus", "other", "opt-out"}  # RFC 5965, RFC 6650; "not-spam" is none


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that could not be delivered; `certain` where its own return address tells which one it was."""

    idents: tuple[str, ...]
    is_hard: bool
    certain: bool
    said: str
    addresses: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A report that a reader called a mail spam, with what may tell which mail and which reader."""

    idents: tuple[str, ...]
    secrets: tuple[str, ...] = field(repr=False)
    said: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """A reader's wish to leave a list, by a mail whose subject has the secret of their link."""

    period: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything else: an automatic reply, a letter, spam."""


Returned = Bounce | Complaint | Leaving | Unknown


def read(raw: bytes) -> Returned:
    """Return what a mail that came back says; whatever is broken or strange is Unknown."""
    mail = message_from_bytes(raw)
    leaving = _LEAVING.fullmatch(_text(mail["Subject"]))
    if leaving and leaving[1].lower() in (*PERIODS, "all"):
        return Leaving(leaving[1].lower(), leaving[2])
    report = _part(mail, "message/feedback-report")
    if report is not None:
        return _complaint(raw, report)
    return _bounce(raw, mail)


def _complaint(raw: bytes, report: Message) -> Returned:
    fields = _fields(report)
    kind = fields.get("feedback-type", "").lower()
    if kind not in _COMPLAINTS:
        return Unknown()
    secrets = tuple(dict.fromkeys(found.decode() for found in _OWN_LINK.findall(raw)))
    return Complaint(_idents(raw), secrets[:IDENTS_READ], f"complaint: {kind}")


def _bounce(raw: bytes, mail: Message) -> Returned:
    status = _part(mail, "message/delivery-status")
    fields = _fields(status) if status is not None else {}
    if fields.get("action", "failed").lower() != "failed":
        return Unknown()  # delayed, relayed or delivered: there is nothing to do
    gone = _failures(mail)
    if status is None and not gone:
        return Unknown()
    own = next(
        (found[1] for name in _ENVELOPE for value in mail.get_all(name, []) if (found := _VERP.search(_text(value)))),
        None,
    )
    said = " ".join(f"{fields.get('status', '')} {fields.get('diagnostic-code', '')}".split()) or "came back"
    hard = status is not None and is_hard(500, fields.get("status", ""))
    return Bounce((own,) if own else _idents(raw), hard, own is not None, said, gone)


def _failures(mail: Message) -> frozenset[str]:
    """Return the addresses that flufl.bounce finds in a bounce of one of the many kinds there are."""
    try:
        temporary, permanent = all_failures(mail)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):  # it was not written for every byte
        return frozenset()
    return frozenset(one.decode("utf-8", "replace").lower() for one in (*temporary, *permanent))


def _part(mail: Message, kind: str) -> Message | None:
    return next((part for part in mail.walk() if part.get_content_type() == kind), None)


def _fields(part: Message) -> dict[str, str]:
    """Return the fields of a report, those of its first recipient after its own."""
    return {name.lower(): _text(value) for block in _blocks(part) for name, value in block.items()}


def _blocks(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload[:2] if isinstance(block, Message))
    else:
        yield message_from_bytes(str(payload).encode("utf-8", "replace"))


def _idents(raw: bytes) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.decode() for found in _IDENT.findall(raw)))[:IDENTS_READ]


def _text(value: object) -> str:
    """Return a header as text, whatever it is made of."""
    try:
        return str(make_header(decode_header(str(value or ""))))
    except (MessageError, ValueError, LookupError):
        return str(value or "")
