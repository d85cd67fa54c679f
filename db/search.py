"""What a reader typed as a query: words that all must occur, each under its older and newer names too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from db.engine import Database
from db.rules.lineage import Lineage, Thing, Widened, names_in
from db.seeds import load_ambiguous_forms, load_glossary, load_people

LONGEST = 200
MOST_WORDS = 12
_PART = re.compile(r'"([^"]+)"|([\w’\'-]+)')


@cache
def lineage() -> Lineage:
    """Return what terms and bodies were called before and are called now, by the bundled seeds."""
    ambiguous = load_ambiguous_forms()
    terms = (
        Thing(
            tuple(
                name for name in (*names_in(term.term), term.expansion, *term.aliases) if name and name not in ambiguous
            ),
            names_in(term.replaced_by or ""),
        )
        for term in load_glossary()
        if not term.ambiguous
    )
    bodies = (
        Thing(
            (*([body.acronym] if body.acronym else []), body.name),
            (*names_in(body.predecessor or ""), *names_in(body.successor or "")),
        )
        for body in load_people().bodies
    )
    return Lineage([*terms, *bodies])


def widened(words: str) -> Widened:
    """Return a reader's words along the lineage of what they name."""
    return lineage().widen(parts(words))


def query_of(db: Database, words: str, *, exact: bool = False) -> str:
    """Return the query for what a reader typed, empty for no words; names are not widened where `exact` is asked."""
    return any_of(db, (tuple(parts(words)),) if exact else widened(words).queries)


def parts(words: str) -> list[str]:
    """Return the words and the phrases in quotation marks of what a reader typed, without any syntax."""
    found = (phrase or word for phrase, word in _PART.findall(words[:LONGEST]))
    plain = (" ".join(re.findall(r"\w+", part)) for part in found)
    return [part for part in plain if part][:MOST_WORDS]


def any_of(db: Database, queries: Iterable[Sequence[str]]) -> str:
    """Return the query of an engine for any of some lists of parts, all parts of which must occur."""
    both, either = (" ", " or ") if db.dialect == "postgres" else (" AND ", " OR ")
    wanted = (both.join(f'"{part}"' for part in plain(query)) for query in queries)
    return either.join(f"({one})" if both != " " else one for one in wanted if one)


def plain(query: Sequence[str]) -> list[str]:
    """Return the parts of a query without any syntax."""
    return [tidy for part in query if (tidy := " ".join(re.findall(r"\w+", part)))]


def match_query(words: str) -> str:
    """Return the query for either engine: every part in quotation marks, so that nothing in it is an operator."""
    return " ".join(f'"{part}"' for part in parts(words))
