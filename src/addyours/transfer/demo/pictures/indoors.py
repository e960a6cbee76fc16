"""Pictures of rooms: a play in a kitchen, bread before dawn."""

from __future__ import annotations

from PIL import Image

from addyours.transfer.demo.pictures.canvas import Canvas, Point, Size, curve, dice, mix, oval
from addyours.transfer.demo.pictures.props import Figure, figure


def kitchen_play(size: Size) -> Image.Image:
    """Draw a play in somebody's kitchen: two actors under the lamp, the audience on chairs."""
    c = Canvas(size)
    c.backdrop(("#1f4a50", "#27585a", "#2f6462"))
    c.glow((800, 420), (800, 640), "#f6c46a", 0.55)
    _tiles(c)
    _window(c)
    _shelves(c)
    c.wash([(-20, 800), (1620, 800), (1620, 1100), (-20, 1100)], ("#b5764a", "#6a4038"))
    for board in range(-400, 2000, 150):
        c.line(
            [(800 + (board - 800) * 0.7, 800), (800 + (board - 800) * 1.5, 1100)], "#5a3430", 3, 0.5
        )
    c.line([(800, -20), (800, 130)], "#1a2a30", 6)
    c.poly([(640, 240), (960, 240), (1330, 900), (270, 900)], "#ffe6a0", 0.16)
    shade = curve([(630, 240), (680, 160), (800, 122), (920, 160), (970, 240)])
    c.wash(shade, ("#d9533f", "#b03a34"))
    c.stipple(shade, "#5f1722", 0.6, towards="right")
    c.oval((800, 240), (170, 20), "#fff0c0")
    figure(c, Figure(560, 880, 440, "#e0a93c", "#7a3a4a", "#8a5a40", "#241a1c", 0.07, (0.33, 0.88)))
    figure(
        c, Figure(1060, 880, 430, "#5a7fa0", "#2d3142", "#e3b491", "#a85a30", 0.07, (0.22, 0.55))
    )
    _table(c)
    _audience(c)
    return c.finish(grain=0.1)


def _tiles(c: Canvas) -> None:
    for row in range(5):
        for column in range(34):
            x, y = column * 50 - 20 + (row % 2) * 25, 560 + row * 48
            tone = mix("#e6dcc0", "#7aa59a", ((row * 7 + column * 5) % 11) / 14)
            c.rect((x, y, x + 46, y + 44), mix(tone, "#2f6462", 0.45), radius=4)


def _window(c: Canvas) -> None:
    c.rect((1150, 170, 1460, 500), "#f3e2c0", radius=8)
    c.wash([(1170, 190), (1440, 190), (1440, 480), (1170, 480)], ("#18294f", "#2f4a78"))
    rng = dice(18)
    for _ in range(60):
        x, y = rng.uniform(1172, 1432), rng.uniform(192, 450)
        c.line([(x, y), (x - 6, y + 24)], "#9fc0e0", 2, 0.5)
    for x in (1210, 1290, 1370):
        c.rect((x, 390 + x % 40, x + 56, 480), "#111d3d")
        c.rect((x + 14, 412 + x % 40, x + 28, 430 + x % 40), "#ffcf7a")
    c.rect((1298, 190, 1310, 480), "#f3e2c0")
    c.rect((1170, 322, 1440, 334), "#f3e2c0")
    c.rect((1130, 496, 1480, 520), "#fbf0d9", radius=6)
    for x, tone in ((1180, "#c8563c"), (1400, "#d9a441")):
        c.poly([(x - 28, 446), (x + 28, 446), (x + 20, 497), (x - 20, 497)], tone)
        for leaf in (-34, -12, 14, 36):
            c.line(curve([(x, 448), (x + leaf * 0.5, 400), (x + leaf, 372)]), "#7fae6a", 8)


def _shelves(c: Canvas) -> None:
    wares = ("#e6cf9a", "#c8563c", "#7aa59a", "#d9a441", "#f3e2c0", "#8a4d5a")
    rng = dice(7)
    for level in (300, 460):
        c.rect((90, level, 480, level + 16), "#8a5a3c")
        x = 104.0
        while x < 440:
            wide, tall = rng.uniform(34, 58), rng.uniform(46, 96)
            tone = rng.choice(wares)
            c.rect((x, level - tall, x + wide, level), tone, radius=9)
            c.rect(
                (x + wide * 0.62, level - tall, x + wide, level),
                mix(tone, "#1f2a30", 0.35),
                radius=9,
            )
            c.rect(
                (x + 4, level - tall - 9, x + wide - 4, level - tall + 3),
                mix(tone, "#2b2024", 0.5),
                radius=4,
            )
            x += wide + rng.uniform(5, 26)
    for x, size in ((160, 40), (260, 52), (370, 34)):
        c.line([(x, 180), (x, 120)], "#d9a441", 7)
        c.dot((x, 180 + size * 0.5), size * 0.72, "#c9824a")
        c.dot((x, 180 + size * 0.5), size * 0.5, "#e6a86a")
    c.rect((110, 112, 430, 122), "#1a2a30", radius=4)


def _table(c: Canvas) -> None:
    c.shadow([(560, 900), (1080, 900), (1140, 960), (500, 960)], 16, "#2b1418", 0.6)
    for leg in (610, 980):
        c.rect((leg, 760, leg + 26, 945), "#7a4a30")
    top = [(540, 726), (1080, 726), (1110, 770), (510, 770)]
    c.wash(top, ("#f3c88a", "#c98a50"))
    c.rect((510, 768, 1110, 786), "#8a5535", radius=4)
    c.oval((720, 740), (62, 12), "#fbf6ea")
    c.poly(oval((720, 736), (44, 34), start=180, end=360), "#c98450")
    c.rect((860, 652, 910, 742), "#5a8f86", radius=12)
    c.rect((874, 618, 896, 660), "#5a8f86", radius=5)
    c.rect((960, 706, 1000, 744), "#fbf0d9", radius=6)
    c.rect((618, 712, 654, 744), "#c8563c", radius=6)


def _audience(c: Canvas) -> None:
    coats = ("#14303a", "#2b2440", "#1d3a34", "#3a2030", "#1a2c48", "#2f2a26", "#24323f")
    hair = ("#0f1a22", "#8f8a86", "#2f1c18", "#1a1420", "#5a3420", "#12161f", "#a8a098")
    for index in range(7):
        x, y = 90 + index * 238 + (index % 2) * 26, 1085 + (index % 3) * 12
        back = curve(
            [
                (x - 125, y + 40),
                (x - 112, y - 80),
                (x - 46, y - 130),
                (x + 46, y - 130),
                (x + 112, y - 80),
                (x + 125, y + 40),
            ]
        )
        c.poly(back, coats[index])
        c.stipple(back, mix(coats[index], "#f6c46a", 0.55), 0.5, towards="up")
        c.oval((x, y - 186), (56, 66), hair[index])
        c.stipple(oval((x, y - 186), (56, 66)), mix(hair[index], "#f6c46a", 0.5), 0.5, towards="up")
        if index in (1, 4):
            c.dot((x, y - 262), 30, hair[index])
        if index == 5:
            c.oval((x, y - 226), (92, 20), "#7a3a34")
            c.poly(oval((x, y - 226), (56, 52), start=180, end=360), "#8f453c")


def bread(size: Size) -> Image.Image:
    """Draw the bakery's window before dawn: loaves on shelves, the street still dark."""
    c = Canvas(size)
    c.backdrop(("#16204a", "#22305f", "#32416f"))
    wall = [(-20, -20), (1620, -20), (1620, 900), (-20, 900)]
    c.wash(wall, ("#2b3a63", "#1f2b52"))
    rng = dice(23)
    for row in range(17):
        for column in range(18):
            x, y = column * 98 - 60 + (row % 2) * 49, row * 54 - 10
            c.rect(
                (x, y, x + 92, y + 48), mix("#2f3f6b", "#46547f", rng.random() * 0.5), 0.8, radius=3
            )
    c.glow((800, 560), (980, 700), "#ffb85a", 0.5)
    c.rect((210, 270, 1390, 860), "#6a3a30", radius=14)
    pane = [(240, 300), (1360, 300), (1360, 830), (240, 830)]
    c.wash(pane, ("#ffe2a0", "#fbc06a", "#e8954a"))
    c.glow((800, 330), (560, 300), "#fff6d6", 0.8)
    for level in (500, 660, 820):
        for index in range(9):
            _loaf(c, (312 + index * 122, level), (index + level // 40) % 4)
        c.rect((240, level, 1360, level + 16), "#8a4f2f")
    c.line([(800, 300), (800, 830)], "#6a3a30", 12)
    c.poly([(330, 300), (470, 300), (300, 830), (240, 830), (240, 590)], "#ffffff", 0.13)
    for stripe in range(14):
        left = 170 + stripe * 90
        tone = "#c8463c" if stripe % 2 == 0 else "#fbf0d9"
        c.poly(
            [
                (left + 20 * (7 - stripe) / 7, 150),
                (left + 90 + 20 * (6 - stripe) / 7, 150),
                (left + 90, 290),
                (left, 290),
            ],
            tone,
        )
        c.poly(oval((left + 45, 290), (45, 30), start=0, end=180), mix(tone, "#2b1420", 0.12))
    c.stipple([(170, 150), (1430, 150), (1430, 320), (170, 320)], "#2b1430", 0.2)
    c.wash([(-20, 900), (1620, 900), (1620, 1100), (-20, 1100)], ("#2b3156", "#161c3c"))
    c.shadow([(240, 905), (1360, 905), (1500, 1090), (100, 1090)], 22, "#ffb85a", 0.5)
    return c.finish(grain=0.1)


def _loaf(c: Canvas, at: Point, kind: int) -> None:
    x, y = at
    crust = ("#c9803f", "#b5652f", "#d9994f", "#a85a2b")[kind]
    shapes = ((52, 58), (46, 72), (54, 44), (40, 96))
    wide, tall = shapes[kind]
    loaf = curve(
        [
            (x - wide, y),
            (x - wide * 0.96, y - tall * 0.6),
            (x - wide * 0.4, y - tall),
            (x + wide * 0.4, y - tall),
            (x + wide * 0.96, y - tall * 0.6),
            (x + wide, y),
        ]
    )
    c.wash(loaf, (mix(crust, "#ffe0a0", 0.35), crust))
    c.stipple(loaf, mix(crust, "#3a1a14", 0.6), 0.6, towards="right")
    for cut in (-0.4, 0.05, 0.5):
        c.line(
            [
                (x + wide * (cut - 0.16), y - tall * 0.45),
                (x + wide * (cut + 0.16), y - tall * 0.85),
            ],
            "#ffe9c0",
            6,
            0.85,
        )
