"""Articles on the same news become one story, others do not, whatever their order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.grouping import StoryIndex, group_all, headline
from crawler.grouping.decide import NEVER, Nearness, needed, place
from crawler.grouping.thresholds import bundled
from db.types import Reading

DAY = date(2026, 11, 3)
PANEL = (
    "Review panel warns over bruising in babies",
    "Bruises on babies who cannot yet crawl are missed too often, the national review panel warned in Harborough. "
    "Its chair, Miriam Oakes, asked every hospital to call a paediatrician before a baby goes home.",
)
PANEL_AGAIN = (
    "Hospitals must check bruised babies, says panel",
    "A paediatrician should see each bruised baby who cannot crawl before the baby leaves hospital, according to the "
    "review panel. Miriam Oakes, who chairs it, said that bruising was overlooked.",
)
FOSTERING = (
    "Foster carers in Wexmoor to get council tax relief",
    "Carers approved by Wexmoor will pay no council tax from April under a plan to recruit sixty households. "
    "The cabinet agreed the scheme after a pilot with two agencies.",
)


def reading(name: str, words: tuple[str, str], day: date | None = DAY, source: str = "weekly") -> Reading:
    return Reading(name, f"https://{source}.example/{name}", source, day, *words)


def test_the_same_news_in_other_words_is_one_story() -> None:
    stories = group_all([reading("a", PANEL), reading("b", PANEL_AGAIN, DAY + timedelta(1)), reading("c", FOSTERING)])
    assert stories == {"a": "a", "b": "a", "c": "c"}


def test_the_order_of_the_input_does_not_matter() -> None:
    articles = [reading("a", PANEL), reading("b", PANEL_AGAIN, DAY + timedelta(1)), reading("c", FOSTERING)]
    assert group_all(articles) == group_all(reversed(articles))


def test_a_follow_up_months_later_is_a_story_of_its_own() -> None:
    stories = group_all([reading("a", PANEL), reading("b", PANEL_AGAIN, DAY + timedelta(90))])
    assert stories["b"] == "b"


def test_one_template_with_two_towns_is_two_stories() -> None:
    def told(town: str, number: int) -> tuple[str, str]:
        return (
            f"Inspectors say services in {town} need to improve",
            f"{town} has been told to improve by inspectors who visited in June. {number} of its files showed delay.",
        )

    stories = group_all([reading("a", told("Ashmere", 12)), reading("b", told("Dunfold", 31))])
    assert stories["a"] != stories["b"]


def test_a_copy_joins_without_a_date_and_other_undated_news_does_not() -> None:
    stories = group_all([reading("a", PANEL), reading("b", PANEL, None, "other"), reading("c", FOSTERING, None)])
    assert stories == {"a": "a", "b": "a", "c": "c"}


def test_an_index_places_as_the_whole_set_does() -> None:
    index = StoryIndex()
    first, second = (headline(reading(name, words), bundled()) for name, words in (("a", PANEL), ("b", PANEL_AGAIN)))
    index.learn([first, second])
    assert index.place(first).story is None
    index.add(first, "story 1")
    placed = index.place(second)
    assert placed.story == "story 1"
    assert "shares" in placed.reason
    assert "the same day" in placed.reason


def near(likeness: float, story: str = "s", days: int | None = 0, differ: bool = False, words: int = 60) -> Nearness:
    return Nearness(story, likeness, days, differ, words, ("oake", "bruise"))


def test_the_nearest_story_wins_and_equal_ones_never_take_turns() -> None:
    rules = bundled()
    assert place([near(0.3, "b"), near(0.3, "a")], rules).story == "a"
    assert place([near(0.3, "b"), near(0.5, "c")], rules).story == "c"


def test_each_circumstance_asks_for_more() -> None:
    rules = bundled()
    plain = needed(near(0.0), rules)
    assert needed(near(0.0, days=10), rules) > plain
    assert needed(near(0.0, days=None), rules) > plain
    assert needed(near(0.0, differ=True), rules) > plain
    assert needed(near(0.0, words=5), rules) > plain
    assert needed(near(0.0, days=60), rules) == NEVER


@pytest.mark.parametrize(
    ("candidates", "reason"),
    [
        ([], "nothing near in time"),
        ([near(0.01)], "shares only oake, bruise; the same day"),
        ([near(0.9, days=1)], "nearly the same words; a day apart"),
        ([near(0.4, days=None)], "a date is missing"),
        ([near(0.4, days=4)], "shares oake, bruise; 4 days apart"),
    ],
)
def test_each_decision_says_why(candidates: list[Nearness], reason: str) -> None:
    assert reason in place(candidates, bundled()).reason


@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=200), st.dates() | st.none()), max_size=6))
def test_any_text_is_placed_and_order_changes_nothing(parts: list[tuple[str, str, date | None]]) -> None:
    articles = [reading(str(number), part[:2], part[2]) for number, part in enumerate(parts)]
    assert group_all(articles) == group_all(articles[::-1])
