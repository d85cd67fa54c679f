"""Whatever a source sends, an article is understood or put aside with a reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.understanding.annotate import annotate
from crawler.understanding.vocabulary import vocabulary
from db.types import Reading

WORDS = (
    "children", "care", "Ofsted", "“", "”", "\"", "said", "Miriam Oakes", "minister", ".", ",", "\n", "NCAS", "2011", "the",
    "council", "will", "publish", "by", "March", "SCR", "Ã©", "ADOPTION", "plant", "gofal", "<p>", "&amp;", "\x00", "’s", "–",
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    st.text(max_size=120),
    st.dates(date(1900, 1, 1), date(2200, 1, 1)) | st.none(),
)
def test_any_words_are_understood(text: str, title: str, day: date | None) -> None:
    found = annotate(Reading("1", "", "weekly", day, title, text), vocabulary())
    assert found.reasons[0]
    assert len(found.topics) <= 3
    assert found.in_domain or not found.topics
    for quote in found.quotes:
        assert quote.text in text or quote.text.replace(" ", "") in text.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("", ""),
        ("Adoption", ""),
        ("FOSTER CARERS IN CARE CRISIS", "CHILDREN IN CARE NEED FOSTER CARERS. " * 20),
        ("Gofal cymdeithasol plant", "Mae gwasanaethau plant yng Nghymru yn newid. Plant sy'n derbyn gofal."),
        ("FÃ©lice", "The childâ€™s plan â€œwas lateâ€\x9d said the council"),
        ("News", "\n".join(f"Children's services story number {number}" for number in range(200))),
        ("x" * 5_000, "word " * 200_000),
        ("“" * 5_000, "“said " * 20_000),
    ],
)
def test_strange_input_gets_an_answer_with_a_reason(title: str, text: str) -> None:
    found = annotate(Reading("1", "", "weekly", None, title, text), vocabulary())
    assert found.reasons[0]
    assert found.nation
