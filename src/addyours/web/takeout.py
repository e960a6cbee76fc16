"""Packs everything the site holds of a person into a ZIP of JSON and HTML, as it is read."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import RawIOBase
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from addyours.accounts.subject import Subject
from addyours.web.holdings import HOLDINGS

CHUNK = 64 * 1024
"""Bytes after which what is packed is handed on."""


class Stream(RawIOBase):
    """Takes what is written until somebody takes it away; nothing is kept behind that."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._position = 0
        self.waiting = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._position += len(part)
        self.waiting += len(part)
        return len(part)

    def take(self) -> bytes:
        """Return what has been written since the last time."""
        taken, self._parts, self.waiting = b"".join(self._parts), [], 0
        return taken


def packed(subject: Subject) -> Iterator[bytes]:
    """Yield a ZIP with a JSON file for each kind of thing, one page of HTML with it all, and the files."""
    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for holding in HOLDINGS:
            with archive.open(f"{holding.name}.json", "w", force_zip64=True) as file:
                for _step in _as_json(file, holding.records(subject)):
                    if stream.waiting > CHUNK:
                        yield stream.take()
            for name, content in holding.files(subject):
                archive.writestr(f"files/{name}", content)
                yield stream.take()
        with archive.open("index.html", "w", force_zip64=True) as file:
            for _step in _as_page(file, subject):
                if stream.waiting > CHUNK:
                    yield stream.take()
    yield stream.take()


def file_name() -> str:
    """Return the name of the file for who takes it away."""
    return f"addyours-{timezone.localdate():%Y-%m-%d}.zip"


def _as_json(file: IO[bytes], records: Iterator[dict[str, Any]]) -> Iterator[None]:
    """Write a list of records, one a line, so that a long one needs no memory."""
    separator = b"[\n"
    for one in records:
        text = json.dumps(one, cls=DjangoJSONEncoder, ensure_ascii=False)
        file.write(separator + text.encode())
        separator = b",\n"
        yield
    file.write(b"[]\n" if separator == b"[\n" else b"\n]\n")


def _as_page(file: IO[bytes], subject: Subject) -> Iterator[None]:
    """Write the page, part by part: its head, then for each kind of thing its heading and records."""
    request = HttpRequest()
    request.path = request.path_info = "/"

    def part(template: str, **context: Any) -> bytes:
        return render_to_string(f"web/data/{template}.html", context, request=request).encode()

    file.write(part("head", at=timezone.now(), holdings=HOLDINGS))
    for holding in HOLDINGS:
        file.write(part("section", holding=holding))
        for one in holding.records(subject):
            file.write(part("record", values=one.items()))
            yield
        for name, _content in holding.files(subject):
            file.write(part("file", name=name))
        file.write(b"</section>\n")
        yield
    file.write(b"</body>\n</html>\n")
