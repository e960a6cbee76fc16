"""Things that stand in several pictures: houses, people, trees, boats, clouds, gulls."""

from __future__ import annotations

import math
from dataclasses import dataclass

from addyours.transfer.demo.pictures.canvas import Canvas, Point, curve, dice, mix, oval


def cloud(c: Canvas, at: Point, width: float, fill: str, alpha: float = 0.8) -> None:
    """Draw a flat-bottomed cloud whose left end is at `at`; its shape follows from its place."""
    rng = dice(round(at[0] * 7 + at[1]))
    puffs = [(0.14, 0.1), (0.3, 0.1), (0.5, 0.12), (0.7, 0.1), (0.86, 0.09)]
    puffs += [(rng.uniform(0.24, 0.76), rng.uniform(0.11, 0.2)) for _ in range(4)]
    top: list[Point] = []
    for step in range(101):
        t = 0.05 + step * 0.009
        heights = [math.sqrt(max(0.0, r * r - (t - x) ** 2)) for x, r in puffs]
        top.append((at[0] + t * width, at[1] - width * 0.82 * max(heights)))
    foot = at[1] + width * 0.02
    shape = [(top[0][0], foot), *top, (top[-1][0], foot)]
    c.poly(shape, fill, alpha)
    c.stipple(shape, mix(fill, "#ffffff", 0.6), 0.6, towards="up")


def gull(c: Canvas, at: Point, span: float, fill: str) -> None:
    """Draw a gull in flight, seen from afar."""
    x, y = at
    upper = [(x - span / 2, y - span * 0.1), (x - span / 4, y - span * 0.2), (x, y)]
    other = [(x, y), (x + span / 4, y - span * 0.22), (x + span / 2, y - span * 0.06)]
    for wing in (upper, other):
        c.line(curve(wing), fill, max(2.0, span * 0.06))


@dataclass(frozen=True, slots=True)
class House:
    """Measures and colours of a gabled house seen from the front."""

    x: float
    base: float
    width: float
    height: float
    wall: str
    roof: str
    gable: float = 0.6
    lit: float = 0.0
    seed: int = 1


def house(c: Canvas, h: House) -> None:
    """Draw a house with rows of windows, a door and a chimney."""
    top = h.base - h.height
    peak = top - h.width * h.gable
    right = h.x + h.width
    c.rect(
        (right - h.width * 0.27, peak + 4, right - h.width * 0.14, top), mix(h.wall, h.roof, 0.6)
    )
    wall = [(h.x, h.base), (h.x, top), (h.x + h.width / 2, peak), (right, top), (right, h.base)]
    c.wash(wall, (mix(h.wall, "#ffffff", 0.12), mix(h.wall, h.roof, 0.12)))
    c.stipple(wall, mix(h.wall, h.roof, 0.7), 0.35, towards="right")
    eave = h.width * 0.07
    c.line([(h.x - eave, top + eave), (h.x + h.width / 2, peak - 4)], h.roof, h.width * 0.055)
    c.line([(right + eave, top + eave), (h.x + h.width / 2, peak - 4)], h.roof, h.width * 0.055)
    _windows(c, h, top)
    door = h.x + h.width * 0.4
    c.rect(
        (door, h.base - h.width * 0.4, door + h.width * 0.2, h.base), mix(h.roof, "#201a24", 0.3)
    )


def _windows(c: Canvas, h: House, top: float) -> None:
    rng = dice(h.seed)
    pane, gap = h.width * 0.17, h.width * 0.09
    rows = max(1, int((h.height - h.width * 0.45) / (pane * 1.9)))
    left = h.x + (h.width - 3 * pane - 2 * gap) / 2
    for row in range(rows):
        for column in range(3):
            x, y = left + column * (pane + gap), top + gap * 0.6 + row * pane * 1.9
            glass = "#ffd98a" if rng.random() < h.lit else mix("#46627a", h.roof, 0.25)
            c.rect((x - 3, y - 3, x + pane + 3, y + pane * 1.25 + 3), mix(h.wall, "#fffaf0", 0.65))
            c.rect((x, y, x + pane, y + pane * 1.25), glass)
            c.line(
                [(x + pane / 2, y), (x + pane / 2, y + pane * 1.25)], mix(h.wall, "#fffaf0", 0.6), 2
            )
    c.dot(
        (h.x + h.width / 2, top - h.width * h.gable * 0.4),
        pane * 0.42,
        mix("#46627a", h.roof, 0.25),
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """Measures and colours of a standing person seen from afar."""

    x: float
    base: float
    height: float
    coat: str
    legs: str = "#2d3142"
    skin: str = "#c98f6b"
    hair: str = "#2b2024"
    stride: float = 0.12
    reach: Point | None = None


def figure(c: Canvas, f: Figure) -> None:
    """Draw a person; `reach` is where the right hand is, as a share of the height from the feet."""
    u, x, y = f.height, f.x, f.base
    for side in (-1, 1):
        foot = x + side * u * f.stride
        c.line([(x + side * u * 0.05, y - u * 0.45), (foot, y - u * 0.015)], f.legs, u * 0.075)
        c.line(
            [(foot, y - u * 0.015), (foot + u * 0.05, y - u * 0.012)],
            mix(f.legs, "#000000", 0.4),
            u * 0.05,
        )
    body = curve(
        [
            (x - u * 0.13, y - u * 0.36),
            (x - u * 0.125, y - u * 0.66),
            (x - u * 0.08, y - u * 0.8),
            (x + u * 0.08, y - u * 0.8),
            (x + u * 0.125, y - u * 0.66),
            (x + u * 0.14, y - u * 0.36),
        ]
    )
    if f.reach:
        hand = (x + f.reach[0] * u, y - f.reach[1] * u)
        elbow = ((x + u * 0.09 + hand[0]) / 2 + u * 0.02, (y - u * 0.72 + hand[1]) / 2 + u * 0.05)
        c.line(
            curve([(x + u * 0.09, y - u * 0.73), elbow, hand]),
            mix(f.coat, "#000000", 0.12),
            u * 0.07,
        )
        c.dot(hand, u * 0.032, f.skin)
    c.line([(x, y - u * 0.78), (x, y - u * 0.86)], f.skin, u * 0.06)
    c.poly(body, f.coat)
    c.stipple(body, mix(f.coat, "#000000", 0.5), 0.5, towards="right")
    c.line(
        [(x - u * 0.1, y - u * 0.72), (x - u * 0.13, y - u * 0.42)],
        mix(f.coat, "#000000", 0.15),
        u * 0.06,
    )
    c.oval((x, y - u * 0.91), (u * 0.062, u * 0.075), f.skin)
    c.poly(oval((x, y - u * 0.935), (u * 0.07, u * 0.065), start=180, end=360), f.hair)


def round_tree(c: Canvas, at: Point, radius: float, leaf: str, trunk: str = "#5b4034") -> None:
    """Draw a tree with a round crown whose trunk stands at `at`."""
    x, y = at
    c.poly(
        [
            (x - radius * 0.1, y),
            (x - radius * 0.06, y - radius),
            (x + radius * 0.06, y - radius),
            (x + radius * 0.12, y),
        ],
        trunk,
    )
    for side, level in ((-0.45, 1.5), (0.4, 1.45)):
        c.line(
            [(x, y - radius * 0.7), (x + radius * side, y - radius * level)], trunk, radius * 0.07
        )
    lobes = [(-0.6, 1.35, 0.5), (0.6, 1.3, 0.52), (0.05, 1.7, 0.82), (0, 1.3, 0.6)]
    for dx, dy, size in lobes:
        c.dot((x + dx * radius, y - dy * radius), size * radius, leaf)
    for dx, dy, size in lobes[:3]:
        crown = oval((x + dx * radius, y - dy * radius), (size * radius, size * radius))
        c.stipple(crown, mix(leaf, "#1d2b33", 0.5), 0.45, towards="right")
    for dx, dy, size in ((-0.25, 1.95, 0.42), (-0.62, 1.45, 0.3), (0.35, 1.45, 0.3)):
        lit = oval((x + dx * radius, y - dy * radius), (size * radius, size * radius * 0.8))
        c.stipple(lit, mix(leaf, "#fff3b0", 0.5), 0.4, towards="left")


def water(c: Canvas, horizon: float, floor: float, stops: tuple[str, ...], seed: int) -> None:
    """Draw water from the horizon down, with streaks that lengthen towards the eye."""
    c.wash([(-20, horizon), (1620, horizon), (1620, floor), (-20, floor)], stops)
    rng = dice(seed)
    for _ in range(170):
        depth = rng.random() ** 1.6
        y = horizon + 4 + depth * (floor - horizon)
        length = 20 + depth * 190 * rng.random()
        x = rng.uniform(-60, 1600)
        tone = (
            mix(stops[0], "#ffffff", 0.45)
            if rng.random() < 0.55
            else mix(stops[-1], "#06202c", 0.3)
        )
        c.line([(x, y), (x + length, y)], tone, 1.5 + depth * 5, 0.22)


def glitter(
    c: Canvas, x: float, rows: tuple[float, float], fill: str, seed: int, *, spread: float = 1
) -> None:
    """Draw the broken path of light that a low sun or lamp lays on water."""
    rng = dice(seed)
    top, bottom = rows
    for step in range(46):
        depth = (step / 46) ** 1.3
        y = top + depth * (bottom - top)
        half = (16 + depth * 95) * rng.uniform(0.35, 1) * spread
        drift = rng.uniform(-1, 1) * (6 + depth * 40) * spread
        c.line(
            [(x + drift - half, y), (x + drift + half, y)], fill, 2 + depth * 5, 0.6 - 0.35 * depth
        )


def rowing_boat(c: Canvas, at: Point, length: float, hull: str) -> None:
    """Draw a small boat lying in water, its middle at `at`."""
    x, y = at
    half = length / 2
    c.oval((x, y + length * 0.08), (half * 0.95, length * 0.05), mix(hull, "#06202c", 0.7), 0.45)
    shape = curve(
        [
            (x - half, y - length * 0.13),
            (x - half * 0.75, y + length * 0.04),
            (x, y + length * 0.09),
            (x + half * 0.75, y + length * 0.04),
            (x + half, y - length * 0.15),
        ]
    )
    inner = curve(
        [(x + half, y - length * 0.15), (x, y - length * 0.04), (x - half, y - length * 0.13)]
    )
    c.poly([*shape, *inner], hull)
    c.stipple([*shape, *inner], mix(hull, "#000000", 0.5), 0.5)
    c.line(inner, mix(hull, "#ffffff", 0.55), length * 0.022)
