"""Receives files for an import straight onto the disk: they may be larger than the memory."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from addyours.transfer.uploads import fit_name, new_folder, remove

FIELD = "files"
MOST_FILES = 100


class Received(UploadedFile):  # type: ignore[type-arg]
    """A file that lies in the folder of its import already."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(file=None, name=path.name, size=size)
        self.path = path

    def close(self) -> None: ...


class ToFolder(FileUploadHandler):
    """Writes each file of a form into a new folder, under a name that leads nowhere else."""

    chunk_size = 1024 * 1024

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.folder: Path | None = None
        self.full = False
        self._out: IO[bytes] | None = None
        self._path = Path()
        self._names: list[str] = []

    @property
    def names(self) -> list[str]:
        """The files received whole, as they are called in the folder."""
        return self._names

    def discard(self) -> None:
        """Remove what was received."""
        self._close()
        if self.folder is not None:
            remove(self.folder)
            self.folder = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.field_name != FIELD or len(self._names) >= MOST_FILES:
            raise StopUpload(connection_reset=True)
        self.folder = self.folder or new_folder()
        name = fit_name(self.file_name or "")
        if name in self._names:
            name = fit_name(f"{len(self._names) + 1}-{name}")
        self._path = self.folder / name
        self._out = self._path.open("xb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._out is None:
            return
        try:
            self._out.write(raw_data)
        except OSError as error:
            self.full = True
            raise StopUpload(connection_reset=True) from error

    def file_complete(self, file_size: int) -> Received:
        self._close()
        self._names.append(self._path.name)
        return Received(self._path, file_size)

    def upload_interrupted(self) -> None:
        self._close()

    def _close(self) -> None:
        if self._out is not None:
            self._out.close()
            self._out = None
