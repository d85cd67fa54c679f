"""The commands as an operator types them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonthread.cli import cli, main
from commonthread.commands import serving
from commonthread.jobs import OWN, all_jobs
from commonthread.process import free_port, port_is_free
from commonthread.serving import ready_secret
from db import accounts, posting, stories
from db.engine import connect
from db.errors import SettingsError
from db.posting import Draft
from db.settings import Settings


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COMMONTHREAD_DATABASE_URL", database_url)
    monkeypatch.setenv("COMMONTHREAD_OUTBOX_DIR", str(tmp_path / "outbox"))

    def command(*words: str, given: str = "") -> Result:
        return CliRunner().invoke(cli, words, input=given)

    return command


ARTICLE = {
    "kind": "article",
    "source": "dfe",
    "url": "https://www.gov.uk/a",
    "title": "Foster carers to get a new charter for children in care",
    "text": "Foster carers and looked-after children get a charter.",
    "published_at": "2026-11-25T09:00:00.000Z",
}


@pytest.fixture
def filled(run, tmp_path: Path):  # type: ignore[no-untyped-def]
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(ARTICLE) + "\n")
    assert run("db", "migrate").exit_code == 0
    assert run("db", "import", str(path)).exit_code == 0
    return run


def test_the_database_is_migrated_checked_and_exported(filled, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert "nothing to apply" in filled("db", "migrate").output
    assert filled("db", "check").exit_code == 0
    out = tmp_path / "out.jsonl"
    assert filled("db", "export", str(out)).exit_code == 0
    assert '"kind": "article"' in out.read_text()
    assert "0 added, 1 there already" in filled("db", "import", str(out)).output


def test_damage_is_found(filled, database_url: str) -> None:  # type: ignore[no-untyped-def]
    filled("understand")
    db = connect(database_url)
    with db.write():
        db.run("placements.unindex_article", article_id=1)
    db.close()
    answer = filled("db", "check")
    assert answer.exit_code == 1
    assert "wrong search knows each article" in answer.output


def test_a_wrong_import_names_its_line(filled, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "bad.jsonl"
    path.write_text('{"kind": "novel"}\n')
    answer = filled("db", "import", str(path))
    assert answer.exit_code == 1
    assert "line 1" in str(answer.exception)


def test_what_is_stored_is_understood_and_listed(filled) -> None:  # type: ignore[no-untyped-def]
    assert "1 articles understood: 1 placed" in filled("understand").output
    (article,) = [json.loads(line) for line in filled("articles", "--source", "dfe").output.splitlines()]
    (story,) = [json.loads(line) for line in filled("stories").output.splitlines()]
    assert article["story"] == story["slug"]
    assert article["topics"][0] == "fostering-kinship"
    assert filled("articles", "--source", "nobody").output == ""
    assert "1 articles understood" in filled("understand", "--again").output


def test_sources_are_listed_and_switched(run) -> None:  # type: ignore[no-untyped-def]
    assert len(run("sources", "list").output.splitlines()) == 80
    assert "adcs is on now" in run("sources", "on", "adcs").output
    assert "adcs is off now" in run("sources", "off", "adcs").output
    assert run("sources", "on", "nobody").exit_code == 1


def test_the_mail_is_previewed_and_sent_once(filled, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    filled("understand")
    added = filled("subscriptions", "add", "anna@example.org", "--period", "daily", "--wording", "Yes.")
    assert "anna@example.org gets the daily" in added.output
    assert "anna@example.org\tdaily\tactive" in filled("subscriptions", "list").output
    assert filled("digest", "preview", "--period", "daily", "--date", "2026-11-26").exit_code == 0
    assert "nothing to say" in filled("digest", "preview", "--period", "daily", "--date", "2011-10-20").output
    assert filled("digest", "send", "--period", "weekly", "--date", "2026-11-25").exit_code == 1
    assert filled("digest", "preview", "--period", "hourly").exit_code == 2
    path = tmp_path / "people.csv"
    path.write_text(
        "address,period,topics,confirmed_at,wording\nbob@example.org,weekly,,2026-11-01,Yes.\nx,weekly,,,\n"
    )
    answer = filled("subscriptions", "import", str(path))
    assert answer.exit_code == 1
    assert "line 3" in answer.output
    assert "1 imported, 1 refused" in answer.output
    copy = tmp_path / "again.csv"
    assert "2 exported" in filled("subscriptions", "export", str(copy)).output
    assert "bob@example.org,weekly,,2026-11-01T00:00:00.000Z,Yes.,,,summaries,06:45,import" in copy.read_text()
    assert "2 imported, 0 refused" in filled("subscriptions", "import", str(copy)).output
    assert "anna@example.org,daily" in filled("subscriptions", "export", "-").output
    assert "no mail any more" in filled("subscriptions", "remove", "anna@example.org").output
    assert filled("subscriptions", "remove", "x@example.org").exit_code == 1
    assert filled("subscriptions", "add", "nobody", "--period", "daily", "--wording", "x").exit_code == 1


def test_accounts_and_the_queue_from_the_command_line(filled, database_url: str) -> None:  # type: ignore[no-untyped-def]
    filled("understand")
    assert (
        "Hazel is moderator now"
        in filled("accounts", "add", "hazel@example.org", "--role", "moderator", "--handle", "Hazel").output
    )
    filled("accounts", "add", "larch@example.org", "--role", "reader", "--handle", "Larch")
    assert "Larch\treader\tactive" in filled("accounts", "list").output
    assert "sessions of Larch ended" in filled("accounts", "sign-out", "Larch").output
    filled("accounts", "add", "elm@example.org", "--role", "reader", "--handle", "Elm")
    assert "Elm is closed" in filled("accounts", "close", "Elm", "--reason", "Abuse.").output
    assert "Elm\treader\tclosed" in filled("accounts", "list").output
    assert "Nothing waits." in filled("moderate", "queue").output
    db = connect(database_url)
    (story,) = stories.newest(db)
    for number in range(3):
        posting.add(
            db, stories.by_slug(db, story.slug), accounts.by_handle(db, "Larch"), Draft(f"Word {number}.", str(number)),
            posting.house(Settings(), "x"), datetime(2026, 11, 26, tzinfo=UTC),
        )  # fmt: skip
    db.close()
    assert "Word 0." in filled("moderate", "queue").output
    assert filled("moderate", "publish", "1").exit_code == 0
    assert filled("moderate", "hide", "2", "--reason", "Let us look.").exit_code == 0
    assert filled("moderate", "remove", "3", "--reason", "Rule 3.").exit_code == 0
    assert filled("moderate", "remove", "99", "--reason", "x").exit_code == 1
    assert "are closed" in filled("moderate", "close", story.slug, "--reason", "Enough.").output
    assert "are open" in filled("moderate", "open", story.slug, "--reason", "Again.").output


LINE = {
    "id": "a",
    "url": "u",
    "source": "s",
    "date": "2011-10",
    "title": "Foster carers in England",
    "text": "In care.",
}


def test_lines_in_and_lines_out_without_a_database() -> None:
    given = json.dumps(LINE) + '\n\n{bad\n{"id": "b", "date": "soon"}\n{"id": "c", "title": 3}\n[]\n'
    answer = CliRunner().invoke(cli, ["annotate"], input=given)
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    assert answer.exit_code == 1
    assert lines[0]["topics"][0] == "fostering-kinship"
    assert ["error" in line for line in lines] == [False, True, True, True, True]
    grouped = CliRunner().invoke(cli, ["group"], input=given)
    assert '{"id": "a", "story": "a"}' in grouped.stdout
    page = {
        "id": "p",
        "url": "https://x.example/a",
        "html": "<h1>Hello</h1><p>" + "Words and more words. " * 30 + "</p>",
    }
    extracted = CliRunner().invoke(cli, ["extract"], input=json.dumps(page) + "\n")
    assert extracted.exception is None, repr(extracted.exception)
    said = {"id": "k", "text": "Marwood told me, her mum is out and she is 7.", "story": "Marwood resigns"}
    checked = CliRunner().invoke(cli, ["check-comment"], input=json.dumps(said) + '\n{"id": "z", "text": 3}\n')
    verdict, wrong = map(json.loads, checked.stdout.splitlines())
    assert (verdict["verdict"], verdict["reasons"]) == (
        "hold",
        ["an age: she is 7", "one person: her", "one person: mum", "one person: she", "your own part in it: told me"],
    )
    assert "expected text" in wrong["error"]
    assert "Words and more words." in json.loads(extracted.stdout)["text"]


def test_wrong_usage_says_what_there_is() -> None:
    answer = CliRunner().invoke(cli, ["dance"])
    assert answer.exit_code == 2
    assert "there is no command 'dance'" in answer.output
    assert "understand" in CliRunner().invoke(cli, ["--help"]).output


def test_errors_are_one_line_with_a_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COMMONTHREAD_DATABASE_URL", "oracle://x")
    monkeypatch.setattr("sys.argv", ["commonthread", "stories"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "COMMONTHREAD_DATABASE_URL" in capsys.readouterr().err


def test_ports_and_lanes(sqlite_url: str) -> None:
    port = free_port("127.0.0.1", 0)
    assert port_is_free("127.0.0.1", port)
    with pytest.raises(SettingsError, match="no address of this machine"):
        free_port("203.0.113.7", 8000)
    assert {job.lane for job in all_jobs(["mail"])} == {"mail"}
    assert {"sweep", "retention", "legal clocks"} <= {job.name for job in all_jobs()}
    with pytest.raises(SettingsError, match="there is no lane"):
        all_jobs(["kitchen"])
    db = connect(sqlite_url)
    for job in OWN:
        job.run(db, Settings(), datetime(2026, 11, 26, tzinfo=UTC))
    db.close()


def test_a_taken_port_is_told(run) -> None:  # type: ignore[no-untyped-def]
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = str(taken.getsockname()[1])
        for command in ("web", "up", "demo"):
            answer = run(command, "--port", port)
            assert answer.exit_code == 1
            assert "is taken" in str(answer.exception)


def test_machines_that_share_a_database_must_share_a_key() -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY is not set"):
        ready_secret(Settings(database_url="postgresql://x/y"))
    assert ready_secret(Settings(secret_key="x" * 40)) == "x" * 40
    assert serving.with_base_url({"A": "b"}, "127.0.0.1", 1)["COMMONTHREAD_BASE_URL"] == "http://127.0.0.1:1"
