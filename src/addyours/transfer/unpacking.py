"""Opens files of exports, packed with gzip or not, while telling how many of their own bytes are read."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from addyours.transfer.errors import ImportRefused

CHUNK = 256 * 1024
PACK_ERRORS = (zlib.error, EOFError, gzip.BadGzipFile)
"""What reading a damaged packed file raises."""
PACK_BROKEN = "the compressed file is damaged or ends too early"
Position = Callable[[], int]


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[IO[bytes], Position]]:
    """Open a file for reading what is in it, with a function that tells the place in the file itself.

    Raises ImportRefused for what can't be read at all. Damage further on shows while reading:
    `PACK_ERRORS`.
    """
    try:
        with path.open("rb") as raw:
            is_packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            yield cast("IO[bytes]", gzip.GzipFile(fileobj=raw) if is_packed else raw), raw.tell
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or "its beginning is damaged"
        raise ImportRefused("unreadable", f"{path} can't be read: {reason}.") from error
