"""An edit of the lists of words is tried over the stored articles before it is kept."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonthread.cli import cli
from crawler.understanding.vocabulary import built
from db.seeds.reading import SeedError, seed_file

TITLES = ("Foster carers to get a new charter for children in care", "Council social workers and foster carers strike")


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COMMONTHREAD_DATABASE_URL", database_url)
    monkeypatch.setenv("COMMONTHREAD_SEEDS_DIR", str(tmp_path / "own"))

    def command(*words: str) -> Result:
        return CliRunner().invoke(cli, words)

    path = tmp_path / "in.jsonl"
    path.write_text(
        "".join(
            json.dumps({"kind": "article", "source": "dfe", "url": f"https://www.gov.uk/{number}", "title": title,
                        "text": "Looked-after children and foster carers. " * 4, "published_at": "2026-11-25T09:00:00Z"})
            + "\n"
            for number, title in enumerate(TITLES)
        )
    )  # fmt: skip
    assert command("db", "migrate").exit_code == 0
    assert command("db", "import", str(path)).exit_code == 0
    assert command("understand").exit_code == 0
    return command


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """Return a folder in which topics.toml calls foster carers a matter of workforce."""
    folder = tmp_path / "edited"
    folder.mkdir()
    text = files("db.seeds").joinpath("topics.toml").read_text("utf-8")
    head, tail = text.split('id = "workforce"', 1)
    words, rest = tail.split("decisive = [", 1)
    (folder / "topics.toml").write_text(
        f'{head}id = "workforce"{words}decisive = ["charter", "foster carers", "looked-after children", {rest}'
    )
    return folder


def test_an_edit_shows_what_it_changes_and_keeps_nothing(run, edited: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("vocabulary", "try", str(edited))
    assert told.exit_code == 0, told.output
    assert "topics: 0 of 2" not in told.output
    assert f"{TITLES[0]}: " in told.output
    assert "workforce" in told.output.split(" -> ")[1]
    assert "nation: 0 of 2 articles change" in told.output
    assert run("vocabulary", "try", str(edited)).output == told.output
    assert seed_file("topics.toml") == files("db.seeds").joinpath("topics.toml")


def test_the_same_files_change_nothing(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("vocabulary", "try", str(tmp_path), "--most", "1", "--all")
    assert all(": 0 of 1 " in line for line in told.output.splitlines())


def test_long_lists_are_cut_unless_all_is_asked_for(run, edited: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    from crawler import previewing

    monkeypatch.setattr(previewing, "differences", lambda *_: ({"topics": [f"line {n}" for n in range(25)]}, 30))
    assert "and 5 more" in run("vocabulary", "try", str(edited)).output
    assert "line 24" in run("vocabulary", "try", str(edited), "--all").output


def test_a_mistake_in_an_edit_is_told_in_words(run, edited: Path) -> None:  # type: ignore[no-untyped-def]
    (edited / "topics.toml").write_text("[[topic]]\nid = 3\n")
    told = run("vocabulary", "try", str(edited))
    assert told.exit_code != 0
    assert isinstance(told.exception, SeedError)
    assert "topics.toml" in str(told.exception)


def test_an_edit_that_is_kept_takes_the_place_of_the_bundled_file(  # type: ignore[no-untyped-def]
    run, edited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONTHREAD_SEEDS_DIR", str(edited))
    assert seed_file("topics.toml") == edited / "topics.toml"
    assert "charter" in built().lists.terms


def test_the_environment_is_as_before(run, edited: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    import os

    monkeypatch.delenv("COMMONTHREAD_SEEDS_DIR")
    run("vocabulary", "try", str(edited))
    assert "COMMONTHREAD_SEEDS_DIR" not in os.environ
