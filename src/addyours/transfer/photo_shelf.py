"""Finds the pictures stories name, in a folder beside the export or at the address given, once each."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Protocol
from urllib.parse import unquote

from addyours.stories.models import Photo
from addyours.text.links import parts_of
from addyours.transfer.actions import Kept, bring_media
from addyours.transfer.hashing import short_hash, source_hash
from addyours.transfer.incoming import SiteMedia
from addyours.transfer.models import ImportItem, ImportRun
from addyours.transfer.picture_check import MOST_BYTES, MediaLost, picture_suffix
from addyours.transfer.report import CAME, LEFT_OUT, UNCHANGED

_SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w{2,5}$)")
_PICTURE = re.compile(r"(?i)\.(?:jpe?g|png|gif|webp|avif)$")


class MediaSource(Protocol):
    """Where files come from."""

    def read(self, url: str) -> bytes:
        """Return the bytes of the file with that address at the source; raises MediaLost."""


class NoMedia:
    """No files are asked for."""

    def read(self, url: str) -> bytes:
        raise MediaLost("no place of the media was given (--media)")


class Folder:
    """A folder with the source's files, such as a copy of wp-content/uploads."""

    def __init__(self, path: Path) -> None:
        self._root = path.resolve()

    def read(self, url: str) -> bytes:
        parts = [part for part in PurePosixPath(unquote(parts_of(url).path)).parts if part != "/"]
        if any(part in ("..", ".") or "\\" in part or "\0" in part for part in parts):
            raise MediaLost("its address leads out of the folder")
        # Whatever stands above the folder in the address is not in the folder's own.
        for start in range(len(parts)):
            found = self._root.joinpath(*parts[start:])
            try:
                found = found.resolve(strict=True)
            except (OSError, RuntimeError):
                continue
            if not found.is_relative_to(self._root):
                raise MediaLost("its address leads out of the folder")
            if found.is_file():
                if found.stat().st_size > MOST_BYTES:
                    raise MediaLost(f"it has more than {MOST_BYTES // 1024**2} MB")
                return found.read_bytes()
        raise MediaLost("it is not in the folder")


class PhotoShelf:
    """The pictures of a source: those here already, and those that can be had."""

    def __init__(self, run: ImportRun, media: MediaSource, *, writes: bool = True) -> None:
        self.run = run
        self.media = media
        self.writes = writes

    def bring(self, one: SiteMedia) -> tuple[str, str]:
        """Bring a picture of the source's library; return outcome and reason."""
        if not _PICTURE.search(parts_of(one.url).path):
            return LEFT_OUT, "Only pictures are kept in the library."
        if self._here(one.url) is not None:
            return UNCHANGED, ""
        try:
            self._bring(one)
        except MediaLost as lost:
            return LEFT_OUT, f"{lost}."
        return CAME, ""

    def photo(self, url: str, *, alt: str = "") -> tuple[Photo | None, str]:
        """Return the picture with that address, in whatever size it names, or why it can't be had."""
        for one in dict.fromkeys((_SIZE.sub("", url), url)):
            here = self._here(one)
            if here is not None:
                return here, ""
        reason = ""
        for one in dict.fromkeys((_SIZE.sub("", url), url)):
            try:
                return self._bring(SiteMedia(id=one, url=one, alt=alt)), "it would come"
            except MediaLost as lost:
                reason = reason or str(lost)
        return None, reason

    def _here(self, url: str) -> Photo | None:
        item = ImportItem.objects.filter(
            source=self.run.source, site=self.run.site, kind="media", source_id=_key(url)
        ).first()
        return Photo.objects.filter(pk=item.object_id).first() if item else None

    def _bring(self, one: SiteMedia) -> Photo | None:
        data = self.media.read(one.url)
        suffix = picture_suffix(data)
        if not self.writes:
            return None
        item = ImportItem.objects.filter(
            source=self.run.source, site=self.run.site, kind="media", source_id=_key(one.url)
        ).first()
        kept = Kept(self.run, "media", _key(one.url), source_hash(one), item)
        stem = PurePosixPath(unquote(parts_of(one.url).path)).stem
        name = re.sub(r"[^\w.-]+", "-", stem)[:80].strip("-.") or "picture"
        return bring_media(one, data, kept, name=name + suffix)


def _key(url: str) -> str:
    """Name a picture by its path: host and scheme change over the years, long ones are hashed."""
    path = unquote(parts_of(url).path)
    return path if len(path) <= 200 else short_hash(path)
