"""From what a mail says to its words: subject, plain text and HTML."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from functools import cache

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from db.rules.rights import cut
from db.settings import Settings
from db.stories import Card
from web.digests.issue import Issue
from web.notes import noted
from web.words import counted, day_and_weekday

SUBJECT_LIMIT = 78
HEADLINE_LIMIT = 200
LINK_LIMIT = 600
PREHEADER_LIMIT = 120
SIDES = {"for": "For", "against": "Against", "unsure": "Unsure", "": "Said by"}
GAPS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Content:
    """The words of a mail, with one word where each reader's own secret stands."""

    subject: str
    text: str
    html: str
    story_ids: tuple[int, ...]


def compose(settings: Settings, issue: Issue, secret: str, *, sample: bool) -> Content:
    """Return the words of what a mail says."""
    values = {
        "base": settings.base_url.rstrip("/"),
        "issue": issue,
        "period": issue.run.period,
        "day": day_and_weekday(issue.run.edition_date),
        "preheader": preheader(issue),
        "sample": sample,
        "secret": secret,
        "counted": counted,
        "sides": SIDES,
        "summary": (lambda story: story.standfirst) if issue.details else (lambda story: noted(story.standfirst)),
        "sender": settings.mail_from,
    }
    html = _environment().get_template(f"{issue.run.period}.html").render(values)
    return Content(
        subject=("[Sample] " if sample else "") + subject(issue),
        text=GAPS.sub("\n\n", _environment().get_template(f"{issue.run.period}.txt").render(values)),
        html=css_inline.inline(html, keep_style_tags=True),
        story_ids=issue.story_ids,
    )


def subject(issue: Issue) -> str:
    """Return the main thing."""
    return cut(issue.chosen[0].headline, SUBJECT_LIMIT)


def preheader(issue: Issue) -> str:
    """Return what a mail program shows beside the subject: the second and third thing."""
    more = "; ".join(story.headline for story in issue.chosen[1:3])
    return cut(more or noted(issue.chosen[0].standfirst), PREHEADER_LIMIT)


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
    env.filters["weekday"] = day_and_weekday
    return env


def link(story: Card, ours: str) -> str:
    """Return the address of a story's first article; our own page where it is too long for a line of mail."""
    usable = len(story.url) <= LINK_LIMIT and story.url.startswith(("http://", "https://"))
    return story.url if usable else ours


def wrapped(text: str, width: int = 76, indent: str = "") -> str:
    """Return text in lines of at most a width, as a plain mail reads best; further lines are indented."""
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False, subsequent_indent=indent)
    return "\n".join(lines)
