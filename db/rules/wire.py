"""Mails as they go over the wire (RFC 5321, 4.5.2): whole lines only, dots doubled, then the dot that ends them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

END = b".\r\n"
_BARE = re.compile(rb"\r\n|\r|\n")


def wired(message: str) -> bytes:
    """Return a mail as it goes over the wire."""
    words = message.encode("utf-8", "surrogateescape")
    if not words.count(b"\r\n") == words.count(b"\n") == words.count(b"\r"):
        words = _BARE.sub(b"\r\n", words)  # a lone line end could begin another mail
    if words.startswith(b".") or b"\n." in words:
        words = re.sub(rb"(?m)^\.", b"..", words)
    return words + (END if words.endswith(b"\r\n") else b"\r\n" + END)


def unwired(words: bytes) -> str:
    """Return the mail that went over the wire, its last line whole."""
    return re.sub(rb"(?m)^\.", b"", words.removesuffix(END)).decode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Form:
    """A mail that many get, cut at the marks that stand where each one's own words go."""

    pieces: tuple[bytes, ...]

    @classmethod
    def cut(cls, words: bytes, marks: Sequence[bytes]) -> Form:
        """Cut a mail at its marks, which stay between the pieces."""
        return cls(tuple(re.split(b"(" + b"|".join(map(re.escape, marks)) + b")", words)))

    def filled(self, own: Mapping[bytes, bytes]) -> bytes:
        """Return the mail with own words in the place of the marks: each one line, and none begins with a dot."""
        return b"".join([own.get(piece, piece) for piece in self.pieces])
