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
            file = _Unpacker(gzip.GzipFile(fileobj=raw)) if is_packed else raw
            yield cast("IO[bytes]", file), raw.tell
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or "its beginning is damaged"
        raise ImportRefused("unreadable", f"{path} can't be read: {reason}.") from error


class _Unpacker:
    """Gives all that can be unpacked before it says that the rest can't."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file
        self._error: Exception | None = None

    def read(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size > 0 and self._error is None:
            try:
                piece = self._file.read1(size)
            except PACK_ERRORS as error:
                self._error = error
                break
            if not piece:
                break
            parts.append(piece)
            size -= len(piece)
        if self._error is not None and not parts:
            raise self._error
        return b"".join(parts)

    def seek(self, position: int) -> int:
        self._error = None
        return self._file.seek(position)
