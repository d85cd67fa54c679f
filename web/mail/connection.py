"""An SMTP connection that waits for each answer only so long, however slowly it trickles in."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterable, Sequence
from functools import cache
from time import monotonic

PATIENCE_AT_LEAVING = 2.0
PATIENCE, PATIENCE_AFTER_DATA = 30.0, 120.0  # a server may think longer once it has the whole mail
LONGEST_ANSWER = 64_000


class Answers:
    """The lines that a server sends, each answer within a time for all its bytes."""

    def __init__(self, sock: socket.socket, patience: float) -> None:
        self._sock, self._patience = sock, patience
        self._until = monotonic() + patience
        self._taken = 0
        self._read = b""

    def wait(self, patience: float) -> None:
        """Begin to wait for the next answer."""
        self._until = monotonic() + patience
        self._taken = 0

    def readline(self) -> bytes:
        """Return the next line, nothing at the end; raises TimeoutError when the time is over."""
        while (end := self._read.find(b"\n") + 1) == 0:
            left = self._until - monotonic()
            if left <= 0 or self._taken > LONGEST_ANSWER:
                raise TimeoutError("the server took too long to answer")
            self._sock.settimeout(left)
            found = self._sock.recv(4096)
            self._sock.settimeout(self._patience)
            if not found:
                end = len(self._read)
                break
            self._taken += len(found)
            self._read += found
        line, self._read = self._read[:end], self._read[end:]
        return line

    def close(self) -> None:
        """Forget what was not read."""
        self._read = b""


class Conversation(smtplib.SMTP):
    """Speaks to port 25 or 587; reads answers with a time limit for the whole answer, where smtplib has one a byte."""

    file: Answers | None
    patience = PATIENCE

    def getreply(self) -> tuple[int, bytes]:
        """Return the server's next answer."""
        assert self.sock is not None
        if self.file is None:
            self.file = Answers(self.sock, PATIENCE)
        self.file.wait(self.patience)
        return self._answer(self.file)

    def _answer(self, lines: Answers) -> tuple[int, bytes]:
        """Return an answer of one or more lines; the code is -1 where it is none."""
        said: list[bytes] = []
        while line := lines.readline():
            said.append(line[4:].strip(b" \t\r\n"))
            if line[3:4] != b"-":
                return (int(line[:3]) if line[:3].isdigit() else -1), b"\n".join(said)
        self.close()
        raise smtplib.SMTPServerDisconnected("the server closed the connection")

    def ask(self, words: bytes, patience: float = PATIENCE) -> tuple[int, bytes]:
        """Send words and return the answer to them, which may take so long."""
        self.patience = patience
        try:
            self.send(words)
            return self.getreply()
        finally:
            self.patience = PATIENCE

    def ask_all(self, commands: Sequence[str]) -> list[tuple[int, bytes]]:
        """Return the answers to commands in order: in one write where that is offered, else up to the first no."""
        if self.pipelines:
            self.send(lines(commands))
            return self.hear(len(commands))
        answers: list[tuple[int, bytes]] = []
        for command in commands:
            answers.append(self.ask(lines([command])))
            if answers[-1][0] // 100 not in (2, 3):
                break
        return answers

    @property
    def pipelines(self) -> bool:
        """Whether the server takes several commands in one write (RFC 2920)."""
        return self.has_extn("pipelining")

    def hear(self, count: int) -> list[tuple[int, bytes]]:
        """Return the answers to so many commands that were sent."""
        return [self.getreply() for _ in range(count)]

    def leave(self) -> None:
        """Say goodbye, and wait only a moment for an answer."""
        try:
            self.ask(b"QUIT\r\n", PATIENCE_AT_LEAVING)
        except (smtplib.SMTPException, OSError):
            pass
        finally:
            self.close()


def lines(commands: Iterable[str]) -> bytes:
    """Return commands as they go over the wire."""
    return "".join(f"{command}\r\n" for command in commands).encode("ascii")


class Encrypted(Conversation, smtplib.SMTP_SSL):
    """Speaks TLS from the first byte."""


def connect(scheme: str, host: str, port: int | None) -> Conversation:
    """Return an open connection; STARTTLS where it is offered."""
    if scheme == "smtps":
        return Encrypted(host, port or 465, timeout=PATIENCE, context=_trust())
    server = Conversation(host, port or 25, timeout=PATIENCE)
    server.ehlo_or_helo_if_needed()
    if server.has_extn("starttls"):
        server.starttls(context=_trust())
        server.ehlo_or_helo_if_needed()
    return server


@cache
def _trust() -> ssl.SSLContext:
    """Return whom we trust to be a mail server: reading the list of authorities takes longer than a mail."""
    return ssl.create_default_context()
