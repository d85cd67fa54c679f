"""Carries mails out: to an SMTP server, or as files where none is set."""

from __future__ import annotations

import os
import re
import smtplib
from dataclasses import dataclass
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

from db.errors import CommonThreadError
from db.settings import Settings
from web.mail.connection import connect

CLOSING = 421


class Later(CommonThreadError):
    """The server does not take a mail now; it may later."""


class Away(Later):
    """There is no server to give a mail to; it is the same for all mails."""


class Never(CommonThreadError):
    """The server will never take a mail."""


class Transport(Protocol):
    """Takes one mail to one recipient, or raises Later, Away or Never."""

    def __enter__(self) -> Self:
        """Open it."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""

    def send(self, address: str, message: str, message_id: str) -> None:
        """Carry one mail out."""


def transport(settings: Settings) -> Transport:
    """Return the transport of the settings."""
    if settings.smtp_url:
        return Smtp(settings.smtp_url, parseaddr(settings.mail_from)[1])
    return Files(settings.outbox_dir)


@dataclass(slots=True)
class Files:
    """Writes each mail as a file named by its id, so that a repeat replaces it."""

    folder: Path

    def __enter__(self) -> Self:
        """Make the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Do nothing."""

    def send(self, address: str, message: str, message_id: str) -> None:
        """Write one mail, whole or not at all."""
        name = file_name(message, message_id)
        part = self.folder / f".{name}.{os.getpid()}.part"
        try:
            with part.open("wb") as file:
                file.write(message.encode("utf-8", "surrogateescape"))
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise Away(
                f"cannot write to {self.folder}: {error.strerror}; make room or set COMMONTHREAD_OUTBOX_DIR"
            ) from error


class Smtp:
    """One connection to a server, opened when needed, reused, and opened anew when it was lost."""

    def __init__(self, url: str, sender: str) -> None:
        self._parts = urlsplit(url)
        self._sender = sender
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Open nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take leave of the server."""
        self._drop()

    def send(self, address: str, message: str, message_id: str) -> None:
        """Hand one mail over; after this returns the server has answered 250."""
        server = self._connected()
        options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else ()
        try:
            server.sendmail(self._sender, [address], message.encode("utf-8", "surrogateescape"), options)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            if code == CLOSING:
                self._drop()
            raise _verdict(code, words) from error
        except smtplib.SMTPSenderRefused as error:  # it would refuse every mail of ours, so this one is not at fault
            self._drop()
            raise Away(f"{_said(error.smtp_code, error.smtp_error)}; look at COMMONTHREAD_MAIL_FROM") from error
        except smtplib.SMTPDataError as error:
            self._drop()
            raise _verdict(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Later(f"the mail server broke off: {error}") from error

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._server = self._open()
            except (smtplib.SMTPException, OSError) as error:
                raise Away(f"the mail server lets nobody in: {error}; look at COMMONTHREAD_SMTP_URL") from error
        return self._server

    def _open(self) -> smtplib.SMTP:
        server = connect(self._parts.scheme, self._parts.hostname or "", self._parts.port)
        server.ehlo_or_helo_if_needed()
        if self._parts.username:
            server.login(unquote(self._parts.username), unquote(self._parts.password or ""))
        return server

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()


def file_name(message: str, message_id: str) -> str:
    """Return the name of a mail's file: its day and hour, then its id, so that a folder sorts by time."""
    date = re.search(r"^Date: (.+)$", message.partition("\r\n\r\n")[0], re.MULTILINE)
    when = f"{parsedate_to_datetime(date[1].strip()):%Y-%m-%d-%H%M}-" if date else ""
    return when + (re.sub(r"[^A-Za-z0-9.-]", "", message_id.partition("@")[0])[:60] or "mail")


def _verdict(code: int, words: bytes | str) -> CommonThreadError:
    return Never(_said(code, words)) if 500 <= code < 600 else Later(_said(code, words))


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"the mail server said {code} {' '.join(text.split())[:300]}"
