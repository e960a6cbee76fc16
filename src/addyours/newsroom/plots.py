"""Draws plots as SVG on the server: nothing runs in them, and their figures stand in a table beside them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pygal
from django.http import HttpResponse
from lxml import etree
from pygal.style import Style

# Pygal leaves an import hook without find_spec behind: every later import that fails would warn.
sys.meta_path[:] = [one for one in sys.meta_path if not isinstance(one, pygal.PluginImportFixer)]

_SVG = "{http://www.w3.org/2000/svg}"
STYLE = Style(
    background="transparent",
    plot_background="transparent",
    # Seen as an image, on light and dark ground alike: contrast of 4.5 against white and near-black.
    foreground="#757575",
    foreground_strong="#757575",
    foreground_subtle="#757575",
    guide_stroke_color="#7575754d",
    major_guide_stroke_color="#7575754d",
    guide_stroke_dasharray="none",
    major_guide_stroke_dasharray="none",
    colors=("#d2571b", "#1788a5", "#8b5cf6", "#5c9212"),
    opacity="1",
    stroke_width="3",
    font_family="system-ui, sans-serif",
    label_font_size=15,
    major_label_font_size=15,
    legend_font_size=16,
)
WIDTH, HEIGHT = 640, 360
"""Of the drawing; small, so that its words can be read on a phone."""


def line_plot(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]], *, unit: str
) -> bytes:
    """Return lines over the labels as an SVG file; None is a gap."""
    chart = pygal.Line(
        style=STYLE,
        width=WIDTH,
        height=HEIGHT,
        margin_right=40,
        js=(),
        show_x_guides=False,
        legend_at_bottom=True,
        legend_at_bottom_columns=1,
        truncate_legend=-1,
        interpolate=None,
        dots_size=4,
        stroke_style={"width": 3},
        x_labels_major_count=4,
        show_minor_x_labels=False,
        x_label_rotation=0,
        y_labels=[0, 25, 50, 75, 100],
        value_formatter=lambda value: f"{value:g} {unit}",
        print_values=False,
    )
    chart.x_labels = list(labels)
    for name, values in series:
        chart.add(name, list(values), allow_interruptions=True)
    return _still(chart.render())


def count_plot(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]]
) -> bytes:
    """Return lines of numbers over the labels as an SVG file, from nought upwards; None is a gap."""
    chart = pygal.Line(
        style=STYLE,
        width=WIDTH,
        height=HEIGHT,
        margin_right=40,
        js=(),
        include_x_axis=True,
        show_x_guides=False,
        legend_at_bottom=True,
        legend_at_bottom_columns=3,
        truncate_legend=-1,
        dots_size=3,
        stroke_style={"width": 3},
        x_labels_major_count=4,
        show_minor_x_labels=False,
        x_label_rotation=0,
        truncate_label=-1,
        min_scale=3,
        max_scale=6,
        # So that a plot without anything in it is one nevertheless.
        range=None if any(value for _name, values in series for value in values) else (0, 1),
        value_formatter=lambda value: f"{value:,g}",
        print_values=False,
    )
    chart.x_labels = list(labels)
    for name, values in series:
        chart.add(name, list(values), allow_interruptions=True)
    return _still(chart.render())


def bar_plot(bars: Sequence[tuple[str, int]]) -> bytes:
    """Return bars, the first one on top, each with its name and number, as an SVG file."""
    chart = pygal.HorizontalBar(
        style=STYLE,
        width=WIDTH,
        height=80 + 34 * max(1, len(bars)),
        margin_right=40,
        js=(),
        include_x_axis=True,
        show_legend=False,
        min_scale=3,
        max_scale=5,
        value_formatter=lambda value: f"{value:,g}",
        truncate_label=-1,
    )
    # Pygal begins at the bottom.
    chart.x_labels = [name for name, _number in reversed(bars)]
    chart.add("", [number for _name, number in reversed(bars)])
    return _still(chart.render())


def svg_answer(svg: bytes) -> HttpResponse:
    """Answer with a plot: nothing in it may run or load, and it is kept by nobody."""
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _still(svg: bytes) -> bytes:
    """Return an SVG file without its scripts and comments."""
    tree = etree.fromstring(svg)
    for node in list(tree.iter(f"{_SVG}script", etree.Comment)):
        node.getparent().remove(node)
    return etree.tostring(tree, xml_declaration=True, encoding="utf-8")
