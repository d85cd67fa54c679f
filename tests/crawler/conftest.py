"""An outlet on loopback that a test shapes, and the crawls of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawler.report import Outcome
from crawler.run import CrawlOptions, crawl
from db import articles
from db.engine import Database, connect
from db.settings import Settings

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("untimed")

WORDS = "The council says that more foster carers let children in care stay near their schools and friends. "
START = datetime(2026, 11, 26, 9, tzinfo=UTC)


@dataclass
class Outlet:
    """A source on loopback that a test shapes, and the crawls of it."""

    server: HTTPServer
    folder: Path
    database_url: str
    now: datetime = START
    robots: Response = field(default_factory=lambda: Response("", 404))
    feed: Callable[[Request], Response] | None = None
    pages: dict[str, Response] = field(default_factory=dict)
    handlers: dict[str, Callable[[Request], Response]] = field(default_factory=dict)
    more: str = ""

    @staticmethod
    def entry(number: int, title: str = "", summary: str = WORDS, when: datetime = START, guid: str = "") -> str:
        return (
            f"<item><title>{title or f'Foster carers wanted in ward {number}'}</title><link>BASE/news/{number}</link>"
            f"<guid>{guid or f'n-{number}'}</guid><pubDate>{format_datetime(when)}</pubDate>"
            f"<description>{summary}</description></item>"
        )

    @staticmethod
    def story_page(title: str, body: str = WORDS * 12) -> str:
        return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{body}</p></article></body></html>"

    def __post_init__(self) -> None:
        self.server.expect_request("/robots.txt").respond_with_handler(lambda _: self.robots)
        self.server.expect_request("/feed").respond_with_handler(lambda request: self.feed(request))  # type: ignore[misc]
        for path in ("/news/1", "/news/2", "/news/3"):
            self.server.expect_request(path).respond_with_handler(self._page)

    def _page(self, request: Request) -> Response:
        if request.path in self.handlers:
            return self.handlers[request.path](request)
        return self.pages.get(request.path, Response("", 404))

    @property
    def base(self) -> str:
        return self.server.url_for("").rstrip("/")

    def serve(self, *entries: str, **headers: str) -> None:
        """Let the feed hold these entries."""
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{"".join(entries)}</channel></rss>'
        self.answer(Response(body.replace("BASE", self.base), 200, headers, content_type="application/rss+xml"))

    def answer(self, response: Response) -> None:
        """Let the feed answer with this."""
        self.feed = lambda _: Response(response.data, response.status_code, response.headers)

    @property
    def address(self) -> str:
        return f"{self.server.host}:{self.server.port}"

    def file(self) -> Path:
        """Write the file of sources that holds the outlet."""
        path = self.folder / "sources.toml"
        path.write_text(
            f'[[source]]\nslug = "weekly"\nname = "Weekly"\nhome = "{self.base}/"\nkind = "feed"\nurl = "{self.base}/feed"\n'
            f"poll_minutes = 60\n{self.more}\n"
        )
        return path

    def crawl(self, once: bool = True, all_new: bool = False, **settings: object) -> Outcome:
        """Crawl the outlet and return what became of it."""
        chosen = Settings(database_url=self.database_url, **settings)  # type: ignore[arg-type]
        options = CrawlOptions(
            once=once, sources_file=self.file(), allow_address=frozenset({self.address}), all_new=all_new
        )
        return crawl(chosen, options, clock=lambda: self.now).sources["weekly"]

    def asked(self, path: str = "/feed") -> list[Request]:
        """Return the requests that came for a path."""
        return [request for request, _ in self.server.log if request.path == path]

    def stored(self) -> dict[str, dict[str, object]]:
        """Return what is stored, by the last part of its address."""
        db = connect(self.database_url)
        try:
            return {str(line["url"]).rsplit("/", 1)[1]: line for line in articles.listing(db)}
        finally:
            db.close()


@pytest.fixture
def outlet(httpserver: HTTPServer, tmp_path: Path, database_url: str) -> Outlet:
    return Outlet(httpserver, tmp_path, database_url, more='display = "full"')


@pytest.fixture
def outlet_db(database_url: str, outlet: Outlet) -> Iterator[Database]:
    database = connect(database_url)
    yield database
    database.close()
