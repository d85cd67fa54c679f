"""Words of the sector are explained at their first use, where their meaning is settled."""

from __future__ import annotations

import re
from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.rules.glossing import MOST, Glossary, forms_of, gloss_html, gloss_text
from db.rules.html import clean_article, plain_text
from db.seeds import GlossaryTerm, load_ambiguous_forms, load_glossary

TERMS = load_glossary()


def glossary(text: str, nation: str = "England", topics: Collection[str] = ("case-reviews",)) -> Glossary:
    return Glossary(TERMS, nation, topics, plain_text(text), load_ambiguous_forms())


def test_the_first_use_alone_is_linked() -> None:
    markup = "<p>The LSCB met. Other LSCBs met. An <em>IRO</em> spoke to the IRO.</p>"
    terms = glossary(markup)
    found = gloss_html(markup, terms)
    assert found == (
        '<p>The <a class="term" href="#term-lscb">LSCB</a> met. Other LSCBs met. An '
        '<em><a class="term" href="#term-iro">IRO</a></em> spoke to the IRO.</p>'
    )
    assert list(terms.uses) == ["LSCB", "IRO"]


def test_links_headings_and_parts_of_words_are_left_alone() -> None:
    markup = '<h2>LSCB</h2><p><a href="https://x.example/" rel="nofollow">LSCB</a> PRE-LSCB-X lscb</p>'
    assert gloss_html(markup, glossary(markup)) == markup


def test_several_terms_in_one_text_and_behind_an_element() -> None:
    markup = "<p>LSCB, then IRO and <b>x</b> then LADO and MARAC.</p>"
    found = gloss_html(markup, glossary(markup))
    assert re.findall(r">(\w+)</a>", found) == ["LSCB", "IRO", "LADO", "MARAC"]
    assert plain_text(found) == plain_text(markup)


@pytest.mark.parametrize("letters", sorted(load_ambiguous_forms()))
def test_letters_that_mean_several_things_are_never_explained_without_context(letters: str) -> None:
    markup = f"<p>The {letters} was there.</p>"
    assert gloss_html(markup, glossary(markup, topics=[topic for term in TERMS if (topic := term.topic)])) == markup


def test_with_its_own_words_and_its_topic_an_ambiguous_form_is_settled() -> None:
    markup = "<p>The agency decision maker (ADM) agreed.</p>"
    assert "term-adm" in gloss_html(markup, glossary(markup, topics=["adoption"]))
    assert "term-adm" not in gloss_html(markup, glossary(markup, topics=["workforce"]))


def test_a_term_of_another_nation_is_not_explained() -> None:
    markup = "<p>An SCR was published.</p>"
    assert "term-scr" in gloss_html(markup, glossary(markup, "England"))
    assert gloss_html(markup, glossary(markup, "Scotland")) == markup


def test_letters_of_two_terms_are_left_alone() -> None:
    one = GlossaryTerm("ABC", "A", "a", None, "current", None, (), None, False)
    two = GlossaryTerm("ABC / ABD", "B", "b", None, "current", None, (), None, False)
    terms = Glossary([one, two], "UK", (), "")
    assert gloss_html("<p>ABC and ABD</p>", terms) == '<p>ABC and <a class="term" href="#term-abc-abd">ABD</a></p>'


def test_plain_words_are_no_forms() -> None:
    forms = {form for term in TERMS for form in forms_of(term)}
    assert not {"Placement", "Missing", "Threshold", "Neglect", "Supervision"} & forms
    assert {"LSCB", "FGC", "FGDM", "Kinship care"} <= forms


def test_a_headline_alone_brings_its_words() -> None:
    terms = glossary("x")
    gloss_text(["LSCBs and LSCBs told to publish", "The IRO agrees"], terms)
    assert list(terms.uses) == ["LSCB", "IRO"]


def test_a_page_explains_a_dozen_at_most() -> None:
    forms = [form for term in TERMS if not term.ambiguous for form in forms_of(term)[:1] if form.isupper()]
    markup = f"<p>{' '.join(forms)}</p>"
    terms = glossary(markup)
    gloss_html(markup, terms)
    assert len(terms.uses) == MOST


def test_no_terms_and_no_text_are_fine() -> None:
    assert gloss_html("<p>LSCB</p>", Glossary([], "UK", (), "")) == "<p>LSCB</p>"
    assert gloss_html("", glossary("")) == ""


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.sampled_from("LSCB IRO<>&;\"'pa/=x"), max_size=80))
def test_whatever_is_clean_stays_clean_and_keeps_its_words(text: str) -> None:
    markup = clean_article(f"<p>{text}</p>")
    found = gloss_html(markup, glossary(markup))
    assert plain_text(found) == plain_text(markup)
    assert "<script" not in found
