"""The folder of a copy: what is in it and ours, written so that it can be stopped and gone on with."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from addyours.transfer.errors import ExportRefused

MANIFEST = "addyours-export.json"
FORMAT = 1


@dataclass(slots=True)
class Folder:
    """A folder that holds a copy; only what an earlier copy wrote is ever replaced or removed."""

    path: Path
    known: dict[str, str] = field(default_factory=dict)
    """Hashes of the files an earlier run wrote, by name."""
    files: dict[str, str] = field(default_factory=dict)
    """The same of this run."""
    written: int = 0
    removed: int = 0
    size: int = 0

    def write(self, name: str, data: bytes) -> None:
        """Write a file, unless it is there just so."""
        digest = hashlib.sha256(data).hexdigest()
        self._note(name, digest, len(data))
        if self._is_there(name, digest, len(data)):
            return
        with self._fresh(name) as file:
            file.write(data)

    def copy(self, name: str, source: Path) -> None:
        """Write a file as it lies elsewhere, unless it is there just so."""
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = os.fstat(file.fileno()).st_size
            self._note(name, digest, size)
            if self._is_there(name, digest, size):
                return
            file.seek(0)
            with self._fresh(name) as target:
                shutil.copyfileobj(file, target)

    def has(self, name: str) -> bool:
        """Tell whether this run has a file of that name, or one in whose place it would have to be."""
        if name in self.files:
            return True
        parts = name.split("/")
        above = ("/".join(parts[:end]) for end in range(1, len(parts)))
        return any(one in self.files for one in above) or (self.path / name).is_dir()

    def announce(self, names: list[str], about: dict[str, Any]) -> None:
        """Note what will be written, so that a run that is cut off leaves nothing unknown behind."""
        planned = dict.fromkeys(names, "")
        self._say({**about, "state": "unfinished", "files": {**planned, **self.known}})

    def finish(self, about: dict[str, Any]) -> None:
        """Remove what an earlier copy had and this one has not, and note what there is."""
        for name in self.known.keys() - self.files.keys():
            self._remove(name)
        self._say({**about, "state": "whole", "files": dict(sorted(self.files.items()))})

    def _note(self, name: str, digest: str, size: int) -> None:
        self.files[name] = digest
        self.size += size

    def _is_there(self, name: str, digest: str, size: int) -> bool:
        if self.known.get(name) != digest:
            return False
        path = self.path / name
        return path.is_file() and path.stat().st_size == size

    @contextmanager
    def _fresh(self, name: str) -> Iterator[IO[bytes]]:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.part"[-200:])
        try:
            with partial.open("wb") as file:
                yield file
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        self.written += 1

    def _remove(self, name: str) -> None:
        path = self.path / name
        if path.is_file() or path.is_symlink():
            path.unlink()
            self.removed += 1
        for parent in path.parents:
            if parent == self.path:
                break
            try:
                parent.rmdir()
            except OSError:
                break

    def _say(self, manifest: dict[str, Any]) -> None:
        partial = self.path / f".{MANIFEST}.part"
        with partial.open("w", encoding="utf-8") as file:
            # Piece by piece: a large site has a hundred thousand files.
            json.dump({"format": FORMAT, **manifest}, file, ensure_ascii=False, indent=1)
        partial.replace(self.path / MANIFEST)


@contextmanager
def opened(path: Path) -> Iterator[Folder]:
    """Give an empty folder, or one with an earlier copy. Raises ExportRefused for any other."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise ExportRefused("unwritable", f"{path} can't be written: {error.strerror}.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        folder = Folder(path.resolve(), known=_known(path))
        yield folder
    except BlockingIOError as error:
        raise ExportRefused("busy", f"Another run is writing {path} just now.") from error
    except OSError as error:
        raise ExportRefused("unwritable", f"{path} can't be written: {error.strerror}.") from error
    finally:
        os.close(descriptor)


def _known(path: Path) -> dict[str, str]:
    """Return the files of the copy that is there. Raises ExportRefused where something else is."""
    if not any(path.iterdir()):
        return {}
    refused = ExportRefused(
        "not_empty",
        f"{path} is not empty and holds no copy made by this command. Name another folder.",
    )
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        files = manifest["files"]
        if manifest["format"] != FORMAT or not isinstance(files, dict):
            raise refused
    except (OSError, ValueError, KeyError, TypeError):
        raise refused from None
    return {name: str(digest) for name, digest in files.items() if _is_within(name)}


def _is_within(name: object) -> bool:
    """Tell whether a name read from a manifest stays in the folder: it may have been tampered with."""
    return isinstance(name, str) and not name.startswith("/") and ".." not in name.split("/")
