"""Trails are found in the archive; the daily look joins what is certain and proposes the rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from crawler.editing import understand
from crawler.jobs import look_anew
from crawler.proposing import look
from crawler.trails import link_new
from crawler.understanding.vocabulary import vocabulary
from db import articles, editing, moderation, proposals, stories, trails
from db.articles import Draft
from db.editing import Editor
from db.engine import Database
from db.seeding import plant
from db.settings import Settings
from db.sources import everything

INQUIRY = (
    "Inquiry into deaths at Marlow House begins",
    "Judge Rosalind Achebe has opened the inquiry into the deaths of two children in care at Marlow House. She will hear "
    "from the families, from social workers and from the council that ran the home. The safeguarding partnership will "
    "give evidence too.",
)
REPORT = (
    "Marlow House inquiry finds warnings were missed",
    "Warnings about Marlow House were missed for four years, the inquiry of Judge Rosalind Achebe has found. The council "
    "that ran the home did not listen to children in care or to social workers, her report says.",
)
BOARD = (
    "Wexmoor board publishes safeguarding review",
    "The safeguarding children board in Wexmoor has published a serious case review. It finds that agencies did not share "
    "what they knew about children in care.",
)
DAY = timedelta(days=1)


@pytest.fixture
def keep(db: Database, now: datetime) -> Any:
    """Store an article of an outlet."""
    plant(db)
    outlets = {source.slug: source.id for source in everything(db)}
    count = 0

    def store(words: tuple[str, str], at: datetime, outlet: str = "dfe") -> None:
        nonlocal count
        count += 1
        draft = Draft(
            outlets[outlet], f"https://o.example/{count}", f"o.example/{count}", None, words[0], None, None, at, "feed",
            None, words[1], "", words[1], (), None, False, f"hash {count}",
        )  # fmt: skip
        articles.store(db, draft, now)

    return store


def headlines(db: Database) -> dict[str, int]:
    return {card.headline: card.id for card in stories.newest(db)}


def test_a_follow_up_months_later_stands_on_the_trail(keep: Any, db: Database, now: datetime) -> None:
    keep(INQUIRY, now - 150 * DAY)
    keep(BOARD, now - 140 * DAY)
    keep(REPORT, now - DAY)
    understand(db, vocabulary(), now)
    found = headlines(db)
    assert len(found) == 3
    (step,) = trails.around(db, found[REPORT[0]]).earlier
    assert step.id == found[INQUIRY[0]]
    assert "marlow" in step.because
    assert "5 months apart" in step.because
    assert link_new(db, now) == 0


def test_boilerplate_of_another_board_is_on_no_trail(keep: Any, db: Database, now: datetime) -> None:
    keep(BOARD, now - 150 * DAY)
    keep((BOARD[0].replace("Wexmoor", "Dunfold"), BOARD[1].replace("Wexmoor", "Dunfold")), now - DAY)
    understand(db, vocabulary(), now)
    assert len(headlines(db)) == 2
    assert all(not trails.around(db, story).earlier for story in headlines(db).values())


def part(db: Database, now: datetime) -> tuple[int, int]:
    """Part the two reports of one story, as if each had come when the other was not there, with no editor in it."""
    understand(db, vocabulary(), now)
    (card,) = stories.newest(db)
    one = editing.members(db, card.id)[1]
    new = editing.split(db, card.slug, [one.id], Editor("test", "For the test.", now))
    for statement in ("DELETE FROM story_apart", "UPDATE article SET placed_by_editor = 0"):
        with db.write():
            db.connection.execute(statement)  # type: ignore[attr-defined]
    return card.id, new.id


def test_what_is_certainly_one_story_is_joined_and_logged(keep: Any, db: Database, now: datetime) -> None:
    keep(INQUIRY, now - 2 * DAY)
    keep(INQUIRY, now - 2 * DAY, "ofsted")
    first, _ = part(db, now)
    done = look(db, now)
    assert (done.joined, done.merges) == (1, 0)
    assert [card.id for card in stories.newest(db)] == [first]
    assert "Certainly one story" in moderation.decisions(db)[0].reason


def test_what_readers_debate_is_only_proposed(keep: Any, db: Database, now: datetime, settings: Settings) -> None:
    keep(INQUIRY, now - 2 * DAY)
    keep(INQUIRY, now - 2 * DAY, "ofsted")
    first, second = part(db, now)
    editing.pin(db, stories.newest(db)[0].slug, Editor("Hazel", "It matters.", now))
    look_anew(db, settings, now)
    assert look(db, now).merges == 0
    (waiting,) = proposals.waiting(db)
    assert {waiting.story_id, waiting.other_id} == {first, second}
    proposals.refuse(db, waiting.id, now)
    assert look(db, now) == look(db, now + DAY)
    assert len(stories.newest(db)) == 2


def test_what_an_editor_parted_is_not_proposed_to_be_joined(keep: Any, db: Database, now: datetime) -> None:
    keep(INQUIRY, now - 2 * DAY)
    keep(INQUIRY, now - 2 * DAY, "ofsted")
    understand(db, vocabulary(), now)
    (card,) = stories.newest(db)
    editing.split(db, card.slug, [editing.members(db, card.id)[1].id], Editor("Hazel", "Two votes.", now))
    assert look(db, now).merges == 0
    assert proposals.waiting(db) == []


def test_a_stray_article_is_proposed_to_leave(keep: Any, db: Database, now: datetime) -> None:
    keep(INQUIRY, now - 2 * DAY)
    keep(INQUIRY, now - 2 * DAY, "ofsted")
    keep(REPORT, now - 2 * DAY)
    keep(BOARD, now - 2 * DAY)
    understand(db, vocabulary(), now)
    found = headlines(db)
    board, inquiry = found[BOARD[0]], max(stories.newest(db), key=lambda card: card.article_count)
    editing.move(db, editing.members(db, board)[0].id, inquiry.slug, Editor("Hazel", "Together.", now))
    with db.write():
        db.connection.execute("UPDATE article SET placed_by_editor = 0")  # type: ignore[attr-defined]
    assert look(db, now).splits == 1
    (waiting,) = proposals.waiting(db)
    assert waiting.kind == "split"
    assert len(waiting.article_ids) == 1


def test_what_an_editor_put_into_a_story_is_ours_whatever_the_rules_say(keep: Any, db: Database, now: datetime) -> None:
    keep(INQUIRY, now - 2 * DAY)
    keep(("Greyhounds wanted", "A kennels seeks people who foster greyhounds until a family adopts the dogs."), now)
    keep(BOARD, now)
    understand(db, vocabulary(), now)
    story = headlines(db)[INQUIRY[0]]
    (stray,) = (one for one in articles.listing(db) if one["title"] == "Greyhounds wanted")
    assert stray["story"] is None
    with db.write():
        number = int(str(stray["url"]).rpartition("/")[2])
        db.run("editing.move_article", article_id=number, into_id=story, because="an editor decided: it is theirs")
    understand(db, vocabulary(), now, again=True)
    assert {one.title for one in editing.members(db, story)} == {INQUIRY[0], "Greyhounds wanted"}


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, secret_key="t" * 40)
