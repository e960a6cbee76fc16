"""Portraits of the invented people, put together from a few parts so that no two are alike."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from addyours.transfer.demo.pictures import hair
from addyours.transfer.demo.pictures.canvas import PORTRAIT, Canvas, Point, Size, curve, mix, oval
from addyours.transfer.demo.pictures.looks import Looks, Top


def portrait(looks: Looks, size: Size) -> Image.Image:
    """Draw a head and shoulders, looking slightly to the side."""
    c = Canvas(size, PORTRAIT)
    c.backdrop(looks.back)
    c.glow((250, 250), (520, 520), "#fff6df", 0.4)
    c.dot((400, 430), 300, mix(looks.back[0], "#ffffff", 0.3), 0.35)
    c.move(0, 22)
    hair.behind(c, looks)
    c.move(0, -34)
    _shoulders(c, looks)
    _neck(c, looks)
    c.move(0, 34)
    _head(c, looks)
    _face(c, looks)
    hair.before(c, looks)
    _extras(c, looks)
    return c.finish(grain=0.1)


def _head_shape(looks: Looks) -> list[Point]:
    half = [(0, 198), (70, 204), (112, 245), (124, 330), (112, 412), (78, 466), (34, 492), (0, 497)]
    right = [(400 + dx * looks.width, y) for dx, y in half]
    left = [(400 - dx * looks.width, y) for dx, y in reversed(half[1:-1])]
    return curve([*right, *left], closed=True)


def _shade(looks: Looks) -> str:
    return mix(looks.skin, "#5a1f2a", 0.32)


def _shoulders(c: Canvas, looks: Looks) -> None:
    tone = looks.top_tone
    half = [(0, 590), (76, 586), (170, 622), (246, 672), (284, 760), (300, 880)]
    right = curve([(400 + dx, y) for dx, y in half])
    body = [*right, *[(800 - px, py) for px, py in reversed(right)]]
    c.shadow([(px + 16, py + 14) for px, py in body], 18, "#241824", 0.3)
    c.wash(body, (tone, mix(tone, "#1a1424", 0.2)))
    if looks.top == "stripes":
        for level in range(640, 830, 44):
            edge = [p for p in right if p[1] <= level]
            reach = edge[-1][0] - 400
            c.line(
                curve(
                    [
                        (400 - reach + 8, level + 14),
                        (400, level + 26),
                        (400 + reach - 8, level + 14),
                    ]
                ),
                "#f6ead6",
                16,
            )
    c.stipple(body, mix(tone, "#140c1c", 0.6), 0.6, towards="right")


def _neck(c: Canvas, looks: Looks) -> None:
    neck = [(346, 440), (454, 440), (460, 586), (494, 612), (400, 668), (306, 612), (340, 586)]
    c.poly(neck, mix(looks.skin, _shade(looks), 0.45))
    c.stipple(neck, _shade(looks), 0.8, towards="up")
    garment = _TOPS.get(looks.top)
    if garment:
        garment(c, looks.top_tone)
    elif looks.hair != "headscarf":
        band = curve([(322, 592), (360, 644), (400, 658), (440, 644), (478, 592)])
        c.line(band, mix(looks.top_tone, "#ffffff", 0.25), 24)


def _collar(c: Canvas, _tone: str) -> None:
    for side in (-1, 1):
        outer, tip = (400 + side * 122, 610), (400 + side * 70, 700)
        c.poly([(400 + side * 66, 578), outer, tip, (400, 664)], "#fbf3e2")
        c.line([outer, tip, (400, 664)], "#cbbfae", 4)


def _lapels(c: Canvas, tone: str) -> None:
    half = ((72, 580), (160, 622), (130, 726), (0, 820), (34, 690))
    for side in (-1, 1):
        c.poly([(400 + side * dx, y) for dx, y in half], mix(tone, "#140c1c", 0.25))


def _apron(c: Canvas, _tone: str) -> None:
    c.poly([(300, 690), (500, 690), (540, 880), (260, 880)], "#f6ead6")
    for side in (-1, 1):
        c.line([(400 + side * 96, 694), (400 + side * 84, 592)], "#f6ead6", 20)


_WRAP = (
    (300, 560), (400, 600), (500, 560), (526, 612), (470, 664), (400, 678), (330, 664), (274, 612),
)  # fmt: skip


def _scarf(c: Canvas, tone: str) -> None:
    end = [(430, 650), (494, 640), (520, 800), (446, 810)]
    for cloth in (curve(_WRAP, closed=True), end):
        c.poly(cloth, mix(tone, "#ffffff", 0.25))
        c.stipple(cloth, mix(tone, "#140c1c", 0.5), 0.6)


def _cardigan(c: Canvas, tone: str) -> None:
    c.poly([(330, 592), (470, 592), (430, 880), (370, 880)], "#f3e2c0")
    for level in (700, 750, 800):
        c.dot((452, level), 9, mix(tone, "#140c1c", 0.5))


_TOPS: dict[Top, Callable[[Canvas, str], None]] = {
    "collar": _collar,
    "coat": _lapels,
    "apron": _apron,
    "scarf": _scarf,
    "cardigan": _cardigan,
}


def _head(c: Canvas, looks: Looks) -> None:
    if looks.hair not in ("headscarf", "bob", "long"):
        for side in (-1, 1):
            c.oval((400 + side * 124 * looks.width, 350), (25, 38), looks.skin)
            c.oval((400 + side * 126 * looks.width, 352), (12, 21), _shade(looks), 0.6)
    head = _head_shape(looks)
    c.poly(head, looks.skin)
    c.stipple(head, _shade(looks), 0.55, towards="right")
    c.stipple(head, mix(looks.skin, "#fff0d6", 0.5), 0.35, towards="left")


def _face(c: Canvas, looks: Looks) -> None:
    ink = "#2a1a20"
    brow = mix(looks.hair_tone if looks.hair != "headscarf" else "#241a1c", "#2a1a20", 0.4)
    for x in (346, 444):
        c.oval((x, 344), (10, 13), ink)
        c.dot((x + 4, 339), 3.6, "#ffffff")
        c.line(curve([(x - 26, 310), (x, 299), (x + 27, 308)]), brow, 9)
        c.glow((x - 4, 412), (48, 34), "#e0604f", 0.3)
    nose = curve([(400, 346), (412, 386), (416, 402), (396, 410)])
    c.line(nose, _shade(looks), 7)
    smile = curve([(358, 440), (380, 455), (404, 458), (434, 442)])
    c.line(smile, mix(_shade(looks), "#7a1f2a", 0.5), 8)
    if "wrinkles" in looks.extras:
        for side in (-1, 1):
            x = 395 + side * 78
            for drop in (-8, 6):
                c.line([(x, 344 + drop), (x + side * 20, 340 + drop * 2)], _shade(looks), 4, 0.7)
        c.line(curve([(350, 262), (400, 256), (450, 262)]), _shade(looks), 4, 0.5)
    if "freckles" in looks.extras:
        for index in range(14):
            x = 330 + (index % 7) * 9 + (78 if index > 6 else 0)
            c.dot((x, 394 + (index * 7) % 19), 3, _shade(looks), 0.7)


_BEARD = (
    (278, 380), (300, 424), (352, 418), (400, 430), (448, 418), (500, 424), (522, 380), (512, 470),
    (462, 536), (400, 552), (338, 536), (288, 470),
)  # fmt: skip
_MOUSTACHE = (
    (400, 422), (450, 420), (484, 446), (440, 446), (400, 436), (360, 446), (316, 446), (350, 420),
)  # fmt: skip


def _extras(c: Canvas, looks: Looks) -> None:
    extras, tone = looks.extras, looks.hair_tone
    if "beard" in extras:
        hair.lay(c, curve(_BEARD, closed=True), looks)
        c.line(curve([(366, 452), (400, 464), (434, 452)]), "#8f3a3a", 9)
    if "moustache" in extras:
        hair.lay(c, curve(_MOUSTACHE, closed=True), looks)
    if "glasses" in extras:
        for x in (344, 446):
            rim = oval((x, 346), (43, 40))
            c.poly(rim, "#ffffff", 0.2)
            c.line([*rim, rim[1]], "#2b2430", 8)
        c.line(curve([(387, 342), (395, 335), (403, 342)]), "#2b2430", 8)
    if "earrings" in extras:
        for side in (-1, 1):
            c.dot((400 + side * 128, 400), 13, "#f0c05a")
    if "flower" in extras:
        for petal in oval((516, 226), (24, 24))[::14]:
            c.dot(petal, 17, "#f6ead6")
        c.dot((516, 226), 13, "#f0c05a")
    if "cap" in extras or "beanie" in extras:
        _hat(c, "beanie" in extras, mix(looks.top_tone, tone, 0.15))


def _hat(c: Canvas, knitted: bool, tone: str) -> None:
    crown = curve(
        [(262, 268), (270, 170), (340, 108), (400, 98), (460, 108), (530, 170), (538, 268)]
    )
    c.poly(crown, tone)
    c.stipple(crown, mix(tone, "#0c0610", 0.6), 0.6, towards="right")
    if knitted:
        c.rect((252, 222, 548, 288), mix(tone, "#ffffff", 0.2), radius=26)
        for x in range(272, 540, 26):
            c.line([(x, 234), (x, 276)], mix(tone, "#0c0610", 0.2), 5)
        c.dot((400, 92), 34, mix(tone, "#ffffff", 0.35))
        return
    c.rect((262, 226, 538, 268), mix(tone, "#0c0610", 0.4))
    c.poly(
        curve(
            [(250, 262), (330, 250), (470, 250), (560, 268), (520, 306), (400, 290), (290, 304)],
            closed=True,
        ),
        mix(tone, "#0c0610", 0.55),
    )
    c.dot((400, 200), 19, "#f0c05a")
