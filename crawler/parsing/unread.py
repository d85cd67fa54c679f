"""Parts of a page that nobody reads: scripts, styles, drawings and remarks, often most of its size."""

from __future__ import annotations

import re

# What ends what: HTML's raw text ends at the first end tag of its name, a remark at its first "-->" (13.2.5, WHATWG).
OPENING = re.compile(rb"<(?:!--|(s(?:cript|tyle|vg))[\s>/])")


def without_unread(page: bytes) -> bytes:
    """Return a page without scripts, styles, drawings and remarks; JSON-LD stays; the page's size decides the time."""
    low = page.lower()
    kept: list[bytes] = []
    start = after = 0
    while found := OPENING.search(low, after):
        end = end_of(low, found)
        if end < 0:
            break
        after = end
        if not says_linked_data(low, found):
            kept.append(page[start : found.start()])
            start = after
    return b" ".join([*kept, page[start:]])


def end_of(low: bytes, found: re.Match[bytes]) -> int:
    """Return where a part that nobody reads ends; -1 where it never does, so that the parser decides."""
    if not found[1]:
        return ended(low, b"-->", found.start() + 2)
    head = low.find(b">", found.end() - 1)
    if head < 0 or (found[1] == b"svg" and low[head - 1 : head] == b"/"):
        return head + 1 if head > 0 else -1
    return ended(low, b">", low.find(b"</" + found[1], head))


def ended(low: bytes, mark: bytes, start: int) -> int:
    """Return where a mark ends that comes at or after a place, -1 if none comes or there is no such place."""
    at = low.find(mark, start) if start >= 0 else -1
    return at + len(mark) if at >= 0 else -1


def says_linked_data(low: bytes, found: re.Match[bytes]) -> bool:
    """Tell whether a part is JSON-LD, which says of an article what its page shows."""
    return found[1] == b"script" and b"ld+json" in low[found.start() : low.find(b">", found.end() - 1)]
