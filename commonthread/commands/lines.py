"""Commands that read JSON lines and write JSON lines, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import click

from db.types import Reading

Line = dict[str, Any]
INPUT = "Input, one a line: {id, url, source, date, title, text}."


@click.command(epilog=INPUT)
def annotate() -> None:
    """Say of each article whether it is ours, its topics, event, names, quotes and risk.

    Reads JSON lines from standard input, writes one line for each. A line that cannot be read
    is answered by a line with `error`.
    """
    from crawler.understanding.annotate import annotate as understand
    from crawler.understanding.vocabulary import vocabulary

    words = vocabulary()
    _answer(sys.stdin, lambda line: _annotation(line, understand(_reading(line), words)))


@click.command(epilog=INPUT)
def group() -> None:
    """Say which articles are the same story: {id, story} for each, whatever their order.

    Reads JSON lines from standard input to its end, then writes one line for each.
    """
    from crawler.grouping import group_all

    lines, broken = _all(sys.stdin)
    stories = group_all(_reading(line) for line in lines)
    if lines:
        answers = ({"id": line["id"], "story": stories[str(line["id"])]} for line in lines)
        click.echo("\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers))
    _end(broken)


@click.command(epilog="Input, one a line: {id, url, html}.")
def extract() -> None:
    """Take title, author, date and text out of pages: {id, title, author, published, text, ms}."""
    from crawler.parsing.extract_lines import extract_line

    _answer(sys.stdin, extract_line)


@click.command("check-comment", epilog="Input, one a line: {id, text, story}; story is the text commented on.")
def check_comment() -> None:
    """Say of each comment what could tell who a child is: {id, verdict, reasons, version}.

    The verdict is pass, warn or hold. It is a nudge: no list of words recognises a child.
    """
    from db.rules.confidentiality import Check
    from db.seeds.confidentiality import load_check_words

    check = Check(load_check_words())
    _answer(sys.stdin, lambda line: _checked(line, check.of(_text(line, "text"), _text(line, "story"))))


def _checked(line: Line, verdict: Any) -> Line:
    return {
        "id": line["id"],
        "verdict": verdict.kind,
        "reasons": [f"{hint.said}: {hint.words}" for hint in verdict.hints],
        "version": verdict.version,
    }


def _annotation(line: Line, found: Any) -> Line:
    return {
        "id": line["id"],
        "in_domain": found.in_domain,
        "nation": found.nation,
        "topics": list(found.topics),
        "event": found.event,
        "people": [mention.name for mention in found.people],
        "bodies": [mention.name for mention in found.bodies],
        "quotes": [{"speaker": quote.speaker, "text": quote.text} for quote in found.quotes],
        "risk": found.risk,
        "reasons": list(found.reasons),
    }


def _reading(line: Line) -> Reading:
    return Reading(
        id=str(line["id"]),
        url=_text(line, "url"),
        source=_text(line, "source"),
        published=_date(line.get("date")),
        title=_text(line, "title"),
        text=_text(line, "text"),
    )


def _text(line: Line, name: str) -> str:
    value = line.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is {type(value).__name__}; expected text")
    return value


def _date(value: Any) -> date | None:
    """Read as much of a date as is given: a day, else a month or a year by its first day."""
    if not value:
        return None
    parts = str(value)[:10].split("-")
    try:
        return date(int(parts[0]), int(parts[1]) if len(parts) > 1 else 1, int(parts[2]) if len(parts) > 2 else 1)
    except ValueError as error:
        raise ValueError(f"date is {value!r}; expected 2011-10-20, or null") from error


def _answer(lines: Iterable[str], work: Callable[[Line], Line]) -> None:
    broken = 0
    for number, line, error in _read(lines):
        answer = _try(work, line) if line is not None else {"line": number, "error": error}
        broken += "error" in answer
        _say(answer)
    _end(broken)


def _try(work: Callable[[Line], Line], line: Line) -> Line:
    try:
        return work(line)
    except ValueError as error:
        return {"id": line["id"], "error": str(error)}


def _all(lines: Iterable[str]) -> tuple[list[Line], int]:
    good, broken = [], 0
    for number, line, error in _read(lines):
        problem = error if line is None else _try(lambda row: {"ok": _reading(row)}, line).get("error")
        if line is None or problem:
            broken += 1
            _say({"line": number, "error": problem})
        else:
            good.append(line)
    return good, broken


def _read(lines: Iterable[str]) -> Iterator[tuple[int, Line | None, str | None]]:
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
        except ValueError as error:
            yield number, None, f"not JSON: {error}"
            continue
        if isinstance(line, dict) and isinstance(line.get("id"), str | int):
            yield number, line, None
        else:
            yield number, None, "expected an object with an id"


def _say(answer: Line) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False))


def _end(broken: int) -> None:
    if broken:
        click.echo(f"{broken} line(s) could not be read; their answers say why.", err=True)
        sys.exit(1)
