"""The written threat model names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_test_that_the_threat_model_names_exists():
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    named = [re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row) for row in rows]
    assert len(rows) > 30
    assert all(named)
    for (file, test), *_ in named:
        code = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^ *def {test}\(", code, re.MULTILINE), f"{file}::{test}"
