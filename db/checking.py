"""Whether what is stored agrees with itself."""

from __future__ import annotations

from dataclasses import dataclass

from db.engine import Database

RULES = (
    ("checks.stories_without_articles", "shown stories have articles"),
    ("checks.wrong_article_counts", "stories count their articles rightly"),
    ("checks.wrong_comment_counts", "stories count their published comments rightly"),
    ("checks.placed_out_of_domain", "no story holds an article that is out of domain"),
    ("checks.placed_nowhere", "each understood article of ours has a story"),
    ("checks.missing_in_search", "search knows each article that is shown"),
    ("checks.surplus_in_search", "search knows no article that is not shown"),
    ("checks.answers_without_root", "each answer stands under a comment of its own story"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what is wrong with it in words."""

    what: str
    ok: bool
    words: str = ""


def check(db: Database) -> list[Finding]:
    """Return what was checked, the wrong ones with their number."""
    broken = db.integrity()
    engine = Finding("the stored data is whole", not broken, "; ".join(broken[:5]))
    counted = [(what, int(db.value(statement) or 0)) for statement, what in RULES]
    return [engine] + [Finding(what, count == 0, f"{count} rows" if count else "") for what, count in counted]
