"""Carries mails out: to an SMTP server, or as files where none is set."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

from db.errors import CommonThreadError
from db.settings import Settings


class Later(CommonThreadError):
    """The server does not take a mail now; it may later."""


class Never(CommonThreadError):
    """The server will never take a mail."""


class Transport(Protocol):
    """Takes one mail to one recipient, or raises Later or Never."""

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
        name = re.sub(r"[^A-Za-z0-9.-]", "", message_id.partition("@")[0])[:80] or "mail"
        part = self.folder / f".{name}.{os.getpid()}.part"
        try:
            with part.open("wb") as file:
                file.write(message.encode("utf-8", "surrogateescape"))
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise Later(
                f"cannot write to {self.folder}: {error.strerror}; make room or set COMMONTHREAD_OUTBOX_DIR"
            ) from error


class Smtp:
    """One connection to a server, opened when needed, reused, and opened anew when it was lost."""

    def __init__(self, url: str, sender: str, timeout: float = 30.0) -> None:
        self._parts = urlsplit(url)
        self._sender = sender
        self._timeout = timeout
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
        try:
            server = self._connected()
            server.sendmail(
                self._sender,
                [address],
                message.encode("utf-8", "surrogateescape"),
                ["BODY=8BITMIME"] if server.has_extn("8bitmime") else (),
            )
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _verdict(code, words) from error
        except smtplib.SMTPResponseException as error:
            self._drop()
            raise _verdict(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError, ssl.SSLError) as error:
            self._drop()
            raise Later(
                f"the mail server cannot be reached or broke off: {error}; look at COMMONTHREAD_SMTP_URL"
            ) from error

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = self._open()
        return self._server

    def _open(self) -> smtplib.SMTP:
        host, context = self._parts.hostname or "", ssl.create_default_context()
        server: smtplib.SMTP
        if self._parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, self._parts.port or 465, timeout=self._timeout, context=context)
        else:
            server = smtplib.SMTP(host, self._parts.port or 25, timeout=self._timeout)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
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


def _verdict(code: int, words: bytes | str) -> CommonThreadError:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    text = f"the mail server said {code} {' '.join(said.split())[:300]}"
    return Never(text) if 500 <= code < 600 else Later(text)
