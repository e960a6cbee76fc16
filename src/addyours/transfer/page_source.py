"""Opens what a browser saved: a page with a folder of its files, a folder, or all in one file (MHTML)."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.message import Message
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urljoin

from addyours.text.links import parts_of
from addyours.transfer.decoding import check_size, encoding_of_pages
from addyours.transfer.errors import PageRefused
from addyours.transfer.page_blocks import SavedPage
from addyours.transfer.page_pictures import NoFiles, PageFiles
from addyours.transfer.picture_check import MOST_BYTES as MOST_PICTURE
from addyours.transfer.picture_check import MediaLost
from addyours.transfer.saved_page import read_page

MOST_ARCHIVE = 100 * 1024**2
MOST_PARTS = 2_000
MOST_FILES = 5_000
"""Files of a folder that are looked at."""
_PAGES = (".html", ".htm", ".xhtml", ".mhtml", ".mht")
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
_MHTML = re.compile(rb"(?im)^content-type:\s*multipart/related")


def open_page(path: Path) -> tuple[SavedPage, PageFiles]:
    """Read a saved page and know its files. Raises PageRefused."""
    try:
        if path.is_dir():
            path = page_in(path)
        if not path.is_file():
            raise PageRefused("unreadable", f"{path} can't be read: there is no such file.")
        with path.open("rb") as file:
            head = file.read(4096)
        if _MHTML.search(head):
            check_size(path.stat().st_size, limit=MOST_ARCHIVE)
            return open_archive(path.read_bytes())
        check_size(path.stat().st_size)
        return read_page(path.read_bytes(), name=path.name), Beside(path)
    except OSError as error:
        raise PageRefused("unreadable", f"{path} can't be read: {error.strerror}.") from error


def open_bytes(data: bytes) -> tuple[SavedPage, PageFiles]:
    """Read a page that came without a file of its own. Raises PageRefused."""
    if _MHTML.search(data[:4096]):
        return open_archive(data)
    return read_page(data, name="-"), NoFiles()


def page_in(folder: Path) -> Path:
    """Return the one page of a folder. Raises PageRefused where there are several or none."""
    here = [one for one in sorted(folder.iterdir()) if one.is_file()]
    for names in (_PAGES, (".txt",)):
        found = [one for one in here if one.suffix.lower() in names]
        index = [one for one in found if one.stem.lower() == "index"]
        if len(index or found) == 1:
            return (index or found)[0]
        if found:
            shown = ", ".join(one.name for one in found[:5])
            raise PageRefused("several", f"{folder} has several pages: {shown}. Name one of them.")
    below = [one for one in _files_below(folder) if one.suffix.lower() in _PAGES]
    if len(below) == 1:
        return below[0]
    reason = "several pages" if below else "no page"
    raise PageRefused("several" if below else "no_article", f"{folder} has {reason} in it.")


def open_archive(data: bytes) -> tuple[SavedPage, PageFiles]:
    """Read a page that was saved with its files as one MHTML file. Raises PageRefused."""
    parts = Parts()
    page: Message | None = None
    try:
        whole = email.message_from_bytes(data)
        all_parts = list(islice(whole.walk(), MOST_PARTS + 2))
    except RecursionError:
        raise PageRefused("archive", "The MHTML file has too many parts within parts.") from None
    for number, part in enumerate(all_parts):
        if number > MOST_PARTS:
            raise PageRefused("archive", "The MHTML file has too many parts for a saved page.")
        if part.is_multipart():
            continue
        if page is None and part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part
        elif part.get_content_maintype() == "image":
            parts.put(part)
    if page is None:
        raise PageRefused("archive", "The MHTML file has no page in it.")
    parts.base = _header(page, "Content-Location") or _header(whole, "Snapshot-Content-Location")
    return read_page(_text_of(page), name="page.html"), parts


class Beside:
    """The files in a page's own folder, and beneath it."""

    def __init__(self, page: Path) -> None:
        self._root = page.parent.resolve()
        self._page = page
        self._by_name: dict[str, Path] | None = None

    def find(self, source: str) -> bytes:
        """Return the file a page names so; never one outside of its folder. Raises MediaLost."""
        parts = parts_of(source)
        if parts.scheme in ("http", "https") or source.startswith("//"):
            found = self._saved(parts.path)
        elif parts.scheme or "\0" in source:
            raise MediaLost("its address leads out of the folder")
        else:
            found = self._root / unquote(parts.path).replace("\\", "/").lstrip("/")
        try:
            file = found.resolve(strict=True)
        except (OSError, RuntimeError, ValueError) as error:
            raise MediaLost("it was not saved with the page") from error
        if not file.is_relative_to(self._root):
            raise MediaLost("its address leads out of the folder")
        if not file.is_file():
            raise MediaLost("it was not saved with the page")
        if file.stat().st_size > MOST_PICTURE:
            raise MediaLost(f"it has more than {MOST_PICTURE // 1024**2} MB")
        return file.read_bytes()

    def loose(self) -> Iterator[str]:
        """Yield the pictures beside a plain text, if nothing else lies there."""
        if self._page.suffix.lower() == ".txt":
            beside = sorted(self._page.parent.iterdir())
            alike = [one for one in beside if one.stem == self._page.stem]
            others = [one for one in beside if one.suffix.lower() == ".txt" and one != self._page]
            for one in alike if others else [*alike, *beside]:
                if one.suffix.lower() in _PICTURES and one.is_file():
                    yield one.name

    def _saved(self, path: str) -> Path:
        """Return the saved file of something the page names by its address on the web, by its name."""
        if self._by_name is None:
            folders = [
                one for one in self._root.glob(f"{_escaped(self._page.stem)}[_-]*") if one.is_dir()
            ]
            self._by_name = {}
            for folder in folders:
                for file in _files_below(folder):
                    self._by_name.setdefault(file.name, file)
        name = unquote(path.rpartition("/")[2])
        if name not in self._by_name:
            raise MediaLost("it was not saved with the page")
        return self._by_name[name]


class Parts:
    """The pictures of an MHTML file."""

    def __init__(self) -> None:
        self.base = ""
        self._parts: dict[str, Message] = {}

    def put(self, part: Message) -> None:
        """Keep a part by its address and by its number."""
        if location := _header(part, "Content-Location"):
            self._parts.setdefault(location, part)
        if number := _header(part, "Content-ID").strip("<>"):
            self._parts.setdefault(f"cid:{number}", part)

    def find(self, source: str) -> bytes:
        """Return the picture a page names so. Raises MediaLost."""
        try:
            address = urljoin(self.base, source)
        except ValueError:
            address = source
        part = self._parts.get(source) or self._parts.get(address)
        if part is None:
            raise MediaLost("it was not saved with the page")
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes) or len(data) > MOST_PICTURE:
            raise MediaLost(f"it is damaged or has more than {MOST_PICTURE // 1024**2} MB")
        return data

    def loose(self) -> Iterator[str]:
        return iter(())


def _text_of(part: Message) -> bytes:
    """Return the bytes of an archive's page so that they say how they are to be read."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        raise PageRefused("archive", "The page in the MHTML file is damaged.")
    check_size(len(data))
    charset = encoding_of_pages(str(part.get_param("charset") or "utf-8"))
    if charset is None:
        return data
    try:
        # What the page itself says was true before the browser saved it.
        return b"\xef\xbb\xbf" + data.decode(charset).encode("utf-8")
    except UnicodeError:
        return data


def _header(part: Message, name: str) -> str:
    return "".join(str(part.get(name) or "").split())[:4_000]


def _files_below(folder: Path) -> Iterator[Path]:
    for number, one in enumerate(folder.rglob("*")):
        if number >= MOST_FILES:
            return
        if one.is_file():
            yield one


def _escaped(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)
