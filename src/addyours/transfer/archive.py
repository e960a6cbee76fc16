"""Writes everything a site holds into one archive, as it is at one moment, for another site of ours."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from django.db import connection, transaction

from addyours.stories.models import Rendition
from addyours.transfer.archive_models import EXPORTED, all_models
from addyours.transfer.archive_rows import lines
from addyours.transfer.backup_file import PIECE, Watch, is_safe
from addyours.transfer.errors import ExportRefused

FORMAT = 1
HEADER = "header.json"


def write_archive(path: Path, *, media: Path, site: str, watch: Watch) -> dict[str, int]:
    """Write the archive; return how many rows of each model are in it. Memory does not grow.

    All but the header depends on the content alone, to the byte. Raises ExportRefused.
    """
    partial = path.with_name(f"{path.name}.partial")
    try:
        # Mail addresses are in it: nobody else may read it.
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(descriptor, "r+b") as file:
                counts = _write(file, (media, site), watch)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise ExportRefused("unwritable", f"{path} can't be written: {error.strerror}.") from error
    return counts


def _write(file: IO[bytes], of: tuple[Path, str], watch: Watch) -> dict[str, int]:
    media, site = of
    models = all_models()
    with zipfile.ZipFile(file, "w", allowZip64=True) as archive, one_moment():
        counts = {label: models[label]._base_manager.count() for label in EXPORTED}
        header = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "program": version("addyours"),
            "site": site,
            "rows": counts,
        }
        archive.writestr(_entry(HEADER), json.dumps(header, indent=1))
        watch.step("Rows", f"{sum(counts.values())}")
        watch.expect(sum(counts.values()))
        for label in EXPORTED:
            with archive.open(_entry(f"data/{label}.jsonl"), "w", force_zip64=True) as target:
                for line in lines(models[label]):
                    target.write(line.encode("utf-8"))
                    watch.advance(1)
        made_anew = set(Rendition.objects.values_list("file", flat=True))
    with zipfile.ZipFile(file, "a", allowZip64=True) as archive:
        _write_media(archive, media, made_anew, watch)
    return counts


def _write_media(archive: zipfile.ZipFile, media: Path, without: set[str], watch: Watch) -> None:
    found = [(name, path) for name, path in _files(media) if name not in without]
    watch.step("Files", f"{len(found)}")
    watch.expect(len(found))
    for name, path in found:
        entry = _entry(f"media/{name}")
        # Packed already.
        entry.compress_type = zipfile.ZIP_STORED
        with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
            while piece := source.read(PIECE):
                target.write(piece)
        watch.advance(1)


def _files(media: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(media.rglob("*")):
        name = path.relative_to(media).as_posix()
        if path.is_file() and is_safe(f"media/{name}"):
            yield name, path


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


@contextmanager
def one_moment() -> Iterator[None]:
    """Let all reads within the block see the same state, while the site goes on writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Not by Django's transactions: those keep writers out.
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
