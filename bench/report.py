"""Writes what was measured: a Markdown page, a plot, and every raw number."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.figures import Bar, Part, Series

PACKAGES = ("addyours", "django", "wagtail", "granian", "gunicorn", "isso")


def write(parts: Sequence[Part], folder: Path, settings: dict[str, int]) -> Path:
    """Write the page of all parts measured so far, those of earlier runs included; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in parts:
        raw = {"about": _about(settings), **part.raw()}
        path = folder / f"part-{part.number}.json"
        path.write_text(json.dumps(raw, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    saved = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("part-*.json"))
    ]
    page = folder / "README.md"
    page.write_text("\n".join(_page(saved)) + "\n", encoding="utf-8")
    return page


def part_of(raw: dict[str, Any]) -> Part:
    """Return a part as it was written."""
    known = {name: raw[name] for name in ("number", "title", "columns", "notes", "chart")}
    bars = [{key: value for key, value in bar.items() if key != "is_met"} for bar in raw["bars"]]
    return Part(
        **known,
        series=[Series(**one) for one in raw["series"]],
        bars=[Bar(**bar) for bar in bars],
    )


def _about(settings: dict[str, int]) -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "load_before": round(os.getloadavg()[0], 2),
        "packages": {name: version(name) for name in PACKAGES},
        **settings,
    }


def _page(saved: list[dict[str, Any]]) -> list[str]:
    lines = [
        "# Results",
        "",
        "Made by `make bench`; what is what: [bench/README.md](../README.md).",
        "",
    ]
    lines += ["![The figures of all parts](figures.svg)", "", "## Bars", ""]
    lines += ["| part | what | found | wanted | |", "|---|---|---:|---:|---|"]
    for raw in saved:
        for bar in part_of(raw).bars:
            sign = "≤" if bar.is_at_most else "≥"
            met = "met" if bar.is_met else "**missed**"
            wanted = f"{sign} {_number(bar.wanted)} {bar.unit}"
            lines.append(
                f"| {raw['number']} | {bar.what} | {_number(bar.found)} {bar.unit} | {wanted} | {met} |"
            )
    for raw in saved:
        lines += ["", *_section(part_of(raw), raw["about"])]
    return lines


def _section(part: Part, about: dict[str, Any]) -> list[str]:
    shown = {
        metric: heading
        for metric, heading in part.columns.items()
        if any(one.has(metric) for one in part.series)
    }
    lines = [f"## {part.number}. {part.title}", ""]
    lines += ["| |" + "".join(f" {heading} |" for heading in shown.values())]
    lines += ["|---|" + "---:|" * len(shown)]
    for one in part.series:
        cells = (
            f" {_number(one.median(metric))} |" if one.has(metric) else " |" for metric in shown
        )
        lines.append(f"| {one.name} |" + "".join(cells))
    lines += ["", *(f"{note}" for note in part.notes)]
    packages = ", ".join(f"{name} {number}" for name, number in about["packages"].items())
    lines += [
        "",
        f"Medians of {len(part.series[0].rounds)} rounds of {about['seconds']} s,"
        f" {about['at']}, {about['processors']} processors, load before {about['load_before']},"
        f" Python {about['python']}, {packages}."
        f" Raw: [part-{part.number}.json](part-{part.number}.json).",
    ]
    return lines


def _number(value: float) -> str:
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
