"""An SMTP connection that waits for each answer only so long, however slowly it trickles in."""

from __future__ import annotations

import smtplib
import socket
import ssl
from time import monotonic

PATIENCE, PATIENCE_AFTER_DATA = 30.0, 120.0  # a server may think longer once it has the whole mail


class Answers:
    """The lines that a server sends, each answer within a time for all its bytes."""

    def __init__(self, sock: socket.socket, patience: float) -> None:
        self._sock, self._patience = sock, patience
        self._until = monotonic() + patience
        self._read = b""

    def wait(self, patience: float) -> None:
        """Begin to wait for the next answer."""
        self._until = monotonic() + patience

    def readline(self, limit: int = -1) -> bytes:
        """Return the next line; raises TimeoutError when the time is over."""
        while b"\n" not in self._read and not 0 < limit <= len(self._read):
            left = self._until - monotonic()
            if left <= 0:
                raise TimeoutError("the server took too long to answer")
            self._sock.settimeout(left)
            found = self._sock.recv(4096)
            self._sock.settimeout(self._patience)
            if not found:
                break
            self._read += found
        end = self._read.find(b"\n") + 1 or len(self._read)
        end = min(end, limit) if limit > 0 else end
        line, self._read = self._read[:end], self._read[end:]
        return line

    def close(self) -> None:
        """Forget what was not read."""
        self._read = b""


class _Patient(smtplib.SMTP):
    """Reads answers with a time limit for the whole answer; smtplib has one for each byte only."""

    file: Answers | None
    patience = PATIENCE

    def getreply(self) -> tuple[int, bytes]:
        """Return the server's next answer."""
        assert self.sock is not None
        if self.file is None:
            self.file = Answers(self.sock, PATIENCE)
        self.file.wait(self.patience)
        return super().getreply()

    def data(self, msg: bytes | str) -> tuple[int, bytes]:  # type: ignore[override]  # typeshed allows any buffer
        """Send the words of a mail; the answer to them may take longer."""
        self.patience = PATIENCE_AFTER_DATA
        try:
            return super().data(msg)
        finally:
            self.patience = PATIENCE


class Plain(_Patient):
    """Speaks to port 25 or 587, encrypted as soon as the server offers it."""


class Encrypted(_Patient, smtplib.SMTP_SSL):
    """Speaks TLS from the first byte."""


def connect(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    """Return an open connection; STARTTLS where it is offered."""
    context = ssl.create_default_context()
    if scheme == "smtps":
        return Encrypted(host, port or 465, timeout=PATIENCE, context=context)
    server = Plain(host, port or 25, timeout=PATIENCE)
    server.ehlo_or_helo_if_needed()
    if server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
    return server
