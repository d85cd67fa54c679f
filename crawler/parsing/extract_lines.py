"""The `extract` command's work on one line."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from crawler.parsing.furniture import strip
from crawler.parsing.pages import extract
from db.errors import CommonThreadError

LARGEST = 10_000_000


def extract_line(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return {id, title, author, published, text, ms} for {id, url, html}, or {id, error} in words."""
    known = line.get("id") if isinstance(line, Mapping) else None
    if not isinstance(line, Mapping) or not isinstance(line.get("html"), str):
        return {"id": known, "error": 'Each line is an object {"id", "url", "html"} whose html is text.'}
    if len(line["html"]) > LARGEST:
        return {"id": known, "error": f"The html of a line has at most {LARGEST:,} characters."}
    url = line.get("url") or ""
    if not isinstance(url, str):
        return {"id": known, "error": "The url of a line is text, or left out."}
    start = time.perf_counter()
    try:
        page = extract(line["html"], url)
    except CommonThreadError as problem:
        return {"id": known, "error": f"The page cannot be read: {problem}."}
    except Exception as problem:  # one odd page must not end the run; its line says what happened
        return {"id": known, "error": f"{type(problem).__name__}: {problem}"[:300]}
    text = "\n".join(strip(page.text.splitlines())[0])
    spent = round((time.perf_counter() - start) * 1000, 1)
    published = page.published.isoformat() if page.published else None
    return {
        "id": known,
        "title": page.title,
        "author": page.author,
        "published": published,
        "text": text,
        "ms": spent,
    }
