"""The crawler's jobs: a crawl in a process of its own, understanding, dropping old text."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler import jobs
from crawler.jobs import CrawlFailed
from db import health, sources
from db.engine import Database
from db.seeding import plant, plant_sources
from db.seeds import load_sources
from db.settings import Settings


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url)


@pytest.fixture
def due(db: Database, tmp_path: Path) -> None:
    """A source that is due, at an address where nobody answers."""
    plant(db)
    for source in sources.everything(db):
        sources.switch(db, source.slug, "off")
    path = tmp_path / "sources.toml"
    path.write_text(
        '[[source]]\nslug = "away"\nname = "Away"\nhome = "http://127.0.0.1:9/"\nkind = "feed"\n'
        'url = "http://127.0.0.1:9/feed"\ndisplay = "full"\n'
    )
    plant_sources(db, load_sources(path))


def test_what_is_due_is_crawled_in_a_process_of_its_own(
    due: None, db: Database, settings: Settings, now: datetime
) -> None:
    jobs.crawl(db, settings, now)
    assert health.of(db, "away").words(now) == "failing"


def test_nothing_is_started_when_nothing_is_due(
    db: Database, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "COMMAND", ("/no/such/program",))
    jobs.crawl(db, settings, now)


def test_a_crawl_that_ends_badly_is_told_by_its_last_words(
    due: None, db: Database, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "import sys; sys.stderr.write('first\\nout of luck\\n'); sys.exit(3)"
    monkeypatch.setattr(jobs, "COMMAND", (sys.executable, "-c", script))
    with pytest.raises(CrawlFailed, match="code 3: out of luck"):
        jobs.crawl(db, settings, now)


def test_a_crawl_that_never_ends_is_ended(
    due: None, db: Database, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "COMMAND", (sys.executable, "-c", "import threading; threading.Event().wait()"))
    monkeypatch.setattr(jobs, "LONGEST_CRAWL", timedelta(seconds=0.5))
    with pytest.raises(CrawlFailed, match="the next one goes on"):
        jobs.crawl(db, settings, now)


def test_the_other_jobs_have_nothing_to_do_in_an_empty_house(db: Database, settings: Settings, now: datetime) -> None:
    plant(db)
    jobs.understand(db, replace(settings, thread_days_open=2), now)
    jobs.look_anew(db, settings, now)
