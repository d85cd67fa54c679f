"""Two spellings of one address are one article."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules import urls
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


HOSTS = st.sampled_from(
    ["www.gov.uk", "127.0.0.1:8100", "a-b.example.org", "x1.test:8443", "example.com:80", "a.b:443"]
)
STEP = st.text(alphabet="abcXYZ019_~.-", min_size=1, max_size=6)


@given(st.sampled_from(["http", "https"]), HOSTS, st.lists(STEP, min_size=1, max_size=4), st.sampled_from(["", "/"]))
def test_a_plain_address_is_what_the_libraries_make_of_it(scheme: str, host: str, steps: list[str], end: str) -> None:
    url = f"{scheme}://{host}/{'/'.join(steps)}{end}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(urls, "PLAIN", re.compile("(?!)"))
        slowly = urls.canonical_url.__wrapped__(url)
    assert urls.canonical_url.__wrapped__(url) == slowly


PATHS = st.lists(st.sampled_from(["a", "b", "amp", "index.html", "x-1", "A", "%20", ".."]), max_size=3).map("/".join)
QUERY = st.sampled_from(["", "?p=12", "?utm_source=x", "#top", "?amp", "?id=1"])


@given(st.tuples(PATHS, QUERY), st.tuples(PATHS, QUERY), st.sampled_from(["", "/"]))
def test_what_surely_differs_has_two_keys(one: tuple[str, str], other: tuple[str, str], end: str) -> None:
    first, second = f"https://a.example/{one[0]}{end}{one[1]}", f"https://a.example/{other[0]}{other[1]}"
    if urls.surely_differ(first, second):
        assert url_key(first) != url_key(second)


def test_an_id_that_is_another_address_is_told_at_a_glance() -> None:
    assert urls.surely_differ("https://a.example/?p=12", "https://a.example/story/12")
    assert not urls.surely_differ("https://a.example/story/12?x=1", "https://a.example/story/12/")
