"""Promises and dates that a text holds: who, what, by when; nothing where nobody promises."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.understanding.annotate import annotate
from crawler.understanding.duties import find_duties
from crawler.understanding.moments import by_when, day_in
from crawler.understanding.promises import find_promises
from crawler.understanding.vocabulary import vocabulary
from db.seeds.duties import load_duties
from db.types import Mention, Reading, SpokenQuote

DAY = date(2026, 3, 10)
OAKES = Mention("Miriam Oakes", "person", "children's minister")


def reading(text: str, day: date | None = DAY) -> Reading:
    return Reading("1", "", "weekly", day, "Minister speaks", text)


def promised(text: str, *quotes: SpokenQuote, day: date | None = DAY) -> list[tuple[str, str, date | None]]:
    found, _ = find_promises(reading(text, day), [OAKES], [], quotes)
    return [(one.who, one.due_words, one.due_on) for one in found]


@pytest.mark.parametrize(
    ("text", "who", "words", "day"),
    [
        ("Miriam Oakes is to write to all boards by the end of March.", "Miriam Oakes", "by the end of March", (2026, 3, 31)),
        ("Miriam Oakes said she would publish the plan on 12 June.", "Miriam Oakes", "12 June", (2026, 6, 12)),
        ("The government has promised to legislate within two years.", "The government", "within two years", (2028, 3, 10)),
        ("Ofsted will inspect every home before Christmas.", "Ofsted", "before Christmas", (2026, 12, 25)),
        ("Wexmoor Council pledged to recruit 40 carers by 2028.", "Wexmoor Council", "by 2028", (2028, 12, 31)),
        ("The Department for Education will consult in the autumn.", "The Department for Education", "in the autumn",
         (2026, 11, 30)),
        ("The regulator is committed to reviewing its rules.", "The regulator", "", None),
    ],
)  # fmt: skip
def test_a_promise_is_found_with_its_maker_and_its_day(
    text: str, who: str, words: str, day: tuple[int, int, int] | None
) -> None:
    assert promised(text) == [(who, words, date(*day) if day else None)]


@pytest.mark.parametrize(
    "text",
    [
        "Miriam Oakes said she would publish the plan if money could be found.",
        "The charity called on the government to publish the plan.",
        "The council may review its rules.",
        "It will rain in March.",
        "A girl will write to her brother.",
        "The plan will be published next year.",
        "“The council will close the home,” a neighbour said.",
        "",
        "Promised.",
    ],
)
def test_nothing_is_promised_where_nobody_promises(text: str) -> None:
    assert promised(text) == []


def test_the_speaker_of_a_long_quotation_is_its_maker() -> None:
    text = (
        "Miriam Oakes spoke to the weekly. “We have had a steady trickle of reviews so far.\n"
        "“Some areas think it is up to them. So I’m going to be writing to all boards as a gentle reminder of it.”"
    )
    spoken = SpokenQuote("Miriam Oakes", "So I’m going to be writing to all boards as a gentle reminder of it.")
    ((who, _, _),) = promised(text, spoken)
    assert who == "Miriam Oakes"


def test_without_a_date_no_day_is_made_up() -> None:
    ((_, words, day),) = promised("Ofsted will publish its report next spring.", day=None)
    assert (words, day) == ("next spring", None)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on 12 January", date(2027, 1, 12)),
        ("Friday 13 March 2026", date(2026, 3, 13)),
        ("March 20th, 2027", date(2027, 3, 20)),
        ("31 February 2027", None),
        ("on 32 March", None),
        ("in March", None),
    ],
)
def test_a_day_without_a_year_is_the_next_one(words: str, day: date | None) -> None:
    found = day_in(words, DAY)
    assert (found.day if found else None) == day
    assert day_in("12 January", None) is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("by the end of next month", date(2026, 4, 30)),
        ("by the end of the year", date(2026, 12, 31)),
        ("next year", date(2027, 12, 31)),
        ("next week", date(2026, 3, 22)),
        ("this month", date(2026, 3, 31)),
        ("in the new year", date(2027, 1, 31)),
        ("by February", date(2027, 2, 28)),
        ("by spring 2028", date(2028, 5, 31)),
        ("before Easter", None),
        ("within six weeks", date(2026, 4, 21)),
        ("within 18 months", date(2027, 9, 10)),
        ("within 10 days", date(2026, 3, 20)),
    ],
)
def test_a_span_ends_on_its_last_day(words: str, day: date | None) -> None:
    found = by_when(words, DAY)
    assert found is not None
    assert found.day == day


def test_a_month_that_is_only_mentioned_is_no_deadline() -> None:
    assert by_when("as the march of progress shows", DAY) is None


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("The consultation on the rules closes on 30 April 2026.", "consultation", date(2026, 4, 30)),
        ("Responses are invited by 2 May.", "consultation", date(2026, 5, 2)),
        ("The figures will be published on 26 November.", "statistics", date(2026, 11, 26)),
        ("Councils can apply for a grant until 1 June.", "deadline", date(2026, 6, 1)),
    ],
)
def test_a_day_ahead_is_found(text: str, kind: str, day: date) -> None:
    _, (found,) = find_promises(reading(text), [], [], [])
    assert (found.kind, found.day, found.sentence) == (kind, day, text)


@pytest.mark.parametrize(
    "text", ["The consultation closed on 30 April 2024.", "The consultation closes soon.", "He was born on 2 May."]
)
def test_past_days_and_other_days_are_none(text: str) -> None:
    assert find_promises(reading(text), [], [], []) == ((), ())


def test_an_article_brings_a_handful_at_most() -> None:
    text = " ".join(f"Ofsted will inspect home {number} by 2 May and responses close by 2 May." for number in range(40))
    found, dates = find_promises(reading(text), [], [], [])
    assert (len(found), len(dates)) == (8, 8)


def test_a_duty_is_known_by_its_words_while_it_holds() -> None:
    duties = load_duties()
    text = "The minister reminded boards to publish serious case reviews in full."
    assert find_duties(reading(text, date(2011, 10, 20)), duties) == ("publish-serious-case-reviews",)
    assert find_duties(reading(text, date(2009, 10, 20)), duties) == ()
    assert find_duties(reading(text, date(2025, 10, 20)), duties) == ()
    assert find_duties(reading("Care cases take 26 weeks.", None), duties) == ("twenty-six-weeks",)
    assert find_duties(reading("Nothing.", None), duties) == ()


def test_annotating_brings_all_three_for_what_is_ours_alone() -> None:
    text = (
        "Miriam Oakes, the children's minister, said she would write to all safeguarding boards by the end of March to "
        "remind them of their duty: serious case reviews must be published. The consultation closes on 30 April. "
        "Social workers in children's services and foster carers welcomed it."
    )
    found = annotate(
        Reading("1", "", "weekly", date(2011, 3, 10), "Minister to write to safeguarding children boards", text),
        vocabulary(),
    )
    assert found.in_domain
    assert [one.who for one in found.promises] == ["Miriam Oakes"]
    assert [one.kind for one in found.dates] == ["consultation"]
    assert found.duties == ("publish-serious-case-reviews",)
    dogs = annotate(
        Reading("1", "", "w", DAY, "Greyhounds", "The kennels council will publish dogs by May."), vocabulary()
    )
    assert (dogs.promises, dogs.dates, dogs.duties) == ((), (), ())


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.dates() | st.none())
def test_any_text_gives_an_answer(text: str, day: date | None) -> None:
    found, dates = find_promises(reading(text, day), [OAKES], [], [SpokenQuote("X", text)])
    assert len(found) <= 8
    assert len(dates) <= 8


@pytest.mark.parametrize(
    "part", ["“I will publish ", "will be to ", "The Council ", "by the end of ", "consultation ", "."]
)
def test_long_texts_are_read_to_their_end(part: str) -> None:
    found, dates = find_promises(reading(part * 20_000), [OAKES], [], [])
    assert len(found) + len(dates) <= 16
