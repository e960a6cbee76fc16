"""Hair and headscarves of the portraits: what lies behind the head, and what lies before it."""

from __future__ import annotations

from addyours.transfer.demo.pictures.canvas import Canvas, Point, curve, mix, oval
from addyours.transfer.demo.pictures.looks import Hair, Looks

_BEHIND: dict[Hair, list[Point]] = {
    "long": curve([
        (400, 168), (520, 200), (562, 330), (572, 500), (548, 650), (400, 670), (252, 650),
        (228, 500), (238, 330), (280, 200),
    ], closed=True),
    "bob": curve([
        (400, 168), (516, 196), (556, 310), (560, 440), (520, 492), (400, 500), (280, 492),
        (240, 440), (244, 310), (284, 196),
    ], closed=True),
    "headscarf": curve([
        (400, 150), (518, 190), (556, 320), (548, 480), (590, 620), (400, 690), (210, 620),
        (252, 480), (244, 320), (282, 190),
    ], closed=True),
    "afro": oval((400, 290), (206, 196)),
    "bun": oval((408, 150), (74, 66)),
}  # fmt: skip


def behind(c: Canvas, looks: Looks) -> None:
    """Draw the hair that the head and shoulders cover."""
    shape = _BEHIND.get(looks.hair)
    if shape:
        tone = mix(looks.hair_tone, "#140c14", 0.25)
        c.poly(shape, tone)
        c.stipple(shape, mix(tone, "#000000", 0.5), 0.5)


def before(c: Canvas, looks: Looks) -> None:
    """Draw the hair over the forehead."""
    _STYLES[looks.hair](c, looks)


def lay(c: Canvas, shape: list[Point], looks: Looks) -> None:
    """Fill a shape with the hair's colour, lit from the upper left."""
    c.poly(shape, looks.hair_tone)
    c.stipple(shape, mix(looks.hair_tone, "#0c0610", 0.6), 0.6, towards="right")
    c.stipple(shape, mix(looks.hair_tone, "#ffffff", 0.35), 0.35, towards="up")


def _no_hair(c: Canvas, looks: Looks) -> None:
    for side in (-1, 1):
        patch = curve(
            [
                (400 + side * 118, 262),
                (400 + side * 138, 320),
                (400 + side * 122, 352),
                (400 + side * 108, 310),
            ],
            closed=True,
        )
        c.poly(patch, looks.hair_tone)


def _crop(c: Canvas, looks: Looks) -> None:
    cap = curve(
        [
            (272, 330),
            (266, 240),
            (312, 172),
            (400, 152),
            (490, 172),
            (536, 240),
            (528, 330),
            (508, 268),
            (450, 240),
            (370, 246),
            (300, 262),
        ],
        closed=True,
    )
    lay(c, cap, looks)


def _side(c: Canvas, looks: Looks) -> None:
    sweep = curve(
        [
            (270, 340),
            (258, 236),
            (318, 158),
            (424, 138),
            (520, 182),
            (540, 270),
            (530, 340),
            (512, 270),
            (470, 232),
            (392, 256),
            (310, 250),
            (286, 290),
        ],
        closed=True,
    )
    lay(c, sweep, looks)


def _curls(c: Canvas, looks: Looks) -> None:
    knots = (
        (280, 280, 46),
        (292, 222, 54),
        (336, 176, 58),
        (400, 156, 62),
        (464, 176, 58),
        (508, 222, 54),
        (522, 282, 44),
        (372, 214, 44),
        (438, 216, 42),
    )
    for x, y, radius in knots:
        c.dot((x, y), radius, looks.hair_tone)
    for x, y, radius in knots:
        c.stipple(
            oval((x, y), (radius, radius)),
            mix(looks.hair_tone, "#000000", 0.5),
            0.5,
            towards="right",
        )
        c.line(
            oval((x, y), (radius * 0.55, radius * 0.55), start=190, end=300),
            mix(looks.hair_tone, "#ffffff", 0.25),
            5,
        )


def _fringe(c: Canvas, looks: Looks) -> None:
    fringe = curve(
        [
            (270, 400),
            (256, 290),
            (290, 196),
            (400, 156),
            (510, 196),
            (544, 290),
            (530, 400),
            (516, 300),
            (470, 262),
            (400, 274),
            (330, 262),
            (286, 300),
        ],
        closed=True,
    )
    lay(c, fringe, looks)


def _parted(c: Canvas, looks: Looks) -> None:
    parted = curve(
        [
            (266, 470),
            (250, 300),
            (290, 196),
            (392, 154),
            (510, 196),
            (550, 300),
            (534, 470),
            (520, 340),
            (478, 266),
            (420, 212),
            (350, 262),
            (288, 330),
        ],
        closed=True,
    )
    lay(c, parted, looks)


def _headscarf(c: Canvas, looks: Looks) -> None:
    front = curve(
        [
            (400, 150),
            (512, 190),
            (552, 310),
            (540, 440),
            (480, 560),
            (400, 600),
            (320, 560),
            (260, 440),
            (248, 310),
            (288, 190),
        ],
        closed=True,
    )
    hole = curve(
        [
            (400, 226),
            (478, 252),
            (514, 340),
            (498, 426),
            (452, 486),
            (400, 504),
            (348, 486),
            (302, 426),
            (286, 340),
            (322, 252),
        ],
        closed=True,
    )
    ring = [*front, front[0], hole[0], *reversed(hole)]
    lay(c, ring, looks)
    for fold in ([(290, 470), (360, 548), (440, 566)], [(300, 520), (372, 578), (456, 580)]):
        c.line(curve(fold), mix(looks.hair_tone, "#140c1c", 0.35), 5, 0.7)


def _wisps(c: Canvas, looks: Looks) -> None:
    for side in (-1, 1):
        for x, y, radius in ((122, 262, 30), (136, 302, 34), (130, 346, 26)):
            c.dot((400 + side * x, y), radius, looks.hair_tone)
    for tip in (-34, 4, 40):
        c.line(
            curve([(400 + tip * 0.4, 206), (400 + tip * 0.8, 186), (400 + tip * 1.5, 180)]),
            looks.hair_tone,
            8,
        )


_STYLES = {
    "bald": _no_hair,
    "crop": _crop,
    "curls": _curls,
    "bob": _fringe,
    "long": _parted,
    "bun": _fringe,
    "side": _side,
    "headscarf": _headscarf,
    "afro": _crop,
    "wisps": _wisps,
}
