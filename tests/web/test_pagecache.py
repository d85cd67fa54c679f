"""Kept pages: quick for readers, never showing what was taken away, never mixing people, bounded."""

from __future__ import annotations

import gzip
import threading
from datetime import UTC, datetime, timedelta

import brotli
import pytest

from db import changes, comments, moderation
from db.changes import Version as Changed
from db.engine import connect
from web import pagecache
from web.pagecache import Page, PageCache, Shelf, Version, Versions, best_encoding
from web.stories.threads import Kept

STORY = "/stories/boards-must-publish-reviews"


@pytest.fixture
def story(newsroom):  # type: ignore[no-untyped-def]
    newsroom.article("Boards must publish reviews", topics=("case-reviews",))


@pytest.fixture
def renders(app):  # type: ignore[no-untyped-def]
    """Count what the site itself renders, by path."""
    seen: list[str] = []
    app.before_request(lambda: seen.append(__import__("flask").request.path))
    return seen


def cache_of(app) -> PageCache:  # type: ignore[no-untyped-def]
    found = app.wsgi_app.site  # type: ignore[attr-defined]  # inside what names requests
    assert isinstance(found, PageCache)
    return found


def test_the_second_reader_gets_the_kept_page(story, client, renders) -> None:  # type: ignore[no-untyped-def]
    first, second = client.get("/"), client.get("/")
    assert first.data == second.data
    assert renders == ["/"]
    assert second.headers["Cache-Control"] == "public, no-cache"
    assert "Cookie" in second.headers["Vary"]
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_a_browser_that_has_the_page_gets_304(story, client) -> None:  # type: ignore[no-untyped-def]
    tag = client.get(STORY).headers["ETag"]
    again = client.get(STORY, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag


def test_head_is_the_same_page_without_its_body(story, client) -> None:  # type: ignore[no-untyped-def]
    head = client.head("/")
    assert head.data == b""
    assert int(head.headers["Content-Length"]) == len(client.get("/").data)


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [("gzip, deflate, br", "br", brotli.decompress), ("gzip;q=1.0", "gzip", gzip.decompress), ("br;q=0, *", "", bytes)],
)
def test_pages_are_packed_as_the_client_takes_them(story, client, accepted, encoding, unpack) -> None:  # type: ignore[no-untyped-def]
    plain = client.get("/", headers={"Accept-Encoding": "identity"}).data
    packed = client.get("/", headers={"Accept-Encoding": accepted})
    assert packed.headers.get("Content-Encoding", "") == encoding
    assert unpack(packed.data) == plain


def test_a_removed_comment_is_gone_at_once_on_every_page(trusted, client, db, now) -> None:  # type: ignore[no-untyped-def]
    comment = comments.mine(db, trusted.account.id)[0]
    assert "Words that must go" in client.get(STORY).get_data(as_text=True)
    front = client.get("/").get_data(as_text=True)
    moderation.decide(db, comment.id, "remove", "It could identify a child.", now, moderator="Hazel")
    assert "Words that must go" not in client.get(STORY).get_data(as_text=True)
    assert "1 comment" in front
    assert "1 comment" not in client.get("/").get_data(as_text=True)


@pytest.fixture
def trusted(story, person, newsroom):  # type: ignore[no-untyped-def]
    """Somebody whose comment stands on the story."""
    writer = person("Larch")
    newsroom.comment(STORY.rsplit("/", 1)[1], writer.account, "Words that must go.")
    return writer


def test_a_new_comment_renews_its_story_and_no_other(trusted, client, db, newsroom, renders, now) -> None:  # type: ignore[no-untyped-def]
    newsroom.article("Another thing entirely happened in Wales")
    other = "/stories/another-thing-entirely-happened-in-wales"
    client.get(STORY), client.get(other)
    changes.story_changed(db, 1, now)
    client.get(STORY), client.get(other)
    assert renders == [STORY, other, STORY]


def test_a_list_may_be_some_seconds_old_and_no_older(story, client, db, clock, renders, now) -> None:  # type: ignore[no-untyped-def]
    client.get("/topics")
    changes.story_changed(db, 1, now)
    client.get("/topics")
    assert renders == ["/topics"]
    clock.now += timedelta(seconds=10)
    client.get("/topics"), client.get("/topics")
    assert renders == ["/topics", "/topics"]


def test_every_page_is_rendered_again_after_a_minute(story, client, clock, renders) -> None:  # type: ignore[no-untyped-def]
    client.get("/about")
    clock.now += timedelta(seconds=59)
    client.get("/about")
    assert renders == ["/about"]
    clock.now += timedelta(seconds=1)
    client.get("/about")
    assert renders == ["/about", "/about"]


def test_people_never_get_each_others_pages(story, person, client, renders) -> None:  # type: ignore[no-untyped-def]
    larch = person("Larch")
    own = larch.get("/")
    assert "My pages" in own.get_data(as_text=True)
    assert own.headers["Cache-Control"] == "private, no-store"
    assert "My pages" not in client.get("/").get_data(as_text=True)
    assert "My pages" in larch.get("/").get_data(as_text=True)
    assert renders == ["/", "/", "/"]


@pytest.mark.parametrize("path", ["/sign-in", "/subscribe", "/house-rules", "/healthz", "/nothing-here", "/stories"])
def test_pages_with_forms_and_errors_are_not_kept(app, client, path) -> None:  # type: ignore[no-untyped-def]
    client.get(path)
    assert cache_of(app).shelf.get(f"{path}?") is None


def test_files_of_the_site_are_kept_for_ever_under_their_own_name(client, renders) -> None:  # type: ignore[no-untyped-def]
    page = client.get("/about").get_data(as_text=True)
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get("/static/site.css").headers["Cache-Control"] == "public, no-cache"
    client.get(address)
    assert renders == ["/about", "/static/site.css", "/static/site.css"]


def test_a_page_that_changed_while_it_was_rendered_is_not_kept(story, app, client, db, now) -> None:  # type: ignore[no-untyped-def]
    app.after_request(lambda response: changes.story_changed(db, 1, now, removed=True) or response)
    client.get("/")
    assert cache_of(app).shelf.get("/?") is None


def test_memory_is_bounded_and_the_least_asked_for_goes_first() -> None:
    shelf = Shelf(10_000)
    page = lambda: Page(Version(), datetime(2026, 11, 26, tzinfo=UTC), [], "", {"": b"x" * 1000})  # noqa: E731
    for name in "abc":
        shelf.put(name, page())
    assert shelf.get("a") is not None
    shelf.put("d", page())
    assert [name for name in "abcd" if shelf.get(name)] == ["a", "c", "d"]
    shelf.put("d", page())
    assert shelf.bytes == 9_000


def test_one_request_renews_an_old_list_while_others_get_the_old_page(story, app, client, clock, renders) -> None:  # type: ignore[no-untyped-def]
    client.get("/")
    page = cache_of(app).shelf.get("/?")
    assert page is not None
    clock.now += timedelta(minutes=2)
    with page.renewing:  # somebody else is rendering it
        assert client.get("/").status_code == 200
    assert renders == ["/"]
    client.get("/")
    assert renders == ["/", "/"]


def test_after_a_removal_a_second_reader_waits_for_the_first_ones_rendering(story, app, db, now, renders) -> None:  # type: ignore[no-untyped-def]
    client, other = app.test_client(), app.test_client()
    client.get("/")
    page = cache_of(app).shelf.get("/?")
    assert page is not None
    changes.story_changed(db, 1, now, removed=True)
    answers: list[int] = []
    with page.renewing:
        waiting = threading.Thread(target=lambda: answers.append(other.get("/").status_code))
        waiting.start()
        version = changes.of_lists(db)
        fresh = Page(Version((version.removed,), version.own), now, page.headers, page.etag, page.bodies)
        cache_of(app).shelf.put("/?", fresh)
    waiting.join(10)
    assert answers == [200]
    assert renders == ["/"]


def test_without_its_database_the_site_itself_answers(story, app, client, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from db.errors import DatabaseUnreachable

    def away() -> None:
        raise DatabaseUnreachable("the database is away")

    client.get("/about")
    monkeypatch.setattr(cache_of(app), "_database", away)
    assert client.get("/about").status_code == 200


def test_no_room_means_no_cache(settings) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    from web import create_app

    assert not isinstance(create_app(replace(settings, page_cache_bytes=0)).wsgi_app, PageCache)


def test_sweeping_keeps_the_newest_change_so_that_numbers_only_grow(db, story, now) -> None:  # type: ignore[no-untyped-def]
    changes.story_changed(db, 1, now, removed=True)
    before = changes.of_lists(db)
    assert changes.sweep(db, now + timedelta(days=2)) > 0
    changes.story_changed(db, 1, now + timedelta(days=3), removed=True)
    after = changes.of_lists(db)
    assert after.removed > before.removed
    assert changes.of_story(db, "no-such-story") == Changed(after.removed, 0)


def test_encodings_are_read_as_the_rule_says() -> None:
    assert best_encoding("GZIP") == ""
    assert best_encoding("") == ""
    assert best_encoding("gzip;q=0.0, br") == "br"


def test_a_signed_in_reader_never_sees_an_old_thread(story, person, db, now, clock) -> None:  # type: ignore[no-untyped-def]
    hazel, larch = person("Hazel", "moderator"), person("Larch")
    seen = [larch.get(STORY).get_data(as_text=True)]
    hazel.send(f"{STORY}/comment", f"{STORY}/comments", text="We tried kinship panels.")
    seen.append(larch.get(STORY).get_data(as_text=True))
    seen.append(hazel.get(STORY).get_data(as_text=True))
    moderation.decide(db, 1, "remove", "It named a family.", now, moderator="Hazel")
    seen.append(larch.get(STORY).get_data(as_text=True))
    assert ["kinship panels" in page for page in seen] == [False, True, True, False]
    changes.sweep(db, now + timedelta(days=3))
    clock.now += timedelta(days=2)
    assert "kinship panels" not in person("Rowan").get(STORY).get_data(as_text=True)


def test_kept_threads_are_bounded(now) -> None:  # type: ignore[no-untyped-def]
    kept = Kept(most_bytes=10)
    kept.put((1, 0, 0, "open", False), "12345", now)
    kept.put((1, 0, 0, "open", False), "123456", now)
    kept.put((2, 0, 0, "open", False), "1234", now)
    assert kept.get((1, 0, 0, "open", False), now) == "123456"
    kept.put((3, 0, 0, "open", False), "12", now)
    assert kept.get((2, 0, 0, "open", False), now) is None
    assert kept.get((1, 0, 0, "open", False), now) == "123456"
    assert kept.get((1, 0, 0, "open", False), now + timedelta(seconds=1)) is None


def test_versions_are_asked_for_again_only_after_a_commit(story, db, now, database_url, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    asked: list[str] = []
    monkeypatch.setattr(pagecache, "version_of", lambda _, path: asked.append(path) or Version((1,), len(asked)))
    monkeypatch.setattr(pagecache, "MOST_VERSIONS", 2)
    versions = Versions()
    seen = [versions.of(db, path).soft for path in ("/", "/", "/topics", "/topics")]
    if db.dialect == "postgres":
        assert seen == [1, 2, 3, 4]
        return
    assert seen == [1, 1, 2, 2]
    assert versions.of(db, "/events").soft == 3, "no more are kept than memory allows"
    other = connect(database_url)
    changes.story_changed(other, 1, now)
    other.close()
    assert versions.of(db, "/events").soft == 4
    fresh = connect(database_url)
    assert versions.of(fresh, "/events").soft == 5, "another connection counts anew"
    fresh.close()
