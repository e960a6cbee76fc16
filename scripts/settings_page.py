"""Writes docs/settings.md from the settings object, so that the page can't say anything else."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/addyours/conf.py"
PAGE = ROOT / "docs/settings.md"
HEAD = """# Settings

<!-- Made by `make docs` from src/addyours/conf.py; edit there. -->

Each setting is a variable `ADDYOURS_<NAME>` in the environment, or a line `name = value` in
`addyours.toml` in the data folder. The environment goes first. `addyours config` shows what is in
force. A value that can't be used stops the command with one line that says what would be right.

| in the environment | in `addyours.toml` | without it | meaning |
|---|---|---|---|
"""


def page() -> str:
    """Return the page."""
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    conf = next(
        node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Conf"
    )
    rows = []
    for field, text in zip(conf.body, conf.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
            rows.append(_row(field, ast.literal_eval(text.value)))
    return HEAD + "\n".join(rows) + "\n"


def _row(field: ast.AnnAssign, text: str) -> str:
    name = ast.unparse(field.target)
    in_file = "–" if name == "data" else f"`{name}`"
    meaning = " ".join(text.split())
    return f"| `ADDYOURS_{name.upper()}` | {in_file} | {_default(field.value)} | {meaning} |"


def _default(value: ast.expr | None) -> str:
    if not isinstance(value, ast.Constant) or value.value in ("", None):
        return "–"
    return "`on`" if value.value is True else f"`{value.value!s}`"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(
            PAGE.read_text(encoding="utf-8") != page() and "docs/settings.md is old: make docs"
        )
    PAGE.write_text(page(), encoding="utf-8")
