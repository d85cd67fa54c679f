"""The team brief that lives in its address, and what a browser may keep for reading offline."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from db import articles, changes, corrections, editing, outbox, saved
from db.engine import Database
from db.stories import by_slug


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def brief(newsroom: Any, count: int = 3) -> str:
    slugs = [newsroom.slug(newsroom.article(f"News number {n}", source="cafcass")) for n in range(count)]
    return "/brief?day=2026-11-26&" + "&".join(f"story={slug}&line=Line {n}" for n, slug in enumerate(slugs))


def order(answer: Any) -> list[tuple[str, str]]:
    asked = parse_qsl(urlsplit(answer.headers["Location"]).query, keep_blank_values=True)
    chosen = [value for name, value in asked if name in ("story", "line")]
    return list(zip(chosen[::2], chosen[1::2], strict=True))


def test_stories_are_put_in_order_with_their_lines(newsroom: Any, client: Any) -> None:
    path = brief(newsroom)
    zero, one, two = (f"news-number-{n}" for n in range(3))
    page = text_of(client.get(path))
    assert "<strong>Line 1</strong>" in page
    for move, wanted in {
        "up-2": [(zero, "Line 0"), (two, "Line 2"), (one, "Line 1")],
        "down-0": [(one, "Line 1"), (zero, "Line 0"), (two, "Line 2")],
        "drop-1": [(zero, "Line 0"), (two, "Line 2")],
        "up-0": [(zero, "Line 0"), (one, "Line 1"), (two, "Line 2")],
        "down-2": [(zero, "Line 0"), (one, "Line 1"), (two, "Line 2")],
        "drop-9": [(zero, "Line 0"), (one, "Line 1"), (two, "Line 2")],
    }.items():
        answer = client.get(f"{path}&move={move}")
        assert answer.status_code == 302
        assert order(answer) == wanted, move
    assert client.get(f"{path}&move=sideways-1").status_code == 200


def test_more_stories_are_picked_beside_those_that_are_there(
    newsroom: Any, client: Any, larch: Any, db: Database, now: Any
) -> None:
    path = brief(newsroom)
    shown = text_of(client.get(path))
    form = shown[shown.index('id="change"') : shown.index('id="out"')]
    assert '<button class="quiet" name="pick" value="1">' in form, "beside the lines, so that what was typed goes along"
    more = f"{path}&pick=1"
    kept = newsroom.slug(newsroom.article("An older one", at=now.replace(month=10)))
    newsroom.article("Another of the day")
    saved.save(db, larch.account.id, kept, 10, now)
    page = text_of(larch.get(more))
    assert page.count('name="line" value="Line 1"') == 2, "it stays in both forms"
    assert 'type="checkbox" name="story" value="another-of-the-day"' in page
    assert f'type="checkbox" name="story" value="{kept}"' in page
    assert 'type="checkbox" name="story" value="news-number-1"' not in page
    assert kept not in text_of(client.get(more))


def test_a_brief_of_fewer_than_three_stories_says_so(newsroom: Any, client: Any) -> None:
    slugs = [newsroom.slug(newsroom.article(f"News {letter}")) for letter in "abc"]
    two, three = (f"/brief?{'&'.join(f'story={slug}' for slug in slugs[:count])}" for count in (2, 3))
    assert "three to seven stories. This one has 2 stories: <a" in text_of(client.get(two))
    assert "This one has" not in text_of(client.get(three))


def test_a_line_is_text_and_has_an_end(newsroom: Any, client: Any) -> None:
    slug = newsroom.slug(newsroom.article("News"))
    page = text_of(client.get("/brief", query_string={"story": slug, "line": "<script>x</script>" + "y" * 300}))
    assert "<script>x" not in page
    assert "y" * 182 in page
    assert "y" * 183 not in page


def test_an_operator_can_switch_lines_off(newsroom: Any, client: Any) -> None:
    path = brief(newsroom)
    assert "Lines in bold are by whoever made this brief" in text_of(client.get(path))
    was, clock = client.application.extensions["commonthread"]
    client.application.extensions["commonthread"] = (replace(was, debate_off="lines"), clock)
    page = text_of(client.get(path + "&again"))
    assert "Line 1" not in page
    assert "Lines in bold" not in page
    assert "Your line for" not in page


def token_of(page: str) -> str:
    """Return the token that goes with the one button that mails."""
    (token,) = re.findall(r'<button[^>]* formmethod="post" name="csrf_token" value="([^"]+)"', page)
    return str(token)


def test_a_brief_is_mailed_to_oneself_once(newsroom: Any, larch: Any, person: Any, db: Database, now: Any) -> None:
    path = brief(newsroom)
    assert "Sign in in another window" in text_of(person().get(path))
    fields = {
        "day": "2026-11-26", "story": ["news-number-0", "news-number-1"], "line": ["For Monday", ""],
        "address": "stranger@example.org",
    }  # fmt: skip
    for _ in range(2):
        token = token_of(text_of(larch.get(path)))
        answer = larch.client.post("/brief/mail", data={**fields, "csrf_token": token})
        assert "csrf" not in answer.headers["Location"]
        assert "On its way to your own address" in text_of(larch.get(answer.headers["Location"]))
    (mail,) = outbox.claim(db, "test", now, now, 10)
    assert mail.address == "larch@example.org"
    assert mail.subject == "Team brief, Thursday 26 November 2026"
    assert "1. News number 0\n   For Monday" in mail.message.replace("\r", "")
    assert "The whole text" not in mail.message, "display rights hold in the mail too"
    assert larch.client.post("/brief/mail", data={"csrf_token": token}).status_code == 303
    assert outbox.claim(db, "test", now, now, 10) == []


def test_a_brief_that_could_not_be_mailed_keeps_its_lines(
    newsroom: Any, larch: Any, person: Any, db: Database, now: Any
) -> None:
    brief(newsroom)
    fields = {"day": "2026-11-26", "story": ["news-number-0"], "line": ["For Monday"]}
    old = larch.client.post("/brief/mail", data={**fields, "csrf_token": "old"})
    away = person().send("/sign-in", "/brief/mail", **fields)
    for answer, somebody in ((old, larch), (away, person())):
        assert order(answer) == [("news-number-0", "For Monday")]
        page = text_of(somebody.get(answer.headers["Location"]))
        assert "It was not mailed" in page
        assert ("once more" in page) == (somebody is larch)
        assert "On its way" not in page
    assert outbox.claim(db, "test", now, now, 10) == []


def test_the_edition_for_offline_names_public_pages_and_the_newest_removal(
    newsroom: Any, client: Any, larch: Any, db: Database, now: Any
) -> None:
    assert client.get("/offline/edition.json").get_json()["pages"] == ["/", "/offline"]
    slug = newsroom.slug(newsroom.article("News"))
    newsroom.article("Old news", at=now.replace(month=10))
    told = larch.get("/offline/edition.json").get_json()
    assert told["pages"] == ["/", "/offline", f"/stories/{slug}"]
    for address in (*told["pages"], *told["assets"]):
        assert client.get(address).status_code == 200
    changes.story_changed(db, by_slug(db, slug).id, now, removed=True)
    assert larch.get("/offline/edition.json").get_json()["removed"] > told["removed"]


def test_what_an_outlet_withdrew_or_we_put_right_is_told_to_browsers(
    newsroom: Any, larch: Any, db: Database, now: Any
) -> None:
    story = newsroom.slug(newsroom.article("News"))
    newsroom.article("Other news")

    def told() -> tuple[int, int]:
        found = larch.get("/offline/edition.json").get_json()
        return found["removed"], found["corrected"]

    removed, corrected = told()
    for number, decide in enumerate((corrections.leave, corrections.correct), 1):
        corrections.report(db, story, "The name of the council is wrong.", now)
        decide(db, number, editing.Editor("Hazel", "The name was another.", now))
        assert (told()[1] > corrected) == (decide is corrections.correct)
    assert told()[0] == removed
    assert articles.withdraw(db, "outlet.example/2", now)
    assert told()[0] > removed


def test_the_privacy_page_tells_of_drafts_and_of_what_signing_in_deletes(client: Any) -> None:
    page = text_of(client.get("/privacy"))
    for told in (
        "<dt>draft-…</dt>",
        "<dt>draft-reader</dt>",
        "A week after you typed it",
        "so does anybody’s signing in",
    ):
        assert told in page, told


def test_the_worker_is_allowed_by_the_sites_own_policy(client: Any) -> None:
    answer = client.get("/offline.worker.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    assert 'credentials: "omit"' in text_of(answer)
    assert "data-offline hidden" in text_of(client.get("/choices")), "without script there is no button"
