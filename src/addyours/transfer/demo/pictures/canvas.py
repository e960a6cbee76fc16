"""A drawing surface for flat illustrations: smooth edges, gradients, stippled shading, grain."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]
Size = tuple[int, int]

SCENE: Size = (1600, 1067)
PORTRAIT: Size = (800, 800)

_SUPERSAMPLING = 2
_NOISE_TILE = 512


def rgb(colour: str) -> Colour:
    """Read a colour written as #rrggbb."""
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def mix(first: str, second: str, share: float) -> str:
    """Blend two colours; `share` 0 gives the first, 1 the second."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def dice(seed: int) -> random.Random:
    """Give a source of chance that always falls the same way."""
    return random.Random(seed)  # noqa: S311 - for pictures, not for secrets


def curve(points: Sequence[Point], *, closed: bool = False, steps: int = 10) -> list[Point]:
    """Run a smooth (Catmull-Rom) line through the points."""
    count = len(points)

    def at(index: int) -> Point:
        return points[index % count] if closed else points[min(max(index, 0), count - 1)]

    line: list[Point] = []
    for index in range(count if closed else count - 1):
        a, b, c, d = at(index - 1), at(index), at(index + 1), at(index + 2)
        for step in range(steps):
            t = step / steps
            line.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    if not closed:
        line.append(points[-1])
    return line


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b
        + (c - a) * t
        + (2 * a - 5 * b + 4 * c - d) * t * t
        + (3 * b - a - 3 * c + d) * t * t * t
    )


def oval(centre: Point, radii: Point, *, start: float = 0, end: float = 360) -> list[Point]:
    """Give the outline of an ellipse, or of an arc of it; degrees run clockwise from the right."""
    count = max(8, round(abs(end - start) / 5))
    angles = (math.radians(start + (end - start) * i / count) for i in range(count + 1))
    return [
        (centre[0] + radii[0] * math.cos(a), centre[1] + radii[1] * math.sin(a)) for a in angles
    ]


def scaled(points: Iterable[Point], at: Point, unit: float) -> list[Point]:
    """Place a shape given around (0, 0) at `at`, `unit` times as large."""
    return [(at[0] + x * unit, at[1] + y * unit) for x, y in points]


def ridge(level: float, sway: float, seed: int, *, floor: float = 1100) -> list[Point]:
    """Give the outline of a range of hills, closed below at `floor`."""
    rng = dice(seed)
    waves = [(sway / n, rng.uniform(0.6, 1.4) * n, rng.uniform(0, 6.3)) for n in (1, 2.3, 5, 11)]
    top = [
        (float(x), level + sum(h * math.sin(x / 400 * f + p) for h, f, p in waves))
        for x in range(-20, 1641, 12)
    ]
    return [*top, (1640, floor), (-20, floor)]


@lru_cache(maxsize=4)
def _noise(width: int, height: int) -> Image.Image:
    """Tile one seeded block of white noise: Pillow's own noise cannot be seeded."""
    tile_bytes = dice(1889).randbytes(_NOISE_TILE * _NOISE_TILE)
    tile = Image.frombytes("L", (_NOISE_TILE, _NOISE_TILE), tile_bytes)
    field = Image.new("L", (width, height))
    for x in range(0, width, _NOISE_TILE):
        for y in range(0, height, _NOISE_TILE):
            field.paste(tile, (x, y))
    return field


def _ramp(stops: Sequence[str], size: Size, *, sideways: bool = False) -> Image.Image:
    strip = Image.new("RGB", (1, len(stops)))
    for index, stop in enumerate(stops):
        strip.putpixel((0, index), rgb(stop))
    # Two steps, because a bilinear stretch of few pixels leaves flat bands at both ends.
    count = len(stops)
    strip = strip.resize((1, 256), Image.Resampling.BILINEAR, box=(0, 0.5, 1, count - 0.5))
    if sideways:
        strip = strip.transpose(Image.Transpose.ROTATE_90)
    return strip.resize(size, Image.Resampling.BILINEAR)


class Canvas:
    """A picture in the making; all coordinates are in the units of `space`, whatever the size."""

    def __init__(self, size: Size, space: Size = SCENE) -> None:
        self.size = size
        self.space = space
        width, height = size[0] * _SUPERSAMPLING, size[1] * _SUPERSAMPLING
        self._unit = max(width / space[0], height / space[1])
        self._left = (width - space[0] * self._unit) / 2
        self._top = (height - space[1] * self._unit) / 2
        self.image = Image.new("RGB", (width, height))
        self._pen = ImageDraw.Draw(self.image, "RGBA")

    def move(self, right: float, down: float) -> None:
        """Shift whatever is drawn from now on."""
        self._left += right * self._unit
        self._top += down * self._unit

    # -- flat shapes ---------------------------------------------------------------------------

    def poly(self, points: Iterable[Point], fill: str, alpha: float = 1) -> None:
        """Fill a polygon."""
        self._pen.polygon(self._at(points), fill=_ink(fill, alpha))

    def oval(self, centre: Point, radii: Point, fill: str, alpha: float = 1) -> None:
        """Fill an ellipse."""
        (x, y), (rx, ry) = centre, radii
        corners = self._at([(x - rx, y - ry), (x + rx, y + ry)])
        self._pen.ellipse(corners, fill=_ink(fill, alpha))

    def dot(self, centre: Point, radius: float, fill: str, alpha: float = 1) -> None:
        """Fill a circle."""
        self.oval(centre, (radius, radius), fill, alpha)

    def rect(self, box: Box, fill: str, alpha: float = 1, *, radius: float = 0) -> None:
        """Fill a rectangle, given as left, top, right, bottom."""
        corners = self._at([(box[0], box[1]), (box[2], box[3])])
        self._pen.rounded_rectangle(corners, radius * self._unit, fill=_ink(fill, alpha))

    def line(self, points: Sequence[Point], fill: str, width: float, alpha: float = 1) -> None:
        """Draw a line with round ends."""
        pixels = self._at(points)
        thickness = max(1, round(width * self._unit))
        self._pen.line(pixels, fill=_ink(fill, alpha), width=thickness, joint="curve")
        half = thickness / 2 - 0.5
        if half > 1 and alpha == 1:
            for x, y in (pixels[0], pixels[-1]):
                self._pen.ellipse((x - half, y - half, x + half, y + half), fill=_ink(fill, 1))

    # -- light and shade -----------------------------------------------------------------------

    def backdrop(self, stops: Sequence[str], *, sideways: bool = False) -> None:
        """Cover everything with a gradient through the stops."""
        self.image.paste(_ramp(stops, self.image.size, sideways=sideways))

    def wash(
        self, points: Iterable[Point], stops: Sequence[str], *, sideways: bool = False
    ) -> None:
        """Fill a polygon with a gradient that spans its own height (or width)."""
        found = self._mask(points)
        if found:
            mask, corner = found
            self.image.paste(_ramp(stops, mask.size, sideways=sideways), corner, mask)

    def stipple(
        self, points: Iterable[Point], fill: str, alpha: float = 0.5, *, towards: str = "down"
    ) -> None:
        """Shade a polygon with dots that grow denser down, up, left or right."""
        found = self._mask(points)
        if not found:
            return
        mask, corner = found
        ramp = Image.linear_gradient("L")
        turns = {
            "up": Image.Transpose.ROTATE_180,
            "right": Image.Transpose.ROTATE_90,
            "left": Image.Transpose.ROTATE_270,
        }
        if towards in turns:
            ramp = ramp.transpose(turns[towards])
        ramp = ramp.resize(mask.size, Image.Resampling.BILINEAR)
        small = self.image.width // _SUPERSAMPLING, self.image.height // _SUPERSAMPLING
        box = (corner[0] / 2, corner[1] / 2)
        area = (box[0], box[1], box[0] + mask.width / 2, box[1] + mask.height / 2)
        noise = _noise(*small).resize(mask.size, Image.Resampling.NEAREST, box=area)
        dots = ImageChops.add(ramp, noise, 1, -255).point([0] + [round(alpha * 255)] * 255)
        dots = ImageChops.multiply(dots, mask)
        self.image.paste(
            rgb(fill), (*corner, corner[0] + mask.width, corner[1] + mask.height), dots
        )

    def glow(self, centre: Point, radii: Point, fill: str, alpha: float = 0.6) -> None:
        """Lay a soft round light (or shade) over the picture."""
        (x, y), (rx, ry) = centre, radii
        (x0, y0), (x1, y1) = self._at([(x - rx, y - ry), (x + rx, y + ry)])
        size = max(2, round(x1 - x0)), max(2, round(y1 - y0))
        light = _soft_disc(round(alpha * 255)).resize(size, Image.Resampling.BILINEAR)
        self.image.paste(
            rgb(fill), (round(x0), round(y0), round(x0) + size[0], round(y0) + size[1]), light
        )

    def shadow(self, points: Iterable[Point], blur: float, fill: str, alpha: float = 0.4) -> None:
        """Lay a blurred polygon over the picture; drawn small and stretched, to be quick."""
        pixels = self._at(points)
        reach = blur * self._unit * 2.5
        x0 = max(0, min(x for x, _ in pixels) - reach)
        y0 = max(0, min(y for _, y in pixels) - reach)
        x1 = min(self.image.width, max(x for x, _ in pixels) + reach)
        y1 = min(self.image.height, max(y for _, y in pixels) + reach)
        if x1 - x0 < 2 or y1 - y0 < 2:
            return
        shrink = 8 if blur > 6 else 4
        small = Image.new("L", (round((x1 - x0) / shrink) + 1, round((y1 - y0) / shrink) + 1))
        shape = [((x - x0) / shrink, (y - y0) / shrink) for x, y in pixels]
        ImageDraw.Draw(small).polygon(shape, fill=round(alpha * 255))
        small = small.filter(ImageFilter.GaussianBlur(blur * self._unit / shrink))
        box = (round(x0), round(y0), round(x1), round(y1))
        mask = small.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR)
        self.image.paste(rgb(fill), box, mask)

    def finish(self, *, grain: float = 0.09, vignette: float = 0.16) -> Image.Image:
        """Give the picture in its final size, with paper grain and slightly darker corners."""
        picture = self.image.reduce(_SUPERSAMPLING)
        edge = Image.radial_gradient("L").resize(picture.size, Image.Resampling.BILINEAR)
        edge = edge.point([255 - round(vignette * 255 * (v / 255) ** 2.2) for v in range(256)])
        picture = ImageChops.multiply(picture, Image.merge("RGB", (edge, edge, edge)))
        noise = _noise(*picture.size).point([round(128 + (v - 128) * grain) for v in range(256)])
        return ImageChops.overlay(picture, Image.merge("RGB", (noise, noise, noise)))

    # -- from units to pixels ------------------------------------------------------------------

    def _at(self, points: Iterable[Point]) -> list[Point]:
        unit, left, top = self._unit, self._left, self._top
        return [(x * unit + left, y * unit + top) for x, y in points]

    def _mask(self, points: Iterable[Point]) -> tuple[Image.Image, tuple[int, int]] | None:
        pixels = self._at(points)
        x0 = max(0, math.floor(min(x for x, _ in pixels)))
        y0 = max(0, math.floor(min(y for _, y in pixels)))
        x1 = min(self.image.width, math.ceil(max(x for x, _ in pixels)))
        y1 = min(self.image.height, math.ceil(max(y for _, y in pixels)))
        if x1 <= x0 or y1 <= y0:
            return None
        mask = Image.new("L", (x1 - x0, y1 - y0))
        ImageDraw.Draw(mask).polygon([(x - x0, y - y0) for x, y in pixels], fill=255)
        return mask, (x0, y0)


@lru_cache(maxsize=64)
def _soft_disc(strength: int) -> Image.Image:
    """Make a round light of 256 pixels; squared, since a linear fall looks like a cone."""
    disc = Image.radial_gradient("L")
    # Pillow's gradient reaches 255 only in the corners; at the rim of the circle it is 180.
    fall = [max(0.0, 1 - v / 180) ** 2 for v in range(256)]
    return disc.point([round(strength * f) for f in fall])


def _ink(fill: str, alpha: float) -> tuple[int, int, int, int]:
    return (*rgb(fill), round(alpha * 255))
