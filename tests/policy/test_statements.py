"""Rules for SQL: it compiles on both engines, is used, and no plan scans a table that grows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from db.engine import Database, connect
from db.statements import load

PACKAGES = ("commonthread", "crawler", "db", "web", "tests")
SMALL = {
    "topic", "source", "event_series", "event_edition", "body", "office", "tenure", "glossary_term", "marker", "job",
    "source_state", "host", "digest_run", "duty", "breach", "stale_body", "alarm", "duty_done", "backup_copy",
}  # fmt: skip
# Of a million articles, measured: the rows, then how many share the first columns of an index. Of other indexes all rows do.
COUNTED = {
    "article_by_day": "1000000 1 1",
    "article_by_story": "1000000 1 1 1",
    "article_by_source": "1000000 25000 1 1",
    "article_by_guid": "1000000 25000 25000",
    "article_not_understood": "500 1",
    "sqlite_autoindex_article_1": "1000000 1",
    "comment_of_story": "200100 1 1",
    "comment_by_day": "200100 200100 1",
    "comment_queue": "200100 200100 1",
    "comment_by_account": "200100 6670 1",
    "comment_roots": "200100 1 1 1",
    "sqlite_autoindex_comment_1": "200100 1",
    "story_by_nation": "1000000 1000000 1000000 1 1",
    "story_not_linked": "1000000 1",
    "story_to_close": "1000000 1000000 1000000",
    "story_by_headline": "1000000 1",
    "story_by_latest": "1000000 1000000 1 1",
    "story_by_first": "1000000 1000000 1 1",
    "sqlite_autoindex_story_1": "1000000 1",
}
# Statements that look at everything on purpose: a command or a nightly job, never a page.
WHOLE = (
    "checks.",
    "transfer.",
    "search.refill",
    "search.clear",
    "articles.forget_understanding",
    "proposals.apart",
    "voices.",
    "purging.",
)


def names() -> list[str]:
    return sorted(load("sqlite"))


@pytest.fixture(scope="module")
def whole_text() -> str:
    files = (path for package in PACKAGES for path in Path(package).rglob("*.py") if "policy" not in path.parts)
    return "\n".join(path.read_text("utf-8") for path in files)


def test_every_statement_is_used(whole_text: str) -> None:
    unused = [name for name in names() if f'"{name}"' not in whole_text]
    assert not unused, f"delete these from db/sql, or use them: {unused}"


def test_every_statement_says_what_it_does() -> None:
    assert [name for name, statement in load("sqlite").items() if not statement.note.endswith(".")] == []


def test_no_statement_filters_by_an_optional_parameter_or_skips_rows() -> None:
    bad = re.compile(r":\w+ IS NULL\s+OR|\bOFFSET\b", re.IGNORECASE)
    assert [name for name, statement in load("sqlite").items() if bad.search(statement.sql)] == []


def test_what_is_locked_up_to_a_limit_is_chosen_once() -> None:
    # PostgreSQL may run `IN (SELECT … LIMIT … FOR UPDATE)` again for each row and so take more than the limit: its
    # BUG #15715, "expected"; only a WITH is promised to run once.
    locking = {name: one.sql for name, one in load("postgres").items() if "SKIP LOCKED" in one.sql}
    assert locking
    assert [name for name, sql in locking.items() if not sql.startswith("WITH due AS MATERIALIZED (")] == []


def test_every_statement_compiles_on_sqlite(sqlite_url: str) -> None:
    db = connect(sqlite_url)
    for statement in load("sqlite").values():
        db.connection.execute(f"EXPLAIN {statement.sql}", dict.fromkeys(statement.params))  # type: ignore[attr-defined]
    db.close()


@pytest.mark.postgres
def test_every_statement_compiles_on_postgres(postgres_url: str) -> None:
    db = connect(postgres_url)
    wrong = [problem for statement in load("postgres").values() if (problem := _postgres_problem(db, statement))]
    db.close()
    assert wrong == []


def _postgres_problem(db: Database, statement) -> str | None:  # type: ignore[no-untyped-def]
    """Prepare with untyped parameters, as psycopg sends them."""
    places = {name: f"${place}" for place, name in enumerate(statement.params, 1)}
    sql = re.sub(r"%\((\w+)\)s", lambda match: places[match[1]], statement.sql).replace("%%", "%")
    try:
        db.connection.execute(f"PREPARE policy AS {sql}")  # type: ignore[attr-defined]
        db.connection.execute("DEALLOCATE policy")  # type: ignore[attr-defined]
    except Exception as error:
        return f"{statement.name}: {error}"
    return None


@pytest.mark.parametrize("name", [name for name in names() if not name.startswith(WHOLE)])
def test_no_plan_scans_a_growing_table(name: str, planned: Database) -> None:
    statement = load("sqlite")[name]
    plan = planned.connection.execute(f"EXPLAIN QUERY PLAN {statement.sql}", dict.fromkeys(statement.params))  # type: ignore[attr-defined]
    tables = {row[0] for row in planned.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}  # type: ignore[attr-defined]
    aliases = dict(re.findall(r"(?i)\b(?:FROM|JOIN)\s+(\w+)\s+(?:AS\s+)?(\w+)", statement.sql))
    real = {alias: table for table, alias in aliases.items()}
    for detail in (row[3] for row in plan):
        scan = re.match(r"SCAN (\w+)(?! VIRTUAL)(?!.*USING (COVERING )?INDEX)", detail)
        if scan and "VIRTUAL TABLE" not in detail:
            table = real.get(scan[1], scan[1])
            assert table not in tables or table in SMALL, f"{name} scans {table}: {detail}"


@pytest.mark.parametrize("name", [name for name in names() if not name.startswith((*WHOLE, "retention."))])
def test_no_plan_scans_a_growing_table_once_it_was_counted(name: str, counted: Database) -> None:
    """What `maintain` counts on a million stories of which none tells of a conference, is joined, or is answered."""
    test_no_plan_scans_a_growing_table(name, counted)


@pytest.mark.parametrize("name", ["comments.recount", "questions.said"])
def test_the_comments_of_a_story_are_found_by_their_story(name: str, planned: Database) -> None:
    """By their state alone, all published comments would be looked at while the writer is held."""
    sql, params = load("sqlite")[name].sql, load("sqlite")[name].params
    plan = planned.connection.execute(f"EXPLAIN QUERY PLAN {sql}", dict.fromkeys(params))  # type: ignore[attr-defined]
    assert any("comment_of_story (story_id=? AND state=?)" in row[3] for row in plan)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory):
    """A database with the statistics of a large one, in which no row fills what it need not fill."""
    from db.migrations import migrate

    url = f"sqlite:///{tmp_path_factory.mktemp('plan') / 'counted.db'}"
    first = connect(url)
    migrate(first)
    plain: Any = first
    plain.connection.execute("PRAGMA foreign_keys = OFF")
    for table in ("article", "story", "comment"):
        required = [column for column in first.columns(table) if column.required]
        values = ["x" if column.kind == "text" else 1 for column in required]
        with first.write():
            first.copy_in(table, [column.name for column in required], [values])
    plain.connection.execute("ANALYZE")
    for name, stat in plain.connection.execute("SELECT idx, stat FROM sqlite_stat1 WHERE idx IS NOT NULL").fetchall():
        grown = COUNTED.get(name) or " ".join("1000000" for _ in stat.split())
        plain.connection.execute("UPDATE sqlite_stat1 SET stat = ? WHERE idx = ?", (grown, name))
    first.close()
    db = connect(url)  # statistics are read when a file is opened
    yield db
    db.close()


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory):
    """An empty database: SQLite then plans as for large tables."""
    from db.migrations import migrate

    db = connect(f"sqlite:///{tmp_path_factory.mktemp('plan') / 'plan.db'}")
    migrate(db)
    yield db
    db.close()
