"""Pictures saved with a page: which of them become photos, and which are refused."""

from __future__ import annotations

import re
from base64 import b64encode
from email.message import EmailMessage
from io import BytesIO
from itertools import count

import pytest
from PIL import Image

from addyours.stories.models import Photo
from addyours.transfer.actions import bring_page
from addyours.transfer.errors import PageRefused
from addyours.transfer.page_pictures import NoFiles, choose, picture_name
from addyours.transfer.page_source import open_bytes, open_page
from tests import factories

LINES = [
    f"The keeper of light number {n} said nothing about it, and nobody asked." for n in range(6)
]
TEXT = "".join(f"<p>{line}</p>" for line in LINES)
_colours = count(1)


def picture(width=400, height=300, kind="PNG"):
    data = BytesIO()
    Image.new("RGB", (width, height), (next(_colours), 9, 9)).save(data, kind)
    return data.getvalue()


def page(body, head=""):
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>The lights</title>{head}</head>"
        f"<body><nav><img src='x_files/logo.png'></nav><article><h1>The lights</h1>{body}{TEXT}"
        "</article></body></html>"
    ).encode()


def saved(folder, body, head="", **files):
    (folder / "x.html").write_bytes(page(body, head))
    (folder / "x_files").mkdir()
    for name, data in files.items():
        (folder / "x_files" / name.replace("_dot_", ".")).write_bytes(data)
    return folder / "x.html"


def chosen(path):
    found, files = open_page(path)
    return found, choose(found, files)


FIGURE = '<figure><img src="./x_files/quay.png" alt="A quay"><figcaption>The quay, 1904</figcaption></figure>'


def test_the_picture_of_a_saved_page_is_its_lead_photo(tmp_path):
    quay = picture()
    path = saved(tmp_path, FIGURE, quay_dot_png=quay, logo_dot_png=picture())
    found, photos = chosen(path)
    assert photos.lead
    assert photos.lead.data == quay
    assert photos.lead.picture.caption == found.caption == "The quay, 1904"
    assert photos.lead.picture.alt == "A quay"
    assert photos.lead.name == "quay.png"
    assert not photos.inside
    assert not photos.left_out
    # The folder is as good a name as the page in it.
    assert chosen(tmp_path)[1].lead == photos.lead


def test_pictures_further_down_stay_in_their_place(tmp_path):
    body = f'{TEXT}<p>Look:</p><img src="x_files/a.png" alt="One">{TEXT}<img src="x_files/b%20c">{FIGURE}'
    files = {"quay_dot_png": picture(), "a_dot_png": picture(), "b c": picture(kind="WEBP")}
    head = '<meta property="og:image" content="https://lights.example/up/quay.png?w=9">'
    found, photos = chosen(saved(tmp_path, body, head, **files))
    assert photos.lead
    assert photos.lead.data == files["quay_dot_png"]
    assert [one.name for one in photos.inside.values()] == ["a.png", "b-c.webp"]
    assert all(found.blocks[place].src == one.picture.src for place, one in photos.inside.items())


@pytest.mark.parametrize(
    "mark",
    [
        '<img src="data:image/gif;base64,R0lGODlh" data-src="x_files/quay.png">',
        '<img src="x_files/gone.png" srcset="https://a.example/w 9w, x_files/quay.png 800w">',
        '<img src="https://a.example/2014/quay.png">',
        '<picture><source srcset="x_files/quay.png 2x"><img alt="A quay"></picture>',
        '<img data-src="blob:1"><noscript><img src="x_files/quay.png"></noscript>',
        '<img src="x_files\\quay.png">',
    ],
)
def test_a_picture_is_found_however_its_page_names_it(mark, tmp_path):
    _found, photos = chosen(saved(tmp_path, f"<p>{mark}</p>", quay_dot_png=picture()))
    assert photos.lead, photos.left_out


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("evil.png", b"<svg onload=alert(1)>", "no picture of a kind"),
        ("evil.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture of a kind"),
        ("dot.png", picture(40, 40), "too small"),
        ("gone.png", None, "not saved"),
        ("../../secret.png", None, "leads out|not saved"),
        ("..%2F..%2Fsecret.png", None, "leads out|not saved"),
        ("/etc/passwd", None, "not saved"),
        ("file:///etc/hostname", None, "leads out"),
        ("http://127.0.0.1:1/x.png", None, "not saved"),
        ("link.png", "outside", "leads out"),
        ("bomb.png", picture(9_999, 1).replace(b"\x00\x00\x27\x0f\x00\x00\x00\x01", b"\xff" * 2 + b"\0" * 6), "no picture"),
    ],
)  # fmt: skip
def test_what_is_no_picture_of_the_page_is_left_out_and_said(name, data, reason, tmp_path):
    folder = tmp_path / "page"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(picture())
    if isinstance(data, bytes):
        (folder / name).write_bytes(data)
    elif data:
        (folder / name).symlink_to(tmp_path / "secret.png")
    (folder / "x.html").write_bytes(page(f'<img src="{name}">'))
    _found, photos = chosen(folder)
    assert photos.lead is None
    assert [picture_name(one) for one, _reason in photos.left_out] == [name]
    assert re.search(reason, photos.left_out[0][1])


def test_a_page_in_one_file_has_its_pictures_in_it(tmp_path):
    quay = picture()
    inline = page(f'<img src="data:image/png;base64,{b64encode(quay).decode()}" alt="A quay">')
    (tmp_path / "x.html").write_bytes(inline)
    _found, photos = chosen(tmp_path / "x.html")
    assert photos.lead
    assert photos.lead.data == quay
    assert picture_name(photos.lead.picture) == "(inside the page)"
    (tmp_path / "x.html").write_bytes(
        page('<img src="data:image/png;base64,AA' + "A" * 2_002 + '">')
    )
    assert "no picture" in chosen(tmp_path / "x.html")[1].left_out[0][1]


def archive(html, *parts):
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://lights.example/a/b.html"
    message.make_related()
    message.add_related(html, "html", charset="utf-8", cte="quoted-printable")
    for location, data in parts:
        message.add_related(data, "image", "png", headers=[f"Content-Location: {location}"])
    return message.as_bytes()


def test_an_mhtml_file_is_a_page_with_its_pictures(tmp_path):
    quay = picture()
    html = page('<img src="../up/quay.png"><p>“Ö”</p><img src="cid:7@x">').decode()
    data = archive(html, ("https://lights.example/up/quay.png", quay), ("cid:7@x", picture()))
    (tmp_path / "x.mhtml").write_bytes(data)
    found, photos = chosen(tmp_path)
    assert found.title == "The lights"
    assert photos.lead
    assert photos.lead.data == quay
    assert open_bytes(data)[0].title == "The lights"
    with pytest.raises(PageRefused, match="no page in it"):
        open_bytes(b"Content-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\nplain\r\n--x--")


def test_a_folder_has_one_page_or_says_which(tmp_path):
    with pytest.raises(PageRefused, match="no page in it"):
        open_page(tmp_path)
    (tmp_path / "www.lights.example").mkdir()
    (tmp_path / "www.lights.example/a.html").write_bytes(page(""))
    assert open_page(tmp_path)[0].title == "The lights"
    (tmp_path / "www.lights.example/b.html").write_bytes(page(""))
    with pytest.raises(PageRefused, match="several pages"):
        open_page(tmp_path)
    (tmp_path / "index.html").write_bytes(page(""))
    assert open_page(tmp_path)[0].title == "The lights"
    with pytest.raises(PageRefused, match="no such file"):
        open_page(tmp_path / "none.html")


def test_the_picture_beside_a_plain_text_is_its_photo(tmp_path):
    (tmp_path / "story.txt").write_text("The lights\n\n" + "\n\n".join(LINES * 2))
    (tmp_path / "quay.jpg").write_bytes(picture(kind="JPEG"))
    assert chosen(tmp_path)[1].lead
    (tmp_path / "other.txt").write_text("Something else.")
    assert chosen(tmp_path / "story.txt")[1].lead is None
    (tmp_path / "story.jpg").write_bytes(picture(kind="JPEG"))
    assert chosen(tmp_path / "story.txt")[1].lead


@pytest.mark.django_db
def test_a_saved_page_becomes_a_story_with_its_photos(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "page"
    folder.mkdir()
    canonical = '<link rel="canonical" href="https://lights.example/a/">'
    body = (
        f'{FIGURE}{TEXT}<p>And:</p><img src="x_files/a.png" alt="One"><img src="x_files/gone.png">'
    )
    found, photos = chosen(
        saved(folder, body, canonical, quay_dot_png=picture(), a_dot_png=picture())
    )
    story = bring_page(found, section=factories.make_section(), photos=photos)
    assert story.photo.caption == "The quay, 1904"
    assert story.photo.description == "A quay"
    assert story.photo.source_url == "https://lights.example/a/"
    assert [block.value["alt"] for block in story.body if block.block_type == "photo"] == ["One"]
    assert "A picture was left out: x_files/gone.png" in story.import_notes
    assert "was not saved with it; its caption" not in story.import_notes
    assert Photo.objects.count() == 2
    without = bring_page(found, section=story.in_section, photos=choose(found, NoFiles()))
    assert without.photo is None
    assert without.photo_caption == "The quay, 1904"
