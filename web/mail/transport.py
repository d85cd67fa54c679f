"""Carries mails out: to an SMTP server, or as files where none is set."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from db.errors import CommonThreadError
from db.outbox import Mail
from db.rules.messages import return_path
from db.settings import Settings


class Later(CommonThreadError):
    """The server does not take a mail now; it may later."""


class Away(Later):
    """There is no server to give a mail to; it is the same for all mails."""


class Never(CommonThreadError):
    """The server will never take a mail; where the address is dead, no other one to it either."""

    def __init__(self, words: str, *, is_dead: bool = False) -> None:
        super().__init__(words)
        self.is_dead = is_dead


class Transport(Protocol):
    """Takes one mail to one recipient, or raises Later, Away or Never."""

    def __enter__(self) -> Self:
        """Open it."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""

    def expect(self, mail: Mail) -> None:
        """Know which mail comes after the next one; it need not come."""

    def send(self, mail: Mail) -> None:
        """Carry one mail out."""


def transport(settings: Settings) -> Transport:
    """Return the transport of the settings."""
    if settings.smtp_url:
        from web.mail.smtp import Smtp

        return Smtp(settings.smtp_url, partial(return_path, settings))
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

    def expect(self, mail: Mail) -> None:
        """Do nothing: each mail is a file of its own."""

    def send(self, mail: Mail) -> None:
        """Write one mail, whole or not at all."""
        message = mail.message
        name = file_name(message, mail.message_id)
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


def file_name(message: str, message_id: str) -> str:
    """Return the name of a mail's file: its day and hour, then its id, so that a folder sorts by time."""
    date = re.search(r"^Date: (.+)$", message.partition("\r\n\r\n")[0], re.MULTILINE)
    when = f"{parsedate_to_datetime(date[1].strip()):%Y-%m-%d-%H%M}-" if date else ""
    return when + (re.sub(r"[^A-Za-z0-9.-]", "", message_id.partition("@")[0])[:60] or "mail")
