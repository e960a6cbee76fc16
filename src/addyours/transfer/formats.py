"""The one list of systems whose exports can be imported, for the shell and the newsroom alike."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from addyours.transfer.artalk import Artalk
from addyours.transfer.decoding import binary_kind
from addyours.transfer.disqus.reader import Disqus
from addyours.transfer.errors import ImportRefused
from addyours.transfer.ghost.reader import Ghost
from addyours.transfer.incoming import Incoming
from addyours.transfer.isso.reader import Isso
from addyours.transfer.remark42 import Remark42
from addyours.transfer.wordpress.reader import WordPress

DATABASE = b"SQLite format 3\0"
SAMPLE = 64 * 1024
"""Bytes that a file is recognised by, after unpacking."""
Watch = Callable[[int], None]
"""Told how many of a reader's `size` bytes are read. What it raises ends the import."""


class Reader(Protocol):
    """One export, in one file or several: `survey` first, then `read`, then `close`."""

    site: str
    """The address or name the source gives itself; known after `survey`."""

    @property
    def size(self) -> int:
        """How many bytes `survey` and `read` together will have read at the end."""
        ...

    def survey(self, watch: Watch) -> None:
        """Read what has to be known first; nothing is brought yet. Raises ImportRefused."""
        ...

    def read(self, watch: Watch) -> Iterator[Incoming]:
        """Yield everything, as `incoming` says; `watch` goes on where `survey` ended."""
        ...

    def close(self) -> None:
        """Let go of what was kept aside."""
        ...


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The beginning of a file."""

    name: str
    start: bytes


@dataclass(frozen=True, kw_only=True)
class Extra:
    """Something that one format alone asks for: `--<name>` in the shell, a field in the newsroom."""

    name: str
    label: str
    help: str
    is_file: bool = False
    """A path; only in the shell. In the newsroom such a file is uploaded with the others."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """What one system exports, how it is recognised and who reads it."""

    name: str
    """In commands and in the database."""
    title: str
    """As its makers write it."""
    about: str
    """One sentence: where the file is got there, which kinds of file."""
    suffixes: tuple[str, ...]
    """Of its files, for the browser's chooser of files."""
    reader: Callable[..., Reader]
    """Called with the paths, `keep_going` and the values of `extras` by name, None where not given."""
    is_it: Callable[[Sample], bool]
    extras: tuple[Extra, ...] = ()
    has_media: bool = False


_JSON_OBJECTS = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")


def _is_ghost(sample: Sample) -> bool:
    is_object = sample.start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    has_rows = b'"exported_on"' in sample.start or b'"posts"' in sample.start
    return is_object and has_rows and b'"data"' in sample.start and b'"locator"' not in sample.start


def _is_disqus(sample: Sample) -> bool:
    return b"<disqus" in sample.start and b"disqus.com" in sample.start


def _is_isso(sample: Sample) -> bool:
    if sample.start.startswith(DATABASE):
        return b"voters" in sample.start and b"remote_addr" in sample.start
    is_generic = b'"comments"' in sample.start and b'"remote_addr"' in sample.start
    return is_generic and bool(_JSON_OBJECTS.match(sample.start))


def _is_remark42(sample: Sample) -> bool:
    if not sample.start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    is_head = b'"version"' in sample.start and b'"posts"' in sample.start
    return b'"locator"' in sample.start or (is_head and b'"users"' in sample.start)


def _is_artalk(sample: Sample) -> bool:
    has_names = b'"page_key"' in sample.start and b'"content"' in sample.start
    return has_names and bool(_JSON_OBJECTS.match(sample.start))


FORMATS: tuple[Format, ...] = (
    Format(
        name="wordpress",
        title="WordPress",
        about="Tools → Export → All content: WXR, one file or several, also .gz.",
        suffixes=(".xml", ".wxr", ".gz"),
        reader=WordPress,
        is_it=lambda sample: (
            b"wordpress.org/export/" in sample.start or b"<wp:wxr_version" in sample.start
        ),
        has_media=True,
    ),
    Format(
        name="ghost",
        title="Ghost",
        about="Settings → Migration tools → Export content: the JSON file, also .gz.",
        suffixes=(".json", ".yaml", ".gz"),
        reader=Ghost,
        is_it=_is_ghost,
        extras=(
            Extra(
                name="redirects",
                label="Redirects",
                help="Its redirects.yaml or redirects.json, where it has any.",
                is_file=True,
            ),
        ),
        has_media=True,
    ),
    Format(
        name="disqus",
        title="Disqus",
        about="Admin → Community → Export: the XML file, also .gz. Import stories first.",
        suffixes=(".xml", ".gz"),
        reader=Disqus,
        is_it=_is_disqus,
    ),
    Format(
        name="isso",
        title="Isso",
        about="Its SQLite database, or the JSON its own importer takes. Import stories first.",
        suffixes=(".db", ".sqlite", ".sqlite3", ".json", ".gz"),
        reader=Isso,
        is_it=_is_isso,
    ),
    Format(
        name="remark42",
        title="Remark42",
        about="A backup, daily or made with its command, also .gz. Import stories first.",
        suffixes=(".gz", ".json", ".jsonl"),
        reader=Remark42,
        is_it=_is_remark42,
    ),
    Format(
        name="artalk",
        title="Artalk",
        about="Artrans, as Artalk and its converters write it, also .gz. Import stories first.",
        suffixes=(".artrans", ".json", ".gz"),
        reader=Artalk,
        is_it=_is_artalk,
    ),
)


def format_named(name: str) -> Format:
    """Return the format of that name; raises ImportRefused."""
    for one in FORMATS:
        if one.name == name:
            return one
    raise ImportRefused("no_format", f"Nothing here reads “{name}”.")


def sample_of(path: Path) -> Sample:
    """Return the beginning of a file, unpacked if it is a gzip file. Raises ImportRefused."""
    try:
        with path.open("rb") as file:
            start = file.read(SAMPLE)
    except OSError as error:
        raise ImportRefused("unreadable", f"{path} can't be read: {error.strerror}.") from error
    if start.startswith(b"\x1f\x8b"):
        try:
            start = zlib.decompressobj(wbits=31).decompress(start, SAMPLE)
        except zlib.error:
            # Its reader says where it is damaged.
            start = b""
    return Sample(name=path.name, start=start)


def recognise(paths: Sequence[Path]) -> Format | None:
    """Return the format that the first recognisable one of some files has. Raises ImportRefused."""
    for path in paths:
        sample = sample_of(path)
        for one in FORMATS:
            if one.is_it(sample):
                return one
    return None


def open_export(
    wanted: Format, paths: Sequence[Path], *, keep_going: bool = False, **extras: Any
) -> Reader:
    """Return the reader of an export. Raises ImportRefused for files that are clearly of another format.

    A file that nothing recognises is tried: exports of other versions may begin otherwise.
    """
    for path in paths:
        if not path.is_file():
            raise ImportRefused("unreadable", f"{path} can't be read: there is no such file.")
    seen = recognise(paths)
    if seen is None:
        _check_binary(paths[0], wanted)
    if seen is not None and seen is not wanted:
        raise ImportRefused(
            "wrong_format",
            f"{paths[0].name} looks like an export of {seen.title}, not of {wanted.title}:"
            f" try “addyours import {seen.name}”.",
        )
    return wanted.reader(paths, keep_going=keep_going, **extras)


def _check_binary(path: Path, wanted: Format) -> None:
    start = sample_of(path).start
    if wanted.name == "isso" and start.startswith(DATABASE):
        return
    if what := binary_kind(start):
        reason = f"{path.name} seems to be {what}, no export of {wanted.title}."
        raise ImportRefused("wrong_format", reason)
