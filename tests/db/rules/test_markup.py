"""Comments become harmless HTML: live links only to what we know, everything else shown as what it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.markup import plain, render

OWN, SOURCES = {"thread.example"}, {"weekly.example", "bbc.co.uk"}
HREF = re.compile(r'href="([^"]*)"')


def shown(text: str) -> str:
    return render(text, OWN, SOURCES).html


def unknown(text: str) -> tuple[str, ...]:
    return render(text, OWN, SOURCES).unknown_links


@pytest.mark.parametrize(
    "address",
    [
        "https://www.gov.uk/guidance/x",
        "https://www.legislation.gov.uk/ukpga/1989/41",
        "https://committees.parliament.uk/inquiry/1",
        "https://weekly.example/a?b=1#c",
        "http://www.weekly.example/a",
        "/stories/boards-must-publish-reviews",
        "/stories/boards-must-publish-reviews#comment-3",
        "https://thread.example/stories/boards-must-publish-reviews",
    ],
)
def test_links_to_what_we_know_are_live(address: str) -> None:
    html = shown(f"[the guidance]({address})")
    assert HREF.findall(html.replace("&amp;", "&")) == [address]
    assert 'rel="nofollow ugc noopener"' in html
    assert unknown(f"[the guidance]({address})") == ()


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/a",
        "https://gov.uk.evil.example/",
        "https://evilgov.uk/",
        "https://user@www.gov.uk/",
        "https://www.gov.uk:8443/",
        "https://www.gov.uk:99999999/",
        "https://thread.example/sign-in",
        "/sign-in",
        "/stories/../sign-in",
        "//evil.example/",
        "ftp://weekly.example/a",
        "https://[::1]/",
    ],
)
def test_any_other_address_is_text_beside_its_words_and_noticed(address: str) -> None:
    html = shown(f"[the guidance](<{address}>)")
    assert HREF.findall(html) == []
    assert "the guidance" in html
    assert address in html.replace("&amp;", "&")
    assert unknown(f"[the guidance](<{address}>)")


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "data:text/html,<script>", "vbscript:x", "JaVaScRiPt:x"])
def test_what_is_no_address_never_becomes_a_link(scheme: str) -> None:
    html = shown(f"[read this]({scheme})")
    assert "<a" not in html
    assert "<script" not in html


def test_addresses_that_are_only_written_are_linked_where_we_know_them() -> None:
    assert HREF.findall(shown("See https://www.gov.uk/a, and more.")) == ["https://www.gov.uk/a"]
    assert HREF.findall(shown("See www.gov.uk/a.")) == ["https://www.gov.uk/a"]
    assert HREF.findall(shown("See https://evil.example/a.")) == []
    assert HREF.findall(shown("<https://www.gov.uk/a> <https://evil.example>")) == ["https://www.gov.uk/a"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://evil.example/a.", "https://evil.example/a"),
        ("see www.evil.example", "www.evil.example"),
        ("see evil.com/page", "evil.com/page"),
        ("write to me@evil.com", "me@evil.com"),
        ("join discord.gg/abc", "discord.gg/abc"),
    ],
)
def test_addresses_and_mailboxes_that_are_spelt_out_are_noticed(text: str, address: str) -> None:
    assert address in unknown(text)


@pytest.mark.parametrize("text", ["Mr. Smith e.g. said", "about 3.5 per cent", "see gov.uk/a", "at weekly.example/a"])
def test_words_with_dots_and_known_sites_are_no_unknown_address(text: str) -> None:
    assert unknown(text) == ()


def test_the_words_of_a_link_cannot_say_another_address_than_it_has() -> None:
    html = shown("[https://www.gov.uk/a](https://evil.example/a)")
    assert HREF.findall(html) == []
    assert "evil.example" in html


def test_markdown_gives_emphasis_lists_quotes_and_code_but_no_images_or_headings() -> None:
    html = shown(
        "**strong** *soft* `code`\n\n> said\n\n- one\n- two\n\n# Heading\n\n![picture](https://www.gov.uk/a.png)"
    )
    for tag in ("strong", "em", "code", "blockquote", "ul", "li"):
        assert f"<{tag}>" in html
    assert "<h1" not in html
    assert "<img" not in html
    assert "# Heading" in html


def test_html_is_shown_as_text() -> None:
    assert shown("<script>alert(1)</script><b onclick=x>hi</b>") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;&lt;b onclick=x&gt;hi&lt;/b&gt;</p>"
    )


def test_characters_that_steer_what_is_shown_are_gone() -> None:
    assert plain("a\u202eb\u2066c\ufeff\u0000d\r\ne") == "abcd\ne"
    assert "\u202e" not in shown("gov.uk\u202e/x")


@given(st.text(max_size=400))
def test_whatever_is_written_no_live_html_comes_out(text: str) -> None:
    html = shown(text)
    assert set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html)) <= {
        "p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", "code",
    }  # fmt: skip
    assert not re.search(r"<[^>]*\son\w+\s*=", html)


@pytest.mark.parametrize("part", ["[", "*", "`", "> ", "https://a.b/", "a@", "a.b.", "![x](", "<"])
def test_long_odd_comments_are_read_in_time_that_grows_with_their_length(part: str) -> None:
    assert shown(part * (5000 // len(part)))


@pytest.mark.parametrize(
    "address", ["https://thread.example/stories/a-b", "https://www.thread.example/stories/a-b#c-1"]
)
def test_our_own_stories_may_be_linked_in_full(address: str) -> None:
    assert HREF.findall(shown(f"[there]({address})")) == [address]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("evil&#46;com", "evil.com"),
        ("evil\\.com", "evil.com"),
        ("evil.*co*m", "evil.com"),
        ("ev\u200bil.com", "evil.com"),
        ("ev\u00adil.com", "evil.com"),
        ("evil\u200d.com", "evil.com"),
        ("evil.\u200c\u200ccom", "evil.com"),
        ("ev&#x200b;il.com", "evil.com"),
        ("evil．com", "evil.com"),
        ("https:&#47;&#47;evil.example/x", "https://evil.example/x"),
        ("see `https://evil.example/x`", "https://evil.example/x"),
        ("see\nevil.com\nand", "evil.com"),
        ("[a][1]\n\n[1]: https://evil.example", "https://evil.example"),
        ("<me@evil.com>", "me@evil.com"),
        ("https://www.gov.uk\u2060.evil.example/", "https://www.gov.uk.evil.example/"),
    ],
)
def test_addresses_are_noticed_as_readers_would_see_them(text: str, address: str) -> None:
    assert address in unknown(text)
    assert HREF.findall(shown(text)) == []


@pytest.mark.parametrize("words", ["https://www.gov.uk/a", "www.gov.uk", "**gov.uk**", "gov&#46;uk", "https://\\[gov"])
def test_a_link_between_sites_we_know_cannot_say_that_it_leads_to_the_other(words: str) -> None:
    html = shown(f"[{words}](https://weekly.example/a)")
    assert HREF.findall(html) == []
    assert "(https://weekly.example/a)" in html
    assert "https://weekly.example/a" in unknown(f"[{words}](https://weekly.example/a)")


@pytest.mark.parametrize("words", ["www.bbc.co.uk/news", "bbc.co.uk", "https://bbc.co.uk/other"])
def test_a_link_may_say_the_site_it_leads_to(words: str) -> None:
    text = f"[{words}](https://www.bbc.co.uk/news)"
    assert HREF.findall(shown(text)) == ["https://www.bbc.co.uk/news"]
    assert unknown(text) == ()


@pytest.mark.parametrize(
    "reference", ["&#x202e;", "&#8294;", "&#x61c;", "&#x200b;", "&#173;", "&ZeroWidthSpace;", "&shy;"]
)
def test_character_references_bring_no_steering_back(reference: str) -> None:
    assert shown(f"moc{reference}live") == "<p>moclive</p>"


@pytest.mark.parametrize("text", ["👩\u200d👧", "می\u200cشود"])
def test_joiners_stay_where_scripts_and_emoji_need_them(text: str) -> None:
    assert plain(text) == text
