"""Reads what the mails of an edition may say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from db import events, mailable, stories, topics
from db.digests import Run
from db.engine import Database
from db.rules.editions import LONDON, Window
from db.rules.html import plain_text
from db.rules.lessons import lesson
from db.rules.ranking import ranked
from db.stories import Card
from web.digests.issue import Discussion, Lesson, Material, Said

DEBATED_FOR = timedelta(days=4)  # a comment is mailed a day after it was published, so this is three days of debate
LOOK_BACK = timedelta(days=3)
AHEAD = {"daily": timedelta(days=7), "weekly": timedelta(days=14)}
REVIEWS, LISTENED = "case-reviews", 40
LONGEST_AWAY = timedelta(days=60)


def choose(db: Database, edition: Window) -> list[Card]:
    """Return the stories of an edition and those its forerunners missed, what matters most first."""
    late = stories.found_late(db, edition.period, edition.opens - LOOK_BACK, edition.opens)
    return ranked([*stories.in_span(db, edition.opens, edition.closes), *late])


def gather(db: Database, run: Run, cards: Sequence[Card]) -> Material:
    """Return what the mails of a run may say; of the debate only what may be mailed when it closes."""
    day, until = run.edition_date, run.edition_date + AHEAD[run.period]
    debates = [_discussion(db, run, one) for one in mailable.debates(db, _debated_since(run), run.closes_at)]
    weekly = run.period == "weekly"
    about = {card.id: mailable.about(db, card.id) for card in cards}
    lessons = _lessons(db, [card for card in cards if REVIEWS in about[card.id].topics]) if weekly else []
    said = _said(db, cards[:LISTENED]) if weekly else []
    days = mailable.days(db, day, until)
    corrections = mailable.corrections(db, run.opens_at, run.closes_at)
    about |= {one.story_id: mailable.about(db, one.story_id) for part in (debates, days, corrections) for one in part}
    return Material(
        run=run,
        cards=cards,
        about=about,
        names={topic.id: topic.name for topic in topics.everything(db)},
        on_now=events.on(db, day) if run.period == "daily" else (),
        debates=debates,
        said=said,
        lessons=lessons,
        days=days,
        events=events.ahead(db, day, until),
        corrections=corrections,
    )


def missed(db: Database, since: date, run: Run) -> list[Card]:
    """Return what mattered most between the day a reader paused and the edition that finds them back."""
    start = max(datetime.combine(since, time(), LONDON), run.opens_at - LONGEST_AWAY)
    return ranked(stories.in_span(db, start, run.opens_at))


def _debated_since(run: Run) -> datetime:
    return run.opens_at if run.period == "weekly" else run.closes_at - DEBATED_FOR


def _discussion(db: Database, run: Run, debate: mailable.Debate) -> Discussion:
    weekly = run.period == "weekly"
    voices = mailable.balanced(mailable.voices(db, debate.story_id, run.closes_at)) if weekly else []
    return Discussion(debate, tuple(voices))


def _said(db: Database, cards: Iterable[Card]) -> list[Said]:
    """Return one voice a story and one story a voice, what matters most first."""
    found: dict[str, Said] = {}
    for card in cards:
        heard = next(
            (one for one in stories.quotes(db, card.id) if one.certain and one.speaker_slug not in found), None
        )
        if heard is not None:
            found[heard.speaker_slug] = Said(card, heard)
    return list(found.values())


def _lessons(db: Database, cards: Iterable[Card]) -> list[Lesson]:
    """Return what is to be learnt from reviews, as far as a text may be shown in full."""
    open_texts = (
        (card, report) for card in cards for report in stories.coverage(db, card.id) if report.display == "full"
    )
    told = ((card, report, lesson(plain_text(report.raw_html))) for card, report in open_texts)
    return [Lesson(card, report, words) for card, report, words in told if words]
