"""What pipelines drop or correct, and count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from scrapy.exceptions import DropItem

from crawler.items import Article
from crawler.pipelines.canonical_url import CanonicalUrl
from crawler.pipelines.clean import Clean
from crawler.pipelines.counting import Tally
from db.clock import utc_now


@pytest.mark.parametrize("url", ["javascript:alert(1)", "mailto:a@example.org", "https://a.example/" + "x" * 5000])
def test_what_has_no_web_address_is_dropped_and_counted(url: str) -> None:
    tally = Tally()
    with pytest.raises(DropItem, match="no web address"):
        CanonicalUrl(tally).process_item(Article("weekly", url))
    assert tally.counts["dropped/no_address"] == 1


def test_a_date_that_cannot_be_is_left_out_and_counted() -> None:
    tally = Tally()
    kept = Clean(tally).process_item(Article("weekly", "https://a.example/", published=utc_now() + timedelta(days=900)))
    assert kept.published is None
    assert tally.counts["clean/unbelievable_date"] == 1
    past = datetime(2011, 10, 20, tzinfo=UTC)
    assert Clean(tally).process_item(Article("weekly", "https://a.example/", published=past)).published == past


def test_scrapys_own_statistics_count_too() -> None:
    tally = Tally()
    assert Clean.from_crawler(SimpleNamespace(stats=tally)).counts is tally
