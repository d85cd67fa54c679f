"""Article HTML made harmless on the way in; the rules are shared with the site, which applies them again."""

from __future__ import annotations

from db.rules.html import clean_article, plain_line, plain_text

__all__ = ["clean_article", "plain", "plain_line"]

plain = plain_text
