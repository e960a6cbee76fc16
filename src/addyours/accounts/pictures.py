"""Makes a square picture of what a reader uploads, and trusts nothing in it."""

from __future__ import annotations

import struct
import warnings
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import (
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from addyours.accounts.errors import AccountRefused

SIZES = (96, 192)
"""Pixels a side: beside comments and on the reader's page, for sharp screens."""
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
KINDS = [
    plugin.format
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
        GifImagePlugin.GifImageFile,
    )
]
"""Their readers are imported here: Pillow would load all fifty it has to find one of these."""


def squares(upload: BinaryIO, *, size: int) -> dict[int, bytes]:
    """Return the upload of `size` bytes as square WebP pictures, by their pixels a side.

    Drawn anew, so that nothing of the file itself is left: no place where it was taken, no other
    file hidden in it. Raises AccountRefused when it is none, too large, or of a kind we don't read.
    """
    if size > MOST_BYTES:
        raise AccountRefused("picture", _("This picture is larger than 5 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            plain = _plain(upload)
        return {side: _webp(plain, side) for side in SIZES}
    except (OSError, ValueError, SyntaxError, struct.error, EOFError, MemoryError) as error:
        raise AccountRefused("picture", _unreadable()) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise AccountRefused("picture", _too_many()) from error


def _plain(upload: BinaryIO) -> Image.Image:
    with Image.open(upload, formats=KINDS) as found:
        # Known before anything is unpacked: a small file may hold a huge picture.
        if found.width * found.height > MOST_PIXELS:
            raise AccountRefused("picture", _too_many())
        if min(found.size) < 16:
            raise AccountRefused("picture", _("This picture is too small."))
        found.draft("RGB", (SIZES[-1] * 2, SIZES[-1] * 2))
        turned = ImageOps.exif_transpose(found)
        has_holes = "A" in turned.getbands() or "transparency" in turned.info
        kept = turned.convert("RGBA" if has_holes else "RGB")
    plain = Image.new(kept.mode, kept.size)
    plain.paste(kept)
    return plain


def _webp(plain: Image.Image, side: int) -> bytes:
    square = ImageOps.fit(plain, (side, side), Image.Resampling.LANCZOS)
    made = BytesIO()
    square.save(made, "WEBP", quality=82, method=4)
    return made.getvalue()


def _unreadable() -> str:
    return _("This is no picture we can read. JPEG, PNG, WebP and GIF are fine.")


def _too_many() -> str:
    return _("This picture has too many pixels.")
