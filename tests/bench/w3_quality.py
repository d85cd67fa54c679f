"""The extractor that the shared benchmark W2 gives its Scrapy peer, by the name it asks for."""

from __future__ import annotations

from collections.abc import Callable


def trafilatura_fast() -> Callable[..., str]:
    """Return trafilatura's fast mode as a function from HTML to text."""
    import trafilatura

    return lambda html, url=None: trafilatura.extract(html, fast=True, include_comments=False) or ""


EXTRACTORS = {"trafilatura fast": trafilatura_fast}
