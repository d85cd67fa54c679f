"""The founding article, as a page of the old template, goes the whole way."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer

from commonthread.cli import cli
from db.settings import Settings
from web import create_app

pytestmark = pytest.mark.shared
HEADLINE = "LSCBs to be reminded of duty to publish SCRs in full"
FURNITURE = 4


@pytest.fixture
def text(shared: Path) -> list[str]:
    return (shared / "real" / "founding-article.txt").read_text("utf-8").strip().splitlines()


@pytest.fixture
def archive(httpserver: HTTPServer, text: list[str], tmp_path: Path) -> Path:
    """Serve the article behind a listing, and return the source file."""
    base = httpserver.url_for("").rstrip("/")
    paragraphs = "".join(f"<p>{line}</p>\n" for line in text[:-FURNITURE])
    furniture = "".join(f'<p><a href="/{place}">{line}</a></p>' for place, line in enumerate(text[-FURNITURE:]))
    page = (
        f"<html><head><title>{HEADLINE} | The Trade Weekly</title></head><body><div id=nav><a href='/'>Home</a> "
        f"<a href='/jobs'>Jobs</a></div><div id=content><h1>{HEADLINE}</h1><p class=byline>Molly Garboden</p>"
        f"<p class=date>20 October 2011</p>{paragraphs}<h3>Related articles</h3><ul><li><a href='/a'>Munro review of "
        f"child protection</a></li><li><a href='/b'>What is a serious case review?</a></li></ul>{furniture}</div></body></html>"
    )
    listing = (
        f"<html><body><ul class=news><li><a href='/2011/10/20/lscbs-reminded'>{HEADLINE}</a></li></ul></body></html>"
    )
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/news").respond_with_data(listing, content_type="text/html; charset=utf-8")
    httpserver.expect_request("/2011/10/20/lscbs-reminded").respond_with_data(
        page, content_type="text/html; charset=utf-8"
    )
    path = tmp_path / "archive.toml"
    path.write_text(
        f'[[source]]\nslug = "trade-weekly"\nname = "The Trade Weekly"\nhome = "{base}/"\nkind = "listing"\nurl = "{base}/news"\n'
        'display = "full"\nnations = ["England"]\nselectors = { item = ".news li", link = "a" }\n'
    )
    return path


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COMMONTHREAD_DATABASE_URL", database_url)
    monkeypatch.setenv("COMMONTHREAD_SECRET_KEY", "f" * 40)

    def command(*words: str):  # type: ignore[no-untyped-def]
        answer = CliRunner().invoke(cli, words, catch_exceptions=False)
        return answer.exit_code, [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("{")]

    return command


@pytest.fixture
def crawled(archive: Path, httpserver: HTTPServer, run):  # type: ignore[no-untyped-def]
    code, _ = run(
        "crawl", "--once", "--sources", str(archive), "--allow-address", f"{httpserver.host}:{httpserver.port}"
    )
    assert code == 0
    return run


@pytest.fixture
def site(crawled, database_url: str) -> FlaskClient:  # type: ignore[no-untyped-def]
    return create_app(Settings(database_url=database_url, secret_key="f" * 40)).test_client()


def test_it_is_stored_with_its_date_and_without_furniture(crawled, text: list[str]) -> None:  # type: ignore[no-untyped-def]
    _, (article,) = crawled("articles")
    assert article["title"] == HEADLINE
    assert article["published"].startswith("2011-10-20")
    assert article["author"] == "Molly Garboden"
    assert article["in_domain"] is True
    assert article["event"] == "ncasc-2011"
    assert set(article["topics"]) >= {"case-reviews", "child-protection"}
    for line in text[-FURNITURE:]:
        assert line not in article["text"]
        assert line not in article["html"]
    assert text[0] in article["text"]
    assert text[-FURNITURE - 1] in article["text"]


def test_its_thread_is_closed_with_the_reason(crawled) -> None:  # type: ignore[no-untyped-def]
    _, (story,) = crawled("stories")
    assert story["thread"] == "closed"
    assert "closed its comments" in story["thread_reason"]
    assert story["thread_closed_at"].startswith("2012-01-18")


def test_its_page_offers_what_the_four_lines_promised(crawled, site: FlaskClient) -> None:  # type: ignore[no-untyped-def]
    _, (story,) = crawled("stories")
    page = site.get(f"/stories/{story['slug']}").get_data(as_text=True)
    assert "See more stories on NCAS 2011" in page
    assert "daily and weekly emails" in page
    assert "Comments are closed." in page
    assert "Since 18 January 2012." in page
    assert page.count('<a href="/people/tim-loughton">Tim Loughton</a>') >= 2
    assert page.count('<a href="/people/jeanette-pugh">Jeanette Pugh</a>') >= 5
    for body in (
        "Local Safeguarding Children Board",
        "Social Care Institute for Excellence",
        "Ofsted",
        "Department for Education",
    ):
        assert body in page


def test_the_conference_and_the_search_lead_to_it(crawled, site: FlaskClient) -> None:  # type: ignore[no-untyped-def]
    assert HEADLINE in site.get("/events/ncasc-2011").get_data(as_text=True)
    found = site.get("/search?q=reminded+publish").get_data(as_text=True)
    assert HEADLINE in re.sub("</?mark>", "", found)
    assert HEADLINE in site.get("/editions/2011-10-20").get_data(as_text=True)


def test_crawling_again_changes_nothing(crawled, archive: Path, httpserver: HTTPServer) -> None:  # type: ignore[no-untyped-def]
    crawled("crawl", "--once", "--sources", str(archive), "--allow-address", f"{httpserver.host}:{httpserver.port}")
    _, articles = crawled("articles")
    assert len(articles) == 1
