"""Rules for the house: who may import whom, what the documents say of commands and settings."""

from __future__ import annotations

import hashlib
import re
from dataclasses import fields
from pathlib import Path

import pytest

from commonthread.cli import COMMANDS, cli
from db.copying import FLEETING, INDEXES, TABLES
from db.engine import connect
from db.migrations import NUMBERED, schema
from db.settings import PREFIX, Settings
from db.transfer import KINDS

# Tables that an export leaves out, each with the reason.
LEFT_OUT = {
    "article_search": "made from the articles",
    "comment_search": "made from the comments",
    "voice_count": "counted anew each night",
    "archive_walk": "a walk begins anew",
    "source_fetch": "the last visits of this machine",
    "source_probe": "a look that is taken again",
    "host": "turns and leases of this moment",
    "sign_in": "lasts for minutes",
    "address_change": "lasts for days and is asked for again",
    "claim": "lasts for minutes",
    "session": "everybody signs in anew",
    "rate_limit": "lasts for hours",
    "job": "registered by each worker",
    "page_change": "what caches of this machine must forget",
    "backup_copy": "the files of this machine",
    "alarm": "found anew within minutes",
    "task": "asked for on this machine",
    "stale_body": "noted anew by what is taken down",
    "used_link": "lasts for days",
    "domain_check": "looked at anew by `digest check`",
}


def test_every_command_can_be_imported_and_tells_how_it_is_used() -> None:
    import click
    from click.testing import CliRunner

    for name in COMMANDS:
        answer = CliRunner().invoke(cli, [name, "--help"])
        assert answer.exit_code == 0, (name, answer.output)
        assert isinstance(cli.get_command(click.Context(cli), name), click.Command)


def test_the_readme_lists_the_commands() -> None:
    readme = Path("README.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"`{name}`" not in readme] == []


def test_every_setting_is_documented() -> None:
    page = Path("docs/settings.md").read_text("utf-8")
    assert [field.name for field in fields(Settings) if f"`{PREFIX}{field.name.upper()}`" not in page] == []


def test_the_readme_names_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", Path("Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z ]+)`", Path("README.md").read_text("utf-8")))
    assert {word for words in named for word in words.split()} <= targets


def test_every_table_is_exported_or_known_to_be_fleeting(sqlite_url: str) -> None:
    assert created() == set(KINDS) | LEFT_OUT.keys()
    assert not set(KINDS) & LEFT_OUT.keys()
    assert LEFT_OUT.keys() == {*FLEETING, *INDEXES}


def created() -> set[str]:
    history = "".join(schema(name, "sqlite") for name in NUMBERED)
    dropped = set(re.findall(r"DROP TABLE (\w+)", history))
    return set(re.findall(r"CREATE (?:VIRTUAL )?TABLE (\w+)", history)) - dropped


def test_every_table_is_copied_after_those_it_points_to() -> None:
    sql = "".join(schema(name, "sqlite") for name in NUMBERED)
    assert {*TABLES, *INDEXES} == created()
    assert len(TABLES) == len(set(TABLES))
    bodies = re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)", sql, re.DOTALL)
    pointing = {
        (table, other) for table, body in bodies for other in re.findall(r"REFERENCES (\w+)", body) if table in TABLES
    }
    assert len(pointing) > 30
    assert [pair for pair in pointing if TABLES.index(pair[0]) <= TABLES.index(pair[1])] == []


@pytest.mark.postgres
def test_both_engines_have_the_same_columns(sqlite_url: str, postgres_url: str) -> None:
    small, large = connect(sqlite_url), connect(postgres_url)
    for table in KINDS:
        assert [c.name for c in small.columns(table)] == [c.name for c in large.columns(table)], table
        assert {c.name for c in small.columns(table) if c.required} == {
            c.name for c in large.columns(table) if c.required
        }, table
    small.close()
    large.close()


def test_the_style_sheet_names_each_font_by_its_content() -> None:
    static = Path("web/static")
    named = dict(re.findall(r'url\("(fonts/[\w.-]+)\?v=(\w+)"\)', (static / "site.css").read_text("utf-8")))
    assert {f"fonts/{path.name}" for path in static.glob("fonts/*.woff2")} == set(named)
    assert [
        name for name, mark in named.items() if hashlib.sha256((static / name).read_bytes()).hexdigest()[:10] != mark
    ] == []


def test_the_security_page_names_tests_that_exist() -> None:
    written = "".join(path.read_text("utf-8") for path in Path("tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", Path("docs/security.md").read_text("utf-8")))
    named |= set(re.findall(r"`(test_\w+)`", Path("docs/compliance/scope.md").read_text("utf-8")))
    assert len(named) > 30
    assert [name for name in sorted(named) if f"def {name}(" not in written] == []
