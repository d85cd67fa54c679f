"""Two spellings of one address are one article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.urls import canonical_url, url_key

CANONICAL = [
    ("HTTP://User:pw@Example.ORG:80/b/../a//x/?utm_source=x&b=2&a=1#frag", "http://example.org/a/x/?a=1&b=2"),
    ("https://example.org:443", "https://example.org/"),
    ("https://example.org/a?ns_mchannel=rss&CMP=share&fbclid=1&id=5", "https://example.org/a?id=5"),
    ("https://www.bbc.co.uk/news/uk-1?at_medium=RSS&at_campaign=rss", "https://www.bbc.co.uk/news/uk-1"),
    ("https://example.org/news?src=8&sid=7", "https://example.org/news?sid=7&src=8"),
    ("https://example.org/a/./b/../../c/", "https://example.org/c/"),
    ("https://example.org/../..", "https://example.org/"),
    ("https://example.org/a;jsessionid=AB?x=1", "https://example.org/a?x=1"),
    ("https://bücher.example/é", "https://xn--bcher-kva.example/%C3%A9"),
    ("http://[::1]:8080/a", "http://[::1]:8080/a"),
    ("http://127.0.0.1:8000/feed?page=2", "http://127.0.0.1:8000/feed?page=2"),
    ("https://example.org/?p=12&replytocom=5&_wpnonce=x", "https://example.org/?p=12"),
    ("  https://example.org/a  ", "https://example.org/a"),
]
SAME = [
    ("http://example.org/a", "https://www.example.org/a/"),
    ("https://example.org/a/amp/", "https://amp.example.org/a"),
    ("https://example.org/a.amp", "https://m.example.org/a?amp=1"),
    ("https://example.org/?p=12", "http://www.example.org/index.php?p=12&print=1"),
    ("https://www.gov.uk/government/news/x", "https://www.gov.uk/government/news/x?page=2#2020-01-01"),
    ("https://example.org/a?b=1&a=2", "https://example.org/a?a=2&b=1&utm_campaign=x"),
    ("https://example.org", "http://www.example.org/"),
]
DIFFERENT = [
    ("https://example.org/?p=12", "https://example.org/?p=13"),
    ("https://example.org/a", "https://example.org/b"),
    ("https://example.org/news?sid=7", "https://example.org/news?sid=8"),
    ("https://example.org/a?page=1", "https://example.org/a?page=2"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://example.org/amphibians", "https://example.org/"),
]
ODD = ["", "not a url", "mailto:a@b.org", "https://example.org:99999/", "http://[::1", "//x", "http:///a", "http://\0/"]


@pytest.mark.parametrize(("given_", "expected"), CANONICAL)
def test_an_address_has_one_canonical_form(given_, expected):
    assert canonical_url(given_) == expected


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_article_share_their_key(one, other):
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_articles_have_different_keys(one, other):
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_address_stays_as_it_is(odd):
    assert canonical_url(odd) == odd.strip()
    assert isinstance(url_key(odd), str)


PIECES = st.text(alphabet="abz019/.?&=%#:;@é ~+-_[]", max_size=40)
ADDRESSES = st.one_of(
    st.text(max_size=50), PIECES.map(lambda tail: "https://www.example.org/" + tail), PIECES.map("http://".__add__)
)


@given(ADDRESSES)
def test_making_an_address_canonical_twice_changes_nothing(url):
    once = canonical_url(url)
    assert canonical_url(once) == once


@given(ADDRESSES)
def test_a_key_is_the_same_before_and_after_making_canonical(url):
    assert url_key(canonical_url(url)) == url_key(url)
