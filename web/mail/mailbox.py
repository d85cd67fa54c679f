"""Where mails come back to: a maildir that a mail server drops them into, or a mailbox that is asked (IMAP)."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from db.errors import CommonThreadError
from db.settings import Settings

AT_ONCE = 500
MOST_BYTES = 1_000_000
PATIENCE = 30.0


class MailboxError(CommonThreadError):
    """The mailbox cannot be read."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that came back; to be ended with whether it was understood: then it goes, else it stays as seen."""

    raw: bytes = field(repr=False)
    end: Callable[[bool], None]


def letters(settings: Settings) -> Iterator[Letter]:
    """Yield what came back; raises MailboxError."""
    if settings.bounce_folder:
        yield from _dropped(Path(settings.bounce_folder))
    if settings.bounce_url:
        yield from _asked(settings.bounce_url)


def _dropped(folder: Path) -> Iterator[Letter]:
    """Yield the new mails of a maildir, the oldest first."""
    try:
        paths = sorted((folder / "new").iterdir(), key=lambda path: path.name)[:AT_ONCE]
        for path in paths:
            with path.open("rb") as file:
                raw = file.read(MOST_BYTES)
            yield Letter(raw, partial(_put_away, path))
    except OSError as error:
        raise MailboxError(f"{folder} cannot be read ({error.strerror}); look at COMMONTHREAD_BOUNCE_FOLDER") from error


def _put_away(path: Path, known: bool) -> None:
    if known:
        path.unlink(missing_ok=True)
        return
    seen = path.parent.parent / "cur"
    seen.mkdir(exist_ok=True)
    path.replace(seen / f"{path.name.partition(':')[0]}:2,S")


def _asked(url: str) -> Iterator[Letter]:
    """Yield the unseen mails of a mailbox."""
    with _opened(url) as box:
        found = box.uid("SEARCH", "UNSEEN")[1][0] or b""
        for uid in found.decode("ascii", "replace").split()[:AT_ONCE]:
            parts = box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")[1]
            raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if raw is not None:
                yield Letter(raw, partial(_flag, box, uid))
        box.expunge()


def _flag(box: imaplib.IMAP4, uid: str, known: bool) -> None:
    box.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted \Seen)" if known else r"(\Seen)")


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    host, context = parts.hostname or "", ssl.create_default_context()
    try:
        if parts.scheme == "imaps":
            box: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=PATIENCE)
        else:
            box = imaplib.IMAP4(host, parts.port or 143, timeout=PATIENCE)
        with box:
            if "STARTTLS" in box.capabilities:
                box.starttls(context)
            box.login(unquote(parts.username or ""), unquote(parts.password or ""))
            box.select(unquote(parts.path.strip("/")) or "INBOX")
            yield box
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxError(
            f"the mailbox of bounces cannot be read ({error}); look at COMMONTHREAD_BOUNCE_URL"
        ) from error
