"""Mail addresses: what we can send to."""

from __future__ import annotations

import re

LONGEST = 254
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_ANY = re.compile(r"([^\s@<>\"'(),;:=])[^\s@<>\"'(),;:=]*@([\w.-]+)")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def tidy(address: str) -> str | None:
    """Return an address in the one form we keep, or None where it is none: no spaces, no second recipient."""
    local, at, domain = address.strip().rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local):
        return None
    try:
        plain = domain.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = plain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        return None
    whole = f"{local.lower()}@{plain}"
    return whole if len(whole) <= LONGEST else None


def masked(text: str) -> str:
    """Return a text in which each mail address shows its first letter and its domain only."""
    return _ANY.sub(lambda found: f"{found[1]}...@{found[2]}", text)
