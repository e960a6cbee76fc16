"""Exports of Ghost: its tables, its two editors' documents, and what was not for everybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from addyours.comments.models import Comment
from addyours.stories.actions import found_site
from addyours.stories.models import Author, PlainPage, Story
from addyours.transfer.actions import begin_run
from addyours.transfer.errors import ImportRefused
from addyours.transfer.formats import recognise
from addyours.transfer.ghost.cards import Cards
from addyours.transfer.ghost.lexical import lexical_html
from addyours.transfer.ghost.mobiledoc import mobiledoc_html
from addyours.transfer.ghost.reader import Ghost
from addyours.transfer.html_blocks import to_blocks
from addyours.transfer.incoming import LeftOut, SiteMedia, SitePage, SiteRedirect, SiteStory
from addyours.transfer.loading import Loader
from addyours.transfer.photo_shelf import NoMedia, PhotoShelf
from addyours.transfer.report import Report


def words(text: str, bits: int = 0) -> dict[str, Any]:
    return {"type": "extended-text", "text": text, "format": bits}


def a_paragraph(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": "paragraph", "children": list(children)}


def lexical(*nodes: dict[str, Any]) -> str:
    return json.dumps({"root": {"type": "root", "children": list(nodes)}})


def a_post(number: str, **fields: object) -> dict[str, Any]:
    return {
        "id": number,
        "title": f"Post {number}",
        "slug": f"post-{number}",
        "lexical": lexical(a_paragraph(words("Words."))),
        "status": "published",
        "type": "post",
        "visibility": "public",
        "published_at": "2020-05-01T12:00:00.000Z",
        **fields,
    }


def an_export(path: Path, posts: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> Path:
    data = {
        "posts": posts,
        "users": [{"id": "u1", "slug": "wren", "name": "Wren Ashby", "email": "w@mail.example"}],
        "posts_authors": [
            {"post_id": one["id"], "author_id": "u1", "sort_order": 0} for one in posts
        ],
        "tags": [
            {"id": "t1", "slug": "harbour", "name": "Harbour", "visibility": "public"},
            {"id": "t2", "slug": "clocks", "name": "Clocks", "visibility": "public"},
            {"id": "t3", "slug": "hash-wide", "name": "#wide", "visibility": "internal"},
        ],
        "posts_tags": [
            {"post_id": "1", "tag_id": "t2", "sort_order": 1},
            {"post_id": "1", "tag_id": "t1", "sort_order": 0},
            {"post_id": "1", "tag_id": "t3", "sort_order": 2},
        ],
        "settings": [{"key": "title", "value": "The Old Post"}],
        **tables,
    }
    meta = {"exported_on": 1588334400000, "version": "5.80.0"}
    path.write_text(json.dumps({"db": [{"meta": meta, "data": data}]}))
    return path


def everything(*paths: Path, **options: object) -> list[object]:
    reader = Ghost(paths, **options)  # type: ignore[arg-type]
    try:
        reader.survey()
        return list(reader.read())
    finally:
        reader.close()


def stories(found: list[object]) -> list[SiteStory]:
    return [one for one in found if isinstance(one, SiteStory)]


def test_a_post_has_its_authors_first_tag_picture_and_addresses(tmp_path):
    post = a_post("1", feature_image="__GHOST_URL__/content/images/size/w600/2020/05/a.jpg")
    caption = {"feature_image_alt": "A tide clock", "feature_image_caption": "By <b>Io</b>"}
    export = an_export(tmp_path / "old.json", [post], posts_meta=[{"post_id": "1", **caption}])
    found = everything(export)
    story = stories(found)[0]
    assert (story.section, story.tags, story.authors) == ("harbour", ("Clocks",), ("wren",))
    assert (story.state, story.old_paths) == ("published", ("/post-1/",))
    picture = next(one for one in found if isinstance(one, SiteMedia))
    assert picture.url == story.photo == "/content/images/2020/05/a.jpg"
    assert (picture.alt, picture.caption) == ("A tide clock", "By Io")
    assert [one.id for one in found if isinstance(one, LeftOut)] == ["hash-wide", "settings"]


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"visibility": "members"}, "draft"),
        ({"visibility": "paid"}, "draft"),
        ({"visibility": "tiers"}, "draft"),
        ({"status": "sent"}, "draft"),
        ({"status": "draft"}, "draft"),
        ({"status": "something"}, "draft"),
        ({"status": "scheduled", "visibility": "paid"}, "draft"),
        ({"status": "scheduled", "published_at": "2090-01-01 10:00:00"}, "scheduled"),
        ({}, "published"),
    ],
)
def test_nothing_but_public_posts_is_published(tmp_path, fields, state):
    found = everything(an_export(tmp_path / "old.json", [a_post("1", **fields)]))
    assert stories(found)[0].state == state


def test_of_a_private_site_and_of_mails_all_are_drafts(tmp_path):
    private = [{"key": "is_private", "value": "true"}]
    export = an_export(tmp_path / "a.json", [a_post("1")], settings=private)
    assert stories(everything(export))[0].state == "draft"
    mail = [{"post_id": "1", "email_only": 1}]
    export = an_export(tmp_path / "b.json", [a_post("1")], posts_meta=mail)
    assert stories(everything(export))[0].state == "draft"


def test_what_members_alone_were_shown_is_left_out():
    cards = Cards()
    hidden = {
        "type": "html",
        "html": "<p>Secret</p>",
        "visibility": {"web": {"nonMember": False, "memberSegment": "status:free"}},
    }
    made = lexical_html(json.loads(lexical(hidden, a_paragraph(words("Open")))), cards)
    assert made == "<p>Open</p>"
    assert "Not everybody" in cards.adapted[0]


def test_lexical_becomes_blocks():
    link = {"type": "link", "url": "https://a.example/", "children": [words("there")]}
    state = lexical(
        a_paragraph(words("Bold", 1), words(" & <plain> "), link),
        {"type": "extended-heading", "tag": "h2", "children": [words("Ebb")]},
        {"type": "extended-quote", "children": [words("It ticks.")]},
        {
            "type": "list",
            "listType": "number",
            "children": [{"type": "listitem", "children": [words("One")]}],
        },
        {"type": "horizontalrule"},
        {"type": "image", "src": "/a.jpg", "alt": "A clock", "caption": "<i>Noon</i>"},
        {"type": "gallery", "images": [{"src": "/b.jpg"}, {"src": "/c.jpg"}], "caption": "Both"},
        {"type": "embed", "url": "https://www.youtube.com/watch?v=abcdefghijk"},
        {"type": "codeblock", "code": "if a < b:"},
        {"type": "html", "html": "<script>x()</script><p>Kept</p>"},
        {"type": "markdown", "markdown": "*So* it is"},
        {"type": "signup", "header": "Subscribe"},
        {"type": "brand-new", "what": "?"},
    )
    cards = Cards()
    blocks = to_blocks(lexical_html(json.loads(state), cards)).blocks
    assert [block.kind for block in blocks] == [
        *("paragraph heading quote list divider photo photo photo embed raw".split()),
        *("paragraph paragraph".split()),
    ]
    assert blocks[0].value == (
        '<p><b>Bold</b> &amp; &lt;plain&gt; <a href="https://a.example/">there</a></p>'
    )
    assert blocks[5].value == {"url": "/a.jpg", "alt": "A clock", "caption": "Noon"}
    assert (blocks[6].value["caption"], blocks[7].value["caption"]) == ("", "Both")
    assert blocks[3].value["is_ordered"]
    assert "script" not in str(blocks)
    assert len(cards.adapted) == 3


def test_mobiledoc_becomes_blocks():
    state = {
        "version": "0.3.1",
        "markups": [["strong"], ["a", ["href", "https://a.example/"]]],
        "atoms": [["soft-return", "", {}]],
        "cards": [
            ["image", {"src": "/a.jpg", "caption": "Noon"}],
            ["code", {"code": "x"}],
            ["paywall", {}],
        ],
        "sections": [
            [1, "p", [[0, [0], 1, "Bold"], [1, [], 0, 0], [0, [1], 1, "there"], [0, [], 9, "?"]]],
            [1, "h2", [[0, [], 0, "Ebb"]]],
            [3, "ul", [[[0, [], 0, "One"]], [[0, [0], 0, "Two"]]]],
            [10, 0],
            [10, 1],
            [10, 2],
            [10, 77],
            "what",
        ],
    }
    blocks = to_blocks(mobiledoc_html(state, Cards())).blocks
    assert [block.kind for block in blocks] == ["paragraph", "heading", "list", "photo", "raw"]
    assert "<b>Bold</b><br>" in blocks[0].value
    assert blocks[2].value["items"] == ["One", "<b>Two</b>"]


@pytest.mark.parametrize(
    "source", ["[]", "7", '{"root": 3}', "{", '{"root": {"children": [[[]]]}}']
)
def test_a_damaged_document_hurts_nothing(tmp_path, source):
    post = a_post("1", lexical=source, mobiledoc=None)
    assert stories(everything(an_export(tmp_path / "old.json", [post])))


def test_the_first_versions_had_pages_times_and_markdown_of_their_own(tmp_path):
    old = {"lexical": None, "type": None, "visibility": None, "published_at": 1426078349156}
    post = a_post("1", markdown="*So*", author_id="u1", page=0, **old)
    page = a_post("2", html="<p>Us</p>", page=1, **old)
    export = an_export(
        tmp_path / "old.json",
        [post, page],
        posts_authors=[],
        settings=[{"key": "permalinks", "value": "/:year/:month/:day/:slug/"}],
    )
    found = everything(export)
    assert stories(found)[0].old_paths == ("/2015/03/11/post-1/", "/post-1/")
    assert stories(found)[0].authors == ("wren",)
    assert stories(found)[0].body[0].value == "<p><i>So</i></p>"
    assert next(one.html for one in found if isinstance(one, SitePage)) == "<p>Us</p>"


def test_a_damaged_row_is_left_out_where_that_is_asked_for(tmp_path):
    export = an_export(tmp_path / "old.json", [a_post("1"), a_post("2")])
    export.write_text(export.read_text().replace('"Post 1"', '"Post 1'))
    with pytest.raises(ImportRefused, match="line 1, byte"):
        everything(export)
    found = everything(export, keep_going=True)
    assert [story.id for story in stories(found)] == ["2"]
    assert any(isinstance(one, LeftOut) and one.kind == "damage" for one in found)


def test_redirects_lead_on_and_patterns_are_left_out(tmp_path):
    export = an_export(tmp_path / "old.json", [a_post("1")])
    listed = tmp_path / "redirects.json"
    pairs = [("^/old\\/?$", "/post-1/"), ("/away/", "https://b.example/"), ("^/tag/(.*)", "/$1/")]
    listed.write_text(json.dumps([{"from": a, "to": b, "permanent": True} for a, b in pairs]))
    yaml = tmp_path / "redirects.yaml"
    yaml.write_text("# ours\n302:\n  /two/: /post-1/\n301:\n  \"/three/\": '/a: b/' # so\n")
    found = [one for one in everything(export, listed, redirects=yaml) if _is_redirect(one)]
    assert [(one.old_path, one.target) for one in found if isinstance(one, SiteRedirect)] == [
        ("/old/", "/post-1/"),
        ("/away/", "https://b.example/"),
        ("/two/", "/post-1/"),
        ("/three/", "/a: b/"),
    ]
    assert "pattern" in next(one.reason for one in found if isinstance(one, LeftOut))
    yaml.write_text("301: &a [*a]\n")
    with pytest.raises(ImportRefused, match="line 1"):
        everything(export, yaml)


def _is_redirect(one: object) -> bool:
    return isinstance(one, SiteRedirect) or (isinstance(one, LeftOut) and one.kind == "redirect")


@pytest.mark.django_db
def test_a_site_of_ghost_comes_once_with_its_comments(tmp_path, client):
    found_site(url="http://news.example")
    comments = [
        {
            "id": "c1",
            "post_id": "1",
            "member_id": "m1",
            "html": "<p>Ours.</p>",
            "status": "published",
        },
        {"id": "c2", "post_id": "1", "parent_id": "c1", "html": "<p>No.</p>", "status": "hidden"},
    ]
    export = an_export(
        tmp_path / "old.json",
        [a_post("1"), a_post("2", type="page", slug="us")],
        comments=[{"created_at": "2020-06-01T10:00:00.000Z", **one} for one in comments],
        members=[{"id": "m1", "name": "Io", "email": "io@mail.example"}],
    )
    listed = tmp_path / "redirects.yaml"
    listed.write_text("301:\n  /clock/: /post-1/\n")
    assert recognise([export]) is not None
    for outcome in ("came", "unchanged"):
        run = begin_run(source="ghost", site="The Old Post", files=[])
        with Report() as report:
            Loader(run, report, PhotoShelf(run, NoMedia())).load(
                everything(export, redirects=listed)  # type: ignore[arg-type]
            )
            table = report.table()
        kinds = ("author", "section", "story", "page", "comment", "redirect")
        assert [list(table[kind]) for kind in kinds] == [[outcome]] * len(kinds)
    story = Story.objects.get()
    assert (story.get_parent().slug, PlainPage.objects.get(slug="us").live) == ("harbour", True)
    assert Author.objects.get(name="Wren Ashby").user is None
    first, second = Comment.objects.order_by("pk")
    assert (first.body, first.name, second.parent, second.state) == (
        "Ours.",
        "Io",
        first,
        "rejected",
    )
    assert client.get("/clock/", follow=True).redirect_chain[-1][0] == story.url
