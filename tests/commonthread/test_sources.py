"""Sources as an operator looks at them, tries them, switches them and exchanges them."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_httpserver import HTTPServer

from commonthread.cli import cli
from db import health, sources
from db.engine import connect

RECENT = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COMMONTHREAD_DATABASE_URL", database_url)
    monkeypatch.setenv("COMMONTHREAD_HOST_DELAY", "0")
    assert CliRunner().invoke(cli, ["db", "migrate"]).exit_code == 0

    def command(*words: str) -> Result:
        return CliRunner().invoke(cli, words)

    return command


@pytest.fixture
def base(httpserver: HTTPServer) -> str:
    url = httpserver.url_for("").rstrip("/")
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /closed")
    items = "".join(
        f"<item><title>Carers wanted {n}</title><link>{url}/{n}</link><pubDate>{format_datetime(RECENT)}</pubDate></item>"
        for n in range(12)
    )
    rss = f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'
    httpserver.expect_request("/feed").respond_with_data(rss, content_type="application/rss+xml")
    page = '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'
    httpserver.expect_request("/").respond_with_data(page, content_type="text/html")
    bare = "<!doctype html><html><body>Nothing here</body></html>"
    httpserver.expect_request("/bare").respond_with_data(bare, content_type="text/html")
    httpserver.expect_request("/map").respond_with_data(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{url}/1</loc></url></urlset>'
    )
    httpserver.expect_request("/nothing").respond_with_data("", status=404)
    return url


@pytest.fixture
def allow(httpserver: HTTPServer) -> tuple[str, str]:
    return ("--allow-address", f"{httpserver.host}:{httpserver.port}")


def stored(database_url: str) -> int:
    from db import articles

    db = connect(database_url)
    try:
        return len(list(articles.listing(db)))
    finally:
        db.close()


@pytest.mark.parametrize(
    ("path", "words"),
    [("/feed", "12 items at"), ("/", "12 items at"), ("/map", 'kind = "sitemap"')],
)
def test_an_address_is_tried_and_nothing_is_stored(
    run, base: str, allow, path: str, words: str, database_url: str
) -> None:  # type: ignore[no-untyped-def]
    done = run("sources", "try", base + path, *allow)
    assert done.exit_code == 0, done.output
    assert words in done.output
    assert 'display = "headline"' in done.output
    if path == "/":
        assert f'url = "{base}/feed"' in done.output
        assert "Carers wanted 9" in done.output
        assert "Carers wanted 10" not in done.output
    assert stored(database_url) == 0


def test_what_is_shown_can_be_put_into_a_source_file(run, base: str, allow, tmp_path: Path, database_url: str) -> None:  # type: ignore[no-untyped-def]
    shown = run("sources", "try", f"{base}/feed", *allow).output
    path = tmp_path / "mine.toml"
    path.write_text(shown[shown.index("[[source]]") :])
    assert run("crawl", "--once", "--sources", str(path), "--store-only", *allow).exit_code == 0
    assert stored(database_url) == 12


@pytest.mark.parametrize(("path", "words"), [("/bare", "not a feed"), ("/nothing", "404"), ("/closed", "disallows")])
def test_what_would_not_work_is_told_in_words(run, base: str, allow, path: str, words: str) -> None:  # type: ignore[no-untyped-def]
    done = CliRunner().invoke(cli, ["sources", "try", base + path, *allow])
    assert done.exit_code == 1 or done.exception
    assert words in done.output + str(done.exception)


def test_sources_that_wait_are_looked_at_and_the_findings_kept(
    run,
    base: str,
    allow,
    tmp_path: Path,
    database_url: str,  # type: ignore[no-untyped-def]
) -> None:
    opml = tmp_path / "feeds.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="Group">'
        f'<outline type="rss" text="The Weekly &amp; more" xmlUrl="{base}/feed" htmlUrl="{base}/"/>'
        f'<outline type="rss" text="The Weekly &amp; more" xmlUrl="{base}/nothing"/>'
        f'<outline type="rss" xmlUrl="{base}/closed"/><outline type="rss" text="x" xmlUrl="javascript:x"/>'
        "</outline></body></opml>"
    )
    done = run("sources", "import-opml", str(opml))
    assert "3 sources added, 0 known already" in done.output
    assert "0 sources added, 3 known already" in run("sources", "import-opml", str(opml)).output
    slugs = [line for line in done.output.splitlines()[1:] if line]
    assert slugs[:2] == ["the-weekly-more", "the-weekly-more-2"]
    looked = run("sources", "check", *slugs, *allow)
    assert looked.exit_code == 1
    found = dict(line.split("\t") for line in looked.output.splitlines() if "\t" in line)
    assert "12 entries, the newest of" in found[slugs[0]]
    assert "404" in found[slugs[1]]
    assert "robots.txt" in found[slugs[2]]
    db = connect(database_url)
    assert health.of(db, slugs[0]).probe == found[slugs[0]]
    assert sources.named(db, [slugs[0]])[0].display == "headline"
    db.close()
    assert found[slugs[1]] in run("sources", "list").output
    assert run("sources", "on", slugs[0]).exit_code == 0
    exported = run("sources", "export-opml").output
    assert f'xmlUrl="{base}/feed"' in exported
    assert "The Weekly &amp; more" in exported
    assert stored(database_url) == 0


def test_a_drop_folder_is_looked_at_too(run, tmp_path: Path, database_url: str) -> None:  # type: ignore[no-untyped-def]
    from db.seeding import plant_sources
    from db.seeds import load_sources

    path = tmp_path / "mine.toml"
    path.write_text(
        "".join(
            f'[[source]]\nslug = "{name}"\nname = "Mail"\nhome = "https://a.example/"\nkind = "maildir"\n'
            f'url = "{tmp_path / folder}"\ndisplay = "headline"\nstatus = "unproven"\n'
            for name, folder in (("there", "."), ("away", "nowhere"))
        )
    )
    db = connect(database_url)
    plant_sources(db, load_sources(path))
    db.close()
    output = run("sources", "check", "there", "away").output
    assert "there\tThe folder is there." in output
    assert "away\tThere is no folder" in output


@pytest.mark.parametrize(
    "body", [b"", b"no xml", b"<html></html>", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>']
)
def test_a_file_that_is_no_list_of_feeds_is_told(run, tmp_path: Path, body: bytes) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "feeds.opml"
    path.write_bytes(body)
    done = run("sources", "import-opml", str(path))
    assert done.exit_code != 0
    assert "not an OPML file" in done.output + str(done.exception)


def test_every_command_of_the_page_about_sources_exists() -> None:
    text = Path("docs/adding-a-source.md").read_text("utf-8")
    typed = [shlex.split(line.strip()) for line in re.findall(r"^    (commonthread .*)$", text, re.M)]
    assert len(typed) == 6
    for words in typed:
        done = CliRunner().invoke(cli, [*[word for word in words[1:] if not word.startswith("http")], "--help"])
        assert done.exit_code == 0, (words, done.output)


def test_the_source_file_of_the_page_about_sources_can_be_read(tmp_path: Path) -> None:
    from db.seeds import load_sources

    text = Path("docs/adding-a-source.md").read_text("utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.split("```toml\n")[1].split("```")[0])
    (source,) = load_sources(path)
    assert source.display == "headline"
