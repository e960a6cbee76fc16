"""Where files uploaded for imports lie until they are imported, and for some days after."""

from __future__ import annotations

import re
import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from addyours.conf import current
from addyours.transfer.errors import ImportRefused
from addyours.transfer.models import ImportRun, RunState

SPARE = 256 * 1024**2
"""Bytes of the disk that an upload must leave to the site."""
UNFINISHED = timedelta(days=1)
"""An upload that nobody has finished by then is given up."""
_FOLDER = re.compile(r"[0-9a-f]{24}")
_UNFIT = re.compile(r"[^\w.() -]+")
WAITING = (RunState.QUEUED, RunState.RUNNING, RunState.STOPPING)


def uploads() -> Path:
    """Return the folder of all uploads; only who runs the site reads it."""
    folder = current().data / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def new_folder() -> Path:
    """Make a folder for the files of one import."""
    folder = uploads() / secrets.token_hex(12)
    folder.mkdir(mode=0o700)
    return folder


def folder_of(run: ImportRun) -> Path | None:
    """Return the folder of a run's files, if it has one and it is on this machine."""
    # A row may come from an archive: what it names is not believed.
    if not _FOLDER.fullmatch(run.folder):
        return None
    folder = current().data / "imports" / run.folder
    return folder if folder.is_dir() else None


def files_of(run: ImportRun) -> list[Path]:
    """Return a run's files in the order they were given; none when they are gone."""
    folder = folder_of(run)
    found = [folder / fit_name(name) for name in run.files] if folder else []
    return found if all(path.is_file() for path in found) else []


def fit_name(name: str) -> str:
    """Return the name that a file is kept under: its own, as far as that leads nowhere else."""
    plain = _UNFIT.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    return plain[-120:] or "file"


def check_space(size: int) -> None:
    """Raise ImportRefused for an upload that is larger than allowed, or than the disk has room for."""
    most = current().import_megabytes * 1024**2
    if size > most:
        raise ImportRefused(
            "too_big",
            f"Files of {_mb(size)} are more than the {_mb(most)} that may be uploaded"
            " (the setting import_megabytes). The shell's “addyours import” has no limit.",
        )
    if size > room():
        raise ImportRefused(
            "no_space",
            f"The server's disk has room for {_mb(room())}, too little for files of {_mb(size)}.",
        )


def room() -> int:
    """Return how many bytes may be uploaded as far as the disk is concerned."""
    return max(0, shutil.disk_usage(uploads()).free - SPARE)


def remove(folder: Path) -> None:
    """Remove the files of an import."""
    shutil.rmtree(folder, ignore_errors=True)


def forget_uploads(*, now: datetime) -> int:
    """Remove the files of imports that ended long enough ago, and uploads that nobody finished."""
    before = now - timedelta(days=current().import_days)
    folders = [path for path in uploads().iterdir() if _FOLDER.fullmatch(path.name)]
    runs = ImportRun.objects.filter(folder__in=[path.name for path in folders])
    wanted: dict[str, bool] = {}
    for name, state, ended_at in runs.values_list("folder", "state", "ended_at"):
        keeps = state in WAITING or ended_at is None or ended_at > before
        wanted[name] = wanted.get(name, False) or keeps
    gone = [path for path in folders if not _is_wanted(path, wanted, now)]
    for path in gone:
        remove(path)
    return len(gone)


def _is_wanted(path: Path, wanted: dict[str, bool], now: datetime) -> bool:
    if path.name in wanted:
        return wanted[path.name]
    return now.timestamp() - path.stat().st_mtime < UNFINISHED.total_seconds()


def _mb(size: int) -> str:
    return f"{size / 1024**2:,.0f} MB"
