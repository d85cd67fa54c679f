"""Both engines find the same: every query has one answer, written here, and each engine must give it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from db import finding
from db.engine import Database
from db.finding import Asked

TITLES = {
    "a": "Foster carers in Wexmoor to pay no council tax",
    "b": "Council pays kinship carers' allowance",
    "c": "Ofsted inspectors find children's homes improving",
    "d": "Looked after children moved out of area",
    "e": "Unaccompanied asylum-seeking children: new duty on councils",
    "f": "Section 47 enquiries rise by 12 per cent",
    "g": "NCASC 2011: ministers' speeches in full",
    "h": "Adoption scorecards published for every authority",
    "i": "Care leavers' housing and mental-health support",
    "j": "The children who waited: adopted at last",
}
FOUND = {
    "carers": "a b",
    "carer council": "a b",
    '"foster carers"': "a",
    '"carers foster"': "",
    "children's homes": "c",
    "children": "a b c d e f g h i j",
    "child": "",
    "council": "a b e",
    "COUNCILS": "a b e",
    "paying": "a b",
    '"looked after children"': "d",
    "asylum-seeking": "e",
    "section 47": "f",
    "ncasc": "g",
    "2011": "g",
    "adoption scorecard": "h",
    "mental health": "i",
    "improve": "c",
    "ministers speech": "g",
    "wexmoor -council": "a",
    "housing OR homes": "",
    "nothing of that": "",
    "!!! ((": "",
}


def test_both_engines_find_the_same(newsroom: Any, db: Database, now: datetime) -> None:
    for number, (key, title) in enumerate(TITLES.items()):
        newsroom.article(f"{title} ({key}x{key})", at=now - timedelta(hours=number + 1))
    found = {
        words: " ".join(sorted(card.headline[-4] for card in finding.find(db, Asked(words, exact=True), most=50).cards))
        for words in FOUND
    }
    assert found == FOUND
