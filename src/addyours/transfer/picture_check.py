"""Tells pictures the library takes from whatever else a file may be; free of the database."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image

MOST_BYTES = 30 * 1024**2
MOST_PIXELS = 64 * 1024 * 1024
"""As many as the newsroom takes (WAGTAILIMAGES_MAX_IMAGE_PIXELS)."""
KINDS = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif"}


class MediaLost(Exception):
    """A file can't be had; says why in a sentence."""


def picture_suffix(data: bytes) -> str:
    """Return how a picture's name should end; raises MediaLost for anything but a picture."""
    return checked(data)[0]


def checked(data: bytes) -> tuple[str, int, int]:
    """Return how a picture's name should end, its width and height; raises MediaLost."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=list(KINDS)) as image:
                width, height, kind = image.width, image.height, image.format or ""
                if width * height > MOST_PIXELS:
                    raise MediaLost(f"it has more than {MOST_PIXELS // 1_000_000} million pixels")
                image.verify()
            # What is cut off would only be seen when a page is drawn with it.
            with Image.open(BytesIO(data), formats=[kind]) as image:
                image.draft(image.mode, (width // 8, height // 8))
                image.load()
    except MediaLost:
        raise
    except Exception as error:
        # Pillow's decoders raise whatever the bytes lead them to.
        raise MediaLost("it is no picture of a kind the library takes") from error
    return KINDS[kind], width, height
