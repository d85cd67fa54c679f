"""How often a process of a crawl looks for garbage."""

from __future__ import annotations

import gc


def collect_garbage_seldom() -> None:
    """Leave what was imported out of every search for garbage, and search after 50,000 new objects, not 700.

    A crawl and a parsed document make many objects and few cycles.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
