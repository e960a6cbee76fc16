"""Cells of tables that people open in spreadsheets, which run what begins like a formula."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
"""Spreadsheets run a cell that begins so, or drop the sign; the last one is ours."""


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `bare` takes the sign away again."""
    return f"'{text}" if text.startswith(FORMULA) else text


def bare(cell: str) -> str:
    """Return what was typed, of a cell as `guarded` writes it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
