"""The parts of a mail beside its stories: conferences, debates, days ahead, corrections, voices, a review's lesson."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db import accounts, commitments, corrections, moderation
from db.editing import Editor
from db.engine import Database
from db.moderation import Moderator
from db.rules.choosing import Wanted
from db.rules.lessons import lesson
from db.settings import Settings
from db.types import DateAhead, SpokenQuote
from web.digests import sending
from web.digests.choices import Choice, read
from web.digests.previewing import Reader, preview

DAY = date(2026, 11, 26)
SENT = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 27)
CLOSED = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)


def said(db: Database, settings: Settings, period: Any, day: date, reader: Reader | None = None) -> str:
    found = preview(db, settings, period, day, CLOSED, reader or Reader())
    assert found is not None
    assert found.html.count("<h3") == found.html.count("</h3>")
    return found.text


def test_while_a_conference_is_on_its_stories_stand_together_in_the_daily(
    newsroom: Any, join: Any, mails: Any, db: Database, settings: Settings
) -> None:
    day, at = date(2010, 11, 4), datetime(2010, 11, 4, 5, tzinfo=UTC)
    newsroom.article("Minister speaks in Manchester", at=at, event="ncasc-2010")
    newsroom.article("Elsewhere", at=at)
    text = said(db, settings, "daily", day)
    assert "NCAS 2010, ON NOW\n\n- Minister speaks in Manchester" in text
    assert text.count("Minister speaks") == 1
    followed = said(db, settings, "daily", day, Reader(sample="conference"))
    assert "Minister speaks" in followed
    assert "Elsewhere" not in followed
    assert "ON NOW" not in said(db, settings, "weekly", date(2010, 11, 5))


def test_a_conference_that_comes_is_told_to_who_follows_it(newsroom: Any, db: Database, settings: Settings) -> None:
    newsroom.article("Before the conference", at=datetime(2010, 11, 1, 5, tzinfo=UTC), event="ncasc-2010")
    told = "Wednesday 3 November 2010: NCAS 2010 (Manchester; 3-5 November 2010)"
    assert told in said(db, settings, "daily", date(2010, 11, 1), Reader(sample="conference"))
    assert told in said(db, settings, "daily", date(2010, 11, 1))


def test_days_ahead_and_corrections_are_told_with_their_story(newsroom: Any, db: Database, settings: Settings) -> None:
    old = newsroom.slug(newsroom.article("Consultation on standards", at=SENT - timedelta(hours=30)))
    sending.send_edition(db, settings, "daily", date(2026, 11, 25), SENT - timedelta(days=1))
    newsroom.article("News of today", at=SENT - timedelta(hours=3), topics=("adoption",))
    with db.write():
        commitments.keep_found(
            db, 1, [], [DateAhead("consultation", date(2026, 11, 30), "It closes on 30 November.")], [], SENT
        )
    (ahead,) = commitments.dates_to_decide(db, DAY)
    commitments.decide_date(db, ahead.id, what="The consultation closes", day=ahead.day, confirmed=True, now=SENT)
    corrections.report(db, old, "The number of councils is wrong.", SENT - timedelta(hours=9))
    editor = Editor("Ed", "We said 3 councils; it is 4.", SENT - timedelta(hours=8))
    corrections.correct(db, 1, editor)
    text = said(db, settings, "daily", DAY)
    assert "DAYS AHEAD\n\n- Monday 30 November 2026: The consultation closes (Department for\n  Education)" in text
    assert "PUT RIGHT\n\n- Consultation on standards: We said 3 councils; it is 4." in text


def test_a_lively_debate_is_named_in_the_daily_without_anybodys_words(
    newsroom: Any, db: Database, settings: Settings
) -> None:
    story = newsroom.slug(newsroom.article("Carers get relief", at=SENT - timedelta(days=3)))
    newsroom.article("News of today", at=SENT - timedelta(hours=3))
    for name in ("Larch", "Rowan"):
        writer = accounts.add(db, address=f"{name}@example.org", handle=name, role="reader", now=SENT)
        newsroom.comment(story, writer, f"The words of {name}.", at=SENT - timedelta(days=2), quotable=True)
    text = said(db, settings, "daily", DAY)
    assert "A DEBATE WORTH JOINING\n\nCarers get relief\n\n2 new comments. Join the debate:" in text
    assert "words of" not in text
    with db.write():
        db.run("placements.hold_thread", story_id=1, reason="A case is live.")
    assert "DEBATE" not in said(db, settings, "daily", DAY)


@pytest.mark.parametrize("hours", [23, 25])
def test_a_comment_is_a_day_old_before_it_is_mailed(
    newsroom: Any, db: Database, settings: Settings, hours: int
) -> None:
    story = newsroom.slug(newsroom.article("Carers get relief", at=CLOSED - timedelta(days=3)))
    moderation.ask_question(db, story, "Is it enough?", Moderator("K"), CLOSED - timedelta(days=2))
    closes = CLOSED - timedelta(minutes=5)
    for name, stance in (("Larch", "for"), ("Rowan", "unsure")):
        writer = accounts.add(db, address=f"{name}@example.org", handle=name, role="reader", now=SENT)
        at = closes - timedelta(hours=hours)
        newsroom.comment(story, writer, f"The words of {name}.", at=at, stance=stance, quotable=True)
    assert ("The words of Rowan" in said(db, settings, "weekly", FRIDAY)) == (hours == 25)


def test_who_did_not_tick_the_box_is_not_quoted(newsroom: Any, db: Database, settings: Settings) -> None:
    story = newsroom.slug(newsroom.article("Carers get relief", at=CLOSED - timedelta(days=3)))
    moderation.ask_question(db, story, "Is it enough?", Moderator("K"), CLOSED - timedelta(days=3))
    for name, stance, ticked in (("Larch", "for", True), ("Rowan", "against", False), ("Elm", "unsure", True)):
        writer = accounts.add(db, address=f"{name}@example.org", handle=name, role="reader", now=SENT)
        at = CLOSED - timedelta(days=2)
        newsroom.comment(story, writer, f"The words of {name}.", at=at, stance=stance, quotable=ticked)
    text = said(db, settings, "weekly", FRIDAY)
    assert "For: Larch" in text
    assert "Unsure: Elm" in text
    assert "Rowan" not in text


def test_the_weekly_says_who_said_what_and_what_a_review_teaches(
    newsroom: Any, db: Database, settings: Settings
) -> None:
    at = CLOSED - timedelta(days=2)
    teaches = "The key learning is that every child should be seen alone and that what each said is written down."
    newsroom.article(
        "Review of services",
        at=at,
        topics=("case-reviews",),
        html=f"<p>Some words come first here.</p><p>{teaches}</p>",
    )
    words = SpokenQuote("Anna Example", "We judge this by what children tell us.", role="chief inspector")
    harm = SpokenQuote("Ben Sample", "The boy was beaten and starved.", role="officer")
    newsroom.article("Inspectors report", at=at, quotes=(words,))
    newsroom.article("A case", at=at, quotes=(harm,))
    text = said(db, settings, "weekly", FRIDAY)
    assert "WHO SAID WHAT\n\n“We judge this by what children tell us.”\nAnna Example, chief inspector" in text
    assert "beaten" not in text
    assert "WHAT A REVIEW TEACHES\n\n“The key learning is that every child" in text
    assert "WHO SAID WHAT" not in said(db, settings, "daily", date(2026, 11, 26))


def test_a_lesson_is_a_whole_sentence_that_says_what_to_learn() -> None:
    first = "Agencies should have shared what they knew before the summer of that year."
    second = "The lesson for practice is that a missed appointment is a question, not an answer."
    assert lesson(f"Too short. {first} {second}") == second
    assert lesson(f"Too short. {first}") == first
    assert lesson("Nothing at all is said here that anybody could take away from the reading of it.") is None


def test_a_choice_is_read_back_as_it_was_kept() -> None:
    choice = Choice(Wanted(("adoption",), ("Wales",), ("ncasc",)), True, True, (1, 2), date(2026, 11, 1))
    assert read(choice.key) == choice
    assert read(Choice().key) == Choice()
