"""One article, one story: however it is spelt, whenever it is told again, until it is taken away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from werkzeug import Response

from db import placements
from db.checking import check
from db.engine import Database

START = datetime(2026, 11, 26, 9, tzinfo=UTC)
WORDS = "The council says that more foster carers let children in care stay near their schools and friends. "


def test_a_whole_history_that_looks_new_is_held_until_it_is_let_in(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.serve(outlet.entry(1, when=START - timedelta(days=1)))
    assert outlet.crawl().new == 1
    old = [outlet.entry(n, when=START - timedelta(days=n)) for n in range(2, 30)]
    outlet.now += timedelta(hours=2)
    outlet.serve(outlet.entry(100, when=START), *old)
    held = outlet.crawl(new_per_visit=10)
    assert (held.status, held.new) == ("ok", 1), "today's news comes in"
    assert "28 older entries look new" in str(held.error)
    assert "--all-new" in str(held.error)
    assert outlet.crawl(new_per_visit=10).new == 0, "the rest stays held"
    assert outlet.crawl(new_per_visit=10, all_new=True).new == 28
    assert outlet.crawl(new_per_visit=10).error is None


def test_a_first_visit_and_a_busy_day_are_no_history(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.serve(*(outlet.entry(n, when=START - timedelta(days=n)) for n in range(20)))
    assert outlet.crawl(new_per_visit=10).new == 20
    outlet.now += timedelta(hours=2)
    outlet.serve(*(outlet.entry(n, when=START + timedelta(minutes=n)) for n in range(100, 115)))
    assert outlet.crawl(new_per_visit=10).new == 15


@pytest.mark.parametrize("status", [404, 410])
def test_an_article_that_was_taken_away_is_shown_no_more_and_may_come_back(
    outlet, outlet_db: Database, status: int
) -> None:

    outlet.more = 'display = "full"\nfollow = true'
    outlet.serve(outlet.entry(1, summary="Carers are wanted."))
    outlet.pages["/news/1"] = Response(outlet.story_page("Foster carers wanted"), content_type="text/html")
    outlet.crawl()
    assert len(list(placements.stories_listing(outlet_db))) == 1
    outlet.now += timedelta(hours=2)
    outlet.pages["/news/1"] = Response("", status)
    outlet.serve(outlet.entry(1, summary="Carers were wanted."))
    outlet.crawl()
    assert list(placements.stories_listing(outlet_db)) == []
    assert all(finding.ok for finding in check(outlet_db)), "search, counts and stories agree"
    outlet.now += timedelta(hours=2)
    outlet.pages["/news/1"] = Response(outlet.story_page("Foster carers wanted again"), content_type="text/html")
    outlet.serve(outlet.entry(1, summary="Carers are wanted again."))
    outlet.crawl()
    assert len(list(placements.stories_listing(outlet_db))) == 1


SPELLINGS = [
    "http://BASE/news/1", "http://BASE/news/1/", "http://BASE/news/1?utm_source=rss&utm_medium=feed",
    "http://BASE/news/1?ns_mchannel=x&CMP=y", "http://BASE/news/1#comments", "http://BASE/news/1?replytocom=7",
    "http://BASE/news/1?_wpnonce=abc", "http://BASE/news/1?print=1", "http://BASE//news/./1", "http://BASE/news/1?fbclid=z",
    "http://BASE/news/1/amp/",
]  # fmt: skip


def test_one_article_is_one_however_its_address_is_spelt(outlet) -> None:  # type: ignore[no-untyped-def]
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


def test_an_id_that_is_used_for_another_article_makes_another(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.serve(outlet.entry(1, guid="same"))
    outlet.crawl()
    outlet.now += timedelta(hours=2)
    outlet.serve(outlet.entry(2, title="Adoption panels meet again", when=START + timedelta(hours=1), guid="same"))
    assert outlet.crawl().new == 1
    assert len(outlet.stored()) == 2


def test_an_article_that_moved_under_its_id_stays_one(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.serve(outlet.entry(1, guid="same"))
    outlet.crawl()
    outlet.now += timedelta(hours=2)
    outlet.serve(outlet.entry(1, guid="same").replace("/news/1", "/archive/1"))
    assert outlet.crawl().new == 0
    assert len(outlet.stored()) == 1


def test_a_source_whose_file_changed_how_to_read_it_is_read_whole_again(outlet) -> None:  # type: ignore[no-untyped-def]
    outlet.serve(outlet.entry(1, summary="Short."), ETag='"a"')
    outlet.crawl()
    assert outlet.crawl().status == "not_modified"
    outlet.more = 'display = "full"\nfollow = true'
    outlet.pages["/news/1"] = Response(outlet.story_page("Foster carers wanted"), content_type="text/html")
    outcome = outlet.crawl()
    assert (outcome.status, outcome.updated) == ("ok", 1)
    assert "stay near their schools" in str(outlet.stored()["1"]["html"])
    assert outlet.crawl().status == "not_modified"
