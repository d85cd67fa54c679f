"""What can go wrong while reading what a source sent."""

from __future__ import annotations

from db.errors import CommonThreadError


class ParseFailed(CommonThreadError):
    """A document that could not be read within its limits; the text says what happened."""
