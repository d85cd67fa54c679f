"""Three sites and three workers on one PostgreSQL: workers killed, the database crashed, nothing lost or doubled."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from db.engine import connect

SOURCES, MAILS, COMMENTS = 60, 200, 50


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The benchmark, of which this is the short form."""
    folder = Path(__file__).parents[1] / "bench"
    monkeypatch.syspath_prepend(folder)
    spec = importlib.util.spec_from_file_location("cluster", folder / "cluster.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["cluster"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.postgres
@pytest.mark.timeout(400)
def test_three_of_each_lose_and_double_nothing(bench: Any, postgres_server: str, tmp_path: Path) -> None:
    with bench.cluster(tmp_path, SOURCES, MAILS) as made:
        for _ in range(3):
            made.site()
            made.work()
        kept = bench.tried(made, COMMENTS)
        db = connect(made.server.url % "postgres")
        assert {source.failures for source in bench.sources.everything(db) if source.status == "on"} == {0}
        db.close()
    assert (kept.articles, kept.mails, kept.comments) == (SOURCES * bench.ARTICLES, MAILS, COMMENTS)
    assert (kept.doubled_articles, kept.doubled_comments) == (0, 0)
    assert kept.doubled_mails <= kept.killed, "one for each cut between DATA and the 250, as PROMISES says"
    assert kept.most_at_once == 1
