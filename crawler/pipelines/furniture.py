"""Furniture lines: first heard, then cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from crawler.items import Article
from crawler.pipelines.counting import Counting, Counts
from db.rules.html import text_of_clean
from db.seeds import load_sources

_BLOCK = re.compile(r"<(p|li|h[2-4]|blockquote)\b[^>]*>.*?</\1>", re.DOTALL | re.IGNORECASE)


class Furniture(Counting):
    """Cut what stands around an article, and keep what it says: series, debate, digest, closed."""

    def __init__(self, counts: Counts, rules: Mapping[str, tuple[str, ...]] | None = None) -> None:
        super().__init__(counts)
        self._rules = rules or {source.slug: source.furniture for source in load_sources()}

    def tidy(self, item: Article) -> Article:
        """Return the article without furniture lines."""
        from crawler.parsing.furniture import strip  # only here: a quiet round needs no patterns

        kept, harvest = strip(item.text.splitlines(), self._rules.get(item.source, ()))
        if not harvest.lines:
            return item
        self.counts.inc_value("clean/furniture", len(harvest.lines))
        return replace(
            item,
            text="\n".join(kept),
            html=without_lines(item.html, harvest.lines),
            furniture=tuple(dict.fromkeys((*item.furniture, *harvest.lines))),
            series_hint=item.series_hint or harvest.series,
            debate_closed=item.debate_closed or harvest.comments_closed,
            wall=item.wall or harvest.wall,
        )


def without_lines(html: str, lines: Iterable[str]) -> str:
    """Return clean HTML without the blocks whose text is one of some lines."""
    gone = {" ".join(line.split()) for line in lines}
    return _BLOCK.sub(lambda block: "" if " ".join(text_of_clean(block[0]).split()) in gone else block[0], html)
