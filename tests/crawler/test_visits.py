"""What a crawl does at a source, seen from the source and from what is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from werkzeug import Request, Response

from db import frontier, health, sources
from db.engine import Database, connect

START = datetime(2026, 11, 26, 9, tzinfo=UTC)
WORDS = "The council says that more foster carers let children in care stay near their schools and friends. "


def test_pages_are_followed_and_their_words_kept(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(outlet.entry(1, summary="Short."))
    outlet.pages["/news/1"] = Response(outlet.story_page("Foster carers wanted"), content_type="text/html")
    assert outlet.crawl().new == 1
    assert "stay near their schools" in str(outlet.stored()["1"]["html"])
    assert outlet.asked("/news/1")[0].headers["User-Agent"].startswith("CommonThread/")


def test_a_page_that_fails_leaves_the_feeds_words_and_is_tried_again(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(outlet.entry(1, summary="Carers are wanted."))
    outlet.pages["/news/1"] = Response("", 500)
    outcome = outlet.crawl()
    assert (outcome.status, outcome.new) == ("ok", 1)
    assert "status 500" in str(outcome.error)
    assert outlet.stored()["1"]["summary"] == "Carers are wanted."
    outlet.crawl()
    assert len(outlet.asked("/news/1")) == 1, "not before its time"
    outlet.pages["/news/1"] = Response(outlet.story_page("Foster carers wanted"), content_type="text/html")
    outlet.now += timedelta(hours=2)
    assert outlet.crawl().updated == 1
    assert "stay near their schools" in str(outlet.stored()["1"]["html"])


def test_a_page_that_never_comes_is_given_up_in_words(outlet, outlet_db: Database) -> None:  # type: ignore[no-untyped-def]
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(outlet.entry(1))
    outlet.pages["/news/1"] = Response("", 500)
    for _ in range(6):
        outlet.crawl()
        outlet.now += timedelta(days=1)
    assert len(outlet.asked("/news/1")) == 4
    assert frontier.waiting_sources(outlet_db, outlet.now) == set()
    assert len(outlet.stored()) == 1


@pytest.mark.parametrize("status", [403, 404, 410, 451])
def test_a_page_that_is_refused_is_not_asked_for_again(outlet, status: int) -> None:  # type: ignore[no-untyped-def]
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(outlet.entry(1))
    outlet.pages["/news/1"] = Response("", status)
    outlet.crawl()
    outlet.now += timedelta(days=2)
    outlet.crawl()
    assert len(outlet.asked("/news/1")) == 1
    assert len(outlet.stored()) == 1


@pytest.mark.parametrize(("status", "words"), [(401, "sign-in"), (403, "refuses us"), (451, "451")])
def test_a_source_that_refuses_is_left_alone_for_a_day_and_says_so(outlet, status: int, words: str) -> None:  # type: ignore[no-untyped-def]
    outlet.answer(Response("", status))
    outcome = outlet.crawl()
    assert (outcome.status, outcome.http_status) == ("error", status)
    assert words in str(outcome.error)
    db = connect(outlet.database_url)
    (source,) = sources.named(db, ["weekly"])
    assert source.due_at == "2026-11-27T09:00:00.000Z"
    assert health.of(db, "weekly").words(outlet.now) == "failing"
    db.close()


def test_a_source_that_is_gone_is_never_asked_again(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.answer(Response("", 410))
    assert outlet.crawl().status == "gone"
    outlet.now += timedelta(days=30)
    outcome = outlet.crawl()
    assert outcome.status == "gone"
    assert "410" in str(outcome.error)
    assert len(outlet.asked()) == 1


@pytest.mark.parametrize("value", ["7200", "Thu, 26 Nov 2026 11:00:00 GMT"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_source_that_asks_us_to_wait_is_not_asked_before(outlet, value: str, status: int) -> None:  # type: ignore[no-untyped-def]
    outlet.answer(Response("", status, {"Retry-After": value}))
    assert outlet.crawl().status == "error"
    outlet.serve(outlet.entry(1))
    outlet.now += timedelta(hours=2) - timedelta(seconds=1)
    waiting = outlet.crawl()
    assert waiting.status == "skipped"
    assert "26 November 11:00" in str(waiting.error)
    outlet.now += timedelta(seconds=1)
    assert outlet.crawl().new == 1
    assert len(outlet.asked()) == 2


def test_a_wish_to_wait_for_years_is_cut_to_a_day(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.answer(Response("", 503, {"Retry-After": "99999999"}))
    outlet.crawl()
    outlet.serve(outlet.entry(1))
    outlet.now += timedelta(days=1)
    assert outlet.crawl().new == 1


def test_what_robots_txt_disallows_is_skipped_without_a_request(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.robots = Response("User-agent: CommonThread\nDisallow: /feed")
    outlet.serve(outlet.entry(1))
    outcome = outlet.crawl()
    assert outcome.status == "skipped"
    assert "robots.txt" in str(outcome.error)
    assert outlet.asked() == []


def test_a_robots_txt_that_cannot_be_read_lets_nothing_be_fetched(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.robots = Response("", 500)
    outlet.serve(outlet.entry(1))
    outcome = outlet.crawl()
    assert outcome.status == "error"
    assert "until it can be read" in str(outcome.error)
    assert outlet.asked() == []


def test_pages_that_robots_txt_disallows_keep_their_feeds_words(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.more = 'display = "full"\nfollow = true'
    outlet.robots = Response("User-agent: *\nDisallow: /news/")
    outlet.serve(outlet.entry(1))
    outcome = outlet.crawl()
    assert (outcome.status, outcome.new) == ("ok", 1)
    assert outlet.asked("/news/1") == []


def test_a_source_that_may_only_be_linked_keeps_no_words(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.more = 'display = "link"\nfollow = true'
    outlet.serve(outlet.entry(1))
    assert outlet.crawl().new == 1
    line = outlet.stored()["1"]
    assert (line["summary"], line["html"], line["text"]) == ("", "", "")
    assert outlet.asked("/news/1") == []


def test_a_source_that_may_be_summarised_keeps_no_page_to_show(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.more = 'display = "summary"\nfollow = true'
    outlet.serve(outlet.entry(1, summary="Carers are wanted."))
    outlet.pages["/news/1"] = Response(outlet.story_page("Foster carers wanted"), content_type="text/html")
    outlet.crawl()
    line = outlet.stored()["1"]
    assert line["html"] == ""
    assert line["summary"] == "Carers are wanted."


def test_a_source_with_nothing_new_answers_304_and_is_not_read(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.serve(outlet.entry(1), ETag='"a"')
    outlet.crawl()
    outlet.feed = lambda request: Response("", 304 if request.headers.get("If-None-Match") == '"a"' else 500)
    outcome = outlet.crawl()
    assert (outcome.status, outcome.http_status, outcome.new) == ("not_modified", 304, 0)


def test_an_entry_that_changed_becomes_a_version(outlet, outlet_db: Database) -> None:  # type: ignore[no-untyped-def]
    outlet.serve(outlet.entry(1, title="Carers wanted"))
    outlet.crawl()
    outlet.now += timedelta(minutes=35)
    outlet.serve(outlet.entry(1, title="Foster carers wanted now"))
    outcome = outlet.crawl()
    assert (outcome.new, outcome.updated) == (0, 1)
    assert outlet.stored()["1"]["title"] == "Foster carers wanted now"


def test_a_government_page_that_was_updated_stays_one_article(outlet) -> None:  # type: ignore[no-untyped-def]
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


def test_an_entry_from_the_future_is_dated_by_the_day_it_was_seen(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.serve(outlet.entry(1, when=START + timedelta(days=900)))
    outlet.crawl()
    assert str(outlet.stored()["1"]["published"]) < "2026-11-28" or outlet.stored()["1"]["published"] is None


def test_a_source_that_sends_nothing_for_too_long_is_set_aside(outlet) -> None:  # type: ignore[no-untyped-def]
    from threading import Event

    over = Event()

    def never(_: Request) -> Response:
        over.wait(20)
        return Response("")

    outlet.feed = never
    outcome = outlet.crawl(source_patience=0.5, fetch_deadline=10)
    over.set()
    for _ in range(500):  # until the server has noted the request, which the next test must not find
        if outlet.asked():
            break
        Event().wait(0.01)
    assert outcome.status == "error"
    assert "set aside" in str(outcome.error)


def test_a_host_that_another_crawler_asks_is_left_to_it(outlet, outlet_db: Database) -> None:  # type: ignore[no-untyped-def]
    outlet.serve(outlet.entry(1))
    outlet.crawl()
    asked = len(outlet.asked())
    assert frontier.lease_host(outlet_db, outlet.base, "elsewhere:1:1:x", outlet.now, outlet.now + timedelta(minutes=2))
    outcome = outlet.crawl()
    assert outcome.status == "skipped"
    assert "Another crawler" in str(outcome.error)
    assert len(outlet.asked()) == asked
    (source,) = sources.named(outlet_db, ["weekly"])
    assert source.failures == 0, "it is not the source's fault"


def test_a_page_whose_host_is_taken_waits_for_its_turn(outlet, outlet_db: Database) -> None:  # type: ignore[no-untyped-def]
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(outlet.entry(1).replace("BASE", outlet.base.replace("127.0.0.1", "localhost")))
    other = outlet.base.replace("127.0.0.1", "localhost")
    if other == outlet.base:
        other = outlet.base.replace("localhost", "127.0.0.1")
        outlet.serve(outlet.entry(1).replace("BASE", other))
    assert frontier.lease_host(outlet_db, other, "elsewhere:1:1:x", outlet.now, outlet.now + timedelta(hours=2))
    outcome = outlet.crawl()
    assert (outcome.status, outcome.new) == ("ok", 0)
    assert frontier.waiting_sources(outlet_db, outlet.now + timedelta(minutes=3))


@pytest.mark.parametrize(("status", "header", "minutes"), [(429, "", 15), (429, "3600", 60), (503, "3600", 60)])
def test_a_page_that_asks_us_to_wait_keeps_us_from_all_pages_of_its_source(
    outlet, status: int, header: str, minutes: int
) -> None:  # type: ignore[no-untyped-def]
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(outlet.entry(1), outlet.entry(2), outlet.entry(3))
    good = Response(outlet.story_page("Foster carers wanted"), content_type="text/html")
    outlet.pages |= {"/news/1": Response("", status, {"Retry-After": header}), "/news/2": good, "/news/3": good}
    assert outlet.crawl().new == 1, "the first, with the words of its feed"
    outlet.now += timedelta(minutes=minutes - 1)
    assert "stay away until" in str(outlet.crawl().error)
    assert [len(outlet.asked(path)) for path in ("/news/1", "/news/2", "/news/3", "/feed")] == [1, 0, 0, 1]
    outlet.now += timedelta(minutes=2)
    assert outlet.crawl().new == 2
    assert len(outlet.stored()) == 3


def test_a_page_that_another_crawler_took_over_is_not_stored_twice(outlet, outlet_db: Database) -> None:  # type: ignore[no-untyped-def]
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(outlet.entry(1, summary="Short."))

    def take_over(_: Request) -> Response:
        other = connect(outlet.database_url)
        late = outlet.now + timedelta(hours=1)  # the lease of the first is over by then
        assert len(frontier.claim(other, 1, "elsewhere:1:1:x", late, late + timedelta(hours=1), 10)) == 1
        other.close()
        return Response(outlet.story_page("Foster carers wanted"), content_type="text/html")

    outlet.handlers["/news/1"] = take_over
    assert outlet.crawl().new == 0
    assert len(outlet.asked("/news/1")) == 1
    assert outlet.stored() == {}


def test_a_wall_on_a_page_is_noticed_and_labelled(outlet, outlet_db: Database) -> None:  # type: ignore[no-untyped-def]
    from db import placements, stories

    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(outlet.entry(1, summary="Carers are wanted."))
    words = f"<p>{WORDS * 12}</p><p>Register to continue reading</p>"
    outlet.pages["/news/1"] = Response(outlet.story_page("Foster carers wanted", words), content_type="text/html")
    outlet.crawl()
    assert "Register" not in str(outlet.stored()["1"]["text"])
    (line,) = placements.stories_listing(outlet_db)
    (one,) = stories.coverage(outlet_db, int(str(line["story"])))
    assert one.access == "registration"


def test_a_page_that_leads_to_an_internal_address_leaves_the_feeds_words(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(outlet.entry(1, summary="Carers are wanted."))
    outlet.pages["/news/1"] = Response("", 302, {"Location": "http://10.0.0.1/admin"})
    outcome = outlet.crawl()
    assert (outcome.status, outcome.new) == ("ok", 1)
    assert "10.0.0.1" in str(outcome.error)
    assert outlet.stored()["1"]["summary"] == "Carers are wanted."
