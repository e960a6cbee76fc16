"""Pictures of the town: the tram, its bell, the harbour, the market hall."""

from __future__ import annotations

import math

from PIL import Image

from addyours.transfer.demo.pictures.canvas import Canvas, Point, Size, curve, dice, mix, oval
from addyours.transfer.demo.pictures.props import (
    Figure,
    House,
    cloud,
    figure,
    glitter,
    gull,
    house,
    round_tree,
    rowing_boat,
    water,
)

_WALLS = ("#e8b48f", "#9fc0b4", "#f0d6a2", "#cf8f86", "#8fa9bf", "#e6c3b8", "#b9c6a0", "#d9a066")
_ROOFS = ("#7a4a4c", "#4f5b70", "#8a5544", "#5d4a5e")


def tram(size: Size) -> Image.Image:
    """Draw the red and cream tram in a street of gabled houses, early in the morning."""
    c = Canvas(size)
    c.backdrop(("#6fb0bb", "#a9d0c9", "#f3e2bd", "#f7cfa0", "#f0b98c"))
    c.glow((1240, 420), (620, 520), "#fff2c4", 0.85)
    for x, y, width in ((90, 170, 330), (660, 110, 240), (1190, 190, 330)):
        cloud(c, (x, y), width, "#fbeedd", 0.75)
    for x, y in ((930, 190), (1000, 155), (1060, 202)):
        gull(c, (x, y), 44, "#5f7078")
    _row_of_houses(c, base=790, seed=4, faded=0.5, width=128, height=390)
    _row_of_houses(c, base=830, seed=9, faded=0.06, width=205, height=330)
    _street(c)
    _tram_car(c, 330, 850)
    round_tree(c, (135, 905), 105, "#7d9a5b")
    figure(c, Figure(1420, 940, 225, "#2f6f73", "#3a3346", "#a8734f", reach=(0.2, 0.62)))
    figure(c, Figure(1335, 935, 150, "#e0a93c", "#41506b", "#d9a585", "#8a4b2c"))
    return c.finish()


def _row_of_houses(
    c: Canvas, *, base: float, seed: int, faded: float, width: float, height: float
) -> None:
    rng = dice(seed)
    x, turn = -60.0, seed
    while x < 1620:
        wide = width * rng.uniform(0.85, 1.15)
        wall = mix(_WALLS[turn % len(_WALLS)], "#f3cfa6", faded)
        roof = mix(_ROOFS[turn % len(_ROOFS)], "#e8bd96", faded)
        tall = height * rng.uniform(0.8, 1.35)
        house(c, House(x, base, wide, tall, wall, roof, rng.uniform(0.42, 0.72), 0.18, turn))
        x += wide - 1
        turn += 1


def _street(c: Canvas) -> None:
    c.rect((-20, 828, 1620, 862), "#b79f8f")
    c.wash([(-20, 858), (1620, 858), (1620, 1100), (-20, 1100)], ("#8d7b7c", "#6d6170", "#584f62"))
    rng = dice(3)
    for _ in range(330):
        y = 872 + 220 * rng.random() ** 1.2
        x = rng.uniform(-20, 1620)
        wide = 12 + (y - 860) * 0.16
        c.rect(
            (x, y, x + wide, y + wide * 0.28),
            rng.choice(("#a08d8a", "#5d5363", "#b8a294")),
            0.3,
            radius=3,
        )
    for y, width in ((958, 7), (1024, 10)):
        c.line([(-20, y + 5), (1620, y + 5)], "#3c3547", width)
        c.line([(-20, y), (1620, y)], "#d8cfc6", width * 0.55)


def _tram_car(c: Canvas, x: float, y: float) -> None:
    """Draw the car; `x` is its left end and `y` the height of the floor."""
    long, tall = 900.0, 330.0
    c.shadow(
        [(x - 30, y + 108), (x + long + 60, y + 108), (x + long + 20, y + 160), (x, y + 160)],
        16,
        "#241c30",
        0.75,
    )
    c.line([(-20, 372), (1620, 360)], "#3d3a45", 3)
    c.line([(x + 660, y - tall - 20), (x + 760, y - tall - 72), (x + 650, 367)], "#3d3a45", 7)
    c.line([(x + 610, 367), (x + 690, 367)], "#3d3a45", 8)
    for wheel in (150, 270, 630, 750):
        c.dot((x + wheel, y + 80), 44, "#2c2734")
        c.dot((x + wheel, y + 80), 18, "#8b8089")
    c.rect((x + 90, y + 20, x + long - 90, y + 76), "#39303c", radius=12)
    body = curve(
        [(x, y + 40), (x + 6, y - 130), (x + 34, y - tall + 30), (x + 80, y - tall)], steps=8
    )
    mirror = [(2 * x + long - px, py) for px, py in reversed(body)]
    shell = [*body, *mirror]
    c.wash(shell, ("#fbf0d9", "#f4e2c0"))
    crown = curve([(x + 30, y - tall + 34), (x + 44, y - tall), (x + 110, y - tall - 24)])
    roof = [*crown, *[(2 * x + long - px, py) for px, py in reversed(crown)]]
    c.poly(roof, "#6d3d3f")
    c.stipple(roof, "#2f1d26", 0.5)
    lower = [(x, y + 44), (x + 3, y - 78), (x + long - 3, y - 78), (x + long, y + 44)]
    c.wash(lower, ("#c8463c", "#a5322f"))
    c.stipple(lower, "#5f1722", 0.55, towards="right")
    c.rect((x + 3, y - 88, x + long - 3, y - 76), "#f0c05a")
    c.line([(x + 40, y + 6), (x + long - 40, y + 6)], "#f0c05a", 4)
    _tram_windows(c, x, y)
    c.glow((x + long + 30, y - 30), (190, 130), "#fff0b8", 0.8)
    c.dot((x + long - 8, y - 30), 17, "#fff6d6")
    c.rect((x + 350, y - tall - 62, x + 550, y - tall - 22), "#f4e2c0", radius=8)
    c.rect((x + 362, y - tall - 54, x + 538, y - tall - 30), "#39424f", radius=5)
    c.dot((x + 450, y - tall - 42), 9, "#f0c05a")


def _tram_windows(c: Canvas, x: float, y: float) -> None:
    skins = ("#c98f6b", "#8a5a40", "#e3b491", "#6f4734", "#d6a27d")
    coats = ("#41627a", "#d29a3a", "#5a7d5a", "#8a4d68", "#c8665a")
    for index in range(6):
        left = x + 62 + index * 131
        frame = (left, y - 268, left + 112, y - 106)
        c.rect((frame[0] - 6, frame[1] - 6, frame[2] + 6, frame[3] + 6), "#8d4a3c", radius=15)
        c.rect(frame, "#f6cf83", radius=11)
        pane = [
            (frame[0], frame[1]),
            (frame[2], frame[1]),
            (frame[2], frame[3]),
            (frame[0], frame[3]),
        ]
        c.stipple(pane, "#fff3c9", 0.8, towards="up")
        if index not in (2,):
            head = left + 40 + (index * 37) % 34
            c.poly(oval((head, y - 106), (40, 62), start=180, end=360), coats[index % 5])
            c.oval((head, y - 184), (21, 26), skins[index % 5])
            c.poly(
                oval((head, y - 190), (24, 25), start=170, end=370),
                ("#2b2024", "#e8e2da", "#7a4a2b")[index % 3],
            )
        c.poly(
            [
                (left + 64, frame[1]),
                (left + 96, frame[1]),
                (left + 48, frame[3]),
                (left + 16, frame[3]),
            ],
            "#ffffff",
            0.16,
        )
    c.rect((x + 848, y - 262, x + 884, y - 106), "#8fb7bd", radius=9)


def tram_bell(size: Size) -> Image.Image:
    """Draw the brass bell that hangs from the beam of the depot."""
    c = Canvas(size)
    c.backdrop(("#24505a", "#2f6b6d", "#3f8079"))
    c.glow((980, 430), (900, 720), "#f6d98c", 0.5)
    for ring in range(5):
        radius = 330 + ring * 130
        for start in (-38, 142):
            c.line(
                oval((800, 560), (radius, radius), start=start, end=start + 76),
                "#f6e3ae",
                5,
                0.42 - ring * 0.07,
            )
    c.wash([(-20, 0), (1620, 0), (1620, 120), (-20, 120)], ("#6a4532", "#4a2f2b"))
    for x in range(-20, 1620, 210):
        c.line([(x, 30 + x % 40), (x + 160, 34 + x % 40)], "#2f1f22", 4, 0.6)
    c.rect((745, 80, 855, 190), "#322b33", radius=18)
    bell = _bell_outline(800, 180)
    c.shadow([(px + 36, py + 26) for px, py in bell], 22, "#0d2a33", 0.55)
    c.wash(bell, ("#ffe7a0", "#eebb4d", "#b9762a"), sideways=True)
    c.stipple(bell, "#6e3a17", 0.7, towards="right")
    for level, half in ((640, 268), (668, 281)):
        c.line(
            curve([(800 - half, level - 6), (800, level + 24), (800 + half, level - 6)]),
            "#8d5520",
            5,
            0.8,
        )
    shine = curve(
        [(640, 640), (652, 470), (700, 330), (722, 330), (690, 480), (684, 645)], closed=True
    )
    c.poly(shine, "#fff8da", 0.6)
    c.oval((800, 770), (335, 44), "#7d4a1d")
    c.oval((800, 774), (300, 30), "#3c2318")
    c.line([(800, 760), (838, 850)], "#4b4048", 18)
    c.dot((844, 872), 42, "#5d5058")
    c.dot((834, 860), 12, "#a89aa0")
    c.line(curve([(844, 910), (870, 990), (830, 1080)]), "#d9c39a", 13)
    return c.finish()


def _bell_outline(x: float, top: float) -> list[Point]:
    half = [(60, 0), (130, 40), (170, 160), (200, 330), (250, 480), (335, 590)]
    left = curve([(x - dx, top + dy) for dx, dy in half])
    return [*left, *[(2 * x - px, py) for px, py in reversed(left)]]


def harbour(size: Size) -> Image.Image:
    """Draw the harbour at dusk: coloured houses, their lights in the water, rowing boats."""
    c = Canvas(size)
    c.backdrop(("#35466f", "#77668f", "#d68c86", "#f6b984", "#fbd9a0", "#fbd9a0", "#fbd9a0"))
    c.glow((1150, 520), (520, 380), "#fff0c0", 0.9)
    c.dot((1150, 505), 62, "#fff3d0")
    for x, y, width in ((150, 240, 420), (820, 170, 300), (1250, 320, 330)):
        cloud(c, (x, y), width, "#e8a394", 0.55)
    hill = curve(
        [(-20, 560), (180, 430), (430, 390), (700, 470), (960, 560), (1120, 592), (1240, 602)]
    )
    c.wash([*hill, (1240, 620), (-20, 620)], ("#7c6a8c", "#a77d86"))
    water(c, 600, 1100, ("#f0b58a", "#a07a90", "#4f5a82", "#2f3c60"), 7)
    glitter(c, 1150, (606, 1060), "#fff0c8", 5)
    _quay(c)
    for x, y in ((1330, 330), (1390, 300), (1440, 350), (640, 250)):
        gull(c, (x, y), 52, "#3b3557")
    _yacht(c, (1000, 700))
    rowing_boat(c, (420, 870), 330, "#b8493f")
    c.line([(330, 820), (520, 900)], "#f0d6a2", 7)
    rowing_boat(c, (880, 780), 210, "#2f7a7c")
    rowing_boat(c, (1330, 940), 400, "#e2a83f")
    return c.finish()


def _quay(c: Canvas) -> None:
    rng = dice(12)
    x = -40.0
    for turn in range(9):
        wide, tall = rng.uniform(98, 132), rng.uniform(120, 210)
        wall = mix(_WALLS[(turn * 3) % 8], "#5a4a72", 0.28)
        house(
            c,
            House(
                x, 618, wide, tall, wall, mix(_ROOFS[turn % 4], "#2b2547", 0.4), 0.6, 0.55, turn + 3
            ),
        )
        glitter(c, x + wide / 2, (650, 880), mix(wall, "#ffd98a", 0.45), turn, spread=0.5)
        x += wide
    c.wash([(-20, 614), (x + 40, 614), (x + 70, 648), (-20, 648)], ("#6d5f73", "#463f5c"))


def _yacht(c: Canvas, at: Point) -> None:
    x, y = at
    c.line([(x, y), (x, y - 250)], "#4a3b52", 6)
    main = curve([(x + 8, y - 240), (x + 62, y - 130), (x + 100, y - 26)])
    c.wash([*main, (x + 8, y - 26)], ("#fff0d6", "#f3c9a6"))
    jib = curve([(x - 8, y - 220), (x - 46, y - 110), (x - 84, y - 26)])
    c.wash([*jib, (x - 8, y - 26)], ("#fbd9b8", "#dda08e"))
    hull = [(x - 92, y - 16), (x + 112, y - 16), (x + 78, y + 16), (x - 66, y + 16)]
    c.poly(hull, "#3b4a73")
    c.stipple(hull, "#1d2547", 0.6, towards="right")
    glitter(c, x + 8, (y + 20, y + 120), "#f3d9bf", 3, spread=0.6)


def market(size: Size) -> Image.Image:
    """Draw the market hall: a glass vault, striped awnings, a crowd."""
    c = Canvas(size)
    c.backdrop(("#bfe0dc", "#d8ebdc", "#f4ecd0", "#f1dcb6", "#d9bfa0"))
    c.glow((800, 360), (760, 560), "#fffbe6", 0.8)
    for ring in range(6):
        radius = 250 + ring * 135 + ring * ring * 12
        arch = oval((800, 700), (radius * 1.05, radius), start=180, end=360)
        c.line(arch, mix("#8fb0ac", "#2f5a60", ring / 5), 5 + ring * 4)
    for angle in range(190, 360, 17):
        reach = math.radians(angle)
        near = (800 + 265 * math.cos(reach), 700 + 250 * math.sin(reach))
        far = (800 + 1400 * math.cos(reach), 700 + 1320 * math.sin(reach))
        c.line([near, far], "#4d777a", 5, 0.75)
    c.wash(oval((800, 700), (262, 250), start=180, end=360), ("#9fd0d6", "#e8f0d8"))
    for x, tall in ((590, 60), (680, 95), (770, 80), (860, 105), (950, 62)):
        house(c, House(x, 700, 78, tall, mix(_WALLS[x % 8], "#f4ecd0", 0.35), "#a98a80"))
    for x in (480, 640, 1010, 1170):
        c.poly(
            [(x, 150), (x + 90, 150), (800 + (x - 780) * 1.9, 1000), (800 + (x - 900) * 1.9, 1000)],
            "#fffdf0",
            0.13,
        )
    _bunting(c)
    c.wash([(-20, 698), (1620, 698), (1620, 1100), (-20, 1100)], ("#d9bd98", "#a98670", "#7d6060"))
    for depth, (width, y) in enumerate(((180, 690), (270, 730), (420, 800))):
        for side in (-1, 1):
            _stall(
                c,
                (800 + side * (300 + depth * 190 + depth * depth * 25), y),
                width,
                depth * 2 + (side > 0),
            )
    _shoppers(c)
    return c.finish()


def _bunting(c: Canvas) -> None:
    flags = ("#c8463c", "#f0c05a", "#2f7a7c", "#fbf0d9")
    for left, right, level, sag in (
        (-40, 800, 250, 110),
        (800, 1640, 250, 110),
        (240, 1360, 395, 95),
    ):
        rope = curve([(left, level), ((left + right) / 2, level + sag), (right, level)], steps=14)
        c.line(rope, "#4d777a", 3)
        for index, (x, y) in enumerate(rope[1:-1:2]):
            c.poly([(x - 17, y), (x + 17, y), (x, y + 40)], flags[index % 4])


def _stall(c: Canvas, at: Point, width: float, turn: int) -> None:
    x, y = at[0] - width / 2, at[1]
    stripes = (("#c8463c", "#fbf0d9"), ("#2f7a7c", "#fbf0d9"), ("#e0a93c", "#fff6df"))[turn % 3]
    fruit = ("#d9533f", "#e8a33a", "#7d9a4b", "#8a4d68", "#f0cf6a")
    height = width * 0.62
    for post in (x + width * 0.05, x + width * 0.93):
        c.rect((post, y - height * 0.2, post + width * 0.025, y + height * 0.62), "#5d463f")
    c.rect((x, y + height * 0.3, x + width, y + height * 0.66), "#8d6248")
    c.stipple(
        [
            (x, y + height * 0.3),
            (x + width, y + height * 0.3),
            (x + width, y + height * 0.66),
            (x, y + height * 0.66),
        ],
        "#3f2a2c",
        0.5,
    )
    rng = dice(turn)
    for heap in range(5):
        for _ in range(12):
            spot = (
                x + width * (0.11 + heap * 0.195 + rng.uniform(-0.07, 0.07)),
                y + height * (0.28 - rng.random() * 0.09),
            )
            c.dot(spot, width * 0.026, mix(fruit[heap], "#ffffff", rng.random() * 0.22))
    for stripe in range(8):
        left, step = x - width * 0.06 + stripe * width * 0.14, width * 0.14
        top = [x + width * 0.06 + (stripe + k) * width * 0.11 for k in (0, 1)]
        band = [
            (top[0], y - height * 0.42),
            (top[1], y - height * 0.42),
            (left + step, y - height * 0.14),
            (left, y - height * 0.14),
        ]
        tone = stripes[stripe % 2]
        c.poly(band, tone)
        c.poly(
            oval((left + step / 2, y - height * 0.14), (step / 2, width * 0.06), start=0, end=180),
            mix(tone, "#3f2a2c", 0.12),
        )


def _shoppers(c: Canvas) -> None:
    rng = dice(26)
    coats = ("#41627a", "#c8665a", "#5a7d5a", "#d29a3a", "#6b4d78", "#2f6f73", "#b5523f")
    skins = ("#c98f6b", "#8a5a40", "#e3b491", "#6f4734")
    for row, (base, height, count) in enumerate(((765, 98, 8), (835, 150, 6), (985, 250, 4))):
        for index in range(count):
            tall = height * rng.uniform(0.82, 1.08)
            foot = base + rng.uniform(-0.12, 0.12) * height
            x = 800 + (index - (count - 1) / 2) * height * 1.1 + rng.uniform(-0.4, 0.4) * height
            c.oval((x, foot), (tall * 0.25, tall * 0.035), "#4a3438", 0.4)
            tone = coats[(index * 3 + row * 2) % 7]
            hair = ("#2b2024", "#e8e2da", "#7a4a2b", "#4a3a3a")[(index + row) % 4]
            skin = skins[(index + row * 2) % 4]
            hand = (0.19, 0.42) if index % 2 else None
            walk = rng.uniform(0.05, 0.15)
            figure(c, Figure(x, foot, tall, tone, "#3a3346", skin, hair, walk, hand))
            if hand:
                _basket(c, (x + 0.2 * tall, foot - 0.4 * tall), tall * 0.2)


def _basket(c: Canvas, at: Point, width: float) -> None:
    x, y = at
    for step, tone in enumerate(("#7d9a4b", "#d9533f", "#f0cf6a")):
        c.dot((x + (step - 1) * width * 0.25, y + width * 0.3), width * 0.2, tone)
    c.line(
        oval((x, y + width * 0.3), (width * 0.42, width * 0.4), start=180, end=360),
        "#8a5f3a",
        width * 0.08,
    )
    c.poly(
        [
            (x - width / 2, y + width * 0.32),
            (x + width / 2, y + width * 0.32),
            (x + width * 0.36, y + width * 0.85),
            (x - width * 0.36, y + width * 0.85),
        ],
        "#b98450",
    )
