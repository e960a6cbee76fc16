"""Pictures of the country around the town: the orchard, its apples, the mudflats, what lies below."""

from __future__ import annotations

import random

from PIL import Image

from addyours.transfer.demo.pictures.canvas import (
    Canvas,
    Point,
    Size,
    curve,
    dice,
    mix,
    oval,
    ridge,
)
from addyours.transfer.demo.pictures.props import Figure, cloud, figure, gull, round_tree


def orchard(size: Size) -> Image.Image:
    """Draw the old orchard in autumn: rows of trees, a ladder, crates, a man and his dog."""
    c = Canvas(size)
    c.backdrop(("#8fc0c9", "#c6d9c6", "#f6e3b4", "#f9d79a", "#f3c27e"))
    c.glow((330, 330), (560, 480), "#fff6d0", 0.9)
    c.dot((330, 330), 70, "#fff6d6")
    for place, width in (((620, 210), 340), ((1150, 140), 300)):
        cloud(c, place, width, "#fbeed6", 0.7)
    for level, sway, seed, tones in (
        (470, 42, 3, ("#9fb7a6", "#c2c39a")),
        (545, 38, 6, ("#8aa574", "#a9b26a")),
        (610, 30, 9, ("#a9a94f", "#8f9a48")),
    ):
        land = ridge(level, sway, seed)
        c.wash(land, tones)
        c.stipple(land, "#f9e08a", 0.22, towards="up")
    rng = dice(31)
    rows = ((640, 34, 13), (705, 54, 9), (800, 86, 6))
    for base, radius, count in rows:
        for index in range(count):
            x = (index + 0.5) * 1640 / count - 20 + rng.uniform(-12, 12)
            _apple_tree(c, (x, base + rng.uniform(-8, 8)), radius, rng)
    floor = [
        *curve([(-20, 850), (400, 815), (800, 830), (1200, 812), (1640, 850)]),
        (1640, 1100),
        (-20, 1100),
    ]
    c.wash(floor, ("#97a04a", "#5f7a3f"))
    c.stipple(floor, "#2f5238", 0.4)
    for _ in range(150):
        root = (rng.uniform(0, 1600), rng.uniform(850, 1060))
        blade = [root, (root[0] + rng.uniform(-6, 6), root[1] - 16)]
        c.line(blade, rng.choice(("#b9b95a", "#4a6a3a")), 3, 0.7)
    _apple_tree(c, (1180, 935), 205, rng)
    _ladder(c, (985, 960), (1095, 570))
    _crates(c)
    figure(c, Figure(800, 965, 235, "#5a6f8f", "#5b4a3f", "#d6a27d", "#e8e2da", 0.08, (0.3, 0.78)))
    c.dot((872, 778), 12, "#d9533f")
    _dog(c, (660, 968))
    return c.finish()


def _apple_tree(c: Canvas, at: Point, radius: float, rng: random.Random) -> None:
    c.oval((at[0] + radius * 0.3, at[1]), (radius * 0.95, radius * 0.12), "#3f5a35", 0.35)
    leaf = rng.choice(("#7d9a45", "#8a9f3f", "#a3a043", "#6f8f4a"))
    round_tree(c, at, radius, leaf)
    for _ in range(10 if radius < 60 else 26):
        spot = (at[0] + rng.uniform(-0.8, 0.8) * radius, at[1] - rng.uniform(1.0, 2.2) * radius)
        c.dot(spot, max(3.0, radius * 0.05), rng.choice(("#d9473a", "#e8823a", "#f0c04f")))


def _ladder(c: Canvas, foot: Point, top: Point) -> None:
    for side in (-1, 1):
        c.line([(foot[0] + side * 34, foot[1]), (top[0] + side * 14, top[1])], "#8a5f3a", 10)
    for rung in range(1, 9):
        t = rung / 9
        x, y = foot[0] + (top[0] - foot[0]) * t, foot[1] + (top[1] - foot[1]) * t
        half = 34 - 20 * t
        c.line([(x - half, y), (x + half, y)], "#a97a4a", 8)


def _crates(c: Canvas) -> None:
    rng = dice(8)
    for x, y in ((300, 985), (480, 1000), (385, 900)):
        for _ in range(20):
            spot = (x + rng.uniform(-66, 66), y - 78 + rng.uniform(-12, 12))
            c.dot(spot, 15, rng.choice(("#d9473a", "#c8382f", "#e8a33a", "#b9b845")))
        box = [(x - 88, y - 74), (x + 88, y - 74), (x + 88, y), (x - 88, y)]
        c.wash(box, ("#b98450", "#8a5a38"))
        c.stipple(box, "#4a2b20", 0.5, towards="right")
        for slat in (-50, -25):
            c.line([(x - 86, y + slat), (x + 86, y + slat)], "#5f3a26", 4)


def _dog(c: Canvas, at: Point) -> None:
    x, y = at
    coat = "#7a4a2b"
    for leg in (-44, -30, 28, 42):
        c.line([(x + leg, y - 40), (x + leg, y - 4)], mix(coat, "#000000", 0.15), 11)
    c.poly(
        curve(
            [
                (x - 58, y - 40),
                (x - 50, y - 70),
                (x, y - 74),
                (x + 46, y - 72),
                (x + 54, y - 40),
                (x, y - 34),
            ],
            closed=True,
        ),
        coat,
    )
    c.poly(
        curve(
            [
                (x + 36, y - 66),
                (x + 46, y - 106),
                (x + 72, y - 108),
                (x + 96, y - 88),
                (x + 72, y - 76),
                (x + 56, y - 52),
            ],
            closed=True,
        ),
        coat,
    )
    c.poly([(x + 48, y - 104), (x + 38, y - 72), (x + 58, y - 80)], mix(coat, "#000000", 0.35))
    c.dot((x + 94, y - 89), 5, "#241a18")
    c.line(curve([(x - 52, y - 62), (x - 82, y - 86), (x - 84, y - 112)]), coat, 10)


def apples(size: Size) -> Image.Image:
    """Draw fifteen apples, each unlike the others, as on a sheet of specimens."""
    c = Canvas(size)
    c.backdrop(("#f6ecd6", "#efe0c2"))
    skins = (
        ("#c8382f", "#8f1f2a"), ("#e8a33a", "#c8563c"), ("#a9b845", "#7d9a3f"), ("#d9533f", "#e8b84f"),
        ("#8a2f3f", "#4f1c30"), ("#f0cf5a", "#d99a3a"), ("#b5c95a", "#d9743f"), ("#e0764f", "#b5333a"),
        ("#c9a35a", "#8f6a38"), ("#d94f4a", "#f0d06a"), ("#97b04f", "#5f8040"), ("#b53f4a", "#e0905a"),
        ("#e6c04f", "#a9b845"), ("#7a2436", "#b5473f"), ("#f0e0a0", "#e8a08a"),
    )  # fmt: skip
    for index, (light, deep) in enumerate(skins):
        x, y = 210 + (index % 5) * 295, 235 + (index // 5) * 305
        rng = dice(index + 40)
        _apple(c, (x, y), (rng.uniform(88, 118), rng.uniform(82, 118)), (light, deep), rng)
        c.line([(x - 46, y + 142), (x + 46, y + 142)], "#a08a70", 5)
        if index != 14:
            c.line([(x - 28, y + 158), (x + 28, y + 158)], "#c9b799", 4)
    return c.finish(grain=0.08, vignette=0.1)


def _apple(c: Canvas, at: Point, radii: Point, tones: tuple[str, str], rng: random.Random) -> None:
    (x, y), (w, h) = at, radii
    half = [
        (0.0, -0.72),
        (0.3, -0.92),
        (0.72, -0.84),
        (0.98, -0.35),
        (0.92, 0.3),
        (0.6, 0.82),
        (0.25, 0.97),
        (0.0, 0.86),
    ]
    right = [(x + dx * w, y + dy * h) for dx, dy in half]
    left = [(x - dx * w, y + dy * h) for dx, dy in reversed(half[1:-1])]
    skin = curve([*right, *left], closed=True)
    c.shadow(
        [
            (x - w * 0.8, y + h * 0.8),
            (x + w, y + h * 0.8),
            (x + w * 0.9, y + h * 1.1),
            (x - w * 0.5, y + h * 1.1),
        ],
        9,
        "#6a4a3a",
        0.6,
    )
    c.wash(skin, (tones[0], mix(tones[0], tones[1], 0.5)))
    c.stipple(skin, tones[1], 0.85, towards=rng.choice(("right", "down", "up")))
    c.stipple(skin, mix(tones[1], "#2b1420", 0.5), 0.5, towards="right")
    for _ in range(rng.choice((0, 18, 36))):
        spot = (x + rng.uniform(-0.6, 0.6) * w, y + rng.uniform(-0.5, 0.6) * h)
        c.dot(spot, 2.4, "#fff3c9", 0.6)
    c.oval((x, y - h * 0.76), (w * 0.27, h * 0.1), mix(tones[1], "#2b1420", 0.55))
    tip = rng.uniform(-24, 34)
    c.line(curve([(x, y - h * 0.74), (x + 4, y - h), (x + tip, y - h * 1.18)]), "#5b4034", 9)
    if rng.random() < 0.65:
        leaf = curve(
            [
                (x + 6, y - h * 0.98),
                (x + 44, y - h * 1.28),
                (x + 96, y - h * 1.14),
                (x + 50, y - h * 0.92),
            ],
            closed=True,
        )
        c.wash(leaf, ("#8aa54a", "#55783f"))
        c.line([(x + 10, y - h), (x + 90, y - h * 1.13)], "#c6cf8a", 3)
    c.poly(oval((x - w * 0.45, y - h * 0.4), (w * 0.16, h * 0.25)), "#ffffff", 0.35)


def mudflats(size: Size) -> Image.Image:
    """Draw the estuary at low tide, its channels bright, three people with a corer."""
    c = Canvas(size)
    c.backdrop(("#7f9fc0", "#c2b6c9", "#f3c6b0", "#fbdca8", "#fbdca8", "#fbdca8"))
    c.glow((640, 470), (640, 330), "#fff6d6", 0.95)
    for x, y, width in ((80, 190, 420), (760, 130, 340), (1180, 270, 380)):
        cloud(c, (x, y), width, "#f0c0b6", 0.65)
    c.wash(ridge(430, 18, 12, floor=520), ("#9a8fae", "#b59aa6"))
    _mud(c)
    _channel(
        c,
        [
            (640, 502, 30),
            (760, 545, 26),
            (560, 600, 48),
            (840, 690, 84),
            (600, 830, 150),
            (1010, 1080, 330),
        ],
    )
    _channel(
        c, [(900, 505, 12), (1120, 540, 14), (1280, 585, 22), (1450, 660, 40), (1660, 720, 60)]
    )
    _channel(c, [(330, 505, 10), (240, 545, 14), (130, 600, 28), (-60, 680, 44)])
    for x, base, tall, tone in (
        (1120, 850, 190, "#e0a93c"),
        (1235, 862, 205, "#2f6f73"),
        (1330, 848, 160, "#c8563c"),
    ):
        c.oval((x, base + 3), (70, 9), "#3a3346", 0.5)
        hair = ("#7a4a2b", "#2b2024", "#1d1820")[int(x) % 3]
        skin = ("#e3b491", "#8a5a40", "#c98f6b")[int(x) % 3]
        figure(
            c,
            Figure(
                x, base, tall, tone, "#33413f", skin, hair, 0.07, (0.22, 0.6) if x < 1300 else None
            ),
        )
    c.line([(1174, 640), (1174, 872)], "#d8cfc6", 15)
    c.line([(1142, 700), (1206, 700)], "#5d5363", 9)
    for x, y in ((300, 770), (372, 800), (226, 812)):
        _curlew(c, (x, y), 44)
    for x, y in ((1000, 330), (1060, 300), (1110, 350), (420, 300)):
        gull(c, (x, y), 48, "#5f5570")
    return c.finish()


def _mud(c: Canvas) -> None:
    c.wash([(-20, 500), (1620, 500), (1620, 1100), (-20, 1100)], ("#a98a8a", "#7d6570", "#4f4558"))
    rng = dice(14)
    for _ in range(420):
        depth = rng.random() ** 1.5
        y, x = 506 + depth * 560, rng.uniform(-40, 1600)
        tone = rng.choice(("#c9a59a", "#5a4c5f", "#8f7480"))
        c.line([(x, y), (x + 24 + depth * 130, y + rng.uniform(-2, 2))], tone, 1.5 + depth * 6, 0.3)


def _channel(c: Canvas, knots: list[tuple[float, float, float]]) -> None:
    left = curve([(x - w / 2, y) for x, y, w in knots])
    right = curve([(x + w / 2, y) for x, y, w in knots])
    c.poly(
        [*[(x - 8, y + 5) for x, y in left], *[(x + 8, y + 5) for x, y in reversed(right)]],
        "#43394f",
        0.7,
    )
    c.wash([*left, *reversed(right)], ("#fff0c8", "#fbd0a8", "#cfa9b4", "#8fa3c2"))


def _curlew(c: Canvas, at: Point, size: float) -> None:
    x, y = at
    ink = "#4a3b44"
    for leg in (-3, 6):
        c.line([(x + leg, y), (x + leg, y + size * 0.7)], ink, 3)
    c.poly(
        curve(
            [
                (x - size * 0.7, y + 2),
                (x - size * 0.2, y - size * 0.32),
                (x + size * 0.35, y - size * 0.25),
                (x + size * 0.3, y + size * 0.08),
            ],
            closed=True,
        ),
        ink,
    )
    c.line([(x + size * 0.3, y - size * 0.15), (x + size * 0.48, y - size * 0.55)], ink, 8)
    c.dot((x + size * 0.5, y - size * 0.6), 8, ink)
    c.line(
        curve(
            [
                (x + size * 0.5, y - size * 0.6),
                (x + size * 0.9, y - size * 0.5),
                (x + size * 1.15, y - size * 0.2),
            ]
        ),
        ink,
        3,
    )


def mud_core(size: Size) -> Image.Image:
    """Draw three cores of mud side by side, layer on layer, shells and ash in them."""
    c = Canvas(size)
    c.backdrop(("#24404a", "#2f5560", "#3d6a70"))
    c.glow((800, 420), (900, 620), "#8fc0b4", 0.35)
    c.wash([(-20, 930), (1620, 930), (1620, 1100), (-20, 1100)], ("#6a5648", "#4a3a38"))
    mud = ("#8a7260", "#6f5a52", "#a98a6a", "#5a4a4a", "#c2a582", "#7d6a58", "#4a3f45", "#97806a")
    for tube, x in enumerate((430, 800, 1170)):
        rng = dice(tube + 70)
        c.shadow(
            [(x - 110, 900), (x + 190, 900), (x + 210, 965), (x - 60, 965)], 14, "#14181f", 0.7
        )
        c.rect((x - 122, 90, x + 122, 940), "#a9cfd0", 0.25, radius=20)
        y, turn = 165 + tube * 45.0, tube * 3
        while y < 905:
            deep = min(rng.uniform(36, 110), 918 - y)
            upper = curve(
                [
                    (x - 105, y),
                    (x - 40, y + rng.uniform(-12, 12)),
                    (x + 40, y + rng.uniform(-12, 12)),
                    (x + 105, y),
                ]
            )
            layer = [*upper, (x + 105, y + deep + 14), (x - 105, y + deep + 14)]
            tone = mud[turn % 8]
            c.wash(layer, (mix(tone, "#ffffff", 0.1), tone))
            c.stipple(layer, mix(tone, "#1d1418", 0.6), 0.55)
            for _ in range(rng.choice((0, 5, 12))):
                spot = (x + rng.uniform(-85, 85), y + rng.uniform(14, deep))
                c.oval(
                    spot,
                    (rng.uniform(4, 11), rng.uniform(3, 6)),
                    rng.choice(("#f3e6cf", "#d9c9b0", "#2b2428")),
                )
            y, turn = y + deep, turn + 1
        ash = 520 + tube * 26
        c.rect((x - 105, ash, x + 105, ash + 15), "#e6e0da")
        c.stipple(
            [(x + 20, 150), (x + 105, 150), (x + 105, 918), (x + 20, 918)],
            "#1d1820",
            0.55,
            towards="right",
        )
        c.rect((x - 84, 110, x - 62, 900), "#ffffff", 0.22, radius=11)
        c.rect((x - 130, 70, x + 130, 112), "#d9a441", radius=10)
        c.rect((x - 130, 916, x + 130, 958), "#d9a441", radius=10)
    c.line([(560, 530), (670, 552)], "#f3e6cf", 4, 0.7)
    c.line([(930, 556), (1040, 578)], "#f3e6cf", 4, 0.7)
    return c.finish(grain=0.1)
