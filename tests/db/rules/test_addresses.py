"""Mail addresses: one form, one recipient."""

from __future__ import annotations

import pytest

from db.rules.addresses import tidy


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" Ann.Lee@Example.ORG ", "ann.lee@example.org"),
        ("ann+news@example.org", "ann+news@example.org"),
        ("o'neill@example.org", "o'neill@example.org"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@example.org.", "ann@example.org"),
    ],
)
def test_an_address_has_one_form(given: str, kept: str) -> None:
    assert tidy(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "", "ann", "ann@", "@example.org", "ann@example", "ann@1.2.3.4", "ann@[127.0.0.1]", "a b@example.org",
        "ann@example.org\nBcc: all@example.org", "ann@example.org\r\nX: y", "ann@example.org,bob@example.org",
        "ann@example.org;bob@example.org", "Ann <ann@example.org>", '"ann@x"@example.org', "ann..lee@example.org",
        ".ann@example.org", "ann@-example.org", "ann@exa_mple.org", "ann\x00@example.org", "ann@example.org\x00",
        "änn@example.org", "a" * 65 + "@example.org", "ann@" + "a" * 64 + ".org", "ann@" + "abc." * 70 + "org", "ann@..org",
        "bob@example.org@example.org", "ann\u202e@example.org", "%0aann@exam%0aple.org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(given: str) -> None:
    assert tidy(given) is None
