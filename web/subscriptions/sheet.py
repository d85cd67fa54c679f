"""The file in which operators bring subscribers along and take them out; a spreadsheet runs nothing of it."""

from __future__ import annotations

from db.rules.choosing import NATIONS

HEADER = ("address", "period", "topics", "confirmed_at", "wording")
EXTRAS = ("nations", "events", "density", "delivery", "source")
NATION_WORDS = {nation: nation.lower().replace(" ", "-") for nation in NATIONS}
_RUNS = tuple("=+-@\t\r\n'")  # how a cell begins that a spreadsheet may take for a formula, and our own mark


def shielded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RUNS) else text


def bare(cell: str) -> str:
    """Return the text of a shielded cell."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RUNS) else cell
