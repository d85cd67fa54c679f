"""The pages of stories."""

from __future__ import annotations

from calendar import Calendar
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from flask import Blueprint, Response, abort, redirect, render_template
from werkzeug.wrappers import Response as Answer

from db import comments, commitments, corrections, events, people, stories, topics, trails
from db.engine import Database
from db.rules.glossing import Glossary, Use, gloss_html, gloss_text
from db.rules.html import plain_text
from db.rules.ranking import ranked
from db.rules.reading import minutes_to_read
from db.seeds import GlossaryTerm, load_ambiguous_forms, load_glossary
from db.stories import Card, Name, Report, Story, Version
from db.topics import Topic
from web.config import absolute, now
from web.database import database
from web.feeds import FORMS, comments_feed, feed
from web.paging import PAGE, next_place, place_asked
from web.pictures import Moment, timeline
from web.stories.threads import debate, thread_html
from web.words import LONDON, london_day

bp = Blueprint("stories", __name__, template_folder="templates")
LEADS = 7
MOST_MOMENTS = 40
NATIONS = {
    "england": "England",
    "wales": "Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
    "uk": "UK",
}
ENOUGH, DAYS_BEFORE = 8, 5


@dataclass(frozen=True, slots=True)
class Edition:
    """The stories of a day, what matters most first, the rest by topic."""

    day: date
    leads: list[Card]
    by_topic: list[tuple[Topic, list[Card]]]
    earlier: date | None
    later: date | None

    @property
    def count(self) -> int:
        """Return how many stories it has."""
        return len(self.leads) + sum(len(cards) for _, cards in self.by_topic)

    @property
    def quiet(self) -> bool:
        """Whether nothing important happened: no story has two outlets or is an official document."""
        return not any(card.matters for card in self.leads)


@bp.get("/")
def front() -> str:
    """Show today's edition; a day without any news shows the last one that has some."""
    today = now().astimezone(LONDON).date()
    db = database()
    edition = _edition(db, today)
    last = stories.last_before(db, london_day(today)[1])
    if not edition.leads and last is not None:
        edition = _edition(db, last.astimezone(LONDON).date())
    recent = _recent(db, edition)
    return render_template(
        "stories/edition.html",
        edition=edition,
        recent=recent,
        earlier=(recent[-1] if recent else edition).earlier,
        is_front=True,
        is_today=edition.day == today,
        debated=stories.debated(db),
        events=events.told(db, 4),
        on_now=events.on(db, today),
        nations=NATIONS,
    )


@bp.get("/editions")
def this_month() -> Answer:
    """Send a reader to the calendar of this month."""
    return redirect(f"/editions/{now().astimezone(LONDON):%Y-%m}", 302)


@bp.get("/editions/<int(fixed_digits=4):year>-<int(fixed_digits=2):month>")
def month(year: int, month: int) -> str:
    """Show a month as a calendar: each day with how many stories began on it."""
    if not (1990 <= year <= 2200 and 1 <= month <= 12):
        abort(404)
    db = database()
    start = london_day(date(year, month, 1))[0]
    before = london_day(date(year + month // 12, month % 12 + 1, 1))[0]
    counts = Counter(moment.astimezone(LONDON).date() for moment in stories.began(db, start, before))
    earlier, later = stories.last_before(db, start), stories.first_from(db, before)
    return render_template(
        "stories/month.html",
        first=date(year, month, 1),
        weeks=Calendar().monthdatescalendar(year, month),
        counts=counts,
        earlier=earlier.astimezone(LONDON).date() if earlier else None,
        later=later.astimezone(LONDON).date() if later else None,
    )


@bp.get("/editions/<day>")
def edition(day: str) -> str:
    """Show the edition of a day."""
    try:
        when = date.fromisoformat(day)
    except ValueError:
        abort(404)
    if len(day) != 10 or not 1990 <= when.year <= 2200:
        abort(404)
    found = _edition(database(), when)
    return render_template(
        "stories/edition.html",
        edition=found,
        recent=[],
        earlier=found.earlier,
        is_front=False,
        debated=[],
        events=[],
        on_now=events.on(database(), when),
        nations={},
    )


@bp.get("/stories")
def every() -> Response:
    """Send a reader of all stories to the front page."""
    return redirect("/", 302)  # type: ignore[return-value]  # werkzeug's response is Flask's too


@bp.get(f"/stories.{FORMS}")
def every_feed(form: str) -> Response:
    """Give the newest stories as a feed."""
    return feed(form, "All stories", "/stories", stories.newest(database()))


@bp.get("/nations/<nation>")
def of_nation(nation: str) -> str:
    """Show the newest stories of a nation."""
    name = nation_name(nation)
    cards = stories.by_nation(database(), name, place_asked(), PAGE)
    return render_template(
        "stories/nation.html", nation=name, slug=nation, nations=NATIONS, cards=cards, more=next_place(cards)
    )


@bp.get(f"/nations/<nation>.{FORMS}")
def nation_feed(nation: str, form: str) -> Response:
    """Give the newest stories of a nation as a feed."""
    name = nation_name(nation)
    return feed(form, name, f"/nations/{nation}", stories.by_nation(database(), name))


def nation_name(nation: str) -> str:
    """Return the name of a nation by the word of its address; another word is answered by 404."""
    if nation not in NATIONS:
        abort(404)
    return NATIONS[nation]


@bp.get("/s/<int(max=9223372036854775807):story_id>")
def short(story_id: int) -> Answer:
    """Send the reader of a short address to its story."""
    return redirect(f"/stories/{stories.address(database(), story_id)}", 301)


@bp.get(f"/stories/<slug>.{FORMS}")
def thread_feed(slug: str, form: str) -> Response:
    """Give the published comments on a story as a feed, newest first."""
    story = stories.by_slug(database(), slug)
    return comments_feed(form, story, comments.newest_published(database(), story.id))


@bp.get("/stories/<slug>")
def show(slug: str) -> str | Answer:
    """Show a story: credit and outbound link first, what each outlet says, who said what, its thread."""
    db = database()
    story = stories.by_slug(db, slug)
    if story.slug != slug:
        return redirect(f"/stories/{story.slug}", 301)
    coverage = stories.coverage(db, story.id)
    named = stories.named(db, story.id)
    lead = next((one for one in coverage if one.id == story.headline_article_id), coverage[0])
    versions = stories.versions_of(db, story.id)
    words, body = explained(story, lead, [topic.slug for topic in named["topic"]])
    return render_template(
        "stories/show.html",
        story=story,
        lead=lead,
        body=body,
        words=words,
        coverage=originals(coverage),
        document=source_document(coverage, lead),
        lead_minutes=minutes_to_read(lead.words),
        line=timeline(moments(coverage, versions)),
        short=absolute(f"/s/{story.id}"),
        corrected=corrections.of_story(db, story.id) if story.corrected else [],
        copies={one.id: [other for other in coverage if other.copy_of == one.id] for one in coverage},
        versions=versions,
        quotes=stories.quotes(db, story.id),
        people=people_then(db, named["person"], story.first_at),
        bodies=named["body"],
        topics=named["topic"],
        event=events.edition(db, story.event_key) if story.event_key else None,
        thread=thread_html(db, story),
        debate=debate(story),
        duties=commitments.duties_of(db, story.id) if story.names_duties else [],
        promised=commitments.of_story(db, story.id) if story.promises else [],
        day=now().astimezone(LONDON).date(),
        trail=trails.around(db, story.id),
    )


@cache
def terms() -> tuple[tuple[GlossaryTerm, ...], frozenset[str]]:
    """Return the terms of the glossary, and the letters that mean several things."""
    return load_glossary(), load_ambiguous_forms()


def explained(story: Story, lead: Report, topic_ids: Sequence[str]) -> tuple[list[Use], str]:
    """Return the words of the sector that a story's page uses, and its body with their first uses linked."""
    shown = lead.shown
    known, ambiguous = terms()
    text = plain_text(f"{story.headline}\n{shown.html or shown.summary}")
    glossary = Glossary(known, story.nation, topic_ids, text, ambiguous)
    body = gloss_html(shown.html, glossary)
    gloss_text([story.headline, shown.summary], glossary)
    return list(glossary.uses.values()), body


def source_document(coverage: Sequence[Report], lead: Report) -> Report | None:
    """Return the official document that a story is about, None where it leads anyway or there is none."""
    found = next((one for one in coverage if one.form in stories.OFFICIAL), None)
    return found if found is not None and found.id != lead.id else None


def moments(coverage: Sequence[Report], versions: Mapping[int, Sequence[Version]]) -> list[Moment]:
    """Return when each outlet reported a story, and when one changed its headline."""
    first = [Moment(one.listed_at, one.outlet) for one in coverage]
    changed = [
        Moment(version.seen_at, f"{one.outlet}: headline changed", is_change=True)
        for one in coverage
        for version in versions.get(one.id, ())
        if version.changed == "headline"
    ]
    return [*first, *changed][:MOST_MOMENTS]


def originals(coverage: Sequence[Report]) -> list[Report]:
    """Return what outlets wrote themselves, and copies of what is no longer there."""
    there = {one.id for one in coverage}
    return [one for one in coverage if one.copy_of not in there]


def people_then(db: Database, names: Sequence[Name], when: datetime) -> list[tuple[Name, str | None]]:
    """Return the people of a story, each with the office held on its day."""
    held = people.offices_on(db, [name.slug for name in names], when.date())
    return [(name, f"{office.office}, {office.years}" if (office := held.get(name.slug)) else None) for name in names]


def _recent(db: Database, edition: Edition) -> list[Edition]:
    """Return the days before a short edition, until the front page has enough to read; none before a full one."""
    found: list[Edition] = []
    count, day = edition.count, edition.earlier
    while day is not None and count < ENOUGH and len(found) < DAYS_BEFORE:
        found.append(_edition(db, day))
        count, day = count + found[-1].count, found[-1].earlier
    return found


def _edition(db: Database, day: date) -> Edition:
    start, before = london_day(day)
    cards = stories.in_span(db, start, before)
    order = ranked(cards)
    leads, rest = order[:LEADS], order[LEADS:]
    earlier, later = stories.last_before(db, start), stories.first_from(db, before)
    return Edition(
        day=day,
        leads=leads,
        by_topic=_by_topic(db, rest, start, before),
        earlier=earlier.astimezone(LONDON).date() if earlier else None,
        later=later.astimezone(LONDON).date() if later else None,
    )


def _by_topic(db: Database, cards: Sequence[Card], start: datetime, before: datetime) -> list[tuple[Topic, list[Card]]]:
    main = stories.main_topics(db, start, before)
    grouped = ((topic, [card for card in cards if main.get(card.id) == topic.id]) for topic in topics.everything(db))
    return [(topic, found) for topic, found in grouped if found]
