"""Furniture is harvested and cut; the article stays whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing import furniture
from crawler.parsing.furniture import BadFurnitureRule, is_furniture, strip

BODY = (
    "The minister told the conference that reviews would be published in full.",
    "“Sign up to our emails, they told us,” said one director, “and nothing came.”",
    "Comments from young people were closed to the public until Friday.",
)
FURNITURE = [
    "See more stories on the NCAS conference 2011",
    "Read more news about serious case reviews",
    "More stories from NCASC 2012 »",
    "Click here for more stories on adoption",
    "Read all our coverage of the spending review",
    "More on adoption",
    "What do you think? Join the debate on CareSpace",
    "Join the discussion",
    "Have your say on CareSpace",
    "Discuss this story on our forum",
    "Keep up to date with the latest developments in social care. Sign up to our daily and weekly emails",
    "Sign up for our weekly newsletter.",
    "Subscribe to our free email bulletin",
    "Get the day's stories in your inbox",
    "Comments are closed.",
    "Comments on this article are now closed",
    "Sorry, comments are closed for this post",
    "Share this article",
    "Share",
    "Facebook Twitter LinkedIn WhatsApp",
    "Follow us on Twitter",
    "Leave a comment",
    "12 responses to Ministers promise a review",
    "Comments (12)",
    "You must be logged in to post a comment.",
    "Story updated: 20 October 2011, 4.30pm",
    "This article was last updated on 3 March 2020",
    "Last updated: 20/10/2011",
    "Picture credit: A. N. Other/Agency",
    "Photo: Somebody",
    "(Image: Agency)",
    "© Some Agency 2020",
    "Read more: Minister promises review",
    "Related: Another headline about care",
    "Tags: adoption, fostering",
    "Advertisement",
    "More from Outlet Daily",
    "Updates to this page",
]
ARTICLE = [
    "See more stories on the front page tomorrow, he said, and you will know why.",
    "Join the debate on care too early and you lose it, she argued.",
    "Comments are closed minds’ last refuge, said the chair.",
    "Sign up to the scheme has been slow, the council said.",
    "Sign up rates for the newly qualified programme rose by a tenth.",
    "Share of children in care placed far from home rises.",
    "Print is not dead for social workers, a survey found.",
    "Email traffic between the agencies showed that warnings were missed.",
    "More on-call staff were hired in the spring.",
    "What do you think? That was the question put to 300 children in care.",
    "Images of the child were found on his computer, the court heard.",
    "Photographs: the judge said that none should be published. The ban stands until the trial ends in May.",
    "Published in 2010, the review found failings at every agency.",
    "Keep up to date records, inspectors told the home.",
    "Two responses to the consultation called for delay.",
    "Follow-up visits were missed.",
    "Related children should be placed together, the guidance says.",
    "Getting help early matters more than any newsletter, the commissioner said.",
    "No comment was available from the council.",
    "Topics such as consent are covered.",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_a_line_of_furniture_is_cut(line):
    kept, harvest = strip([*BODY, line])
    assert kept == BODY
    assert harvest.lines == (line,)


@pytest.mark.parametrize("line", ARTICLE)
def test_a_sentence_of_the_article_stays(line):
    assert strip([*BODY, line])[0] == (*BODY, line)


def test_what_the_lines_say_is_harvested():
    lines = [
        "See more stories on the NCAS conference 2011",
        "What do you think? Join the debate on CareSpace",
        "Keep up to date with the latest developments in social care. Sign up to our daily and weekly emails",
        "Comments are closed.",
    ]
    kept, harvest = strip([*BODY, *lines])
    assert kept == BODY
    assert harvest.series == "NCAS conference 2011"
    assert harvest.debate == "CareSpace"
    assert harvest.digest
    assert harvest.comments_closed
    assert harvest.lines == tuple(lines)


def test_a_debate_without_a_name_is_still_one():
    assert strip(["Join the debate"])[1].debate == ""
    assert strip(["An article."])[1].debate is None


def test_soft_lines_go_with_their_neighbours_only():
    soft, sure = "What do you think?", "Join the debate on CareSpace"
    assert strip([*BODY, soft, sure])[0] == BODY
    assert strip([*BODY, sure, soft])[0] == BODY
    assert strip([*BODY, soft])[0] == (*BODY, soft)


def test_a_list_of_related_stories_goes_with_its_heading():
    tail = ["Related stories", "Minister promises a review", "Council apologises to family"]
    assert strip([*BODY, *tail])[0] == BODY
    assert strip([BODY[0], *tail, *BODY[1:]])[0] == BODY


def test_a_source_may_add_its_own_rules():
    kept, harvest = strip([*BODY, "Our man in Leeds reports"], [r"^our man in \w+"])
    assert kept == BODY
    assert harvest.lines == ("Our man in Leeds reports",)


def test_a_rule_that_is_no_expression_is_named():
    with pytest.raises(BadFurnitureRule, match=r"'\('"):
        strip(BODY, ["("])


def test_nothing_in_nothing_out():
    assert strip([])[0] == ()
    assert strip(["", "   "])[0] == ("", "   ")


@pytest.mark.shared
def test_the_founding_article_loses_its_four_lines_only(shared):
    lines = (shared / "real/founding-article.txt").read_text("utf-8").splitlines()
    kept, harvest = strip(lines)
    assert list(kept) == lines[:-4]
    assert (harvest.series, harvest.debate) == ("NCAS conference 2011", "CareSpace")
    assert harvest.digest
    assert harvest.comments_closed


@pytest.mark.shared
def test_hardly_a_line_of_real_articles_is_taken_for_furniture(shared):
    truth = json.loads((shared / "real/pages/ground-truth.json").read_text("utf-8"))
    lines = [line for page in truth.values() for line in page["articleBody"].split("\n") if line.strip()]
    taken = [line for line in lines if is_furniture(line)]
    assert len(taken) <= len(lines) * 0.01, taken


@pytest.mark.parametrize(
    "line",
    [
        "Your browser is no longer supported. Please upgrade your browser.",
        "Please enable JavaScript to view this page", "icon-arrow-right", "expand_more", "fa-facebook",
        "Vote in our poll: should reviews be published?", "Read time: 4 mins", "4 min read", "Listen to this article",
        ".css-1abc{margin:0}", "window.dataLayer = window.dataLayer || [];", "var x = 1;", "function go(a) { return a }",
    ],
)  # fmt: skip
def test_what_is_no_text_of_an_article_is_cut(line):
    kept, _ = strip(["The council will pay more.", line, "It begins in April."])
    assert kept == ("The council will pay more.", "It begins in April.")


@pytest.mark.parametrize(
    "line",
    [
        "Document the decisions you make (and why).", "The function of the board (as the Act says) is clear.",
        "The minister asked staff to register to continue their practice.", "Subscribers to the old scheme lose out.",
        "He read for four minutes.", "Their browser was never supported by the council, she said, and nobody asked.",
    ],
)  # fmt: skip
def test_sentences_that_only_sound_like_it_stay(line):
    assert strip(["The council will pay more.", line])[0][-1] == line


@pytest.mark.parametrize(
    ("line", "wall"),
    [
        ("Register to continue reading", "registration"),
        ("Sign in to read more", "registration"),
        ("You have reached your article limit", "registration"),
        ("This article is for subscribers only.", "subscriber"),
        ("Subscribe to read the full article", "subscriber"),
        ("Already a subscriber? Log in", "subscriber"),
        ("Sign up to our daily and weekly emails", ""),
    ],
)
def test_a_wall_is_noticed_and_cut(line, wall):
    kept, found = strip(["The council will pay more.", line])
    assert kept == ("The council will pay more.",)
    assert found.wall == wall


@pytest.mark.parametrize("name", ["SERIES", "DEBATE", "DIGEST", "CLOSED", "REGISTER", "SUBSCRIBE"])
def test_a_glance_misses_no_line_that_says_something(name):
    @given(st.from_regex(getattr(furniture, name), fullmatch=True))
    def every(line):
        assert furniture.is_hinted(line)

    every()
