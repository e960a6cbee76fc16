"""Pictures of the night: the observatory and its comet, the library, the bakery before dawn."""

from __future__ import annotations

import math

from PIL import Image

from addyours.transfer.demo.pictures.canvas import (
    Box,
    Canvas,
    Point,
    Size,
    curve,
    dice,
    mix,
    oval,
    ridge,
)
from addyours.transfer.demo.pictures.props import Figure, figure

_SPINES = ("#b5523f", "#d9a441", "#3f7a78", "#7a4a5e", "#c98a5a", "#5a6f8f", "#e6cf9a", "#8a3f3f")


def _stars(c: Canvas, count: int, floor: float, seed: int) -> None:
    rng = dice(seed)
    for _ in range(count):
        spot = (rng.uniform(0, 1600), floor * rng.random() ** 1.3)
        size = 0.9 + 2.1 * rng.random() ** 5
        c.dot(spot, size, rng.choice(("#ffffff", "#cfe3ff", "#ffe9c9")), rng.uniform(0.35, 1))


def observatory(size: Size) -> Image.Image:
    """Draw the observatory on its hill under the Milky Way, with a comet."""
    c = Canvas(size)
    c.backdrop(("#0b1433", "#14264f", "#23466e", "#4d7a8c", "#d9a48a", "#e6a77a"))
    _milky_way(c)
    _stars(c, 620, 800, 11)
    _comet(c, (1190, 250))
    c.glow((1320, 880), (620, 240), "#ffd9a0", 0.65)
    for level, sway, seed, tones in (
        (800, 46, 5, ("#4a6a84", "#6a7f8a")),
        (860, 40, 8, ("#2b4a68", "#3c5c74")),
    ):
        c.wash(ridge(level, sway, seed), tones)
    rng = dice(2)
    for _ in range(90):
        spot = (rng.gauss(1330, 130), rng.uniform(878, 930))
        c.dot(spot, rng.uniform(1.5, 3.4), "#ffd98a", rng.uniform(0.5, 1))
    hill = curve(
        [(-20, 800), (200, 752), (480, 742), (760, 800), (1050, 905), (1350, 980), (1640, 1010)]
    )
    ground = [*hill, (1640, 1100), (-20, 1100)]
    c.wash(ground, ("#1d3348", "#0f1d30"))
    c.stipple(ground, "#3f6a6a", 0.35, towards="up")
    _dome(c, 420, 770)
    c.line(curve([(540, 800), (700, 850), (850, 960), (1120, 1080)]), "#8a7f78", 14, 0.4)
    _bicycle(c, (905, 925), 105)
    figure(c, Figure(800, 905, 128, "#c8563c", "#1a2233", "#a8734f", "#f2e8da", reach=(0.35, 0.98)))
    return c.finish(grain=0.11)


def _milky_way(c: Canvas) -> None:
    rng = dice(6)
    for _ in range(46):
        t = rng.random()
        spot = (250 + t * 900 + rng.gauss(0, 40), 760 - t * 860 + rng.gauss(0, 40))
        reach = rng.uniform(90, 210)
        c.glow(spot, (reach, reach), rng.choice(("#7fb0d9", "#a58fd0", "#d9a8b8", "#8fd0cf")), 0.13)
    for _ in range(1100):
        t = rng.random()
        spot = (250 + t * 900 + rng.gauss(0, 75), 760 - t * 860 + rng.gauss(0, 75))
        c.dot(spot, rng.uniform(0.6, 1.5), "#ffffff", rng.uniform(0.2, 0.8))


def _comet(c: Canvas, head: Point) -> None:
    x, y = head
    for spread, reach, tone, alpha in (
        (70, 430, "#8fd6e6", 0.10),
        (42, 380, "#c9f0f0", 0.16),
        (18, 320, "#ffffff", 0.25),
    ):
        tail = curve(
            [
                (x - 6, y + 8),
                (x + reach * 0.45, y - reach * 0.32 - spread * 0.6),
                (x + reach, y - reach * 0.5 - spread),
            ]
        )
        back = curve(
            [
                (x + reach, y - reach * 0.5 + spread * 0.3),
                (x + reach * 0.45, y - reach * 0.2),
                (x + 6, y + 10),
            ]
        )
        c.shadow([*tail, *back], 7, tone, alpha * 2.6)
    c.glow(head, (74, 74), "#dffcff", 0.95)
    c.dot(head, 11, "#ffffff")


def _dome(c: Canvas, x: float, base: float) -> None:
    drum = [
        (x - 150, base + 20),
        (x - 150, base - 140),
        (x + 150, base - 140),
        (x + 150, base + 20),
    ]
    c.wash(drum, ("#e8dccb", "#9c8f94", "#3f4a60"), sideways=True)
    c.stipple(drum, "#1d2b46", 0.5, towards="right")
    shell = oval((x, base - 146), (168, 168), start=180, end=360)
    c.wash(shell, ("#f3eadb", "#a89c9f", "#39445c"), sideways=True)
    c.stipple(shell, "#1d2b46", 0.55, towards="right")
    slit = [(x + 20, base - 148), (x + 34, base - 300), (x + 84, base - 282), (x + 96, base - 148)]
    c.glow((x + 60, base - 215), (190, 190), "#ff9a6a", 0.5)
    c.wash(slit, ("#8a2f2f", "#f07a4a", "#ffb870"))
    c.line([(x + 52, base - 160), (x + 100, base - 262)], "#2b2430", 24)
    c.line([(x + 96, base - 254), (x + 116, base - 296)], "#3d3442", 32)
    c.rect((x - 180, base - 158, x + 180, base - 138), "#5a5566", radius=6)
    c.rect((x - 34, base - 78, x + 14, base + 20), "#2b2f45", radius=4)
    for window in (-112, 62):
        c.rect((x + window, base - 92, x + window + 46, base - 40), "#ffcf8a", radius=5)
    c.glow((x - 90, base - 66), (100, 80), "#ffcf8a", 0.4)


def _bicycle(c: Canvas, at: Point, width: float) -> None:
    x, y = at
    wheel = width * 0.26
    for side in (-1, 1):
        rim = oval((x + side * width * 0.36, y - wheel), (wheel, wheel))
        c.line([*rim, rim[1]], "#0d1524", width * 0.045)
    hub, saddle, front = (
        (x - width * 0.36, y - wheel),
        (x - width * 0.14, y - wheel * 2.3),
        (x + width * 0.24, y - wheel * 2.4),
    )
    crank = (x - width * 0.02, y - wheel)
    for a, b in ((hub, crank), (crank, front), (saddle, crank), (saddle, front), (hub, saddle)):
        c.line([a, b], "#d95f43", width * 0.04)
    c.line([front, (x + width * 0.36, y - wheel)], "#d95f43", width * 0.04)
    c.rect(
        (x + width * 0.2, y - wheel * 3.1, x + width * 0.52, y - wheel * 2.2), "#b98450", radius=3
    )
    for loaf in (0.26, 0.36, 0.46):
        c.oval((x + width * loaf, y - wheel * 3.15), (width * 0.06, width * 0.1), "#e6b46a")


def night_library(size: Size) -> Image.Image:
    """Draw the library's front at night, its tall windows full of books and lamplight."""
    c = Canvas(size)
    c.backdrop(("#101a3a", "#1d2c56", "#32487a", "#4a5f8c"))
    _stars(c, 190, 330, 4)
    c.glow((1345, 150), (250, 250), "#fff3cf", 0.6)
    outer = oval((1345, 150), (58, 58), start=-115, end=80)
    inner = oval((1330, 144), (50, 54), start=84, end=-106)
    c.poly([*outer, *inner], "#fff3d6")
    front = [(110, 900), (110, 330), (1490, 330), (1490, 900)]
    c.wash(front, ("#3a4872", "#2b3560"))
    c.stipple(front, "#121a3c", 0.6, towards="right")
    c.poly([(70, 300), (800, 110), (1530, 300)], "#46557f")
    c.stipple([(70, 300), (800, 110), (1530, 300)], "#1a2448", 0.6, towards="right")
    c.poly([(200, 286), (800, 136), (1400, 286)], "#34416c")
    c.dot((800, 226), 46, "#ffd98a")
    c.line([(800, 226), (800, 194)], "#34416c", 6)
    c.line([(800, 226), (778, 236)], "#34416c", 6)
    c.rect((60, 296, 1540, 336), "#53638f")
    for index in range(5):
        _tall_window(c, (178 + index * 258, 400, 378 + index * 258, 850), index)
    for column in (138, 402, 660, 918, 1176, 1432):
        c.wash(
            [(column, 900), (column, 340), (column + 34, 340), (column + 34, 900)],
            ("#7a88b0", "#46557f"),
            sideways=True,
        )
    _steps(c)
    _cat(c, (1085, 936))
    figure(c, Figure(470, 1010, 190, "#b5473f", "#1a2240", "#8a5a40", "#1d1820", reach=(0.2, 0.5)))
    c.rect((492, 890, 540, 926), "#e6cf9a", radius=4)
    figure(c, Figure(390, 1016, 128, "#e0a93c", "#26305a", "#8a5a40", "#1d1820"))
    return c.finish(grain=0.1)


def _tall_window(c: Canvas, box: Box, turn: int) -> None:
    left, top, right, bottom = box
    middle, half = (left + right) / 2, (right - left) / 2
    arch = [
        (left, bottom),
        *oval((middle, top + 60), (half, half * 0.95), start=180, end=360),
        (right, bottom),
    ]
    c.glow((middle, (top + bottom) / 2), (half * 2.5, 380), "#ffc46a", 0.32)
    c.wash(arch, ("#ffe2a0", "#f9bf6a", "#e6954f"))
    rng = dice(turn)
    for shelf in range(4):
        level = top + 105 + shelf * 82
        x = left + 12.0
        while x < right - 22:
            wide, tall = rng.uniform(9, 19), rng.uniform(38, 62)
            if rng.random() < 0.86:
                c.rect(
                    (x, level - tall, x + wide, level), mix(rng.choice(_SPINES), "#8a4f2f", 0.25)
                )
            x += wide + 1.5
        c.rect((left + 6, level, right - 6, level + 9), "#7a4528")
    if turn in (1, 3):
        _reader(c, middle, bottom, ("#2b3560", "#5a3a4a")[turn // 2])
    for pane in (left + half * 0.66, left + half * 1.33):
        c.line([(pane, top + 4), (pane, bottom)], "#2b3560", 7)
    c.line([(left, top + 210), (right, top + 210)], "#2b3560", 7)
    rim = [*arch, arch[0]]
    c.line(rim, "#66759f", 13)


def _reader(c: Canvas, x: float, base: float, tone: str) -> None:
    c.poly(
        curve(
            [
                (x - 62, base),
                (x - 50, base - 80),
                (x, base - 112),
                (x + 50, base - 80),
                (x + 62, base),
            ]
        ),
        tone,
    )
    c.oval((x, base - 142), (29, 35), "#8a5a40")
    c.poly(oval((x, base - 150), (33, 33), start=170, end=370), "#241a24")
    c.poly(
        [
            (x - 58, base - 62),
            (x, base - 44),
            (x + 58, base - 62),
            (x + 58, base - 20),
            (x, base),
            (x - 58, base - 20),
        ],
        "#fbf0d9",
    )
    c.line([(x, base - 44), (x, base)], "#b98450", 4)


def _steps(c: Canvas) -> None:
    c.rect((-20, 960, 1620, 1100), "#1a2448")
    for step in range(4):
        y = 895 + step * 26
        c.wash(
            [
                (80 - step * 40, y),
                (1520 + step * 40, y),
                (1520 + step * 40, y + 26),
                (80 - step * 40, y + 26),
            ],
            ("#66759f", "#3f4d7a"),
        )
    for index in range(5):
        x = 278 + index * 258
        pool = [
            (x - 90, 898),
            (x + 90, 898),
            (x + 160 + (index - 2) * 60, 1090),
            (x - 160 + (index - 2) * 60, 1090),
        ]
        c.shadow(pool, 18, "#ffb85a", 0.32)


def _cat(c: Canvas, at: Point) -> None:
    x, y = at
    ink = "#0d1230"
    c.poly(
        curve([(x - 30, y), (x - 32, y - 46), (x - 8, y - 84), (x + 18, y - 60), (x + 26, y)]), ink
    )
    c.dot((x - 10, y - 96), 25, ink)
    for ear in (-26, 2):
        c.poly([(x + ear - 6, y - 108), (x + ear + 4, y - 136), (x + ear + 18, y - 112)], ink)
    c.line(curve([(x + 20, y - 8), (x + 62, y - 4), (x + 72, y - 44)]), ink, 10)
    for eye in (-18, -2):
        c.dot((x + eye, y - 98), 4, "#ffd98a")


def reading_desk(size: Size) -> Image.Image:
    """Draw a desk in the library: a green lamp, a stack of books, tea."""
    c = Canvas(size)
    c.backdrop(("#2a2440", "#3d2f4a", "#5a3d4a"))
    rng = dice(15)
    for shelf in range(3):
        level, x = 250 + shelf * 250, -10.0
        while x < 1620:
            wide, tall = rng.uniform(22, 52), rng.uniform(130, 205)
            tone = mix(rng.choice(_SPINES), "#2a2440", 0.62)
            c.rect((x, level - tall, x + wide, level), tone, radius=3)
            c.rect(
                (x + 4, level - tall + 24, x + wide - 4, level - tall + 31),
                mix(tone, "#ffd98a", 0.4),
            )
            x += wide + 2
        c.rect((-20, level, 1620, level + 24), "#241c33")
    c.glow((640, 560), (760, 620), "#ffcf7a", 0.75)
    table = [(-20, 830), (1620, 830), (1620, 1100), (-20, 1100)]
    c.wash(table, ("#a5653f", "#6a3a30"))
    c.glow((640, 880), (620, 120), "#ffe0a0", 0.7)
    c.stipple(table, "#3a1f24", 0.5)
    _lamp(c, 640, 860)
    for index, (tone, wide) in enumerate(
        (("#3f7a78", 330), ("#b5523f", 290), ("#d9a441", 310), ("#5a6f8f", 250))
    ):
        top, left = 812 - index * 54, 990 + (index * 29) % 40
        c.rect((left, top, left + wide, top + 52), tone, radius=8)
        c.rect((left + wide - 30, top + 7, left + wide - 3, top + 45), "#f6ead0", radius=3)
        c.line([(left + 40, top + 4), (left + 40, top + 48)], mix(tone, "#ffffff", 0.5), 6)
    _open_book(c, 560, 985)
    _tea(c, (230, 880))
    return c.finish(grain=0.1)


def _lamp(c: Canvas, x: float, base: float) -> None:
    c.poly(
        [(x - 190, base - 330), (x + 190, base - 330), (x + 430, base + 40), (x - 430, base + 40)],
        "#ffe9a8",
        0.2,
    )
    c.oval((x, base), (120, 26), "#b98a3a")
    c.rect((x - 11, base - 350, x + 11, base), "#d9a94a")
    shade = curve(
        [
            (x - 235, base - 330),
            (x - 190, base - 455),
            (x, base - 490),
            (x + 190, base - 455),
            (x + 235, base - 330),
        ]
    )
    c.wash(shade, ("#1f8a6a", "#14614f"))
    c.stipple(shade, "#0b3a36", 0.6, towards="right")
    c.line(
        curve([(x - 190, base - 375), (x - 150, base - 440), (x - 40, base - 468)]),
        "#8fe0b8",
        9,
        0.7,
    )
    c.rect((x - 235, base - 336, x + 235, base - 318), "#f6d98a", radius=8)


def _open_book(c: Canvas, x: float, y: float) -> None:
    c.shadow(
        [(x - 290, y + 20), (x + 290, y + 20), (x + 260, y + 60), (x - 260, y + 60)],
        12,
        "#2a1418",
        0.6,
    )
    for side in (-1, 1):
        top = curve([(x, y - 60), (x + side * 120, y - 88), (x + side * 260, y - 66)])
        page = [
            *top,
            (x + side * 290, y + 36),
            *reversed(curve([(x, y + 40), (x + side * 140, y + 14), (x + side * 290, y + 36)])),
        ]
        c.wash(page, ("#fff6df", "#e8cfa0") if side < 0 else ("#f3e2bd", "#fff6df"), sideways=True)
        for row in range(6):
            a = y - 56 + row * 15
            c.line(
                [(x + side * (40 + row * 2), a), (x + side * (225 + row * 4), a + 6)],
                "#a08a78",
                4,
                0.7,
            )


def _tea(c: Canvas, at: Point) -> None:
    x, y = at
    c.oval((x, y + 66), (150, 24), "#e8dccb")
    handle = oval((x + 98, y), (44, 40))
    c.line([*handle, handle[1]], "#f6ead6", 15)
    cup = curve(
        [
            (x - 105, y - 60),
            (x - 92, y + 20),
            (x - 45, y + 62),
            (x + 45, y + 62),
            (x + 92, y + 20),
            (x + 105, y - 60),
        ]
    )
    c.wash(cup, ("#fbf3e2", "#c9a890"), sideways=True)
    c.oval((x, y - 60), (105, 22), "#fbf3e2")
    c.oval((x, y - 58), (92, 17), "#a8562f")
    for drift in (-34, 20):
        steam = [(x + drift + 20 * math.sin(k * 0.9), y - 90 - k * 34) for k in range(7)]
        c.shadow(
            [*curve(steam), *[(px + 16, py) for px, py in reversed(curve(steam))]],
            7,
            "#fff3df",
            0.5,
        )
