"""What a reader keeps, has read and follows: across devices for its owner, not there for anybody else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db import posting, saved
from db.engine import Database
from db.errors import DatabaseBusy

FRESH = re.compile(r'<strong class="new">New</strong>')


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def with_settings(somebody: Any, **other: object) -> None:
    app = somebody.client.application
    was, clock = app.extensions["commonthread"]
    app.extensions["commonthread"] = (replace(was, **other), clock)


def test_a_story_is_saved_and_taken_off(larch: Any, person: Any, story: str) -> None:
    assert f'<a href="/stories/{story}/save">Save for later</a>' in text_of(person().get(f"/stories/{story}"))
    assert person().get(f"/stories/{story}/save").headers["Location"] == f"/sign-in?next=/stories/{story}/save"
    assert "It goes on your list" in text_of(larch.get(f"/stories/{story}/save"))
    larch.send(f"/stories/{story}", f"/stories/{story}/save", act="save")
    larch.send(f"/stories/{story}", f"/stories/{story}/save", act="save")
    assert "Saved: take it off my list" in text_of(larch.get(f"/stories/{story}"))
    assert "on your list already" in text_of(larch.get(f"/stories/{story}/save"))
    assert text_of(larch.get("/my-saved")).count(f'href="/stories/{story}"') == 1
    assert "Nothing yet" in text_of(person("Oak").get("/my-saved"))
    gone = larch.send("/my-saved", f"/stories/{story}/save", act="off")
    assert gone.headers["Location"] == "/my-saved"
    assert "Nothing yet" in text_of(larch.get("/my-saved"))
    assert (
        larch.send(f"/stories/{story}", f"/stories/{story}/save", act="off").headers["Location"] == f"/stories/{story}"
    )
    assert larch.send("/my", "/stories/none/save", act="save").status_code == 404


def test_a_list_goes_on_and_has_an_end(larch: Any, newsroom: Any, db: Database, clock: Any) -> None:
    for number in range(31):
        slug = newsroom.slug(newsroom.article(f"Story {number}"))
        saved.save(db, larch.account.id, slug, 100, clock.now + timedelta(minutes=number))
    first = text_of(larch.get("/my-saved"))
    (after,) = re.findall(r'href="(/my-saved\?after=[^"]+)"', first)
    assert "Story 30" in first
    assert "Story 0<" in text_of(larch.get(after))
    assert "There are no older ones" in text_of(larch.get("/my-saved?after=2011-01-01T00:00:00.000Z_1"))
    with_settings(larch, reading_most_saved=31)
    slug = newsroom.slug(newsroom.article("One more"))
    assert "You keep 31 stories already" in text_of(larch.send(f"/stories/{slug}", f"/stories/{slug}/save", act="save"))


def test_nothing_is_remembered_unless_a_reader_wants_it(larch: Any, story: str, db: Database) -> None:
    larch.get("/")
    larch.get(f"/stories/{story}")
    assert list(db.copy_out("read_story")) == list(db.copy_out("remembered_reader")) == []
    assert "We do not remember what you read" in text_of(larch.get("/my"))


def test_marks_follow_a_reader_to_another_device(
    larch: Any, story: str, newsroom: Any, clock: Any, db: Database
) -> None:
    larch.send("/my", "/my-saved/marks", remember="yes")
    assert not FRESH.search(text_of(larch.get("/"))), "a first visit marks nothing"
    larch.get(f"/stories/{story}")
    clock.now += timedelta(hours=2)
    newsroom.article("Later news", at=clock.now - timedelta(minutes=1))
    other = text_of(larch.get("/"))
    assert len(FRESH.findall(other)) == 1
    assert "what came since your last visit, 09:00 on 26 November 2026" in other
    assert other.count("<span>Read</span>") == 1
    assert len(FRESH.findall(text_of(larch.get("/topics/fostering-kinship")))) == 1
    larch.send("/my", "/my-saved/marks", remember="no")
    assert "<span>Read</span>" not in text_of(larch.get("/"))
    assert list(db.copy_out("read_story")) == list(db.copy_out("remembered_reader")) == []


def test_a_busy_database_costs_only_the_marks(larch: Any, story: str, monkeypatch: Any) -> None:
    larch.send("/my", "/my-saved/marks", remember="yes")

    def busy(*_: Any) -> None:
        raise DatabaseBusy("another process is writing")

    monkeypatch.setattr("web.reading.marks.saved.visit", busy)
    monkeypatch.setattr("web.reading.marks.saved.note_read", busy)
    assert larch.get("/").status_code == 200
    assert larch.get(f"/stories/{story}").status_code == 200


def test_who_is_not_signed_in_costs_no_question_more(client: Any, story: str, monkeypatch: Any) -> None:
    for name in ("visits", "read_lately", "is_saved", "note_read"):
        monkeypatch.setattr(f"web.reading.marks.saved.{name}", lambda *_: pytest.fail("asked"))
    for path in ("/", f"/stories/{story}", "/topics/fostering-kinship"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("page", "kind", "slug", "name"),
    [
        ("/topics/fostering-kinship", "topic", "fostering-kinship", "Fostering &amp; kinship care"),
        ("/events/ncasc-2011", "event", "ncasc-2011", "NCAS 2011"),
    ],
)
def test_a_page_is_followed_from_itself(larch: Any, story: str, page: str, kind: str, slug: str, name: str) -> None:
    assert f'href="/follow/{kind}/{slug}"' in text_of(larch.get(page))
    path = f"/follow/{kind}/{slug}"
    larch.send(path, path, act="follow")
    shown = text_of(larch.get("/my-follows"))
    assert f">{name}</a>" in shown
    assert f"Because you follow {name}" in shown
    assert "You follow this." in text_of(larch.get(path))
    larch.send(path, path, act="stop")
    assert "You follow no page yet" in text_of(larch.get("/my-follows"))


def test_what_was_seen_is_no_longer_new(larch: Any, story: str, newsroom: Any, clock: Any) -> None:
    path = "/follow/topic/fostering-kinship"
    larch.send(path, path, act="follow")
    clock.now += timedelta(minutes=5)
    assert "I have seen these" in text_of(larch.get("/my-follows"))
    larch.send("/my-follows", "/my-follows/seen")
    assert "Nothing new." in text_of(larch.get("/my-follows"))
    newsroom.article("Later news", at=clock.now + timedelta(minutes=1))
    shown = text_of(larch.get("/my-follows"))
    fresh, _, older = shown.partition('id="older"')
    assert "Later news" in fresh
    assert "Carers get council tax relief" in older
    with_settings(larch, reading_most_follows=1)
    other = "/follow/topic/adoption"
    assert "You follow 1 pages already" in text_of(larch.send(other, other, act="follow"))


def test_news_that_found_no_room_is_told_with_a_way_to_it(larch: Any, newsroom: Any, clock: Any) -> None:
    for kind, slug in (("topic", "fostering-kinship"), ("topic", "adoption"), ("event", "ncasc-2011")):
        newsroom.article(f"News of {slug}", topics=(slug if kind == "topic" else "send",), event="ncasc-2011")
        larch.send(f"/follow/{kind}/{slug}", f"/follow/{kind}/{slug}", act="follow")
    for number in range(9):
        newsroom.article(f"News {number}", at=clock.now - timedelta(minutes=9 - number))
    assert "You find more on" not in text_of(larch.get("/my-follows")), "ten stand on the page"
    newsroom.article("The eleventh", at=clock.now - timedelta(days=2))
    (told,) = re.findall(r'<p class="note">Only the newest 10.*?</p>', text_of(larch.get("/my-follows")))
    assert 'on <a href="/topics/fostering-kinship">Fostering &amp; kinship care</a>.' in told
    clock.now += timedelta(minutes=1)
    larch.send("/my-follows", "/my-follows/seen")
    newsroom.now = clock.now = clock.now + timedelta(minutes=1)
    newsroom.article("News after that", at=clock.now)
    assert "You find more on" not in text_of(larch.get("/my-follows")), "what is beyond was there before"


def test_news_beyond_the_sixty_is_told_too(larch: Any, newsroom: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("db.follows.MOST_NEWS", 1)
    for hours, slug in enumerate(("adoption", "send"), 1):
        newsroom.article(f"News of {slug}", topics=(slug,), at=newsroom.now - timedelta(hours=hours))
        larch.send(f"/follow/topic/{slug}", f"/follow/topic/{slug}", act="follow")
    (told,) = re.findall(r'<p class="note">Only the newest 10.*?</p>', text_of(larch.get("/my-follows")))
    assert re.findall(r'href="([^"]+)"', told) == ["/topics/send"]


def test_what_came_while_a_page_was_read_stays_new(larch: Any, newsroom: Any, clock: Any, story: str) -> None:
    path = "/follow/topic/fostering-kinship"
    larch.send(path, path, act="follow")
    token = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text_of(larch.get("/my-follows"))))
    clock.now += timedelta(minutes=10)
    newsroom.article("News in between", at=clock.now - timedelta(minutes=5))
    larch.client.post("/my-follows/seen", data=token)
    fresh, _, older = text_of(larch.get("/my-follows")).partition('id="older"')
    assert "News in between" in fresh
    assert "Carers get council tax relief" in older
    larch.send("/my-follows", "/my-follows/seen")
    larch.client.post("/my-follows/seen", data=token)
    assert "Nothing new." in text_of(larch.get("/my-follows")), "an older page takes nothing back"
    for odd in ("yesterday", "2026-11-26", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"):
        assert larch.client.post("/my-follows/seen", data={**token, "at": odd}).status_code == 303


def test_what_is_collected_late_is_new(larch: Any, newsroom: Any, clock: Any, story: str) -> None:
    path = "/follow/topic/fostering-kinship"
    larch.send(path, path, act="follow")
    clock.now += timedelta(minutes=10)
    larch.send("/my-follows", "/my-follows/seen")
    newsroom.now = clock.now = clock.now + timedelta(minutes=10)
    newsroom.article("Published before, collected now", at=clock.now - timedelta(hours=3))
    assert "Published before, collected now" in text_of(larch.get("/my-follows")).partition('id="older"')[0]


def test_a_story_is_followed_by_its_number(larch: Any, story: str, db: Database) -> None:
    path = f"/follow/story/{story}"
    larch.send(path, path, act="follow")
    assert [row[2].isdecimal() for row in db.copy_out("page_follow")] == [True], "no headline is kept there"
    assert "Carers get council tax relief" in text_of(larch.get("/my-follows"))
    assert larch.get("/follow/story/none").status_code == 404
    assert larch.get("/follow/moon/x").status_code == 404


def private_address(somebody: Any) -> str:
    """Make a private address for a reader's feed and return it."""
    made = text_of(somebody.get(somebody.send("/my-follows", "/my-follows/feed", act="make").headers["Location"]))
    (address,) = re.findall(r"<code>https://thread\.example(/follows/[\w-]+\.atom)</code>", made)
    return str(address)


def test_a_private_feed_is_shown_once_and_ends_when_told(larch: Any, client: Any, story: str, person: Any) -> None:
    path = "/follow/topic/fostering-kinship"
    larch.send(path, path, act="follow")
    address = private_address(larch)
    feed = client.get(address)
    assert feed.headers["Cache-Control"] == "private, no-store"
    assert feed.headers["X-Robots-Tag"] == "noindex"
    assert "Carers get council tax relief" in text_of(feed)
    assert "Larch" not in text_of(feed)
    assert client.get(address.replace(".atom", ".json")).get_json()["items"]
    assert address not in text_of(larch.get("/my-follows"))
    assert client.get("/follows/guessed.atom").status_code == 404
    assert client.get(f"/follows/{'x' * 200}.atom").status_code == 404
    larch.send("/my-follows", "/my-follows/feed", act="end")
    assert client.get(address).status_code == 404


def test_a_reload_makes_no_new_address_and_shows_the_old_one_no_more(
    larch: Any, person: Any, client: Any, story: str, caplog: Any
) -> None:
    caplog.set_level("DEBUG")
    made = larch.send("/my-follows", "/my-follows/feed", act="make")
    assert (made.status_code, made.headers["Location"]) == (303, "/my-follows#feed")
    page = text_of(larch.get("/my-follows"))
    (address,) = re.findall(r"<code>https://thread\.example(/follows/[\w-]+\.atom)</code>", page)
    assert address not in caplog.text
    assert "<code>" not in text_of(larch.get("/my-follows")), "it is shown once"
    assert client.get(address).status_code == 200
    larch.send("/my-follows", "/my-follows/feed", act="make")
    oak = person("Oak")
    larch.client.set_cookie("__Host-ct_session", oak.client.get_cookie("__Host-ct_session").value, domain="localhost")
    assert "<code>" not in text_of(larch.get("/my-follows")), "not to who signs in next"


def test_followed_threads_stand_on_the_same_page(larch: Any, story: str) -> None:
    larch.send(f"/stories/{story}/follow", f"/stories/{story}/follow", mode="daily")
    assert f'href="/stories/{story}#thread"' in text_of(larch.get("/my-follows"))


def test_new_comments_of_followed_threads_are_counted_until_they_are_seen(
    larch: Any, person: Any, newsroom: Any, clock: Any, story: str
) -> None:
    oak = person("Oak").account
    newsroom.comment(story, oak, "Before it was followed.")
    larch.send(f"/stories/{story}/follow", f"/stories/{story}/follow", mode="daily")
    assert "new comment" not in text_of(larch.get("/my-follows"))
    clock.now += timedelta(minutes=10)
    newsroom.comment(story, oak, "Something new.", at=clock.now - timedelta(minutes=5))
    newsroom.comment(story, larch.account, "My own words.", at=clock.now - timedelta(minutes=5))
    assert "<strong>1 new comment</strong>" in text_of(larch.get("/my-follows"))
    larch.send("/my-follows", "/my-follows/seen")
    assert "new comment" not in text_of(larch.get("/my-follows"))


def test_the_private_feed_tells_of_followed_threads_without_words_or_names(
    larch: Any, client: Any, person: Any, newsroom: Any, clock: Any, story: str
) -> None:
    oak = person("Oak").account
    address = private_address(larch)
    newsroom.comment(story, oak, "Before it was followed.")
    larch.send(f"/stories/{story}/follow", f"/stories/{story}/follow", mode="off")
    larch.send(f"/stories/{story}/follow", f"/stories/{story}/follow", mode="daily")
    assert client.get(address.replace(".atom", ".json")).get_json()["items"] == [], "nothing new yet"
    clock.now += timedelta(minutes=10)
    newsroom.comment(story, larch.account, "My own words.", at=clock.now)
    newsroom.comment(story, oak, "Something new.", at=clock.now - timedelta(minutes=5))
    newest = newsroom.comment(story, oak, "Something newer.", at=clock.now - timedelta(minutes=2))
    atom = text_of(client.get(address))
    (entry,) = re.findall(r"<entry>.*?</entry>", atom, re.DOTALL)
    assert f"<id>https://thread.example/stories/{story}#thread</id>" in entry
    assert "<updated>2026-11-26T09:08:00.000Z</updated>" in entry
    assert "2 new comments since you followed this thread." in entry
    for told in ("Something", "Oak", "My own words", "Larch"):
        assert told not in atom
    posting.withdraw(newsroom.db, newest, oak, clock.now)
    assert "<updated>2026-11-26T09:05:00.000Z</updated>" in text_of(client.get(address))
    larch.send(f"/stories/{story}/follow", f"/stories/{story}/follow", mode="off")
    assert "<entry>" not in text_of(client.get(address))


def test_own_pages_are_nobody_elses(person: Any, larch: Any) -> None:
    for path in ("/my", "/my-saved", "/my-follows", "/follow/topic/adoption"):
        assert person().get(path).status_code == 302
        assert larch.get(path).headers["Cache-Control"] == "private, no-store"
