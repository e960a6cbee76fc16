"""Draws the figures of all parts as one picture."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot

from bench.figures import Part
from bench.report import part_of

OWN, OTHER = "#1f5f8b", "#b9b2a6"
LOGARITHMIC = {1}
"""Parts whose contenders are a hundredfold apart."""


def draw(folder: Path) -> Path:
    """Draw a chart for each part measured so far, with every round as a dot; return the file."""
    saved = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("part-*.json"))
    ]
    parts = [part_of(raw) for raw in saved]
    heights = [0.9 + 0.34 * len(part.series) for part in parts]
    # Numbers as text, so that the file can be read and searched; no date, so that it changes only
    # with the numbers.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "bench", "font.size": 9})
    figure, axes = pyplot.subplots(
        len(parts),
        1,
        figsize=(8, sum(heights)),
        height_ratios=heights,
        squeeze=False,
        layout="constrained",
    )
    for part, axis in zip(parts, axes[:, 0], strict=True):
        _chart(part, axis)
    path = folder / "figures.svg"
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
    return path


def _chart(part: Part, axis: pyplot.Axes) -> None:
    shown = [one for one in part.series if one.has(part.chart)]
    names = [one.name for one in shown]
    values = [one.median(part.chart) for one in shown]
    colours = [OTHER if _is_other(name) else OWN for name in names]
    axis.barh(names, values, color=colours, height=0.6)
    for number, one in enumerate(shown):
        dots = [row[part.chart] for row in one.rounds if part.chart in row]
        axis.plot(dots, [number] * len(dots), ".", color="#222222", markersize=4)
        axis.annotate(
            f" {values[number]:,.3g}" if values[number] < 100 else f" {values[number]:,.0f}",
            (max(dots), number),
            va="center",
            fontsize=8,
        )
    if part.number in LOGARITHMIC:
        axis.set_xscale("log")
    axis.margins(x=0.12)
    axis.invert_yaxis()
    axis.set_title(f"{part.number}. {part.title}", loc="left", fontsize=10)
    axis.set_xlabel(part.columns[part.chart])
    axis.spines[["top", "right"]].set_visible(False)


def _is_other(name: str) -> bool:
    return name.startswith(("hello", "plain", "nginx", "Isso"))
