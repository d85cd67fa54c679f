"""Words as they stand in addresses."""

from __future__ import annotations

import hashlib
import re
import unicodedata

LONGEST = 70


def slug(text: str) -> str:
    """Return small letters, digits and hyphens for a text, cut at a word; a text without letters gets a short hash."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "")).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))
    if len(words) > LONGEST:
        words = words[: LONGEST + 1].rpartition("-")[0] or words[:LONGEST]
    return words or hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]
