"""Makes a square picture of what a reader uploads, and trusts nothing in it."""

from __future__ import annotations

import struct
import threading
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
MOST_PIXELS = 16_777_216
"""A file of 70 KB can hold so many; unpacked, each takes up to sixteen bytes of memory."""
MOST_PIXELS_OF_JPEG = 2 * MOST_PIXELS
"""JPEG can be unpacked at an eighth of its size."""
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
_SHADED = frozenset({"L", "LA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr"})
"""Modes whose pixels can be mixed; others have numbers of colours."""
_one_at_a_time = threading.Lock()
"""Readers may send many at once; the memory is that of one."""


def squares(upload: BinaryIO, *, size: int) -> dict[int, bytes]:
    """Return the upload of `size` bytes as square WebP pictures, by their pixels a side.

    Drawn anew, so that nothing of the file itself is left: no place where it was taken, no other
    file hidden in it. Raises AccountRefused when it is none, too large, or of a kind we don't read.
    """
    if size > MOST_BYTES:
        raise AccountRefused("picture", _("This picture is larger than 5 MB."))
    try:
        with _one_at_a_time, warnings.catch_warnings():
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
        most = MOST_PIXELS_OF_JPEG if found.format == "JPEG" else MOST_PIXELS
        if found.width * found.height > most:
            raise AccountRefused("picture", _too_many())
        if min(found.size) < 16:
            raise AccountRefused("picture", _("This picture is too small."))
        # Made small before anything else, which would make another copy of it.
        small: Image.Image = found
        if found.mode not in _SHADED:
            small = found.convert("RGBA" if "transparency" in found.info else "RGB")
        by = 2 * SIZES[-1] / min(small.size)
        small.thumbnail((small.width * by, small.height * by), reducing_gap=2.0)
        turned = ImageOps.exif_transpose(small)
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
