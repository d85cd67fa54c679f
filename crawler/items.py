"""The one shape a spider may yield."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Article:
    """An article as a spider found it; pipelines clean, identify and store it."""

    source: str
    url: str
    title: str = ""
    guid: str | None = None
    author: str | None = None
    form: str | None = None
    published: datetime | None = None
    published_how: str | None = None
    updated: datetime | None = None
    summary: str = ""
    html: str = ""
    text: str = ""
    furniture: tuple[str, ...] = ()
    series_hint: str | None = None
    debate_closed: bool = False
    wall: str = ""
    harmless: tuple[str, ...] = ()  # what our own child cleaned as it read it; pages clean it again to show it
