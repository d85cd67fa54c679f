"""Scripts, styles, drawings and remarks leave a page before it is read; what a reader sees stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing.unread import without_unread

DATA = "<script type='application/ld+json'>{\"a\": 1}</script>"


@pytest.mark.parametrize(
    ("page", "left"),
    [
        ("<p>a</p><script>if (1 < 2) {}</script><p>b</p>", "<p>a</p> <p>b</p>"),
        ("<p>a</p><SCRIPT src=x></Script ><p>b</p>", "<p>a</p> <p>b</p>"),
        ("<style>p { color: red }</style>b", " b"),
        ("a<svg viewBox='0 0 1 1'><path d='M0'/></svg>b", "a b"),
        ("a<svg class='icon'/>b", "a b"),
        ("a<!-- <p>no</p> -->b<!-->c<!--->d", "a b c d"),
        (f"a{DATA}b<script>x</script>c", f"a{DATA}b c"),
        ("<p>a</p><script>never ends", "<p>a</p><script>never ends"),
        ("<p>a</p><script never closed", "<p>a</p><script never closed"),
        ("<p>a</p><!-- never ends", "<p>a</p><!-- never ends"),
        ("<p>a</p><script>x</script", "<p>a</p><script>x</script"),
        ("<scripture>a</scripture>", "<scripture>a</scripture>"),
        ("İ<script>x</script>é", "İ é"),
    ],
)
def test_what_nobody_reads_is_left_out(page: str, left: str) -> None:
    assert without_unread(page.encode()).decode() == left


@given(st.lists(st.sampled_from(["<script>", "</script>", "<!--", "-->", "<svg", "/>", ">", "a", "<p>", "ld+json"])))
def test_any_page_is_answered_and_never_grows_much(parts: list[str]) -> None:
    page = "".join(parts).encode()
    assert len(without_unread(page)) <= len(page) + len(parts)
