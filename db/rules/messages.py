"""Complete mails as text: 8bit UTF-8, short lines, one recipient."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from db.settings import Settings

_POLICY = SMTP.clone(cte_type="8bit", max_line_length=200, utf8=False)


def message_id(settings: Settings, *parts: str) -> str:
    """Return the same Message-ID for the same parts, so that a mail put twice is sent once; nobody else can guess it.

    Who knows it, got the mail: a bounce or a complaint is believed by it.
    """
    digest = hmac.new(settings.secret_key.encode(), "\n".join(parts).encode(), "sha256").hexdigest()[:32]
    return f"<{digest}@{sender(settings)[1].rpartition('@')[2]}>"


def sending_domain(settings: Settings) -> str:
    """Return the domain that our mail comes from."""
    return sender(settings)[1].rpartition("@")[2].lower()


def sender(settings: Settings) -> tuple[str, str]:
    """Return the name and the address of the sender."""
    return parseaddr(settings.mail_from)


def return_path(settings: Settings, message_id: str) -> str:
    """Return the address that a mail comes back to: one of its own, which tells nobody whom the mail was for."""
    if not settings.bounce_address:
        return sender(settings)[1]
    local, _, domain = settings.bounce_address.rpartition("@")
    return f"{local}+{message_id.strip('<>').partition('@')[0]}@{domain}"


def build(
    settings: Settings,
    *,
    address: str,
    subject: str,
    text: str,
    html: str | None,
    message_id: str,
    now: datetime,
    headers: Mapping[str, str] | None = None,
) -> str:
    """Return a complete mail; a line break in a header is refused by the library, not sent."""
    name, own = sender(settings)
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(display_name=name, addr_spec=own)
    mail["To"] = Address(addr_spec=address)
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    for header, value in (headers or {}).items():
        mail[header] = value
    mail.set_content(text, cte="8bit")
    if html is not None:
        mail.add_alternative(html, subtype="html", cte="8bit")
    return mail.as_bytes().decode("utf-8", "surrogateescape")
