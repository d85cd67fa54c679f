"""Texts as the vocabulary reads them: words parted by single spaces, without punctuation."""

from __future__ import annotations

import re
from dataclasses import dataclass

_APOSTROPHE = re.compile("['’‘ʼ`´]")
_WORD = re.compile(r"\w+")
_SHOUTING_SHARE = 0.6
# The three-letter ruins that UTF-8 quotes leave behind when a page was read as Windows-1252.
_RUINED = (("â€™", "'"), ("â€˜", "'"), ("â€œ", '"'), ("â€\x9d", '"'), ("â€“", "-"), ("â€”", "-"), ("Â£", "£"))


@dataclass(frozen=True, slots=True)
class Folded:
    """One text twice, letter for letter the same length: as written and in small letters."""

    cased: str
    small: str
    shouting: bool

    @property
    def words(self) -> int:
        """Return how many words the text has."""
        return self.small.count(" ") - 1 if self.small.strip() else 0


def fold(text: str, at_most: int = 100_000) -> Folded:
    """Fold a text for matching; what lies beyond `at_most` characters is not read."""
    plain = _APOSTROPHE.sub("", _mended(text[:at_most]))
    cased = f" {' '.join(_WORD.findall(plain))} "
    small = cased.lower()
    if len(small) != len(cased):
        # A few letters (İ) grow when made small; positions must stay the same in both texts.
        small = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in cased)
    return Folded(cased, small, _shouts(cased))


def _mended(text: str) -> str:
    if "â€" in text or "Â" in text:
        for ruin, sign in _RUINED:
            text = text.replace(ruin, sign)
    return text


def _shouts(text: str) -> bool:
    start = text[:600]
    capitals, small = sum(map(str.isupper, start)), sum(map(str.islower, start))
    return capitals + small > 12 and capitals > _SHOUTING_SHARE * (capitals + small)
