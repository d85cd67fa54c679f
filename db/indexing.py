"""The search index is made from the articles, and can be made again."""

from __future__ import annotations

from db.engine import Database


def refill_search(db: Database) -> None:
    """Make the search index anew from the articles that stand in stories."""
    with db.write():
        db.run("search.clear")
        db.run("search.refill")


def index(db: Database, article_id: int, title: str, text: str, *, fresh: bool = False) -> None:
    """Let search find an article by its newest words; by no older ones unless it is fresh."""
    with db.write():
        if not fresh:
            db.run("placements.unindex_article", article_id=article_id)
        db.run("placements.index_article", article_id=article_id, title=title, text=text)


def unindex(db: Database, article_id: int) -> None:
    """Let search forget an article."""
    with db.write():
        db.run("placements.unindex_article", article_id=article_id)
