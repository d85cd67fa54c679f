"""`articles` and `stories`: what is stored, as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import click

from commonthread.database import opened
from db.settings import from_environment


@click.command()
@click.option("--source", metavar="SLUG", help="Only the articles of this source.")
def articles(source: str | None) -> None:
    """List what is stored, one article a line, whether ours or not.

    {source, url, guid, title, published, updated, author, html, summary, text, in_domain, story, topics, event}
    """
    from db.articles import listing

    with opened(from_environment()) as database:
        _say(listing(database, source))


@click.command()
def stories() -> None:
    """List the stories with their articles and the state of their thread, one a line.

    {story, slug, headline, articles, topics, event, comments, thread, thread_reason, thread_closed_at}
    """
    from db.placements import stories_listing

    with opened(from_environment()) as database:
        _say(stories_listing(database))


def _say(rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False))
