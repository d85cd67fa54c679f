"""Slugs are readable, short and never empty."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.slugs import LONGEST, slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LSCBs to be reminded", "lscbs-to-be-reminded"),
        ("Children’s minister: “it’s time”", "childrens-minister-its-time"),
        ("Plant mewn gofal — Ynys Môn", "plant-mewn-gofal-ynys-mon"),
        ("  ", slug("  ")),
    ],
)
def test_a_slug_keeps_the_words(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_long_headline_is_cut_at_a_word() -> None:
    cut = slug("word " * 40)
    assert len(cut) <= LONGEST
    assert cut.endswith("word")


@given(st.text())
def test_any_text_gives_a_slug(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))
