"""Pages give their article: title, author, date and how we know it, and the body whole."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing.errors import ParseFailed
from crawler.parsing.extract_lines import extract_line
from crawler.parsing.furniture import strip
from crawler.parsing.pages import extract

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
URL = "https://www.news.example.org/2011/review"
BODY = [
    "The minister told the conference that every review would be published in full from the spring of next year.",
    "“We have seen a steady number of them,” she said, “and each of them holds a lesson for the next team.”",
    "Directors welcomed the plan but asked who would pay for the work that it brings to their small teams.",
    "A spokesperson for the inspectors said that the change had been expected for a long time by everyone.",
]
FURNITURE = [
    "See more stories on the NCAS conference 2011",
    "What do you think? Join the debate on CareSpace",
    "Keep up to date with the latest developments in social care. Sign up to our daily and weekly emails",
    "Comments are closed.",
]
BROKEN = "<script type='application/ld+json'>{broken</script>"
SHARED = "<meta property='og:title' content='One two three four five x'>"
TOKENS = re.compile(r"\w+")


def page_of(head: str = "", top: str = "<h1>Minister promises reviews</h1>", end: str = "", body=BODY) -> str:
    inner = "".join(f"<p>{line}</p>" for line in body)
    return f"<html><head>{head}</head><body><div id='main'>{top}{inner}{end}</div></body></html>"


def read(markup: str, url: str = URL):
    return extract(markup, url, now=NOW)


def ld(**more) -> str:
    thing = {"@context": "https://schema.org", "@type": "NewsArticle", **more}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


def test_an_old_template_gives_everything():
    top = (
        "<div class='nav'><a href='/'>Home</a> <a href='/jobs'>Jobs</a></div><h1>Minister promises reviews</h1>"
        "<p class='byline'>By Ann Other</p><p class='date'>20 October 2011</p>"
    )
    related = "<h3>Related articles</h3><ul><li><a href='/a'>Reviews explained</a></li></ul>"
    end = related + "".join(f"<p><a href='/x'>{line}</a></p>" for line in FURNITURE)
    found = read(page_of("<title>Minister promises reviews | 20/10/2011 | Old Outlet</title>", top, end))
    assert found.title == "Minister promises reviews"
    assert found.author == "Ann Other"
    assert found.published == datetime(2011, 10, 20, tzinfo=UTC)
    assert found.published_how == "text"
    kept, harvest = strip(found.text.splitlines())
    assert list(kept) == BODY
    assert (harvest.series, harvest.debate) == ("NCAS conference 2011", "CareSpace")
    assert harvest.digest
    assert harvest.comments_closed


OLD_TOPS = {
    "marked": "<p class='byline'>Ann Other</p><p class='date'>Thursday 20 October 2011 15:30</p>",
    "one line": "<p class='articleInfo'>By Ann Other on October 20, 2011 in <a>Child safeguarding</a></p>",
    "unmarked": "<p>Ann Other</p><p>20 October 2011</p>",
    "headings": "<h4>Thursday 20 October 2011 10:00</h4><h5>By Ann Other</h5>",
}
OLD_LAYOUTS = {
    "in a division": "<div id=content>{}</div>",
    "in an article": "<article>{}</article>",
    "in a table": "<table><tr><td><b>Home</b></td><td>{}</td><td><p>Read</p><p>A title</p></td></tr></table>",
}


@pytest.mark.parametrize("layout", OLD_LAYOUTS)
@pytest.mark.parametrize("top", OLD_TOPS)
@pytest.mark.parametrize("joint", ["</p><p>", "<br>"])
def test_old_pages_of_many_shapes_give_the_same_article(layout, top, joint):
    inner = "".join(f"<p>{line}</p>" for line in BODY) + f"<p>{joint.join(FURNITURE)}</p>"
    whole = OLD_LAYOUTS[layout].format("<h1>Minister promises reviews</h1>" + OLD_TOPS[top] + inner)
    found = read(f"<html><head><title>Minister promises reviews | Old</title></head><body>{whole}</body></html>")
    kept, harvest = strip(found.text.splitlines())
    assert list(kept) == BODY
    assert (found.title, found.author) == ("Minister promises reviews", "Ann Other")
    assert found.published.date() == date(2011, 10, 20)
    assert (harvest.series, harvest.comments_closed) == ("NCAS conference 2011", True)


def test_a_table_of_figures_keeps_its_rows():
    table = "<table><tr><th>Year</th><th>Children</th></tr><tr><td>2011</td><td>65,500</td></tr></table>"
    assert "2011 | 65,500" in read(page_of(end=table + f"<p>{BODY[0]}</p>")).text


@pytest.mark.parametrize(
    ("head", "top", "how"),
    [
        (ld(datePublished="2011-10-20T09:00:00+01:00"), "", "json-ld"),
        (
            "<script type='application/ld+json'>{broken</script>" + ld(datePublished="2011-10-20T08:00:00Z"),
            "",
            "json-ld",
        ),
        ("<meta property='article:published_time' content='2011-10-20T08:00:00Z'>", "", "meta"),
        ("<meta name='DC.date.issued' content='20 October 2011'>", "", "meta"),
        ("", "<time datetime='2011-10-20'>a while ago</time>", "time"),
        ("", "<span class='posted-on'>Thursday 20th October 2011</span>", "text"),
        ("", "<p>October 20, 2011</p>", "text"),
        ("", "<div class='date'>20/10/2011</div>", "text"),
        ("", "<p>Some words and then Posted on 20 Oct. 2011 by somebody</p>", "text"),
    ],
)
def test_the_date_comes_from_the_best_place(head, top, how):
    found = read(page_of(head, "<h1>Minister promises reviews</h1>" + top))
    assert (found.published.date(), found.published_how) == (date(2011, 10, 20), how)


def test_a_date_in_the_future_is_not_believed():
    found = read(page_of(ld(datePublished="2060-01-01"), "<h1>T</h1><p class='date'>20 October 2011</p>"))
    assert (found.published.date(), found.published_how) == (date(2011, 10, 20), "text")


def test_an_update_is_kept_when_it_is_later():
    head = ld(datePublished="2011-10-20T08:00:00Z", dateModified="2011-10-21T08:00:00Z")
    assert read(page_of(head)).updated == datetime(2011, 10, 21, 8, tzinfo=UTC)
    assert read(page_of(ld(datePublished="2011-10-20", dateModified="2011-10-20"))).updated is None


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Minister promises reviews - Old Outlet</title>", "Minister promises reviews"),
        ("<title>x</title><meta property='og:title' content='Shared title here | Outlet'>", "Shared title here"),
        (ld(headline="The &amp; headline"), "The & headline"),
        (ld(headline="One two three four five six seven") + SHARED,
         "One two three four five x"),
        ("<meta property='og:title' content='Outlet'><meta property='og:site_name' content='Outlet'>",
         "Minister promises reviews"),
    ],
)  # fmt: skip
def test_the_title_is_the_headline_without_its_site(head, title):
    assert read(page_of(head)).title == title


def test_a_title_without_any_heading_loses_its_site():
    head = "<title>Minister promises reviews: what it means | Old Outlet</title>"
    assert read(page_of(head, "")).title == "Minister promises reviews: what it means"


@pytest.mark.parametrize(
    ("head", "top", "author"),
    [
        (ld(author={"@type": "Person", "name": "Ann Other"}), "", "Ann Other"),
        (ld(author=[{"name": "Ann"}, "Bob", {"name": ["Cy"]}, 7]), "", "Ann, Bob, Cy"),
        (
            ld(author="https://a.example.org/ann") + "<meta name='author' content='By Ann Other, health editor'>",
            "",
            "Ann Other",
        ),
        ("", "<a rel='author' href='/ann'>Ann Other</a>", "Ann Other"),
        ("", "<p>By Ann Other on 20 October 2011</p>", "Ann Other"),
        ("", "<span class='byline__name'>Ann Other</span>", "Ann Other"),
        ("<meta name='author' content='admin'>", "", ""),
    ],
)  # fmt: skip
def test_the_author_comes_from_the_best_place(head, top, author):
    assert read(page_of(head, "<h1>Minister promises reviews</h1>" + top)).author == author


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("/2011/review?x=1", "https://www.news.example.org/2011/review?x=1"),
        ("https://news.example.org/real", "https://news.example.org/real"),
        ("https://elsewhere.example.com/", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_canonical_address_of_the_same_site_is_believed(link, canonical):
    assert read(page_of(f"<link rel='canonical' href='{link}'>")).canonical == canonical


def test_lists_quotations_and_headings_keep_their_shape():
    more = "<h2>What changes</h2><ul><li>More money for teams</li><li>More time</li></ul>"
    more += "<blockquote><p>A &lt;word&gt;</p></blockquote>"
    found = read(page_of(end=more + f"<p>{BODY[0]}</p>"))
    assert "<h3>What changes</h3>" in found.html
    assert "<ul><li>More money for teams</li><li>More time</li></ul>" in found.html
    assert "&lt;word&gt;" in found.html
    assert "A <word>" in found.text


def test_quotation_elements_become_quotation_marks():
    assert (
        "said: “We welcome this.”"
        in read(page_of(end="<p>She said: <q>We welcome this.</q></p>" + f"<p>{BODY[0]}</p>")).text
    )


def test_a_description_is_kept():
    assert read(page_of("<meta name='description' content='In short'>")).description == "In short"


@pytest.mark.parametrize(
    "markup", ["", " ", "<", "<html>", "<?xml version='1.0' encoding='utf-16'?><p>x</p>", "\0", "<p>" * 5000]
)
def test_a_page_without_an_article_is_empty_but_no_error(markup):
    assert read(markup) is not None


def test_a_page_with_absurdly_many_tags_is_refused_in_words():
    with pytest.raises(ParseFailed, match="tags"):
        read("<p>a</p>" * 100_000)


def test_a_page_nested_absurdly_deep_is_refused_in_words():
    with pytest.raises(ParseFailed, match="deep"):
        read("<div>" * 5_000 + "<p>a</p>")
    assert read(page_of(end="<svg>" + "<path d='x'/>" * 5_000 + "</svg>")).title


def test_the_second_reader_takes_over_where_the_first_finds_nothing():
    markup = "<html><body><main><article>" + "<div><span>" + "</span></div><div><span>".join(BODY) + "</span></div>"
    assert BODY[2] in read(markup).text


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text):
    read(f"<html><head><title>{text}</title>{text}</head><body><h1>{text}</h1><p>{BODY[0]}</p>{text}")


def test_linked_data_of_any_shape_harms_nothing():
    for odd in (
        "[]",
        "7",
        "null",
        '{"@graph":[1,{"@type":["NewsArticle",3],"headline":[],"author":null}]}',
        "[" * 100_000,
    ):
        assert read(page_of(f'<script type="application/ld+json">{odd}</script>')).title == "Minister promises reviews"
    assert read(page_of(f'<script type="application/ld+json">"{"x" * 2_100_000}"</script>')).text


def test_a_line_of_the_extract_command_is_answered():
    found = extract_line({"id": 7, "url": URL, "html": page_of(end="<p>Comments are closed.</p>")})
    assert found["id"] == 7
    assert found["text"].splitlines() == BODY
    assert found["title"] == "Minister promises reviews"
    assert found["ms"] > 0


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"id": 1},
        {"html": 3},
        [],
        None,
        {"html": "x", "url": 3},
        {"html": "<p>a</p>" * 99_999},
        {"html": "x" * 10_000_001},
    ],
)
def test_a_bad_line_of_the_extract_command_gets_an_error(line):
    assert len(extract_line(line)["error"].split()) > 4


def test_an_unforeseen_failure_is_answered_in_its_line(monkeypatch):
    monkeypatch.setattr("crawler.parsing.extract_lines.extract", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in extract_line({"id": 1, "html": "x"})["error"]


def shingles(text: str, size: int = 4) -> Counter:
    words = TOKENS.findall(text)
    return Counter(tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1)))


def overlap(expected: str, found: str) -> tuple[float, float, float]:
    """Return true positives, false positives and false negatives as shares of a page."""
    one, other = shingles(expected), shingles(found)
    counts = (sum((one & other).values()), sum((other - one).values()), sum((one - other).values()))
    return tuple(count / (sum(counts) or 1) for count in counts)


@pytest.mark.shared
def test_real_pages_give_their_bodies(shared):
    truth = json.loads((shared / "real/pages/ground-truth.json").read_text("utf-8"))
    assert len(truth) == 54
    totals = [0.0, 0.0, 0.0]
    for key, expected in truth.items():
        body = gzip.decompress((shared / f"real/pages/{key}.html.gz").read_bytes())
        text = "\n".join(strip(extract(body, expected["url"], now=NOW).text.splitlines())[0])
        totals = [sum(pair) for pair in zip(totals, overlap(expected["articleBody"], text), strict=True)]
    right, extra, lost = totals
    assert 2 * right / (2 * right + extra + lost) >= 0.97


def uk_pages(shared):
    """Yield each saved page with what is expected of it: they are matched by the order of their dates."""
    for file in sorted((shared / "real/uk-pages").glob("*.json")):
        expected = list(json.loads(file.read_text("utf-8")).values())
        saved = sorted((shared / "real/uk-pages").glob(f"{file.stem}_*.html.gz"))
        assert len(saved) == len(expected)
        yield from zip(saved, expected, strict=True)


@pytest.mark.shared
def test_uk_pages_give_title_date_and_author(shared):
    for file, expected in uk_pages(shared):
        found = extract(gzip.decompress(file.read_bytes()), "https://www.example.org/", now=NOW)
        assert found.title == expected["title"], file.name
        assert found.published == datetime.fromisoformat(expected["publishing_date"]), file.name
        assert found.author == ", ".join(expected["authors"]), file.name
        sections = [line for part in expected["body"]["sections"] for line in part["paragraphs"]]
        assert overlap("\n".join(sections), found.text)[2] < 0.05, file.name


@pytest.mark.shared
def test_the_founding_article_comes_whole_out_of_an_old_page(shared):
    lines = (shared / "real/founding-article.txt").read_text("utf-8").splitlines()
    top = "<h1>Loughton to write to boards</h1><p>By A Reporter</p><p>20 October 2011</p>"
    found = read(page_of("<title>Loughton to write to boards</title>", top, body=lines))
    kept, harvest = strip(found.text.splitlines())
    assert list(kept) == lines[:-4]
    assert harvest.lines == tuple(lines[-4:])
    assert found.published.date() == date(2011, 10, 20)


def test_a_government_page_is_its_guidance_without_the_publishing_systems_parts() -> None:
    page = extract(
        """<html><head><title>Staying close grants - GOV.UK</title></head><body><main>
        <div class="gem-c-heading"><span class="govuk-caption-xl">Guidance</span><h1>Staying close grants</h1></div>
        <p class="gem-c-lead-paragraph">How councils in England can bid for money.</p>
        <div class="gem-c-metadata other"><dl><dt>From:</dt><dd>Department for Education</dd><dt>Published</dt>
        <dd>3 November 2026</dd></dl></div><div class="govspeak"><p>Councils can apply until 30 January 2027.</p>
        <p>The money pays for a support worker and a flat close to the home.</p></div>
        <div class="app-c-published-dates"><h3>Updates to this page</h3><p>Last updated 24 November 2026</p>
        <ol><li>Changed the closing date.</li></ol></div></main></body></html>""",
        "https://www.gov.uk/guidance/staying-close",
    )
    assert page.text.splitlines() == [
        "How councils in England can bid for money.",
        "Councils can apply until 30 January 2027.",
        "The money pays for a support worker and a flat close to the home.",
    ]
    assert page.title == "Staying close grants"


@pytest.mark.parametrize(
    "box",
    [
        '<div class="promo newsletter-signup"><p>Get our news in your inbox.</p></div>',
        '<div role="region" aria-label="cookie banner"><p>Cookies on this site</p></div>',
        '<section id="poll"><h3>Should reviews be published?</h3></section>',
        "<aside><p>A story that you may like.</p></aside>",
    ],
)
def test_boxes_that_ask_for_something_are_no_text(box: str) -> None:
    words = "The council will pay foster carers more so that children can stay near their schools. " * 4
    page = extract(
        f"<html><body>{box}<article><h1>T</h1><p>{words}</p>{box}<p>{words}</p></article></body></html>", URL
    )
    kept = strip(page.text.splitlines())[0]
    assert kept
    assert set(kept) == {words.strip()}
