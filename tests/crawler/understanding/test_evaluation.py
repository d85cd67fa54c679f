"""The scores mean what their names say."""

from __future__ import annotations

import pytest

from crawler.understanding import evaluation


def test_domain_figures_keep_the_negatives_apart() -> None:
    gold = {"a": True, "b": True, "c": False, "d": False}
    figures = evaluation.score_domain(gold, {"a": True, "b": False, "c": True, "d": False})
    assert (figures.precision, figures.recall, figures.negatives_caught) == (0.5, 0.5, 0.5)


def test_topics_are_scored_over_labels_and_over_topics() -> None:
    figures = evaluation.score_topics({"a": {"x", "y"}, "b": {"x"}}, {"a": {"x"}, "b": {"x", "z"}})
    assert figures.micro == pytest.approx(4 / 6)
    assert figures.macro == pytest.approx(0.5)
    assert figures.by_topic["z"] == evaluation.Count(0, 1, 0)


def test_groups_are_scored_by_pairs_and_by_articles() -> None:
    gold = {"a": "g", "b": "g", "c": "g", "d": None}
    figures = evaluation.score_groups(gold, {"a": "1", "b": "1", "c": "2", "d": "2"})
    assert figures.pairs == evaluation.Count(1, 1, 2)
    assert figures.b_cubed_precision == pytest.approx(0.75)
    assert figures.b_cubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert evaluation.wrong_pairs(gold, {"a": "1", "b": "1", "c": "2", "d": "2"}) == (
        [("c", "d")],
        [("a", "c"), ("b", "c")],
    )


def test_perfect_grouping_scores_one() -> None:
    figures = evaluation.score_groups({"a": "g", "b": "g", "c": None}, {"a": "1", "b": "1", "c": "2"})
    assert figures.pairs.f1 == figures.b_cubed == 1.0


def test_a_quote_is_hit_by_surname_and_six_words() -> None:
    gold = [("Ann Lee", "It’s time that we all began to listen"), ("Bo Day", "Never again")]
    found = [("A. Lee", "“It's time, that we all began, honestly"), ("Ann Lee", "Something else")]
    count = evaluation.score_quotes(gold, found)
    assert count == evaluation.Count(1, 1, 1)
    assert count.precision == count.recall == 0.5


def test_names_are_scored_by_recall_alone() -> None:
    count = evaluation.score_names({"a": {"Ann Lee", "Ofsted"}}, {"a": {"Ofsted", "Bo Day"}})
    assert count == evaluation.Count(1, 0, 1)


def test_nothing_at_all_scores_nothing() -> None:
    assert evaluation.score_topics({}, {}).macro == 0.0
    assert evaluation.score_groups({}, {}).b_cubed == 0.0
    assert evaluation.score_quotes([], [("", "")]).precision == 0.0
