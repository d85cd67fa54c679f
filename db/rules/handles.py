"""Pseudonyms: what one may look like, and which are kept from use."""

from __future__ import annotations

import re
import unicodedata

SHORTEST, LONGEST = 3, 30
_ALLOWED = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _.-]*[A-Za-z0-9])?")
_LOOKALIKES = str.maketrans("01i357", "ollest")
_RESERVED = (
    "moderator", "moderators", "mod",
    "admin", "administrator", "operator", "editor", "staff", "official", "commonthread",
    "ofsted", "dfe", "cafcass", "nspcc", "barnardos", "basw", "adcs", "socialworkengland", "hcpc", "unison", "police",
    "minister", "childrensminister", "secretaryofstate", "primeminister", "childrenscommissioner", "chiefsocialworker",
    "system", "support", "help", "anonymous", "deleted", "removed", "withdrawn",
)  # fmt: skip


def fold(handle: str) -> str:
    """Return what two handles have in common that a reader could mistake for each other."""
    plain = unicodedata.normalize("NFKC", handle).casefold()
    letters = re.sub(r"[^a-z0-9]", "", plain)
    return letters.translate(_LOOKALIKES)


_RESERVED_KEYS = frozenset(fold(word) for word in _RESERVED)


def problem(handle: str) -> str | None:
    """Return why a handle cannot be used, in words for the one who chose it; None where it can."""
    if not SHORTEST <= len(handle) <= LONGEST:
        return f"Choose a name of {SHORTEST} to {LONGEST} letters."
    if not _ALLOWED.fullmatch(handle) or "  " in handle:
        return "Use plain letters, digits, spaces, dots and hyphens, and begin and end with a letter or a digit."
    if "@" in handle or re.search(r"\d{5,}", handle):
        return "Do not put an address or a long number into your name: it could tell who you are."
    key = fold(handle)
    if len(key) < SHORTEST:
        return f"Choose a name with at least {SHORTEST} letters or digits."
    if key in _RESERVED_KEYS or key.startswith(fold("moderator")) or "commonthread" in key:
        return "That name is kept so that nobody can be mistaken for an official. Choose another."
    return None
