"""Which certificates are trusted."""

from __future__ import annotations

import ssl
from functools import cache

import certifi


@cache
def trusted() -> ssl.SSLContext:
    """Return the rules for TLS: the system's authorities and Mozilla's, for machines that come without any."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
