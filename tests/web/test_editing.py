"""The editors' pages: only for them, each decision with a reason, addresses that never break."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest

from db import editing, proposals, stories, trails


@pytest.fixture
def hazel(person: Any) -> Any:
    return person("Hazel", "moderator")


@pytest.fixture
def pair(newsroom: Any) -> tuple[str, str]:
    """Return the addresses of two stories, the first with two articles."""
    first = newsroom.article("Carers get council tax relief")
    newsroom.article("Panel warns of bruises", story=first, source="ofsted")
    return newsroom.slug(first), newsroom.slug(newsroom.article("Relief for carers"))


def decide(somebody: Any, slug: str, action: str, reason: str = "One vote.", **fields: object) -> Any:
    return somebody.send(
        f"/editing/stories/{slug}", f"/editing/stories/{slug}", **{"action": action, "reason": reason, **fields}
    )


def test_only_editors_see_the_pages(person: Any, pair: tuple[str, str]) -> None:
    larch = person("Larch")
    for path in ("/editing", f"/editing/stories/{pair[0]}", f"/editing/stories/{pair[0]}/restore"):
        assert person().get(path).status_code == 302
        assert larch.get(path).status_code == 404
    assert "Edit this story" not in person().get(f"/stories/{pair[0]}").get_data(as_text=True)
    assert person().send("/", f"/editing/stories/{pair[0]}", action="pin", reason="x").status_code in (302, 400)


def test_the_pages_are_valid_and_hold_every_decision(hazel: Any, pair: tuple[str, str]) -> None:
    page = hazel.get(f"/editing/stories/{pair[0]}").get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(page)
    for action in ("rename", "retopic", "pin", "split", "move", "merge", "link", "unlink", "retire"):
        assert f'name="action" value="{action}"' in page
    assert f"/editing/stories/{pair[0]}" in hazel.get(f"/stories/{pair[0]}").get_data(as_text=True)


def test_a_merge_redirects_the_old_address_for_ever(hazel: Any, person: Any, pair: tuple[str, str], db: Any) -> None:
    reader = person()
    first, second = pair
    assert reader.get(f"/stories/{second}").status_code == 200
    other = f"https://thread.example/stories/{first}/"
    answer = decide(hazel, second, "merge", other=other)
    assert (answer.status_code, answer.location) == (303, f"/stories/{first}")
    moved = reader.get(f"/stories/{second}")
    assert (moved.status_code, moved.location) == (301, f"/stories/{first}")
    assert stories.by_slug(db, first).article_count == 3
    log = reader.get("/moderation/log").get_data(as_text=True)
    assert "made two stories one" in log
    assert "One vote." in log
    assert "Hazel" not in log


def test_a_comment_written_while_stories_merge_finds_its_story(hazel: Any, pair: tuple[str, str], db: Any) -> None:
    first, second = pair
    hazel.get(f"/stories/{second}/comment")
    decide(hazel, second, "merge", other=first)
    sent = hazel.send(f"/stories/{first}/comment", f"/stories/{second}/comments", text="A calm word.")
    assert sent.status_code in (200, 302, 303)
    assert stories.by_slug(db, first).comment_count == 1


def test_articles_leave_and_move(hazel: Any, pair: tuple[str, str], db: Any) -> None:
    first, second = pair
    stray = editing.members(db, stories.by_slug(db, first).id)[1].id
    answer = decide(hazel, first, "split", article=[str(stray)])
    new = answer.location.rpartition("/")[2]
    assert stories.by_slug(db, new).headline == "Panel warns of bruises"
    assert decide(hazel, first, "move", article=[], other=second).status_code == 409
    answer = decide(hazel, new, "move", article=[str(stray)], other=second)
    assert answer.location == f"/stories/{second}"
    refused = decide(hazel, first, "move", article=[str(stray)], other=second)
    assert refused.status_code == 409
    assert "another story already" in refused.get_data(as_text=True)


def test_headline_topics_and_pin(hazel: Any, person: Any, pair: tuple[str, str]) -> None:
    slug = pair[0]
    decide(hazel, slug, "rename", headline="A calmer headline")
    decide(hazel, slug, "retopic", topic=["adoption"])
    decide(hazel, slug, "pin")
    page = person().get(f"/stories/{slug}").get_data(as_text=True)
    assert "A calmer headline</h1>" in page
    assert "Headline: our editors" in page
    assert "/topics/adoption" in page
    assert "Take the pin off" in hazel.get(f"/editing/stories/{slug}").get_data(as_text=True)
    assert decide(hazel, slug, "unpin").status_code == 303


@pytest.mark.parametrize(
    ("action", "fields", "words"),
    [
        ("pin", {"reason": ""}, "Give a reason"),
        ("merge", {"other": "no-such-story"}, "no such story"),
        ("merge", {"other": ""}, "no such story"),
        ("retopic", {"topic": ["x", "y"]}, "no topic"),
        ("split", {"article": ["99999999999999999999", "x"]}, "leave at least one"),
    ],
)
def test_what_cannot_be_done_is_said(
    action: str, fields: dict[str, object], words: str, hazel: Any, pair: tuple[str, str]
) -> None:
    answer = decide(hazel, pair[0], action, **fields)
    assert answer.status_code == 409
    assert words in answer.get_data(as_text=True)


def test_an_unknown_action_is_refused(hazel: Any, pair: tuple[str, str]) -> None:
    assert decide(hazel, pair[0], "explode").status_code == 400
    assert hazel.send("/editing", "/editing/proposals/1", action="explode").status_code == 400


def test_a_retired_story_says_why_and_can_come_back(hazel: Any, person: Any, pair: tuple[str, str]) -> None:
    slug, reader = pair[0], person()
    assert reader.get(f"/stories/{slug}").status_code == 200
    decide(hazel, slug, "retire", reason="It could identify a child.")
    gone = reader.get(f"/stories/{slug}")
    assert gone.status_code == 410
    assert "It could identify a child." in gone.get_data(as_text=True)
    assert slug not in reader.get("/").get_data(as_text=True)
    page = f"/editing/stories/{slug}/restore"
    back = hazel.send(page, f"/editing/stories/{slug}", action="restore", reason="It names nobody.")
    assert back.status_code == 303
    assert reader.get(f"/stories/{slug}").status_code == 200
    again = hazel.send(page, f"/editing/stories/{slug}", action="restore", reason="Twice.")
    assert again.status_code == 409


def test_proposals_are_accepted_or_left(hazel: Any, pair: tuple[str, str], db: Any, now: Any) -> None:
    assert "Nothing is proposed" in hazel.get("/editing").get_data(as_text=True)
    one, other = (stories.by_slug(db, slug) for slug in pair)
    number = proposals.propose_merge(db, one.id, other.id, "shares carers", 0.4, now)
    stray = editing.members(db, one.id)[1].id
    split = proposals.propose_split(db, one.id, [stray], "stands apart", now)
    page = hazel.get("/editing").get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(page)
    assert "Why: shares carers" in page
    assert "Panel warns of bruises" in page
    refused = hazel.send("/editing", f"/editing/proposals/{number}", action="accept", reason="")
    assert refused.status_code == 409
    assert hazel.send("/editing", f"/editing/proposals/{number}", action="refuse").status_code == 303
    assert hazel.send("/editing", f"/editing/proposals/{number}", action="refuse").status_code == 409
    done = hazel.send("/editing", f"/editing/proposals/{split}", action="accept", reason="Two news.")
    assert done.status_code == 303
    assert "Panel warns" in hazel.get(done.location).get_data(as_text=True)


def test_a_trail_stands_on_the_page(hazel: Any, person: Any, pair: tuple[str, str], db: Any) -> None:
    decide(hazel, pair[0], "link", other=pair[1])
    assert "Before and after" in person().get(f"/stories/{pair[0]}").get_data(as_text=True)
    assert "Relief for carers" in hazel.get(f"/editing/stories/{pair[0]}").get_data(as_text=True)
    decide(hazel, pair[0], "unlink", other=pair[1])
    assert trails.around(db, stories.by_slug(db, pair[0]).id).earlier == []
    assert "Before and after" not in person().get(f"/stories/{pair[0]}").get_data(as_text=True)
