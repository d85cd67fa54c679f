"""What `make evaluate` prints must hold its floors."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler import evaluate, labelled
from crawler.evaluate import Evaluation, read_floors


@pytest.fixture(scope="session")
def measured(shared: Path) -> Evaluation:
    return evaluate.evaluate(shared, EDITION)


EDITION = Path("commonthread/sample/edition")


@pytest.mark.shared
@pytest.mark.parametrize(("figure", "floor"), read_floors().items())
def test_a_figure_holds_its_floor(figure: str, floor: float, measured: Evaluation) -> None:
    assert measured.figures[figure] >= floor, "\n".join(
        f"{kind}: {line}" for kind, lines in measured.mistakes.items() for line in lines[:5]
    )


@pytest.mark.shared
def test_every_figure_has_a_floor(measured: Evaluation) -> None:
    assert set(measured.figures) == set(read_floors())


@pytest.mark.parametrize(("figure", "promised"), [("domain_precision", 0.88), ("domain_recall", 0.95),
                                                  ("topics_micro", 0.70), ("pairs_f1", 0.80)])  # fmt: skip
def test_no_floor_is_lower_than_what_is_promised(figure: str, promised: float) -> None:
    assert read_floors()[figure] >= promised


@pytest.mark.shared
def test_evaluating_prints_figures_and_mistakes(
    shared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMMONTHREAD_SHARED", str(shared))
    floors = {**dict.fromkeys(read_floors(), 0.0), "domain_recall": 1.1}
    monkeypatch.setattr(evaluate, "read_floors", lambda: floors)
    assert evaluate.main(EDITION) == 1
    printed = capsys.readouterr().out
    assert "BELOW ITS FLOOR" in printed
    assert "Topics, the worst" in printed
    assert "most often first" in printed


def test_without_the_shared_articles_our_own_edition_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMMONTHREAD_SHARED", str(tmp_path))
    assert evaluate.main(EDITION) == 0
    printed = capsys.readouterr().out
    assert "COMMONTHREAD_SHARED" in printed
    assert "edition_quotes_recall" in printed


def test_our_own_edition_is_large_enough_to_tell() -> None:
    articles = list(labelled.edition(EDITION))
    assert len(articles) >= 80
    assert sum(len(one.label["quotes"]) for one in articles) >= 25
    assert sum(not one.label["in_domain"] for one in articles) >= 10
