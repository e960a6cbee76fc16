"""Runs an import from its reader to the end of its report, told of and stopped from outside."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from addyours.transfer.actions import keep_lines, move_run
from addyours.transfer.errors import ImportRefused
from addyours.transfer.formats import Reader
from addyours.transfer.loading import Loader
from addyours.transfer.models import ImportRun
from addyours.transfer.photo_shelf import Folder, MediaSource, NoMedia, PhotoShelf
from addyours.transfer.remote_media import Remote
from addyours.transfer.report import Report

TOLD_EVERY = 2.0
"""Seconds between two notes of how far an import is."""
Shown = Callable[[int, int], None]


class Stopped(KeyboardInterrupt):
    """Somebody asked for the import to stop; what is whole stays."""


class Progress:
    """Notes how far a run is, for whoever looks at it, and hears whether it is to stop."""

    def __init__(
        self,
        run: ImportRun,
        report: Report,
        *,
        show: Shown = lambda _position, _done: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._run, self._report, self._show, self._clock = run, report, show, clock
        self.position = 0
        self._told = clock()

    def to(self, position: int) -> None:
        """Say how many bytes are read. Raises Stopped."""
        self.position = position
        self._show(position, self._report.total)
        self.beat()

    def beat(self) -> None:
        """Say that the import is alive; a run that writes nothing in the shell has no row."""
        now = self._clock()
        if self._run.pk is None or now - self._told < TOLD_EVERY:
            return
        self._told = now
        if not move_run(self._run, position=self.position, done=self._report.total):
            raise Stopped


class WatchedMedia:
    """Files from elsewhere, which may take long: each is a sign of life."""

    def __init__(self, media: MediaSource, progress: Progress) -> None:
        self._media, self._progress = media, progress

    def read(self, url: str) -> bytes:
        self._progress.beat()
        return self._media.read(url)


def media_at(given: str | None) -> MediaSource:
    """Return where pictures come from: a folder, an address or nowhere. Raises ImportRefused."""
    if not given:
        return NoMedia()
    if "://" in given:
        return Remote(given)
    folder = Path(given)
    if not folder.is_dir():
        raise ImportRefused("media", f"{given} is no folder with media.")
    return Folder(folder)


def bring(
    run: ImportRun,
    reader: Reader,
    report: Report,
    *,
    media: MediaSource,
    writes: bool,
    progress: Progress,
) -> None:
    """Bring everything that a surveyed reader yields. Raises KeyboardInterrupt when it is stopped."""
    photos = PhotoShelf(run, WatchedMedia(media, progress), writes=writes)
    Loader(run, report, photos, writes=writes).load(reader.read(progress.to))


def keep_report(run: ImportRun, report: Report) -> None:
    """Keep a run's report where the newsroom shows it."""
    for part in report.parts():
        keep_lines(run, number=part.number, counts=part.counts, lines=part.packed)
