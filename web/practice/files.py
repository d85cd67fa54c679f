"""A record to take away: as text, as a table, or printed, in the shape in which the register asks for it."""

from __future__ import annotations

import csv
import io

from flask import Response, make_response, render_template, request

from db.rules.registration import Piece
from db.seeds.registers import Register
from web.guards import signed_in
from web.practice.forms import Form
from web.practice.views import asked_year, bp, own_record, register_of, with_keys

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def told(piece: Piece, register: Register) -> list[tuple[str, str]]:
    """Return the questions of a register with a piece's answers, and what else it holds."""
    asked = [*register.fields, *Form.of(piece).others(register)]
    return [(one.label, piece.answers.get(one.id, "")) for one in asked]


def chosen(register: Register) -> tuple[list[Piece], str]:
    """Return the pieces of the year that the address names, or of all years, and a word for them."""
    found = own_record()
    if request.args.get("year") == "all":
        return found.pieces, "all"
    year = asked_year(register)
    return [one for one in found.pieces if year.holds(one.day)], str(year.name)


@bp.get("/cpd/record.txt")
@signed_in
@with_keys
def as_text() -> Response:
    """Give a record as plain text, to paste into the register's form."""
    register = register_of()
    pieces, name = chosen(register)
    told_of = [(one, told(one, register)) for one in pieces]
    body = render_template("practice/record.txt", register=register, pieces=told_of)
    return _file(body, "text/plain", f"cpd-{name}.txt")


@bp.get("/cpd/record.csv")
@signed_in
@with_keys
def as_table() -> Response:
    """Give a record as a table; no cell begins like a formula, so that opening it runs nothing."""
    register = register_of()
    pieces, name = chosen(register)
    others = {other.id: other for one in pieces for other in Form.of(one).others(register)}
    asked = [*register.fields, *others.values()]
    rows = [["Date", "Title", "Link", *(one.label for one in asked)]]
    for one in pieces:
        rows.append([one.day.isoformat(), one.title, one.link, *(one.answers.get(field.id, "") for field in asked)])
    out = io.StringIO()
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return _file("\ufeff" + out.getvalue(), "text/csv", f"cpd-{name}.csv")


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


@bp.get("/cpd/print")
@signed_in
@with_keys
def to_print() -> str:
    """Show a record on one page, to print or to copy from."""
    register = register_of()
    pieces, name = chosen(register)
    return render_template(
        "practice/print.html", register=register, name=name, pieces=[(one, told(one, register)) for one in pieces]
    )


def _file(body: str, kind: str, name: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = f"{kind}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
