"""A small newsroom for tests: sources, articles and stories put in through the doors of db."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from db import accounts, articles, indexing, placements, posting, stories
from db.accounts import Account
from db.articles import Draft, Unread
from db.engine import Database
from db.rules.opening import opening
from db.seeding import plant
from db.settings import Settings
from db.sources import everything
from db.types import Annotation, Mention, Risk, SpokenQuote


@dataclass
class Newsroom:
    """Puts articles straight into stories, as understanding would."""

    db: Database
    now: datetime
    _count: int = 0
    sources: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        plant(self.db)
        self.sources = {source.slug: source.id for source in everything(self.db)}

    def article(
        self,
        title: str,
        *,
        source: str = "dfe",
        at: datetime | None = None,
        story: int | None = None,
        topics: tuple[str, ...] = ("fostering-kinship",),
        summary: str = "A summary.",
        html: str = "<p>The whole text.</p>",
        quotes: tuple[SpokenQuote, ...] = (),
        people: tuple[Mention, ...] = (),
        event: str | None = None,
        risk: Risk = "policy",
        in_domain: bool = True,
        author: str | None = None,
        form: str | None = None,
    ) -> int:
        """Store and place an article and return its story's id (0 where it is not ours)."""
        self._count += 1
        at = at or self.now - timedelta(hours=1)
        url = f"https://outlet.example/{self._count}"
        draft = Draft(
            self.sources[source], url, f"outlet.example/{self._count}", None, title, author, form, at, "feed", None, summary,
            html, "The whole text about children in care.", (), None, False, f"hash {self._count}",
        )  # fmt: skip
        assert articles.store(self.db, draft, self.now) == "new"
        (unread,) = articles.not_understood(self.db, 0, 10)
        found = Annotation(in_domain, "England", topics if in_domain else (), event, people, (), quotes, risk, ("why",))
        return self._place(unread, found, story)

    def _place(self, unread: Unread, found: Annotation, story: int | None) -> int:
        with self.db.write():
            if not found.in_domain:
                articles.annotate(self.db, unread.id, found, None, None, self.now)
                return 0
            if story is None:
                thread = opening(
                    risk=found.risk, link_only=False, closed_at_source=False, published=unread.listed_at, now=self.now, days=90
                )  # fmt: skip
                story = placements.open_story(self.db, unread.title, unread.listed_at, "England", found.risk, thread)
            articles.annotate(self.db, unread.id, found, story, "test", self.now)
            indexing.index(self.db, unread.id, unread.title, unread.text)
            placements.renew(self.db, story, self.now)
        return story

    def comment(
        self,
        slug: str,
        author: Account,
        text: str,
        parent: int | None = None,
        at: datetime | None = None,
        first: int = 0,
        stance: str = "",
        quotable: bool = False,
    ) -> int:
        """Post a comment while a moderator is about, and return its id."""
        accounts.add(self.db, address="keeper@example.org", handle="Keeper", role="moderator", now=at or self.now)
        rules = replace(posting.house(Settings(), "thread.example"), held_first=first)
        story = stories.by_slug(self.db, slug)
        self._count += 1
        draft = posting.Draft(text, f"key {self._count}", parent, stance, quotable)
        return posting.add(self.db, story, author, draft, rules, at or self.now).id

    def slug(self, story: int) -> str:
        """Return the slug of a story."""
        return next(str(one["slug"]) for one in placements.stories_listing(self.db) if one["story"] == story)

    def store_again(self, url: str) -> str:
        """Store an article under an address that is taken, as a second process would."""
        draft = Draft(
            self.sources["dfe"], url, url.removeprefix("https://"), None, "Again", None, None, None, None, None, "", "",
            "", (), None, False, "another hash",
        )  # fmt: skip
        return articles.store(self.db, draft, self.now)

    def leave(self, story: int) -> None:
        """Understand the articles of a story anew, as none of ours."""
        articles.forget_understanding(self.db)
        nothing = Annotation(False, "unknown", (), None, (), (), (), "policy", ("not ours",))
        for unread in articles.not_understood(self.db, 0, 100):
            articles.annotate(self.db, unread.id, nothing, None, None, self.now)
        placements.renew(self.db, story, self.now)
