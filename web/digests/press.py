"""The press of a run: each different content is composed once, and each reader's own is left to the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from db import digests, follows, outbox, stories
from db.digests import Run, Selection
from db.engine import Database
from db.outbox import Marks
from db.rules.messages import build, sender
from db.seeding import is_sample
from db.settings import Settings
from db.stories import Card
from web.digests import material
from web.digests.choices import Choice
from web.digests.composing import Content, compose
from web.digests.issue import Issue, Material, issue

OWN_LINK = "your-own-link"


@dataclass(frozen=True, slots=True)
class Printed:
    """What a mail says, and the complete message with marks where each reader's own goes."""

    issue: Issue
    content: Content
    message: str


@dataclass(slots=True)
class Press:
    """Composes the mails of a run."""

    db: Database
    settings: Settings
    material: Material
    sample: bool
    marks: Marks = field(default_factory=Marks)
    _made: dict[Choice, Printed | None] = field(default_factory=dict)
    _kept: dict[Choice, tuple[int, int]] = field(default_factory=dict)

    @property
    def run(self) -> Run:
        """Return the run whose mails these are."""
        return self.material.run

    def printed(self, choice: Choice) -> Printed | None:
        """Return the mail for everybody who chose the same, None where it would be empty."""
        if choice not in self._made:
            self._made[choice] = self._print(choice)
        return self._made[choice]

    def content(self, choice: Choice) -> Content | None:
        """Return the words of a mail as they can be shown to somebody whose mail it is not."""
        found = self.printed(choice)
        if found is None:
            return None
        text, html = (part.replace(self.marks.secret, OWN_LINK) for part in (found.content.text, found.content.html))
        return replace(found.content, text=text, html=html)

    def keep(self, choice: Choice) -> tuple[int, int]:
        """Keep a printed mail in the transaction of its first readers; return its selection and its body, by id."""
        if choice not in self._kept:
            kept = self.note(choice)
            body = outbox.keep_body(self.db, kept.body_key, self._sure(choice).message, self.marks, self.run.closes_at)
            self._kept[choice] = kept.id, body
        return self._kept[choice]

    def note(self, choice: Choice) -> Selection:
        """Note which stories a printed mail brings, and which it speaks of."""
        found = self._sure(choice)
        return digests.keep_selection(
            self.db, self.run.id, choice.key, found.content.subject, found.issue.story_ids, found.issue.mentioned
        )

    def _sure(self, choice: Choice) -> Printed:
        found = self.printed(choice)
        assert found is not None
        return found

    def _print(self, choice: Choice) -> Printed | None:
        away = material.missed(self.db, choice.away_since, self.run) if choice.away_since else []
        said = issue(self.material, choice, away)
        if said is None:
            return None
        content = compose(self.settings, said, self.marks.secret, sample=self.sample)
        return Printed(said, content, self._message(content))

    def _message(self, content: Content) -> str:
        period, base = self.run.period, self.settings.base_url.rstrip("/")
        own, secret = sender(self.settings)[1], self.marks.secret
        return build(
            self.settings,
            address=self.marks.address,
            subject=content.subject,
            text=content.text,
            html=content.html,
            message_id=f"<{self.marks.ident}>",
            now=self.run.closes_at,
            headers={
                "List-Id": f"Common Thread {period} <{period}.{own.rpartition('@')[2]}>",
                "List-Unsubscribe": f"<{base}/unsubscribe/{secret}/{period}>,"
                f" <mailto:{own}?subject=unsubscribe%20{period}%20{secret}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Precedence": "bulk",
            },
        )


def news_of(made: Press, account_id: int) -> list[int]:
    """Return the stories of a run that are new on the pages that an account follows."""
    ours = {card.id for card in made.material.cards}
    found = follows.news(made.db, follows.of_account(made.db, account_id))
    return [one.card.id for one in found if one.card.id in ours]


def press(db: Database, settings: Settings, run: Run) -> Press:
    """Return the press of a run that was opened."""
    return of_cards(db, settings, run, stories.of_run(db, run.id))


def of_cards(db: Database, settings: Settings, run: Run, cards: Sequence[Card]) -> Press:
    """Return the press of a run with stories chosen for it."""
    return Press(db, settings, material.gather(db, run, cards), is_sample(db))
