"""Pictures for the demonstration content, drawn by code so that the package carries no images."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from addyours.transfer.demo.pictures import country, indoors, night, shore, town
from addyours.transfer.demo.pictures.canvas import PORTRAIT, SCENE, Size
from addyours.transfer.demo.pictures.people import PEOPLE
from addyours.transfer.demo.pictures.portraits import portrait

_SCENES: dict[str, Callable[[Size], Image.Image]] = {
    "apples": country.apples,
    "bread": indoors.bread,
    "foghorn": shore.foghorn,
    "foghorn-map": shore.foghorn_map,
    "harbour": town.harbour,
    "kitchen-play": indoors.kitchen_play,
    "market": town.market,
    "mud-core": country.mud_core,
    "mudflats": country.mudflats,
    "night-library": night.night_library,
    "observatory": night.observatory,
    "orchard": country.orchard,
    "reading-desk": night.reading_desk,
    "seals": shore.seals,
    "tram": town.tram,
    "tram-bell": town.tram_bell,
}


def names() -> tuple[str, ...]:
    """Name every picture that can be drawn: the scenes, then the portraits."""
    return (*_SCENES, *PEOPLE)


def natural_size(name: str) -> Size:
    """Give the size a picture is composed for: landscape for scenes, square for portraits."""
    return PORTRAIT if name in PEOPLE else SCENE


def draw(name: str, size: Size | None = None) -> Image.Image:
    """Draw the picture of that name as RGB, the same pixels each time.

    A size of other proportions crops the edges. Raises KeyError for a name not in `names()`.
    Takes 0.1 to 0.5 s of one core at the natural size.
    """
    wanted = size or natural_size(name)
    if name in PEOPLE:
        return portrait(PEOPLE[name], wanted)
    return _SCENES[name](wanted)
