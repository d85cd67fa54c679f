"""Whether what is stored agrees with itself, and how what does not is mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.changes import story_changed
from db.engine import Database
from db.indexing import refill_search, unindex
from db.placements import renew

Ids = Sequence[int]
Repair = Callable[[Database, Ids, datetime], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what is wrong with it in words."""

    what: str
    ok: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that must hold: the statement that finds the rows where it does not, and what mends them."""

    statement: str
    what: str
    repair: Repair


@dataclass(frozen=True, slots=True)
class _Row:
    id: int


def _each(*statements: str, key: str = "id") -> Repair:
    """Return a repair that runs statements for each row."""

    def repair(db: Database, ids: Ids, now: datetime) -> None:
        for one in ids:
            for statement in statements:
                db.run(statement, **{key: one})

    return repair


def _renew(db: Database, ids: Ids, now: datetime) -> None:
    for one in ids:
        renew(db, one, now)


def _recount(db: Database, ids: Ids, now: datetime) -> None:
    for one in ids:
        db.run("comments.recount", story_id=one)
        story_changed(db, one, now, removed=True)


def _refill(db: Database, ids: Ids, now: datetime) -> None:
    refill_search(db)


def _unindex(db: Database, ids: Ids, now: datetime) -> None:
    for one in ids:
        unindex(db, one)


# In the order in which they are mended: an article leaves its story before that counts anew.
RULES = (
    Rule("checks.placed_out_of_domain", "no story holds an article that is out of domain", _each("checks.unplace")),
    Rule("checks.of_no_story", "each article's story exists", _each("checks.understand_anew")),
    Rule("checks.placed_nowhere", "each understood article of ours has a story", _each("checks.understand_anew")),
    Rule("checks.wrong_article_counts", "stories count their articles and outlets rightly", _renew),
    Rule("checks.stories_without_articles", "shown stories have articles", _renew),
    Rule(
        "checks.answers_without_root",
        "each answer stands under a comment of its own story",
        _each("checks.stand_alone"),
    ),
    Rule("checks.wrong_comment_counts", "stories count their published comments rightly", _recount),
    Rule(
        "checks.wrong_account_counts",
        "accounts count their published comments rightly",
        _each("comments.recount_account", key="account_id"),
    ),
    Rule("checks.missing_in_search", "search knows each article that is shown", _refill),
    Rule("checks.surplus_in_search", "search knows no article that is not shown", _unindex),
    Rule(
        "checks.comments_surplus_in_search",
        "search knows no comment that is not published",
        _each("checks.unindex_comment"),
    ),
    Rule(
        "checks.comments_missing_in_search",
        "search knows each published comment",
        _each("checks.index_comment"),
    ),
)


def check(db: Database) -> list[Finding]:
    """Return what was checked, the wrong ones with how much is wrong."""
    return [_engine(db), *(_finding(rule, _wrong(db, rule)) for rule in RULES)]


def repair(db: Database, now: datetime) -> list[Finding]:
    """Mend what can be mended, each rule in its own transaction, and return what was wrong."""
    with db.write():
        mended = db.mend()
    found = [Finding("the stored data is whole", not mended, "; ".join(mended[:5]))]
    for rule in RULES:
        with db.write():
            wrong = _wrong(db, rule)
            if wrong:
                rule.repair(db, wrong, now)
        found.append(_finding(rule, wrong))
    return found


def _wrong(db: Database, rule: Rule) -> list[int]:
    return [row.id for row in db.all(_Row, rule.statement)]


def _finding(rule: Rule, wrong: Ids) -> Finding:
    return Finding(rule.what, not wrong, f"{len(wrong)} rows" if wrong else "")


def _engine(db: Database) -> Finding:
    broken = db.integrity()
    return Finding("the stored data is whole", not broken, "; ".join(broken[:5]))
