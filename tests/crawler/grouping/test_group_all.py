"""Articles on the same news become one story, others do not, whatever their order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.grouping import Arrangement, Headline, arrange, group_all, headline
from crawler.grouping.decide import NEVER, Nearness, nearest, needed, why_joined, why_new
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


def heads(*articles: Reading) -> list[Headline]:
    return [headline(article, bundled()) for article in articles]


def test_what_stands_takes_what_reports_the_same_and_says_why() -> None:
    first, second, third = heads(reading("a", PANEL), reading("b", PANEL_AGAIN), reading("c", FOSTERING))
    found = Arrangement({"7": [first]}, [second, third])
    assert found.story_of(second).stands
    assert found.why(second).story == "7"
    assert found.why(second).reason.startswith("shares ")
    assert found.why(second).reason.endswith("the same day")
    assert found.why(third).story is None
    assert not found.story_of(third).stands


def test_stories_that_stand_are_never_given_away() -> None:
    first, second, third = heads(reading("a", PANEL), reading("b", PANEL_AGAIN), reading("c", PANEL))
    found = Arrangement({"1": [first], "2": [second]}, [third])
    assert found.story_of(first).key == "1"
    assert found.story_of(second).key == "2"
    assert found.story_of(third).key == "1"


def test_asking_why_changes_nothing() -> None:
    articles = heads(reading("a", PANEL), reading("b", PANEL_AGAIN), reading("c", FOSTERING))
    found = Arrangement({}, articles)
    for _ in range(2):
        reasons = {one.id: found.why(one).reason for one in articles}
    assert reasons["a"].startswith("shares")
    assert "the nearest story shares only" in reasons["c"] or "nothing near" in reasons["c"]
    assert found.story_of(articles[0]) is found.story_of(articles[1])


def test_many_articles_are_joined_as_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrange, "MERGE_EVERY", 2)
    stories = group_all([reading("a", PANEL), reading("b", FOSTERING), reading("c", PANEL_AGAIN)])
    assert stories == {"a": "a", "b": "b", "c": "a"}


def test_a_story_of_many_reports_keeps_taking_them_in_other_words() -> None:
    titles = [
        "Fed's Plosser sees high bar for change in pace of tapering",
        "Plosser: Fed should not slow taper because of the weather",
        "Fed official says weak data caused by weather",
        "US stocks fall after Fed official hints at faster taper",
        "Fed risks falling behind the curve, Charles Plosser says",
    ]
    other = ["Goldfish escapes from the school pond twice", "Lottery winner gives half to the village band"]
    stories = group_all([reading(f"{n:02}", (title, "")) for n, title in enumerate([*titles, *other])])
    assert len({stories[f"{n:02}"] for n in range(5)}) == 1
    assert len({stories[f"{n:02}"] for n in range(7)}) == 3


TEMPLATES = (
    (
        "{} council to raise its fostering allowance",
        "{} will pay its foster carers more from April. The cabinet of {} agreed the rise after carers said that costs "
        "had gone up faster than their allowance. A single carer will get {} pounds a week more for each child.",
    ),
    (
        "Foster carers wanted in {}",
        "{} needs {} more families who can look after a child. An information evening will be held in the town hall of "
        "{}, where carers tell what fostering is like and social workers answer questions.",
    ),
    (
        "Children's services in {} rated requires improvement",
        "Inspectors rated services for children in {} as requires improvement after a visit of two weeks. They read {} "
        "files and found that plans for children were not always reviewed in time. {} said it had acted at once.",
    ),
)


@pytest.mark.parametrize(("title", "text"), TEMPLATES)
def test_one_template_with_local_names_and_numbers_is_never_one_story(title: str, text: str) -> None:
    towns = ("Wexmoor", "Dunfold", "Ashmere", "Northbeck")
    told = [
        reading(town, (title.format(town), text.format(town, number, town, number).replace("town hall of", "hall in")))
        for number, town in enumerate(towns, 31)
    ]
    assert len(set(group_all(told).values())) == len(towns)
    standing, *new = heads(*told)
    placed = Arrangement({"1": [standing]}, new)
    assert all(placed.why(one).story is None for one in new)
    assert "but for its names" in placed.why(new[0]).reason


def test_a_copy_under_another_headline_is_the_same_story() -> None:
    copied = ("Stark warning on babies from Miriam Oakes", PANEL[1])
    assert group_all([reading("a", PANEL), reading("b", copied, source="other")]) == {"a": "a", "b": "a"}


def near(likeness: float, story: str = "s", days: int | None = 0, differ: bool = False, words: int = 60) -> Nearness:
    return Nearness(story, likeness, days, differ, words)


def test_the_nearest_story_wins_and_equal_ones_never_take_turns() -> None:
    rules = bundled()
    for candidates in ([near(0.3, "b"), near(0.3, "a")], [near(0.3, "a"), near(0.3, "b")]):
        chosen = nearest(candidates, rules, rules.join)
        assert chosen is not None
        assert chosen.story == "a"
    chosen = nearest([near(0.3, "b"), near(0.5, "c")], rules, rules.join)
    assert chosen is not None
    assert chosen.story == "c"
    assert nearest([], rules, rules.join) is None
    assert nearest([near(0.1)], rules, rules.join) is None


def test_each_circumstance_asks_for_more() -> None:
    rules = bundled()
    plain = needed(near(0.0), rules, rules.join)
    assert needed(near(0.0, days=10), rules, rules.join) > plain
    assert needed(near(0.0, days=None), rules, rules.join) > plain
    assert needed(near(0.0, days=None, words=6), rules, rules.join) < needed(near(0.0, days=None), rules, rules.join)
    assert needed(near(0.0, differ=True), rules, rules.join) > plain
    assert needed(near(0.9, differ=True), rules, rules.join) == NEVER
    assert needed(near(0.0, days=60), rules, rules.join) == NEVER


SHARED = ("oake", "bruise")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (why_new(None, SHARED, bundled()), "nothing near in time"),
        (why_new(near(0.01), (), bundled()), "nothing near in time"),
        (why_new(near(0.01), SHARED, bundled()), "shares only oake, bruise; the same day"),
        (why_new(near(0.8, differ=True), SHARED, bundled()), "the same words as another story but for its names"),
        (why_joined(near(0.9, days=1), SHARED, bundled()), "nearly the same words; a day apart"),
        (why_joined(near(0.4, days=None), SHARED, bundled()), "a date is missing"),
        (why_joined(near(0.4, days=4), SHARED, bundled()), "shares oake, bruise; 4 days apart"),
    ],
)
def test_each_decision_says_why(reason: str, words: str) -> None:
    assert words in reason


@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=200), st.dates() | st.none()), max_size=6))
def test_any_text_is_placed_and_order_changes_nothing(parts: list[tuple[str, str, date | None]]) -> None:
    articles = [reading(str(number), part[:2], part[2]) for number, part in enumerate(parts)]
    assert group_all(articles) == group_all(articles[::-1])
