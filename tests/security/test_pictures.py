"""What the newsroom and imports take for a picture is one, of a size that can be unpacked."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.images.forms import get_image_form

from addyours.newsroom.editor.photos import PhotoField
from addyours.stories.models import Photo
from addyours.transfer import picture_check
from addyours.transfer.picture_check import MediaLost, checked

pytestmark = pytest.mark.filterwarnings("ignore:The default scheme will be changed")


def picture(kind: str, *, frames: int = 1, size: tuple[int, int] = (40, 30)) -> bytes:
    data = BytesIO()
    others = [Image.new("RGB", size, (number, 9, 9)) for number in range(1, frames)]
    Image.new("RGB", size).save(data, kind, **({"save_all": True, "append_images": others} if others else {}))  # fmt: skip
    return data.getvalue()


def a_chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(width: int, height: int) -> bytes:
    """A PNG of some bytes that says it is so large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    data = zlib.compress(b"\0" * 1_000)
    return b"\x89PNG\r\n\x1a\n" + a_chunk(b"IHDR", head) + a_chunk(b"IDAT", data) + a_chunk(b"IEND", b"")  # fmt: skip


def gif(width: int, height: int) -> bytes:
    """A GIF that says so of its screen and its only frame."""
    data = picture("GIF")
    size = struct.pack("<HH", width, height)
    return data.replace(struct.pack("<HH", 40, 30), size)


REFUSED = {
    "a.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "b.jpg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "entities.svg": b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><svg>&b;</svg>",
    "c.jpg": b"<html><script>alert(1)</script></html>",
    "d.png": png(60_000, 60_000),
    "e.png": png(8_193, 8_193),
    "f.gif": gif(65_535, 65_535),
    "g.png": b"",
    "h.png": picture("PNG")[:40],
    "i.bmp": picture("BMP"),
    "j.tif": picture("TIFF"),
    "k.pdf": b"%PDF-1.4",
    "cut.jpg": picture("JPEG", size=(400, 300))[:-700],
    "cut.webp": picture("WEBP", size=(400, 300))[:-40],
    "cut.gif": picture("GIF", size=(400, 300))[:-90],
    "l.jpg": b"\xff\xd8\xff\xe0" + b"\0" * 100,
    "m.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_newsroom_takes_no_bomb_and_no_document_for_a_picture(name):
    field = PhotoField()
    with pytest.raises(ValidationError):
        field.clean(SimpleUploadedFile(name, REFUSED[name]))


@pytest.mark.parametrize("name", REFUSED)
def test_an_import_takes_no_bomb_and_no_document_for_a_picture(name):
    with pytest.raises(MediaLost):
        checked(REFUSED[name])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_pictures_are_taken(kind):
    field = PhotoField()
    data = picture(kind, frames=3 if kind in ("GIF", "WEBP") else 1)
    assert field.clean(SimpleUploadedFile(f"a.{kind.lower()}", data)).image is not None
    assert checked(data)[1:] == (40, 30)


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_the_form_of_photos_looks_at_their_files_so():
    form = get_image_form(Photo)()
    assert type(form.fields["file"]) is PhotoField
    assert form.fields["file"].required
    assert form["file"].field.widget.attrs["data-controller"] == "w-sync"


def test_imports_take_pictures_as_large_as_the_newsroom_does():
    assert picture_check.MOST_PIXELS == settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    field = PhotoField()
    with pytest.raises(ValidationError, match="20"):
        field.clean(SimpleUploadedFile("a.png", picture("PNG") + b"\0" * 20 * 1024**2))
