"""The confidentiality check: what identifies by itself, what does together, and how far it reaches."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from db.rules.confidentiality import Check, nhs_number, score_of
from db.seeds.confidentiality import load_check_words
from db.seeds.reading import SeedError

FRESH = Path(__file__).with_name("data") / "confidentiality-fresh.toml"


@pytest.fixture(scope="module")
def check() -> Check:
    return Check(load_check_words())


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Case no ZW24C50217 is listed.", "a court case number", "ZW24C50217"),
        ("UPN H801200001001 is the one.", "a pupil number", "H801200001001"),
        ("Mosaic ID 1184502, please.", "a case number", "Mosaic ID 1184502"),
        ("Her dob 14/03/2019 is wrong there.", "a date of birth", "dob 14/03/2019"),
        ("The kids at QX7 4TB are alone.", "a postcode", "QX7 4TB"),
        ("Write to sarah.t@example.org now.", "a mail address", "sarah.t@example.org"),
        ("See @lil.tash.09 for it.", "somebody’s account", "@lil.tash.09"),
        ("Ring 07700 900461 today.", "a phone number", "07700 900461"),
        ("NHS number 943 476 5919 it says.", "an NHS number", "943 476 5919"),
        ("They live at 14 Cromer Road now.", "an address", "14 Cromer Road"),
    ],
)
def test_what_identifies_by_itself_is_held_and_shown(check: Check, text: str, kind: str, words: str) -> None:
    verdict = check.of(text)
    assert verdict.kind == "hold"
    assert (kind, words) in [(hint.kind, hint.words.strip()) for hint in verdict.hints]


@pytest.mark.parametrize(
    "text",
    [
        "The NSPCC helpline is 0808 800 5000.",
        "In [2024] EWFC 61 the court criticised delay.",
        "PD12R came in on 27 January 2025.",
        "Dame Rachel de Souza said this in 2021.",
        "£555,000,000 went to 152 councils.",
        "",
        "   \n\n ",
    ],
)
def test_what_is_public_passes(check: Check, text: str) -> None:
    assert check.of(text).kind == "pass"


def test_names_that_the_story_told_are_no_secret(check: Check) -> None:
    text = "What Marwood did to her was wrong."
    assert [hint.words for hint in check.of(text).hints if hint.kind == "name"] == ["Marwood"]
    assert not [hint for hint in check.of(text, "Councillor Marwood resigned.").hints if hint.kind == "name"]


def test_an_nhs_number_is_known_by_its_check_digit() -> None:
    assert nhs_number("9434765919")
    assert not nhs_number("9434765918")
    assert not nhs_number("943476591")
    assert not nhs_number("1234567890")


def test_the_second_hint_of_a_kind_counts_half() -> None:
    assert score_of({"age": 1}, {"age": 2.0}) == 2.0
    assert score_of({"age": 7, "a postcode": 1}, {"age": 2.0}) == 3.0


def test_the_check_reaches_as_far_as_it_is_said_to(check: Check) -> None:
    """Sixty comments written after the lists were frozen: risky ones missed at most 20 %, fine ones held at most 10 %."""
    samples = tomllib.loads(FRESH.read_text("utf-8"))["sample"]
    found = Counter((one["want"], check.of(one["text"]).kind) for one in samples)
    risky = sum(count for (want, _), count in found.items() if want == "hold")
    fine = sum(count for (want, _), count in found.items() if want == "pass")
    assert (risky, fine) == (24, 24)
    assert found["hold", "hold"] / risky >= 0.8
    assert found["hold", "pass"] == 0
    assert found["pass", "hold"] / fine <= 0.1


def test_hostile_lengths_cost_little(check: Check) -> None:
    for text in ("a" * 5000, "She " * 1250, "Ab" * 2500, "1 " * 2500, "@" * 5000, "\u202e" * 5000, ", 7" * 1600):
        assert check.of(text).version


def test_a_list_that_cannot_be_read_names_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONTHREAD_SEEDS_DIR", str(tmp_path))
    (tmp_path / "confidentiality.toml").write_text('[[check]]\nversion = "1"\n', "utf-8")
    with pytest.raises(SeedError, match=r"expected \[\[words\]\] once, found 0"):
        load_check_words()
