"""What becomes of an uploaded picture, and how faces are drawn."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from addyours.accounts.errors import AccountRefused
from addyours.accounts.faces import face_key, is_face_key
from addyours.accounts.models import ReaderSettings, User
from addyours.accounts.pictures import MOST_BYTES, squares
from addyours.text.faces import face_svg
from tests import factories as make
from tests.comments.reader import Reader


def picture(kind="JPEG", size=(300, 200), mode="RGB", **options):
    data = BytesIO()
    Image.new(mode, size, 90).save(data, kind, **options)
    return data.getvalue()


def made_of(data):
    return squares(BytesIO(data), size=len(data))


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("GIF", "P")]
)
def test_a_picture_becomes_squares(kind, mode):
    found = made_of(picture(kind, mode=mode))
    for side, data in found.items():
        with Image.open(BytesIO(data)) as square:
            assert (square.size, square.format) == ((side, side), "WEBP")


def test_a_long_picture_is_cut_before_it_is_made_small():
    for data in made_of(picture(size=(4_000, 40))).values():
        assert Image.open(BytesIO(data)).size in ((96, 96), (192, 192))


def test_nothing_of_the_file_itself_is_left():
    exif = Image.Exif()
    exif[0x010F] = "Secret maker"
    data = picture(exif=exif, comment=b"Secret words", icc_profile=b"Secret profile" * 20)
    assert all(b"Secret" not in square for square in made_of(data).values())
    assert all(b"EXIF" not in square for square in made_of(data).values())


def huge_png(side=60_000):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture()[:200],
        picture("BMP"),
        huge_png(),
        # Unpacked this would be 64 MB, and its copies some more.
        huge_png(4_097),
        picture(size=(5_800, 5_800), mode="L"),
        picture(size=(8, 8)),
        b"GIF89a" + b"\xff" * 100,
    ],
    ids=["empty", "svg", "cut", "bmp", "bomb", "small bomb", "large jpeg", "tiny", "broken"],
)
def test_what_is_no_picture_for_us_is_refused(data):
    with pytest.raises(AccountRefused) as refusal:
        made_of(data)
    assert refusal.value.code == "picture"


def test_a_picture_may_not_be_larger_than_five_megabytes():
    with pytest.raises(AccountRefused, match="5 MB"):
        squares(BytesIO(), size=MOST_BYTES + 1)


def test_a_face_is_always_the_same_and_hardly_anybody_elses():
    drawn = {face_svg(f"key {number}") for number in range(50)}
    assert len(drawn) == 50
    assert face_svg("key 1") in drawn
    for svg in drawn:
        ElementTree.fromstring(svg)


@pytest.mark.django_db
def test_only_our_own_keys_have_faces(client):
    key = face_key("guest:12")
    assert is_face_key(key)
    assert face_key("user:12") != key
    response = client.get(f"/readers/{key}.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert "immutable" in response["Cache-Control"]
    other = key[:-1] + ("0" if key[-1] != "0" else "1")
    assert client.get(f"/readers/{other}.svg").status_code == 404


@pytest.mark.django_db
def test_readers_upload_and_remove_their_picture(django_capture_on_commit_callbacks):
    reader, user = Reader(), make.make_user()
    reader.force_login(user)
    upload = SimpleUploadedFile("me.jpg", picture())
    response = reader.post("/account/profile/", {"what": "picture", "picture": upload})
    assert response.status_code == 302
    stem = User.objects.get().avatar
    assert default_storage.exists(f"{stem}-96.webp")
    assert f"{stem}-192.webp".encode() in reader.get("/account/profile/").content
    with django_capture_on_commit_callbacks(execute=True):
        reader.post("/account/profile/", {"what": "no-picture"})
    assert not default_storage.exists(f"{stem}-96.webp")
    assert User.objects.get().avatar == ""


@pytest.mark.django_db
def test_a_refused_picture_says_why_beside_its_field():
    reader = Reader()
    reader.force_login(make.make_user())
    bad = SimpleUploadedFile("me.jpg", b"not a picture")
    response = reader.post("/account/profile/", {"what": "picture", "picture": bad})
    assert response.status_code == 422
    assert b"no picture we can read" in response.content
    ReaderSettings.objects.create(has_avatars=False)
    good = SimpleUploadedFile("me.jpg", picture())
    response = reader.post("/account/profile/", {"what": "picture", "picture": good})
    assert b"shows no pictures" in response.content or response.status_code == 422
