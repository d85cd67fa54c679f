"""Where a page keeps its article: found by where it says most, not fooled by what stands around."""

from __future__ import annotations

import pytest

from crawler.parsing.pages import parsed, sensible
from crawler.parsing.places import place_of
from crawler.parsing.quick_reading import parts_of

LINE = "A long line of the article, which says what the council has decided about its homes for children {}."
STORY = [LINE.format(each) for each in range(8)]
OTHER = "A long line of something else, which stands on the page but is no part of what its article says {}."
ELSE = "".join(f"<p>{OTHER.format(each)}</p>" for each in range(9))


def paragraphs(lines: list[str]) -> str:
    """Return lines as paragraphs."""
    return "".join(f"<p>{line}</p>" for line in lines)


def read(inner: str) -> tuple[list[str], bool]:
    """Return the lines read from a page, and whether its place is sure."""
    document = parsed(sensible(f"<html><body class='has-sidebar comments-open'>{inner}</body></html>"))
    assert document is not None
    place = place_of(document)
    return ([each.text for _, each in parts_of(place.element)], place.is_sure) if place else ([], False)


@pytest.mark.parametrize(
    "around",
    [
        f"<div class='comments'>{ELSE}</div>",
        f"<div class='cli-tab cookie-law'><div>{ELSE}</div></div>",
        f"<aside>{ELSE}</aside>",
        f"<form><div>{ELSE}</div></form>",
        f"<div><a href='/x'><div>{ELSE}</div></a></div>",
        f"<article><div>{ELSE}</div></article>",
        "<div>" + "<p>Short teaser</p>" * 200 + "</div>",
    ],
)
def test_an_article_is_found_beside_longer_things(around: str) -> None:
    article = f"<article><h1>The council decides</h1><div class='body'>{paragraphs(STORY)}</div></article>"
    for inner in (article + around, around + article):
        assert read(inner) == (STORY, True)


def test_an_article_in_pieces_is_found_whole() -> None:
    pieces = "".join(f"<div class='piece'>{paragraphs(STORY[at : at + 2])}</div>" for at in range(0, 8, 2))
    assert read(f"<div class='page'><div class='story'>{pieces}</div><div>{ELSE[:200]}</p></div></div>") == (
        STORY,
        False,
    )


def test_an_article_that_an_advert_cuts_in_two_is_found_whole() -> None:
    cut = f"<div class='body'>{paragraphs(STORY[:7])}</div><div class='advert'>Buy this</div>"
    inner = f"<div class='story'>{cut}<div class='body'>{paragraphs(STORY[7:])}</div></div>"
    assert read(inner) == (STORY, True)


def test_what_competes_with_an_article_makes_its_place_doubtful() -> None:
    lines, sure = read(f"<div class='story'>{paragraphs(STORY)}</div><div class='more'>{ELSE}</div>")
    assert not sure
    assert lines


@pytest.mark.parametrize(
    "inner",
    [
        "<div class='story'>" + "<br><br>".join(STORY) + "</div>",
        "<table><tr><td><font>" + "<br>".join(STORY) + "</font></td></tr></table>",
        "<div class='story'>" + "".join(f"<span>{line}</span><br>" for line in STORY) + "</div>",
        "<section><div>" + "</div><div>".join(STORY) + "</div></section>",
    ],
)
def test_lines_that_are_no_paragraphs_are_read_too(inner: str) -> None:
    assert read(f"<div><ul><li><a>Home</a></li></ul></div>{inner}")[0] == STORY


def test_a_page_of_few_words_has_no_place() -> None:
    assert read("<p>A short note.</p>") == ([], False)


def test_a_story_keeps_its_shape_and_loses_what_stands_in_it() -> None:
    inner = (
        f"<h2>What changed</h2><p>{STORY[0]}</p><figure><img><figcaption>A home</figcaption></figure>"
        f"<ul><li>Visits</li><li>Plans <b>for<br>all</b></li></ul><ul><li><a>Menu</a></li><li><a>Of links</a></li></ul>"
        f"<table><tr><th>Ward</th><td>12</td></tr></table><div class='share-tools'>Share</div><p hidden>Gone</p>"
        f"<p style='display: none'>Gone too</p><blockquote><p>{STORY[1]}</p></blockquote>Loose words<p>{STORY[2]}</p>"
        f"<p>{STORY[3]} <a href='/x'>A link <em>in it</em></a>, and on.</p>"
    )
    lines, sure = read(f"<div class='entry-content'>{inner}</div>")
    assert sure
    assert lines == [
        "What changed", STORY[0], "Visits", "Plans for", "all", "Ward | 12", STORY[1], "Loose words", STORY[2],
        f"{STORY[3]} A link in it, and on.",
    ]  # fmt: skip


def test_an_old_page_laid_out_in_a_table_is_read() -> None:
    inner = f"<table><tr><td><p>Menu</p></td><td><div>{paragraphs(STORY)}</div></td></tr></table>"
    assert read(inner) == (STORY, True)
    outer = f"<div><p>{STORY[0]}</p><table><tr><td><p>{STORY[1]}</p></td></tr></table>{paragraphs(STORY[2:])}</div>"
    assert read(outer)[0] == STORY
