"""HTML of others is harmless after cleaning, and cleaning twice changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.html import clean_article, plain_line, plain_text, text_of_clean

HOSTILE = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//evil></SCRIPT>", "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>", "<a href='javascript:alert(1)'>x</a>", "<a href='JaVaScRiPt&colon;alert(1)'>x</a>",
    "<a href=' java\nscript:x'>x</a>", "<a href='data:text/html,<script>'>x</a>", "<a href='vbscript:x'>x</a>",
    "<a href='//evil.example'>x</a>", "<iframe srcdoc='<script>'></iframe>", "<object data=x></object>",
    "<embed src=x>", "<form action=x><input></form>", "<style>@import 'x'</style>",
    "<link rel=stylesheet href=x>", "<meta http-equiv=refresh content='0;url=x'>", "<base href='//evil'>",
    "<p style='background:url(//evil)'>x</p>", "<p onclick=alert(1)>x</p>", "<video src=x></video>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<!--<img src=x onerror=alert(1)>-->", "<![CDATA[<script>alert(1)</script>]]>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>", "<xss>x</xss>",
    "<img srcset='x 1x'>", "<p id=x name=y class=z>x</p>",
    "<a href='https://a.example/' ping='//evil' target=_blank>x</a>", "<template><b>x</b></template>",
    "<plaintext>x", "<title><script></title>", "<x" * 2000, "<div>" * 5000,
]  # fmt: skip
LIVE = (
    "<script", "<img", "<svg", "<iframe", "<object", "<embed", "<form", "<input", "<style", "<link", "<meta",
    "<base", "<video", "<math", "<textarea", "<template", "<plaintext", "<title", "<noscript", "<!--",
    "javascript:", "vbscript:", "data:", "evil.example", "style=", "onclick=", "onerror=", "ping=", "target=",
    "srcset=", "id=", "class=",
)  # fmt: skip


@pytest.mark.parametrize("markup", HOSTILE)
def test_nothing_runs_or_loads_after_cleaning(markup):
    clean = clean_article(f"<p>before</p>{markup}<p>after</p>").lower()
    for live in LIVE:
        assert live not in clean.replace("&lt;", "").replace("&amp;", "")


def test_what_an_article_needs_stays():
    markup = (
        '<h2>Head</h2><p>Text <em>here</em> <strong>there</strong><br><a href="https://a.example/">x</a></p>'
        '<ul><li>one</li></ul><blockquote>said</blockquote><a href="mailto:a@b.example">mail</a>'
    )
    clean = clean_article(markup)
    for part in (
        "<h2>Head</h2>",
        "<em>here</em>",
        "<br>",
        "<li>one</li>",
        "<blockquote>said</blockquote>",
        "mailto:a@b",
    ):
        assert part in clean
    assert 'rel="nofollow noopener noreferrer"' in clean


def test_a_relative_link_needs_a_base():
    assert "href" not in clean_article("<a href='/x'>x</a>")
    assert 'href="https://a.example/x"' in clean_article("<a href='/x'>x</a>", "https://a.example/b/")
    assert "href" not in clean_article("<a href='javascript:x'>x</a>", "https://a.example/b/")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two <b>three</b></p>", "One\nTwo three"),
        ("a<br>b", "a\nb"),
        ("She said: <q cite='x'>yes</q>", "She said: “yes”"),
        ("AT&amp;T &lt;b&gt; &eacute;", "AT&T <b> é"),
        ("x<script>alert(1)</script>y", "xy"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("  \n <div> </div>", ""),
        ("a\0b\ud800c\u0085", "abc"),
    ],
)
def test_plain_text_keeps_the_words_only(markup, text):
    assert plain_text(markup) == text


def test_a_plain_line_is_one_line_of_bounded_length():
    assert plain_line("<p>One</p>\n<p>Two</p>\u202e") == "One Two"
    assert plain_line("word " * 300).endswith("…")
    assert len(plain_line("word " * 300)) <= 500


@pytest.mark.parametrize(
    "endless", ["&" * 1_000_000, "<div>" * 200_000, "<" * 300_000, "<a " * 100_000, "&amp;x" * 200_000]
)
def test_endless_markup_is_cleaned_in_a_moment(endless):
    assert "after" in plain_text(f"<p>before</p>{endless}<p>after</p>") + clean_article(f"{endless}<p>after</p>")


@given(st.text(alphabet="<>/abpi&;#x=\"' \n\0é", max_size=60))
def test_cleaning_twice_changes_nothing(markup):
    once = clean_article(markup)
    assert clean_article(once) == once
    assert plain_text(markup) is not None


@given(st.text(max_size=300))
def test_text_of_clean_html_is_its_plain_text(text: str) -> None:
    for markup in (
        text,
        f"<p>{text}</p><ul><li>a &lt; b</li></ul>",
        f'<a href="https://a.example/" title="x > y">{text}</a>',
    ):
        clean = clean_article(markup)
        assert text_of_clean(clean) == plain_text(clean)
