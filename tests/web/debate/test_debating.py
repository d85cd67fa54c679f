"""Comments: held, shown, answered, withdrawn; the text is never lost and never posted twice."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest

from db import comments, moderation, posting, stories
from db.engine import Database, connect
from db.placements import stories_listing
from db.posting import Draft
from db.settings import Settings


def post(somebody, story: str, text: str = "A calm word.", **fields: object):  # type: ignore[no-untyped-def]
    return somebody.send(f"/stories/{story}/comment", f"/stories/{story}/comments", text=text, **fields)


def page_of(somebody, story: str) -> str:  # type: ignore[no-untyped-def]
    return somebody.get(f"/stories/{story}").get_data(as_text=True)


@pytest.fixture
def trusted(person, db, now):  # type: ignore[no-untyped-def]
    """A moderator: their comments appear at once."""
    return person("Elm", "moderator")


def test_first_comments_wait_and_the_author_sees_why(trusted, person, story, db) -> None:  # type: ignore[no-untyped-def]
    larch = person("Larch")
    answer = post(larch, story)
    assert answer.headers["Location"].startswith("/my-comments#comment-")
    mine = larch.get("/my-comments").get_data(as_text=True)
    assert "Waiting for a moderator" in mine
    assert "The first 3 comments of every account" in mine
    assert "0808 800 5000" in mine
    assert "A calm word." not in page_of(person(), story)


def test_after_three_published_comments_the_next_appears_at_once(trusted, person, story, db, now) -> None:  # type: ignore[no-untyped-def]
    larch = person("Larch")
    for _ in range(3):
        post(larch, story)
    for waiting in moderation.queue(db):
        moderation.decide(db, waiting.id, "publish", "", now, moderator="Hazel")
    assert "/stories/" in post(larch, story, "The fourth.").headers["Location"]
    assert "The fourth." in page_of(person(), story)


def test_an_answer_to_an_answer_stands_in_the_second_level(trusted, person, story) -> None:  # type: ignore[no-untyped-def]
    oak = person("Oak", "moderator")
    post(trusted, story, "First.")
    post(oak, story, "Second.", parent=1)
    post(trusted, story, "Third.", parent=2)
    page = page_of(person(), story)
    assert "in answer to Oak" in page
    assert page.count('<ol class="comments">') == 2
    assert "3 comments" in person().get("/topics/fostering-kinship").get_data(as_text=True)


def test_the_page_never_says_zero_comments_and_never_the_minute(trusted, person, story) -> None:  # type: ignore[no-untyped-def]
    assert "0 comment" not in page_of(person(), story)
    post(trusted, story)
    assert not re.search(r"Elm.{0,40}\d\d:\d\d", page_of(person(), story))


def test_a_form_sent_twice_posts_once(trusted, story, db) -> None:  # type: ignore[no-untyped-def]
    for _ in range(2):
        post(trusted, story, post_key="same")
    (one,) = stories_listing(db)
    assert one["comments"] == 1


def test_an_expired_session_keeps_the_text_in_the_form(trusted, person, story) -> None:  # type: ignore[no-untyped-def]
    trusted.client.delete_cookie("__Host-ct_session", domain="localhost")
    answer = trusted.send("/sign-in", f"/stories/{story}/comments", text="Long thought, not lost.")
    assert answer.status_code == 403
    assert "Long thought, not lost." in answer.get_data(as_text=True)


def test_a_page_older_than_its_session_gives_the_words_back(trusted: Any, story: str, db: Database) -> None:
    path = f"/stories/{story}/comments"
    old = trusted.client.post(path, data={"text": "Long thought, not lost.", "csrf_token": "old"})
    assert old.status_code == 400
    page = old.get_data(as_text=True)
    assert "This page waited a long time" in page
    assert "Long thought, not lost." in page
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert trusted.client.post(path, data={**again, "text": "Long thought, not lost."}).status_code == 303
    changed = {"text": "Thought again, not lost.", "csrf_token": "old"}
    old = trusted.client.post("/comments/1/change", data=changed)
    assert old.status_code == 400
    assert "Thought again, not lost." in old.get_data(as_text=True)
    assert "Long thought" in str(comments.by_id(db, 1).text)


def test_a_stale_form_for_what_is_not_there_says_so(trusted: Any, person: Any, story: str) -> None:
    post(trusted, story)
    for who, path in ((trusted, "/stories/none/comments"), (person(), "/comments/1/change")):
        answer = who.client.post(path, data={"text": "Lost elsewhere.", "csrf_token": "old"})
        assert answer.status_code == 400
        assert "This form is out of date" in answer.get_data(as_text=True)


@pytest.mark.parametrize(("text", "words"), [("  ", "Write something first"), ("x" * 5001, "5000 fit")])
def test_a_comment_that_cannot_be_taken_stays_in_the_form(trusted, story, text: str, words: str) -> None:  # type: ignore[no-untyped-def]
    answer = post(trusted, story, text)
    assert answer.status_code == 400
    assert words in answer.get_data(as_text=True)
    assert text.strip()[:100] in answer.get_data(as_text=True)


def test_a_lock_gives_503_with_the_text_and_the_retry_posts_once(trusted, story, database_url, db) -> None:  # type: ignore[no-untyped-def]
    form = trusted.get(f"/stories/{story}/comment").get_data(as_text=True)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    other = connect(database_url)
    with other.write():
        other.run("changes.note", key="lists", now=trusted.account.created_at)
        if other.dialect == "postgres":
            other.connection.execute("LOCK TABLE comment, rate_limit IN ACCESS EXCLUSIVE MODE")  # type: ignore[attr-defined]
        answer = trusted.client.post(f"/stories/{story}/comments", data={**fields, "text": "Patient words."})
    other.close()
    assert answer.status_code == 503
    assert "Patient words." in answer.get_data(as_text=True)
    retry = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.get_data(as_text=True)))
    assert retry["post_key"] == fields["post_key"]
    assert (
        trusted.client.post(f"/stories/{story}/comments", data={**retry, "text": "Patient words."}).status_code == 303
    )
    (one,) = stories_listing(db)
    assert one["comments"] == 1


def test_a_closed_thread_takes_nothing_and_says_why(trusted, person, story, db, now) -> None:  # type: ignore[no-untyped-def]
    moderation.close(db, story, "The debate has run its course.", now, moderator="Hazel")
    page = page_of(person(), story)
    assert "Comments are closed." in page
    assert "The debate has run its course." in page
    assert "26 November 2026" in page
    answer = trusted.send("/sign-in", f"/stories/{story}/comments", text="Too late.")
    assert answer.status_code == 409


def test_a_thread_says_from_the_start_when_it_closes(person, story) -> None:  # type: ignore[no-untyped-def]
    assert "Open until 24 February 2027." in page_of(person(), story)


def test_a_thread_closes_when_its_days_are_over(story, db, now, person) -> None:  # type: ignore[no-untyped-def]
    from datetime import timedelta

    assert moderation.close_due(db, now + timedelta(days=89)) == 0
    assert moderation.close_due(db, now + timedelta(days=91)) == 1
    assert "Threads close 90 days after" in page_of(person(), story)


def test_a_link_to_an_unknown_site_waits_and_is_not_live(trusted, story, person, db, now) -> None:  # type: ignore[no-untyped-def]
    post(trusted, story, "See [this](https://unknown.example/x) and https://www.gov.uk/law")
    (waiting,) = moderation.queue(db)
    assert "a site that we do not know" in (waiting.reason or "")
    moderation.decide(db, waiting.id, "publish", "", now, moderator="Hazel")
    assert "unknown.example" not in re.sub(r">[^<]*<", "><", page_of(person(), story))


def test_known_links_are_live_with_their_rel(trusted, story, person) -> None:  # type: ignore[no-untyped-def]
    post(trusted, story, f"See [the law](https://www.legislation.gov.uk/ukpga/1989/41) and [this](/stories/{story}).")
    page = page_of(person(), story)
    assert 'href="https://www.legislation.gov.uk/ukpga/1989/41" rel="nofollow ugc noopener"' in page


def test_an_author_withdraws_and_the_words_are_gone(trusted, story, person, db) -> None:  # type: ignore[no-untyped-def]
    post(trusted, story, "Words to take back.")
    trusted.send("/my-comments", "/comments/1/withdraw")
    page = page_of(person(), story)
    assert "Withdrawn by its author." in page
    assert "Words to take back." not in page
    assert all("Words to take back." not in str(row) for row in db.copy_out("comment"))


def test_nobody_withdraws_anothers_comment(trusted, person, story) -> None:  # type: ignore[no-untyped-def]
    post(trusted, story)
    assert person("Larch").send("/account", "/comments/1/withdraw").status_code == 404


@pytest.mark.parametrize("path", ["/comments/99/report", f"/comments/{2**63}/report", "/stories/x/comment?answer=99"])
def test_what_is_not_there_is_404(trusted, path: str) -> None:  # type: ignore[no-untyped-def]
    assert trusted.get(path).status_code == 404


def test_an_answer_to_a_comment_that_is_gone_is_refused(trusted, story, db, now) -> None:  # type: ignore[no-untyped-def]
    post(trusted, story)
    moderation.decide(db, 1, "hide", "Let us look.", now, moderator="Hazel")
    answer = trusted.send("/sign-in", f"/stories/{story}/comments", text="Long answer, not lost.", parent=1)
    assert answer.status_code in (400, 404)
    form = answer.get_data(as_text=True)
    assert "Long answer, not lost." in form
    assert "post it as one of its own" in form
    assert 'name="parent"' not in form


def test_twenty_posters_at_once_lose_nothing(newsroom, story, db, database_url, now) -> None:  # type: ignore[no-untyped-def]
    from db import accounts

    people = [
        accounts.add(
            db,
            address=f"p{n}@example.org",
            handle=f"Poster {'abcdefghjkmnopqruvwxyz'[n] * 3}",
            role="moderator",
            now=now,
        )
        for n in range(20)
    ]

    def write(author) -> None:  # type: ignore[no-untyped-def]
        own = connect(database_url, busy_seconds=20)
        posting.add(
            own,
            stories.by_slug(own, story),
            author,
            Draft("Me too.", author.handle),
            posting.house(Settings(), "x"),
            now,
        )
        own.close()

    threads = [threading.Thread(target=write, args=(author,)) for author in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (one,) = stories_listing(db)
    assert one["comments"] == 20
