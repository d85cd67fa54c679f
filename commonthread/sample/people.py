"""Invented readers, commenters and what they write under the sample stories."""

from __future__ import annotations

from dataclasses import dataclass

from db.rules.editions import Period


@dataclass(frozen=True, slots=True)
class SampleComment:
    """A comment under the story with a headline that begins so; `answers` names an earlier comment's key."""

    key: str
    headline: str
    handle: str
    text: str
    answers: str | None = None
    held: bool = False


MODERATOR = ("moderator@example.org", "Hazel")
ACCOUNTS = {"Larch": "larch@example.org", "Rowan Tree": "rowan@example.org", "Night Shift": "night@example.org"}
SUBSCRIBERS: tuple[tuple[str, tuple[Period, ...], tuple[str, ...]], ...] = (
    ("whole@example.org", ("daily", "weekly"), ()),
    ("reviews@example.org", ("daily",), ("case-reviews", "child-protection")),
    ("fostering@example.org", ("weekly",), ("fostering-kinship", "children-in-care", "adoption")),
)
COMMENTS = (
    SampleComment(
        "card",
        "Bruising in babies",
        "Larch",
        "One card with a number on it does more than a manual. Ours hangs beside the kettle, and people read it there.",
    ),
    SampleComment(
        "who",
        "Bruising in babies",
        "Night Shift",
        "Good, but who calls at half past five on a Friday? The rule needs a name for every hour of the week.",
        answers="card",
    ),
    SampleComment(
        "rota",
        "Bruising in babies",
        "Larch",
        "True. We wrote the out-of-hours team into it after asking that very question.",
        answers="who",
    ),
    SampleComment(
        "health",
        "Bruising in babies",
        "Rowan Tree",
        "I would like to see what the review says about being believed. Health visitors often *do* raise it. "
        "The report is on [GOV.UK](https://www.gov.uk/search/policy-papers-and-consultations) I think.",
    ),
    SampleComment(
        "vacancies",
        "Agency social worker rules",
        "Night Shift",
        "The cap moved money, not people. What keeps me is a manager who knows my cases.",
    ),
    SampleComment(
        "kinship",
        "Kinship carers in ten areas",
        "Rowan Tree",
        "At last. The question will be what happens when the two years are over.",
        held=True,
    ),
)
