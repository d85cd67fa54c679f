"""Which earlier stories belong to a saga, and by which words they are looked for."""

from __future__ import annotations

from datetime import date

from crawler.grouping import Headline, headline
from crawler.grouping.thresholds import bundled
from crawler.grouping.trail import MOST_STEPS, questions, steps
from db.types import Reading

MARLOW = "Judge Rosalind Achebe spoke of Marlow House, the home near Ashmere, and of those who lived at Marlow House."


def told(name: str, title: str, text: str, day: date) -> Headline:
    return headline(Reading(name, "", "weekly", day, title, text), bundled())


NEW = [told("new", "Ministers accept proposals of the Marlow House inquiry", MARLOW, date(2026, 11, 1))]


def test_an_earlier_story_of_the_saga_is_found_with_its_reason() -> None:
    old = [told("old", "Marlow House inquiry opens", MARLOW, date(2024, 1, 1))]
    (step,) = steps(NEW, {"7": old}, bundled())
    assert step.story == "7"
    assert "marlow" in step.because
    assert "3 years apart" in step.because


def test_days_and_months_between_are_told_in_words() -> None:
    days = [told("a", "Marlow House inquiry hears Achebe", MARLOW, date(2026, 10, 20))]
    months = [told("b", "Marlow House inquiry hears Achebe", MARLOW, date(2026, 5, 1))]
    found = {step.story: step.because for step in steps(NEW, {"days": days, "months": months}, bundled())}
    assert found["days"].endswith("12 days apart")
    assert found["months"].endswith("6 months apart")


def test_the_same_day_is_no_history() -> None:
    assert steps(NEW, {"1": [told("x", "Marlow House inquiry", MARLOW, date(2026, 11, 1))]}, bundled()) == []


def test_another_town_is_another_saga() -> None:
    text = "The council in {} raised its allowance for carers in {} who look after a child for longer than a year."
    own = [told("new", "Dunfold council to raise its allowance", text.format("Dunfold", "Dunfold"), date(2026, 11, 1))]
    old = [told("old", "Ashmere council to raise its allowance", text.format("Ashmere", "Ashmere"), date(2026, 5, 1))]
    assert steps(own, {"1": old}, bundled()) == []


def test_words_of_the_whole_field_lead_nowhere() -> None:
    own = [told("new", "Ofsted inspection of council services", "Ofsted.", date(2026, 11, 1))]
    old = [told("old", "Ofsted inspection of council services", "Ofsted.", date(2026, 5, 1))]
    assert steps(own, {"1": old}, bundled()) == []


def test_rare_words_in_passing_lead_nowhere() -> None:
    title = "Foster carers and adoption inspection at school"
    own = [told("new", title, "Quinta zelkova.", date(2026, 11, 1))]
    old = [told("old", title, "Quinta zelkova.", date(2026, 5, 1))]
    assert steps(own, {"1": old}, bundled()) == []  # the words that bring them together are the whole field's


def test_a_trail_has_a_few_steps() -> None:
    many = {str(n): [told(str(n), "Marlow House inquiry", MARLOW, date(2020 + n % 6, 1 + n, 1))] for n in range(9)}
    assert len(steps(NEW, many, bundled())) == MOST_STEPS


def test_names_are_looked_for_first_and_common_words_never() -> None:
    asked = questions(["Ministers accept proposals of the Marlow House inquiry"], NEW)
    assert asked[0] == "Marlow"
    assert any("Marlow" in each and " " in each for each in asked[1:])
    assert not any("inquiry" in each or "the" in each.split() for each in asked)
    assert questions(["Ofsted inspection of council services"], []) == []
