"""What stands in a mail, composed once for each different content."""

from __future__ import annotations

import secrets
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from db.digests import Run
from db.rules.rights import cut
from db.settings import Settings
from db.stories import Card
from web.notes import noted
from web.words import counted, day_and_weekday

LEADS = 7
SUBJECT_LIMIT = 78
HEADLINE_LIMIT = 200
LINK_LIMIT = 600


def _mark() -> str:
    return secrets.token_hex(12)


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands where two mails of the same content differ.

    Each is one word, so that no line is cut inside it, and nobody can guess it: a headline or a link of an outlet
    that contained a known mark would be given the reader's secret.
    """

    secret: str = field(default_factory=_mark)
    address: str = field(default_factory=lambda: f"{_mark()}@reader.invalid")
    ident: str = field(default_factory=lambda: f"{_mark()}@ident.invalid")


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail says, but for whom it is."""

    subject: str
    text: str
    html: str
    story_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Stories under a topic, each under its best one."""

    title: str
    stories: list[Card]


def select(
    stories: Sequence[Card], topics: Mapping[int, Sequence[str]], wanted: Sequence[str], before: set[int]
) -> list[Card]:
    """Return the stories for somebody's topics (none: the whole picture), without those they had before."""
    fresh = [story for story in stories if story.id not in before]
    if not wanted:
        return fresh
    return [story for story in fresh if set(topics.get(story.id, ())) & set(wanted)]


def subject(stories: Sequence[Card]) -> str:
    """Return the main thing, and how many more there are."""
    more = f", and {len(stories) - 1} more" if len(stories) > 1 else ""
    return cut(stories[0].headline, SUBJECT_LIMIT - len(more)) + more


def compose(
    settings: Settings,
    run: Run,
    stories: Sequence[Card],
    topics: Mapping[int, Sequence[str]],
    names: Mapping[str, str],
    marks: Marks,
    sample: bool,
    *,
    details: bool = False,
) -> Content:
    """Return the mail for a selection of stories: at most seven lead, the rest by topic, one line each."""
    values = {
        "base": settings.base_url.rstrip("/"),
        "run": run,
        "period": run.period,
        "day": day_and_weekday(run.edition_date),
        "title": f"Common Thread {run.period}",
        "preheader": preheader(stories),
        "leads": stories[:LEADS],
        "sections": sections(stories[LEADS:], topics, names),
        "quiet": not any(story.matters for story in stories),
        "sample": sample,
        "secret": marks.secret,
        "counted": counted,
        "summary": (lambda story: story.standfirst) if details else (lambda story: noted(story.standfirst)),
        "sender": settings.mail_from,
    }
    html = _environment().get_template("digest.html").render(values)
    return Content(
        subject=("[Sample] " if sample else "") + subject(stories),
        text=_environment().get_template("digest.txt").render(values),
        html=css_inline.inline(html, keep_style_tags=True),
        story_ids=tuple(story.id for story in stories),
    )


def preheader(stories: Sequence[Card]) -> str:
    """Return what a mail program shows beside the subject: the second and third thing."""
    return cut("; ".join(story.headline for story in stories[1:3]) or noted(stories[0].standfirst), 120)


def sections(stories: Sequence[Card], topics: Mapping[int, Sequence[str]], names: Mapping[str, str]) -> list[Section]:
    """Return stories under their main topic, in the order of the topics."""
    found = {topic: [s for s in stories if (topics.get(s.id) or ("",))[0] == topic] for topic in names}
    rest = [s for s in stories if (topics.get(s.id) or ("",))[0] not in names]
    groups = [Section(names[topic], group) for topic, group in found.items() if group]
    return [*groups, Section("Also", rest)] if rest else groups


@cache
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("web.digests", "letters"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters["wrapped"] = wrapped
    env.filters["cut"] = lambda text: cut(text, HEADLINE_LIMIT)
    env.filters["link"] = link
    return env


def link(story: Card, ours: str) -> str:
    """Return the address of a story's first article; our own page where it is too long for a line of mail."""
    usable = len(story.url) <= LINK_LIMIT and story.url.startswith(("http://", "https://"))
    return story.url if usable else ours


def wrapped(text: str, width: int = 76) -> str:
    """Return text in lines of at most a width, as a plain mail reads best."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))
