"""Each mail in a real browser: as wide as its window, light and dark, without anything from elsewhere, no barrier."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db.engine import Database
from db.settings import Settings
from db.types import SpokenQuote
from web.digests.previewing import Reader, preview

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
FRIDAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)
LONG = "Averyveryverylongwordwithoutanyplacetobreakit" * 2


@pytest.fixture
def edition(newsroom: Any) -> Any:
    """Nine stories with long words, a quote and a lesson."""
    words = SpokenQuote("Anna Example", "We judge this by what children tell us.", role="chief inspector")
    lesson = "<p>The key learning is that each child should be seen alone and what they said written down.</p>"
    for number in range(9):
        newsroom.article(
            f"{LONG if number == 0 else 'A headline'} {number}", at=NOW - timedelta(hours=11 + number),
            summary=f"{LONG} and more." if number == 1 else "A summary.", quotes=(words,) if number == 2 else (),
            topics=("case-reviews",) if number == 3 else ("adoption",), html=lesson if number == 3 else "<p>Text.</p>",
        )  # fmt: skip
    return newsroom


@pytest.mark.parametrize("period", ["daily", "weekly"])
def test_a_mail_fits_every_window_and_asks_nobody_for_anything(
    edition: Any, browser: Any, db: Database, settings: Settings, period: Any
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for sample in ("whole-picture", "manager-headlines"):
        found = preview(db, settings, period, FRIDAY, NOW, Reader(sample=sample))
        if found is None:
            continue
        for width, scheme in ((360, "light"), (360, "dark"), (700, "light"), (700, "dark")):
            page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.set_content(found.html)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (sample, width)
            assert page.evaluate("document.querySelector('.hidden').offsetHeight") == 0
            broken = (
                Axe()
                .run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
                .response["violations"]
            )
            assert [(one["id"], one["nodes"][0]["html"]) for one in broken] == [], (sample, width, scheme)
            assert asked == []
            page.close()
