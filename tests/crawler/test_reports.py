"""The report of a crawl says how far it came, however it ended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.report import Outcome, Report, ReportLost
from crawler.run import CrawlOptions, crawl
from db.settings import Settings


def test_a_report_without_a_place_says_so_and_what_was_collected_is_kept(outlet, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    outlet.serve(outlet.entry(1))
    options = CrawlOptions(
        once=True,
        sources_file=outlet.file(),
        allow_address=frozenset({outlet.address}),
        report_path=tmp_path / "nowhere" / "report.json",
    )
    with pytest.raises(ReportLost, match=r"could not be written.*choose another place"):
        crawl(Settings(database_url=outlet.database_url), options, clock=lambda: outlet.now)
    assert list(outlet.stored()) == ["1"]


def test_a_crawl_cut_short_says_why_at_each_source_that_was_under_way(tmp_path: Path) -> None:
    report = Report()
    report.begin("done", Outcome("ok", new=3))
    report.begin("half", Outcome("ok", new=20))
    report.end("done")
    report.cut_short("the disk is full")
    report.write(tmp_path / "report.json")
    told = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert told["error"] == "the disk is full"
    assert told["sources"]["done"] == {**told["sources"]["done"], "status": "ok", "new": 3, "error": None}
    assert told["sources"]["half"]["new"] == 20
    assert told["sources"]["half"]["error"] == "The crawl ended before this source was done: the disk is full"
    assert report.exit_code == 1
