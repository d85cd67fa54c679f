"""What a crawl does at a source, seen from the source and from what is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawler.report import Outcome
from crawler.run import CrawlOptions, crawl
from db import articles, frontier, health, sources
from db.engine import Database, connect
from db.settings import Settings

WORDS = "The council says that more foster carers let children in care stay near their schools and friends. "
START = datetime(2026, 11, 26, 9, tzinfo=UTC)


def entry(number: int, title: str = "", summary: str = WORDS, when: datetime = START, guid: str = "") -> str:
    return (
        f"<item><title>{title or f'Foster carers wanted in ward {number}'}</title><link>BASE/news/{number}</link>"
        f"<guid>{guid or f'n-{number}'}</guid><pubDate>{format_datetime(when)}</pubDate>"
        f"<description>{summary}</description></item>"
    )


def story_page(title: str, body: str = WORDS * 12) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{body}</p></article></body></html>"
    )


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

    def crawl(self, once: bool = True, all_new: bool = False, **settings: object) -> Outcome:
        """Crawl the outlet and return what became of it."""
        path = self.folder / "sources.toml"
        path.write_text(
            f'[[source]]\nslug = "weekly"\nname = "Weekly"\nhome = "{self.base}/"\nkind = "feed"\nurl = "{self.base}/feed"\n'
            f"poll_minutes = 60\n{self.more}\n"
        )
        chosen = Settings(database_url=self.database_url, **settings)  # type: ignore[arg-type]
        host = frozenset({f"{self.server.host}:{self.server.port}"})
        options = CrawlOptions(once=once, sources_file=path, allow_address=host, all_new=all_new)
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
def db(database_url: str, outlet: Outlet) -> Database:  # type: ignore[misc]
    database = connect(database_url)
    yield database
    database.close()


def test_pages_are_followed_and_their_words_kept(outlet: Outlet) -> None:
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(entry(1, summary="Short."))
    outlet.pages["/news/1"] = Response(story_page("Foster carers wanted"), content_type="text/html")
    assert outlet.crawl().new == 1
    assert "stay near their schools" in str(outlet.stored()["1"]["html"])
    assert outlet.asked("/news/1")[0].headers["User-Agent"].startswith("CommonThread/")


def test_a_page_that_fails_leaves_the_feeds_words_and_is_tried_again(outlet: Outlet) -> None:
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(entry(1, summary="Carers are wanted."))
    outlet.pages["/news/1"] = Response("", 500)
    outcome = outlet.crawl()
    assert (outcome.status, outcome.new) == ("ok", 1)
    assert "status 500" in str(outcome.error)
    assert outlet.stored()["1"]["summary"] == "Carers are wanted."
    outlet.crawl()
    assert len(outlet.asked("/news/1")) == 1, "not before its time"
    outlet.pages["/news/1"] = Response(story_page("Foster carers wanted"), content_type="text/html")
    outlet.now += timedelta(hours=2)
    assert outlet.crawl().updated == 1
    assert "stay near their schools" in str(outlet.stored()["1"]["html"])


def test_a_page_that_never_comes_is_given_up_in_words(outlet: Outlet, db: Database) -> None:
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(entry(1))
    outlet.pages["/news/1"] = Response("", 500)
    for _ in range(6):
        outlet.crawl()
        outlet.now += timedelta(days=1)
    assert len(outlet.asked("/news/1")) == 4
    assert frontier.waiting_sources(db, outlet.now) == set()
    assert len(outlet.stored()) == 1


@pytest.mark.parametrize("status", [403, 404, 410, 451])
def test_a_page_that_is_refused_is_not_asked_for_again(outlet: Outlet, status: int) -> None:
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(entry(1))
    outlet.pages["/news/1"] = Response("", status)
    outlet.crawl()
    outlet.now += timedelta(days=2)
    outlet.crawl()
    assert len(outlet.asked("/news/1")) == 1
    assert len(outlet.stored()) == 1


@pytest.mark.parametrize(("status", "words"), [(401, "sign-in"), (403, "refuses us"), (451, "451")])
def test_a_source_that_refuses_is_left_alone_for_a_day_and_says_so(outlet: Outlet, status: int, words: str) -> None:
    outlet.answer(Response("", status))
    outcome = outlet.crawl()
    assert (outcome.status, outcome.http_status) == ("error", status)
    assert words in str(outcome.error)
    db = connect(outlet.database_url)
    (source,) = sources.named(db, ["weekly"])
    assert source.due_at == "2026-11-27T09:00:00.000Z"
    assert health.of(db, "weekly").words(outlet.now) == "failing"
    db.close()


def test_a_source_that_is_gone_is_never_asked_again(outlet: Outlet) -> None:
    outlet.answer(Response("", 410))
    assert outlet.crawl().status == "gone"
    outlet.now += timedelta(days=30)
    outcome = outlet.crawl()
    assert outcome.status == "gone"
    assert "410" in str(outcome.error)
    assert len(outlet.asked()) == 1


@pytest.mark.parametrize("value", ["7200", "Thu, 26 Nov 2026 11:00:00 GMT"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_source_that_asks_us_to_wait_is_not_asked_before(outlet: Outlet, value: str, status: int) -> None:
    outlet.answer(Response("", status, {"Retry-After": value}))
    assert outlet.crawl().status == "error"
    outlet.serve(entry(1))
    outlet.now += timedelta(hours=2) - timedelta(seconds=1)
    waiting = outlet.crawl()
    assert waiting.status == "skipped"
    assert "26 November 11:00" in str(waiting.error)
    outlet.now += timedelta(seconds=1)
    assert outlet.crawl().new == 1
    assert len(outlet.asked()) == 2


def test_a_wish_to_wait_for_years_is_cut_to_a_day(outlet: Outlet) -> None:
    outlet.answer(Response("", 503, {"Retry-After": "99999999"}))
    outlet.crawl()
    outlet.serve(entry(1))
    outlet.now += timedelta(days=1)
    assert outlet.crawl().new == 1


def test_what_robots_txt_disallows_is_skipped_without_a_request(outlet: Outlet) -> None:
    outlet.robots = Response("User-agent: CommonThread\nDisallow: /feed")
    outlet.serve(entry(1))
    outcome = outlet.crawl()
    assert outcome.status == "skipped"
    assert "robots.txt" in str(outcome.error)
    assert outlet.asked() == []


def test_a_robots_txt_that_cannot_be_read_lets_nothing_be_fetched(outlet: Outlet) -> None:
    outlet.robots = Response("", 500)
    outlet.serve(entry(1))
    outcome = outlet.crawl()
    assert outcome.status == "error"
    assert "until it can be read" in str(outcome.error)
    assert outlet.asked() == []


def test_pages_that_robots_txt_disallows_keep_their_feeds_words(outlet: Outlet) -> None:
    outlet.more = 'display = "full"\nfollow = true'
    outlet.robots = Response("User-agent: *\nDisallow: /news/")
    outlet.serve(entry(1))
    outcome = outlet.crawl()
    assert (outcome.status, outcome.new) == ("ok", 1)
    assert outlet.asked("/news/1") == []


def test_a_source_that_may_only_be_linked_keeps_no_words(outlet: Outlet) -> None:
    outlet.more = 'display = "link"\nfollow = true'
    outlet.serve(entry(1))
    assert outlet.crawl().new == 1
    line = outlet.stored()["1"]
    assert (line["summary"], line["html"], line["text"]) == ("", "", "")
    assert outlet.asked("/news/1") == []


def test_a_source_that_may_be_summarised_keeps_no_page_to_show(outlet: Outlet) -> None:
    outlet.more = 'display = "summary"\nfollow = true'
    outlet.serve(entry(1, summary="Carers are wanted."))
    outlet.pages["/news/1"] = Response(story_page("Foster carers wanted"), content_type="text/html")
    outlet.crawl()
    line = outlet.stored()["1"]
    assert line["html"] == ""
    assert line["summary"] == "Carers are wanted."


def test_a_source_with_nothing_new_answers_304_and_is_not_read(outlet: Outlet) -> None:
    outlet.serve(entry(1), ETag='"a"')
    outlet.crawl()
    outlet.feed = lambda request: Response("", 304 if request.headers.get("If-None-Match") == '"a"' else 500)
    outcome = outlet.crawl()
    assert (outcome.status, outcome.http_status, outcome.new) == ("not_modified", 304, 0)


def test_an_entry_that_changed_becomes_a_version(outlet: Outlet, db: Database) -> None:
    outlet.serve(entry(1, title="Carers wanted"))
    outlet.crawl()
    outlet.now += timedelta(minutes=35)
    outlet.serve(entry(1, title="Foster carers wanted now"))
    outcome = outlet.crawl()
    assert (outcome.new, outcome.updated) == (0, 1)
    assert outlet.stored()["1"]["title"] == "Foster carers wanted now"


def test_a_government_page_that_was_updated_stays_one_article(outlet: Outlet) -> None:
    def updated(minute: int) -> str:
        when = f"2026-11-26T08:{minute}:00Z"
        return (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>x</id><entry>'
            f"<id>{outlet.base}/news/1#{when}</id><title>Guidance: Staying put</title><updated>{when}</updated>"
            f'<link rel="alternate" href="{outlet.base}/news/1"/><summary>How children in care can stay {minute}.</summary>'
            "</entry></feed>"
        )

    outlet.answer(Response(updated(10), content_type="application/atom+xml"))
    assert outlet.crawl().new == 1
    outlet.answer(Response(updated(50), content_type="application/atom+xml"))
    outcome = outlet.crawl()
    assert (outcome.new, outcome.updated) == (0, 1)
    assert [line["title"] for line in outlet.stored().values()] == ["Staying put"]


def test_an_entry_from_the_future_is_dated_by_the_day_it_was_seen(outlet: Outlet) -> None:
    outlet.serve(entry(1, when=START + timedelta(days=900)))
    outlet.crawl()
    assert str(outlet.stored()["1"]["published"]) < "2026-11-28" or outlet.stored()["1"]["published"] is None


def test_a_source_that_sends_nothing_for_too_long_is_set_aside(outlet: Outlet) -> None:
    from threading import Event

    over = Event()

    def never(_: Request) -> Response:
        over.wait(20)
        return Response("")

    outlet.feed = never
    outcome = outlet.crawl(source_patience=0.5, fetch_deadline=10)
    over.set()
    assert outcome.status == "error"
    assert "set aside" in str(outcome.error)


def test_a_host_that_another_crawler_asks_is_left_to_it(outlet: Outlet, db: Database) -> None:
    outlet.serve(entry(1))
    outlet.crawl()
    asked = len(outlet.asked())
    assert frontier.lease_host(db, outlet.base, "elsewhere:1:1:x", outlet.now, outlet.now + timedelta(minutes=2))
    outcome = outlet.crawl()
    assert outcome.status == "skipped"
    assert "Another crawler" in str(outcome.error)
    assert len(outlet.asked()) == asked
    (source,) = sources.named(db, ["weekly"])
    assert source.failures == 0, "it is not the source's fault"


def test_a_page_whose_host_is_taken_waits_for_its_turn(outlet: Outlet, db: Database) -> None:
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(entry(1).replace("BASE", outlet.base.replace("127.0.0.1", "localhost")))
    other = outlet.base.replace("127.0.0.1", "localhost")
    if other == outlet.base:
        other = outlet.base.replace("localhost", "127.0.0.1")
        outlet.serve(entry(1).replace("BASE", other))
    assert frontier.lease_host(db, other, "elsewhere:1:1:x", outlet.now, outlet.now + timedelta(hours=2))
    outcome = outlet.crawl()
    assert (outcome.status, outcome.new) == ("ok", 0)
    assert frontier.waiting_sources(db, outlet.now + timedelta(minutes=3))


def test_a_page_that_another_crawler_took_over_is_not_stored_twice(outlet: Outlet, db: Database) -> None:
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(entry(1, summary="Short."))

    def take_over(_: Request) -> Response:
        other = connect(outlet.database_url)
        late = outlet.now + timedelta(hours=1)  # the lease of the first is over by then
        assert len(frontier.claim(other, 1, "elsewhere:1:1:x", late, late + timedelta(hours=1), 10)) == 1
        other.close()
        return Response(story_page("Foster carers wanted"), content_type="text/html")

    outlet.handlers["/news/1"] = take_over
    assert outlet.crawl().new == 0
    assert len(outlet.asked("/news/1")) == 1
    assert outlet.stored() == {}


def test_a_whole_history_that_looks_new_is_held_until_it_is_let_in(outlet: Outlet) -> None:
    outlet.serve(entry(1, when=START - timedelta(days=1)))
    assert outlet.crawl().new == 1
    old = [entry(n, when=START - timedelta(days=n)) for n in range(2, 30)]
    outlet.now += timedelta(hours=2)
    outlet.serve(entry(100, when=START), *old)
    held = outlet.crawl(new_per_visit=10)
    assert (held.status, held.new) == ("ok", 1), "today's news comes in"
    assert "28 older entries look new" in str(held.error)
    assert "--all-new" in str(held.error)
    assert outlet.crawl(new_per_visit=10).new == 0, "the rest stays held"
    assert outlet.crawl(new_per_visit=10, all_new=True).new == 28
    assert outlet.crawl(new_per_visit=10).error is None


def test_a_first_visit_and_a_busy_day_are_no_history(outlet: Outlet) -> None:
    outlet.serve(*(entry(n, when=START - timedelta(days=n)) for n in range(20)))
    assert outlet.crawl(new_per_visit=10).new == 20
    outlet.now += timedelta(hours=2)
    outlet.serve(*(entry(n, when=START + timedelta(minutes=n)) for n in range(100, 115)))
    assert outlet.crawl(new_per_visit=10).new == 15


@pytest.mark.parametrize("status", [404, 410])
def test_an_article_that_was_taken_away_is_shown_no_more_and_may_come_back(
    outlet: Outlet, db: Database, status: int
) -> None:
    from db import placements

    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(entry(1, summary="Carers are wanted."))
    outlet.pages["/news/1"] = Response(story_page("Foster carers wanted"), content_type="text/html")
    outlet.crawl()
    assert len(list(placements.stories_listing(db))) == 1
    outlet.now += timedelta(hours=2)
    outlet.pages["/news/1"] = Response("", status)
    outlet.serve(entry(1, summary="Carers were wanted."))
    outlet.crawl()
    assert list(placements.stories_listing(db)) == []
    outlet.now += timedelta(hours=2)
    outlet.pages["/news/1"] = Response(story_page("Foster carers wanted again"), content_type="text/html")
    outlet.serve(entry(1, summary="Carers are wanted again."))
    outlet.crawl()
    assert len(list(placements.stories_listing(db))) == 1


SPELLINGS = [
    "http://BASE/news/1", "http://BASE/news/1/", "http://BASE/news/1?utm_source=rss&utm_medium=feed",
    "http://BASE/news/1?ns_mchannel=x&CMP=y", "http://BASE/news/1#comments", "http://BASE/news/1?replytocom=7",
    "http://BASE/news/1?_wpnonce=abc", "http://BASE/news/1?print=1", "http://BASE//news/./1", "http://BASE/news/1?fbclid=z",
    "http://BASE/news/1/amp/",
]  # fmt: skip


def test_one_article_is_one_however_its_address_is_spelt(outlet: Outlet) -> None:
    host = outlet.base.removeprefix("http://")
    for number, spelling in enumerate(SPELLINGS):
        outlet.now += timedelta(hours=2)
        link = spelling.replace("BASE", host).replace("&", "&amp;")
        outlet.serve(
            f"<item><title>Foster carers wanted</title><link>{link}</link><guid isPermaLink='false'>g{number}</guid>"
            f"<description>{WORDS}</description></item>"
        )
        outlet.crawl()
    assert len(outlet.stored()) == 1


def test_an_id_that_is_used_for_another_article_makes_another(outlet: Outlet) -> None:
    outlet.serve(entry(1, guid="same"))
    outlet.crawl()
    outlet.now += timedelta(hours=2)
    outlet.serve(entry(2, title="Adoption panels meet again", when=START + timedelta(hours=1), guid="same"))
    assert outlet.crawl().new == 1
    assert len(outlet.stored()) == 2


def test_an_article_that_moved_under_its_id_stays_one(outlet: Outlet) -> None:
    outlet.serve(entry(1, guid="same"))
    outlet.crawl()
    outlet.now += timedelta(hours=2)
    outlet.serve(entry(1, guid="same").replace("/news/1", "/archive/1"))
    assert outlet.crawl().new == 0
    assert len(outlet.stored()) == 1
