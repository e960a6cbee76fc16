"""Pictures of the shore: foghorn and lighthouse, the map of their sounds, seals and the ferry."""

from __future__ import annotations

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
    scaled,
)
from addyours.transfer.demo.pictures.props import Figure, cloud, figure, gull, water


def foghorn(size: Size) -> Image.Image:
    """Draw the lighthouse and foghorn on their headland, the land behind going grey in the fog."""
    c = Canvas(size)
    c.backdrop(("#b9c4cf", "#d9cfd0", "#f0d6c9", "#f6e0cc", "#e9d2c9"))
    c.glow((430, 430), (520, 420), "#fff3e0", 0.9)
    c.dot((430, 430), 74, "#fff3e2", 0.9)
    ranges = ((560, 34, 3, "#c9c3cb"), (640, 40, 7, "#aeb0bf"), (730, 44, 11, "#8f9aaf"))
    for level, sway, seed, tone in ranges:
        land = ridge(level, sway, seed)
        c.wash(land, (tone, mix(tone, "#f6e6da", 0.75)))
    water(c, 790, 1100, ("#b9bcc6", "#8fa0b0", "#64798f"), 9)
    c.shadow([(-100, 770), (1700, 770), (1700, 830), (-100, 830)], 26, "#f6e6da", 0.75)
    _headland(c)
    _lighthouse(c, 1330, 640)
    _horn_house(c, 1130, 664)
    for ring in range(5):
        radius = 90 + ring * 92
        c.line(
            oval((968, 600), (radius, radius), start=158, end=212),
            "#b5523f",
            8 - ring,
            0.85 - ring * 0.15,
        )
    figure(c, Figure(1480, 642, 112, "#e0a93c", "#2d3142", "#c98f6b", "#2b2024", 0.08, (-0.2, 1.0)))
    c.line([(1455, 530), (1380, 500)], "#2d3142", 5)
    c.oval((1374, 497), (22, 11), "#5d5363")
    for x, y in ((230, 300), (310, 260), (640, 240), (700, 280)):
        gull(c, (x, y), 56, "#6f7586")
    for level in (880, 985):
        c.shadow(
            [(-100, level), (760, level - 20), (820, level + 30), (-100, level + 60)],
            28,
            "#f6e9e0",
            0.55,
        )
    return c.finish()


_HEADLAND = (
    (1640, 640), (1400, 630), (1180, 640), (1010, 690), (930, 790), (860, 900), (800, 1010),
    (760, 1100),
)  # fmt: skip


def _headland(c: Canvas) -> None:
    cliff = [*curve(_HEADLAND), (1640, 1100)]
    c.wash(cliff, ("#4f6a5f", "#3d4f58", "#2b3646"))
    c.stipple(cliff, "#1d2735", 0.6)
    rng = dice(5)
    for _ in range(60):
        x, y = rng.uniform(1010, 1600), rng.uniform(660, 1060)
        c.line([(x, y), (x - 14, y + 40)], "#7a8f83", 4, 0.3)


def _lighthouse(c: Canvas, x: float, base: float) -> None:
    tower = [(x - 66, base + 12), (x - 44, base - 380), (x + 44, base - 380), (x + 66, base + 12)]
    c.wash(tower, ("#fbf6ea", "#e6dcd3", "#a9a6b0"), sideways=True)
    for level in (60, 190, 320):
        wide = [44 + 22 * (380 - level - k) / 392 for k in (0, 62)]
        band = [
            (x - wide[1], base - level - 62),
            (x + wide[1], base - level - 62),
            (x + wide[0], base - level),
            (x - wide[0], base - level),
        ]
        c.wash(band, ("#d0584a", "#c04a40", "#8a3038"), sideways=True)
    c.stipple(tower, "#2b3646", 0.45, towards="right")
    c.rect((x - 66, base - 398, x + 66, base - 378), "#3d4757", radius=5)
    c.glow((x, base - 428), (240, 170), "#ffe3a0", 0.8)
    c.rect((x - 36, base - 458, x + 36, base - 396), "#ffe9b0", radius=4)
    for bar in (-36, -12, 12, 36):
        c.line([(x + bar, base - 458), (x + bar, base - 396)], "#3d4757", 4)
    c.poly(oval((x, base - 456), (46, 50), start=180, end=360), "#c04a40")
    c.line([(x, base - 500), (x, base - 532)], "#3d4757", 5)
    for level in (130, 260):
        c.rect((x - 12, base - level - 34, x + 12, base - level), "#4f5f70", radius=12)
    c.rect((x - 20, base - 56, x + 20, base + 12), "#4f5f70", radius=4)


def _horn_house(c: Canvas, x: float, base: float) -> None:
    wall = [(x - 90, base + 20), (x - 90, base - 86), (x + 92, base - 86), (x + 92, base + 10)]
    c.wash(wall, ("#f3ead9", "#cfc6c2"))
    c.stipple(wall, "#5d6475", 0.5, towards="right")
    c.poly(
        [(x - 108, base - 82), (x - 70, base - 132), (x + 72, base - 132), (x + 110, base - 82)],
        "#b5473f",
    )
    c.stipple(
        [(x - 108, base - 82), (x - 70, base - 132), (x + 72, base - 132), (x + 110, base - 82)],
        "#5f2230",
        0.6,
        towards="right",
    )
    c.rect((x + 20, base - 62, x + 62, base - 18), "#ffd98a", radius=4)
    c.rect((x - 40, base - 60, x - 4, base + 16), "#4f5f70", radius=4)
    horn = [
        (x - 82, base - 76),
        (x - 120, base - 84),
        (x - 172, base - 118),
        (x - 172, base - 4),
        (x - 120, base - 48),
        (x - 82, base - 54),
    ]
    c.wash(horn, ("#d9705a", "#8f3034"))
    c.oval((x - 172, base - 61), (17, 58), "#5f1f28")
    c.oval((x - 174, base - 61), (11, 46), "#2b1720")


_COAST = (
    (1120, -30), (1040, 90), (1090, 200), (950, 290), (990, 420), (860, 500), (800, 640),
    (900, 740), (830, 860), (920, 960), (880, 1100),
)  # fmt: skip
_ROAD = ((1640, 240), (1310, 210), (1180, 330), (1100, 620), (1180, 840), (1130, 1100))
_RIVER = ((1640, 760), (1400, 720), (1200, 690), (1010, 700), (870, 690))
_HILL = ((-110, 0), (-40, -95), (70, -80), (120, 20), (60, 110), (-60, 90))
_ISLET = ((-44, 26), (-10, 44), (36, 24), (30, 46), (-20, 58))
_HORNS = ((1010, 130, 150), (930, 330, 230), (790, 600, 320), (850, 830, 180))
_ISLAND_HORNS = ((470, 360, 120), (330, 800, 210))


def foghorn_map(size: Size) -> Image.Image:
    """Draw a chart of the coast with a ring of sound around each foghorn."""
    c = Canvas(size)
    c.backdrop(("#cfe0da", "#bcd6d6", "#a9cace"))
    for x in range(100, 1600, 200):
        c.line([(x, -20), (x, 1100)], "#7fa9b0", 2, 0.4)
    for y in range(60, 1067, 200):
        c.line([(-20, y), (1620, y)], "#7fa9b0", 2, 0.4)
    shore = curve(_COAST)
    inland: list[Point] = [(1640, 1100), (1640, -30)]
    for depth, alpha in ((120, 0.25), (80, 0.3), (42, 0.4)):
        shallows = scaled(shore, (-depth, depth * 0.2), 1)
        c.poly([*shallows, *inland], "#e3efe6", alpha)
    land = [*shore, *inland]
    c.wash(land, ("#f3e6c6", "#e6d2a6"))
    c.stipple(land, "#c9a56a", 0.4, towards="right")
    c.line(shore, "#8a6a4a", 6)
    for level in range(4):
        ring = curve(scaled(_HILL, (1430, 450), 1 - level * 0.24), closed=True)
        c.line([*ring, ring[0]], "#b59a6a", 3, 0.8)
    c.line(curve(_RIVER), "#8fbcc4", 16)
    c.line(_ROAD, "#c8665a", 5)
    for x, y, _ in _ISLAND_HORNS:
        c.poly(curve(scaled(_ISLET, (x, y), 1), closed=True), "#e6d2a6")
    for x, y, reach in (*_HORNS, *_ISLAND_HORNS):
        for step in range(1, 5):
            edge = oval((x, y), (reach * step / 4, reach * step / 4))
            c.line([*edge, edge[1]], "#b5473f", 4, 0.9 - step * 0.15)
        c.dot((x, y), 17, "#b5473f")
        c.dot((x, y), 7, "#fff3df")
    _compass(c, (180, 190))
    return c.finish(grain=0.07, vignette=0.12)


def _compass(c: Canvas, at: Point) -> None:
    x, y = at
    edge = oval(at, (88, 88))
    c.line([*edge, edge[1]], "#4a7078", 5)
    for dx, dy in ((0, -1), (1, 0), (0, 1), (-1, 0)):
        tip = (x + dx * 112, y + dy * 112)
        c.poly([tip, (x - dy * 20, y + dx * 20), at], "#4a7078")
        c.poly([tip, (x + dy * 20, y - dx * 20), at], "#fbf6ea" if dy >= 0 else "#b5473f")


def seals(size: Size) -> Image.Image:
    """Draw four seals on the slipway, watching the ferry come in."""
    c = Canvas(size)
    c.backdrop(("#79b6c9", "#aed6d6", "#e3ead0", "#f9e6bf"))
    for x, y, width in ((60, 230, 400), (560, 150, 260), (1170, 210, 390)):
        cloud(c, (x, y), width, "#fbf6e8", 0.85)
    c.wash(ridge(455, 24, 17, floor=560), ("#8fb3ad", "#a9c2ab"))
    water(c, 540, 1100, ("#8fc9cb", "#4f9aa8", "#2b6f86", "#1f4f6a"), 4)
    _ferry(c, (560, 560))
    for x, y in ((980, 300), (1060, 260), (1130, 320), (340, 200)):
        gull(c, (x, y), 62, "#5f7a86")
    slip = [(620, 1100), (1640, 690), (1640, 1100)]
    c.poly([(560, 1100), (1640, 664), (1640, 760), (700, 1100)], "#1f4456", 0.6)
    c.wash(slip, ("#d9c9b6", "#a38f8a"))
    c.stipple(slip, "#5a4c55", 0.55)
    for step in range(9):
        x = 760 + step * 105
        c.line([(x, 1092 - (x - 620) * 0.401), (x + 190, 1100)], "#7d6b70", 4, 0.5)
    weed = [(620, 1100), (1640, 690), (1640, 716), (690, 1100)]
    c.stipple(weed, "#4f7a4a", 0.9)
    _post(c, (1490, 800))
    for x, y, long, tone in (
        (1250, 900, 330, "#6f7480"),
        (960, 985, 300, "#8a8580"),
        (1390, 1030, 390, "#565c6b"),
        (300, 905, 0, "#565c6b"),
    ):
        if long:
            _seal(c, (x, y), long, tone)
        else:
            _swimming_seal(c, (x, y), tone)
    return c.finish()


def _ferry(c: Canvas, at: Point) -> None:
    x, y = at
    c.oval((x + 10, y + 62), (350, 18), "#1f5068", 0.45)
    hull = curve(
        [
            (x - 330, y - 30),
            (x - 290, y + 50),
            (x - 200, y + 64),
            (x + 230, y + 64),
            (x + 330, y + 20),
            (x + 385, y - 44),
        ]
    )
    c.wash(hull, ("#1f6a74", "#154a5a"))
    c.stipple(hull, "#0b2c3d", 0.6, towards="left")
    c.line([(x - 318, y - 8), (x + 365, y - 14)], "#f6ead6", 8)
    decks = (
        (-280, 290, -30, -112, "#fbf6ea"),
        (-220, 215, -112, -180, "#f3ead9"),
        (40, 180, -180, -234, "#fbf6ea"),
    )
    for left, right, low, high, tone in decks:
        deck = [
            (x + left, y + low),
            (x + left, y + high),
            (x + right - 22, y + high),
            (x + right, y + low),
        ]
        c.wash(deck, (tone, mix(tone, "#b9b0a8", 0.5)))
        c.stipple(deck, "#7d8a96", 0.35, towards="left")
        for window in range(left + 24, right - 50, 46):
            c.rect((x + window, y + high + 20, x + window + 30, y + low - 26), "#3f7286", radius=6)
    funnel = [(x - 130, y - 176), (x - 118, y - 290), (x - 50, y - 290), (x - 42, y - 176)]
    c.wash(funnel, ("#d9533f", "#b5403a"), sideways=True)
    c.rect((x - 119, y - 292, x - 49, y - 268), "#24303c")
    for drift, height, reach in ((-20, 330, 46), (-80, 372, 62), (-165, 400, 80)):
        c.glow((x - 80 + drift, y - height), (reach, reach * 0.7), "#f6f0e6", 0.7)
    c.line([(x + 110, y - 234), (x + 110, y - 320)], "#4f5f6a", 5)
    c.poly([(x + 110, y - 318), (x + 56, y - 302), (x + 110, y - 284)], "#e0a93c")
    for wave in range(5):
        c.line([(x + 300 - wave * 150, y + 66), (x + 380 - wave * 150, y + 70)], "#f0faf6", 6, 0.7)


def _post(c: Canvas, at: Point) -> None:
    x, y = at
    c.rect((x - 9, y - 330, x + 9, y), "#4f5f6a")
    c.rect((x - 82, y - 350, x + 82, y - 170), "#fbf6ea", radius=10)
    c.rect((x - 82, y - 350, x + 82, y - 308), "#1f6a74", radius=10)
    for row in range(5):
        level = y - 290 + row * 24
        c.line([(x - 62, level), (x - 12, level)], "#8a94a0", 6)
        c.line([(x + 14, level), (x + 60, level)], "#d9533f" if row == 2 else "#8a94a0", 6)


# In hundredths of the seal's length around its middle; y grows downwards.
_SEAL = (
    (-50, -5), (-38, -13), (-20, -21), (0, -25), (14, -29), (22, -38), (30, -43), (39, -41),
    (44.5, -35), (45, -31), (40, -28), (35, -24), (34, -14), (31, -3), (18, 2), (-8, 3),
    (-34, 0), (-48, -1),
)  # fmt: skip
_SEAL_BELLY = ((-30, 0), (-6, -7), (18, -9), (33, -20), (33, -8), (24, 1), (-4, 3))
_SEAL_FLIPPER = ((22, -10), (10, 4), (17, 6), (29, -5))
_SEAL_TAILS = (
    ((-46, -5), (-56, -23), (-62, -15), (-48, 1)),
    ((-46, -5), (-56, -14), (-62, -6), (-48, 1)),
)
_SEAL_SHADOW = ((-50, 0), (46, 0), (40, 9), (-40, 9))


def _seal(c: Canvas, at: Point, long: float, tone: str) -> None:
    u = long / 100
    dark, pale = mix(tone, "#1a1c28", 0.55), mix(tone, "#ffffff", 0.5)
    c.shadow(scaled(_SEAL_SHADOW, at, u), 9, "#2b2430", 0.6)
    for fin in _SEAL_TAILS:
        c.poly(curve(scaled(fin, at, u), closed=True), dark)
    body = curve(scaled(_SEAL, at, u), closed=True)
    c.poly(body, tone)
    c.stipple(body, dark, 0.75)
    c.stipple(body, pale, 0.5, towards="up")
    belly = curve(scaled(_SEAL_BELLY, at, u), closed=True)
    c.stipple(belly, mix(tone, "#fff3df", 0.75), 0.45, towards="up")
    rng = dice(round(at[0]))
    for _ in range(22):
        across = rng.uniform(-34, 22)
        up = rng.uniform(6, 17) + (across + 34) * 0.08
        c.oval(scaled([(across, -up)], at, u)[0], (1.7 * u, 1.1 * u), dark, 0.6)
    c.poly(curve(scaled(_SEAL_FLIPPER, at, u), closed=True), dark)
    eye, spark, nose = scaled([(36, -36), (36.6, -36.7), (44.2, -34)], at, u)
    c.dot(eye, 2 * u, "#14141c")
    c.dot(spark, 0.65 * u, "#ffffff")
    c.oval(nose, (1.6 * u, 1.4 * u), "#14141c")
    c.line(curve(scaled([(44, -32), (41, -30.5), (38.5, -31.5)], at, u)), "#14141c", 0.7 * u)
    for droop in (-2, 0, 2):
        c.line(scaled([(41, -32.5), (48, droop - 30)], at, u), pale, 2)


def _swimming_seal(c: Canvas, at: Point, tone: str) -> None:
    x, y = at
    for reach in (150, 110):
        c.oval((x, y + 8), (reach, reach * 0.17), "#9fd6d6", 0.3)
    c.poly(oval((x, y + 4), (58, 88), start=180, end=360), tone)
    c.stipple(
        oval((x, y + 4), (58, 88), start=180, end=360), mix(tone, "#ffffff", 0.5), 0.5, towards="up"
    )
    for eye in (-22, 22):
        c.dot((x + eye, y - 42), 8, "#14141c")
        c.dot((x + eye - 2, y - 45), 2.5, "#ffffff")
    c.oval((x, y - 24), (10, 7), "#14141c")
    for side in (-1, 1):
        c.line([(x + side * 12, y - 18), (x + side * 62, y - 10)], mix(tone, "#ffffff", 0.6), 2)
