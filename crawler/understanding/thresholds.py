"""The numbers of understanding and of grouping, from the one file that says how each was chosen."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def numbers(section: str) -> Mapping[str, float]:
    """Return the numbers of a section of thresholds.toml by name."""
    text = files("crawler.understanding").joinpath("thresholds.toml").read_text("utf-8")
    found: Mapping[str, float] = tomllib.loads(text)[section]
    return found
