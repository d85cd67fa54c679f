"""The confidentiality check with the lists of this installation, made ready once."""

from __future__ import annotations

from functools import cache

from db.rules.confidentiality import Check, Verdict
from db.seeds.confidentiality import load_check_words
from db.stories import Story


@cache
def check() -> Check:
    """Return the check."""
    return Check(load_check_words())


def verdict_on(text: str, story: Story) -> Verdict:
    """Return what the check makes of a comment under a story; what its headline names is no secret."""
    return check().of(text, story.headline)
