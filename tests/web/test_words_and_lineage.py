"""The story page explains its words; the search page says what else it searches."""

from __future__ import annotations

import re
from typing import Any

import html5lib

from db import finding


def page(somebody: Any, path: str) -> str:
    answer = somebody.get(path)
    assert answer.status_code == 200
    text = str(answer.get_data(as_text=True))
    html5lib.HTMLParser(strict=True).parse(text)
    return re.sub("</?mark>", "", text)


def test_a_story_explains_the_words_it_uses(newsroom: Any, person: Any) -> None:
    story = newsroom.article(
        "Minister writes to LSCBs", html="<p>Each LSCB gets a letter.</p>", topics=("case-reviews",)
    )
    text = page(person(), f"/stories/{newsroom.slug(story)}")
    assert 'Each <a class="term" href="#term-lscb">LSCB</a> gets a letter.' in text
    assert '<dt id="term-lscb">LSCB: Local Safeguarding Children Board</dt>' in text
    assert "No longer in use; now: MASA / safeguarding partners." in text


def test_a_headline_alone_is_explained_too(newsroom: Any, person: Any, db: Any) -> None:
    story = newsroom.article("IROs warn of caseloads", html="", summary="Nothing more.")
    assert "Independent Reviewing Officer" in page(person(), f"/stories/{newsroom.slug(story)}")


def test_a_story_without_such_words_has_no_block(newsroom: Any, person: Any) -> None:
    story = newsroom.article("Carers get relief", html="<p>Nothing to explain.</p>", summary="Nothing.")
    assert "Words used here" not in page(person(), f"/stories/{newsroom.slug(story)}")


def test_search_goes_along_the_lineage_and_says_so(newsroom: Any, person: Any) -> None:
    newsroom.article("LCSPR published in Wexmoor")
    newsroom.article("Social Work England strikes off a worker")
    reader = person()
    text = page(reader, "/search?q=serious+case+review")
    assert "LCSPR published in Wexmoor" in text
    assert "Also searching: " in text
    assert "LCSPR" in text.split("Also searching: ")[1].split("<")[0]
    assert "exact=1" in text
    assert "Social Work England strikes off" in page(reader, "/search?q=GSCC")
    alone = page(reader, "/search?q=serious+case+review&exact=1")
    assert "LCSPR published" not in alone
    assert "Search older and newer names too" in alone
    assert "LCSPR published" in reader.get("/search.atom?q=SCR").get_data(as_text=True)
    assert "LCSPR published" not in reader.get("/search.atom?q=SCR&exact=1").get_data(as_text=True)


def test_words_beside_a_name_must_still_occur(newsroom: Any, db: Any) -> None:
    newsroom.article("LCSPR published in Wexmoor")
    newsroom.article("LCSPR published in Dunfold")
    assert [card.headline for card in finding.newest(db, "SCR Wexmoor")] == ["LCSPR published in Wexmoor"]


def test_what_names_nothing_is_searched_as_it_is(newsroom: Any, person: Any) -> None:
    newsroom.article("Carers get relief")
    assert "Also searching" not in page(person(), "/search?q=carers")


def test_no_query_is_too_strange(newsroom: Any, db: Any) -> None:
    newsroom.article("Carers get relief")
    for words in ('"', "SCR OR", "or or", "LSCB AND (", "NEAR(a b)", "SCR - * ^", "'; DROP", "SCR SCR SCR SCR", "a:b"):
        finding.newest(db, words)
        finding.newest(db, words, exact=True)
