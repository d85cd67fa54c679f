"""What an entry is known by."""

from __future__ import annotations

import hashlib
from urllib.parse import urljoin, urlsplit

from db.rules.html import seen

LONGEST = 2_000


def guid_of(given: str, link: str, *rest: str) -> str:
    """Return an entry's own id, else its link, else a digest of what it says; never an empty text."""
    known = seen(given).strip() or link
    if known and len(known) <= LONGEST:
        return known
    return "sha256:" + hashlib.sha256("\n".join((known, *rest)).encode("utf-8", "replace")).hexdigest()


def http_only(link: str) -> str:
    """Return a link if it is one to the web, else an empty text."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return ""
    return link.strip() if parts.scheme in {"http", "https"} and parts.netloc and len(link) <= 8_000 else ""


def joined(base: str, link: str) -> str:
    """Return a link made absolute, empty if it cannot be."""
    try:
        return http_only(urljoin(base, link.strip())) if link.strip() else ""
    except ValueError:
        return ""
