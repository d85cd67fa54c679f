"""What a crawl did, source by source."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from db.errors import CommonThreadError

Status = Literal["ok", "not_modified", "skipped", "gone", "error"]
COUNTED = ("fetched", "new", "updated", "unchanged")


class ReportLost(CommonThreadError):
    """The report of a crawl could not be written; what was collected is stored all the same."""


@dataclass(slots=True)
class Outcome:
    """What became of one source."""

    status: Status = "skipped"
    http_status: int | None = None
    fetched: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    error: str | None = None
    seconds: float = 0.0

    def count(self, stored: str) -> None:
        """Count an article that was new, updated or unchanged."""
        setattr(self, stored, getattr(self, stored) + 1)

    def fail(self, words: str) -> None:
        """Note a failure; the first one is kept."""
        self.status = "error"
        self.error = self.error or words

    def line(self, slug: str) -> str:
        """Return the outcome in one line for a person."""
        counts = f"{self.new} new, {self.updated} updated, {self.unchanged} unchanged"
        return f"{slug}: {self.status}, {counts}" + (f" - {self.error}" if self.error else "")


@dataclass(slots=True)
class Report:
    """The outcomes of a crawl by source."""

    sources: dict[str, Outcome] = field(default_factory=dict)
    under_way: set[str] = field(default_factory=set)
    error: str | None = None

    def begin(self, slug: str, outcome: Outcome) -> None:
        """Take in a source whose outcome is still being filled."""
        self.sources[slug] = outcome
        self.under_way.add(slug)

    def end(self, slug: str) -> None:
        """Note that the outcome of a source is whole."""
        self.under_way.discard(slug)

    def cut_short(self, words: str) -> None:
        """Say why the crawl ended early, at each source that was under way too."""
        self.error = words
        for slug in self.under_way:
            self.sources[slug].fail(f"The crawl ended before this source was done: {words}")

    @property
    def exit_code(self) -> int:
        """Return 0 where all went well, 1 where some sources failed."""
        return int(any(outcome.status == "error" for outcome in self.sources.values()))

    def totals(self) -> dict[str, int]:
        """Return the sums over all sources, and how many had which status."""
        statuses = Counter(outcome.status for outcome in self.sources.values())
        sums = {name: sum(getattr(outcome, name) for outcome in self.sources.values()) for name in COUNTED}
        return {"sources": len(self.sources), **sums, **{name: statuses.get(name, 0) for name in ("ok", "error")}}

    def write(self, path: Path | None) -> None:
        """Write the report as JSON, if a place is given; raises ReportLost."""
        if path is None:
            return
        sources = {slug: asdict(outcome) for slug, outcome in sorted(self.sources.items())}
        ended = {"error": self.error} if self.error else {}
        text = json.dumps({"sources": sources, "totals": self.totals(), **ended}, ensure_ascii=False, indent=1)
        try:
            path.write_text(text + "\n", "utf-8")
        except OSError as problem:
            raise ReportLost(
                f"The report {path} could not be written: {problem}. Make room or choose another place."
            ) from problem
