"""A copy of the site works from any file server: whatever leads somewhere within it leads to a file."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.core.cache import cache
from lxml import html
from wagtail.contrib.redirects.models import Redirect

from addyours import web
from addyours.comments.models import Thread
from addyours.comments.queries import branches, pages
from addyours.stories import queries
from addyours.text.passages import Selector
from addyours.transfer.errors import ExportRefused
from addyours.transfer.static_site.addresses import Address, Addresses, file_of
from addyours.transfer.static_site.export import write_copy
from addyours.transfer.static_site.folder import MANIFEST, opened
from addyours.transfer.static_site.pages import redrawn
from tests import factories

SITE = "http://testserver"


def told(_what, _done, _known):
    pass


def links(folder, base=""):
    """Yield every link and file that a page of the copy names, as (page, where it leads)."""
    for file in folder.rglob("*.html"):
        page = "/" + str(file.relative_to(folder)).removesuffix("index.html")
        for element in html.parse(file).getroot().iter("a", "link", "img", "script"):
            for name in ("href", "src", "srcset"):
                for part in (element.get(name) or "").split(", "):
                    if part and element.get("rel") != "canonical":
                        yield page, urljoin(f"{SITE}{base}{page}", part.split()[0])


def broken(folder, base=""):
    """Return the links of a copy that lead nowhere in it."""
    found = []
    for page, led in links(folder, base):
        parts = urlsplit(led)
        if parts.netloc == "testserver":
            path = unquote(parts.path).removeprefix(base)
            file = folder / path.lstrip("/")
            file = file / "index.html" if path.endswith("/") else file
            anchor = f'id="{parts.fragment}"' if parts.fragment else ""
            if parts.query or not file.is_file() or (anchor and anchor not in file.read_text()):
                found.append((page, led))
    return found


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


@pytest.fixture
def site(db, monkeypatch, settings, tmp_path):
    """A site whose pages are so short that it has second ones of everything."""
    monkeypatch.setattr(queries, "STORIES_A_PAGE", 1)
    monkeypatch.setattr(pages, "ROOTS_A_PAGE", 2)
    monkeypatch.setattr(branches, "REPLIES_A_PAGE", 4)
    settings.STATIC_ROOT = Path(web.__file__).parent / "static"
    settings.MEDIA_ROOT = tmp_path / "media"
    # Wagtail remembers there which sizes of a photo exist, by the photo's number.
    cache.clear()
    factories.make_site(SITE)
    factories.make_policy()
    writer = factories.make_user(name="Ola Finch", has_profile=True)
    text = '<p>A rope, <a href="/account/">the key</a> and <a href="/news/x/?a=1">a bell</a>.'
    text += ' <a href="/about">Us</a></p>'
    photo = factories.make_photo(width=90, height=60)
    body = [factories.paragraph(text), factories.quote("We heard it.", "Ines Quill")]
    story = factories.make_story("The bell", body=body, photo=photo)
    factories.make_story("A second story", authors=[factories.make_author("Odd Wren")])
    first = factories.post(story.thread, passage=Selector(exact="A rope"))
    for _number in range(7):
        factories.post(story.thread, "Yes.", parent=first)
    deep = first
    for _level in range(8):
        deep = factories.post(story.thread, parent=deep)
    for _number in range(4):
        last = factories.post(story.thread, writer=factories.make_writer(writer))
    factories.make_comment(story.thread, body="Buy now", state="spam")
    Redirect.objects.create(old_path="/2011/05/bell.php", redirect_page=story)
    Redirect.objects.create(old_path="/?p=7", redirect_page=story)
    alone = factories.make_thread(title="No story")
    Thread.objects.filter(pk=alone.pk).update(path=f"/conversations/{alone.pk}/")
    return story, last, deep, alone


def test_everything_in_a_copy_leads_to_something_in_it(site, tmp_path, monkeypatch):
    story, last, deep, alone = site
    folder = tmp_path / "copy"
    copied = write_copy(folder, base="", tell=told)
    assert broken(folder) == []
    assert {one.address for one in copied.left_out} <= {"/?p=7", "/static/comments/mentions.js", "/static/comments/far.js"}  # fmt: skip
    there = files(folder)
    everything = b"\n".join(there[name] for name in there if name.endswith(".html"))
    assert b"Buy now" not in everything
    for control in (b"<form", b"<button", b"hx-get", b"data-live", b"htmx", b"/follow/", b"?sort"):
        assert control not in everything, control
    page = there["news/the-bell/index.html"].decode()
    assert "It takes no comments" in page
    assert "the key and a bell." in page
    assert '<a href="/about/">Us</a>' in page
    # Where the script that folds branches puts its button.
    assert '<footer class="do">' in page
    assert f'"{SITE}/news/the-bell/"' in page
    # The conversation goes on on pages of its own, there and back, and each comment has its address.
    assert [name for name in there if name.startswith("news/the-bell/after.")]
    assert [name for name in there if name.startswith("before.")]
    for comment in (last, deep):
        led = html.fromstring(there[f"comments/{comment.pk}/index.html"]).xpath("//a/@href")[0]
        target = there[urlsplit(led).path.lstrip("/") + "index.html"].decode()
        assert f'id="comment-{comment.pk}"' in target
    assert b"/news/the-bell/" in there["2011/05/bell.php/index.html"]
    assert b"There is no page here" in there["404.html"]
    assert f"<loc>{SITE}/news/the-bell/</loc>".encode() in there["sitemap.xml"]
    assert b"comment-" in there[f"feeds/thread/{story.thread_id}.atom"]
    assert any(name.startswith("people/ines-quill/") for name in there)
    assert any(name.startswith("threads/") for name in there)
    assert f"conversations/{alone.pk}/index.html" in there

    # Again: only what changed is written, what is gone is removed, what others put there stays.
    (folder / "CNAME").write_text("news.example")
    other = type(story).objects.exclude(pk=story.pk).get()
    other.unpublish()
    again = write_copy(folder, base="", tell=told)
    assert (folder / "CNAME").exists()
    assert not (folder / "news" / other.slug).exists()
    assert again.removed > 0
    assert again.written < again.files / 2
    manifest = json.loads((folder / MANIFEST).read_text())
    assert manifest["state"] == "whole"
    assert set(manifest["files"]) == set(files(folder)) - {"CNAME"}


def test_a_copy_at_another_address_leads_to_the_site_for_comments(site, tmp_path):
    story, *_others, alone = site
    alone.refresh_from_db()
    copied = write_copy(tmp_path / "copy", base="https://old.example/lantern/", tell=told)
    assert copied.base == "https://old.example/lantern"
    page = (tmp_path / "copy/news/the-bell/index.html").read_text()
    assert f'href="{SITE}{story.thread.path}#add-yours"' in page
    assert 'href="/lantern/news/"' in page
    assert 'rel="canonical" href="https://old.example/lantern/news/the-bell/"' in page
    assert "https://old.example/lantern/media/images/" in page
    feed = (tmp_path / "copy/feeds/site.atom").read_text()
    assert 'href="https://old.example/lantern/news/the-bell/"' in feed
    leading = [led for _page, led in links(tmp_path / "copy", "/lantern") if SITE in led]
    paths = {urlsplit(one).path for one in leading}
    elsewhere = {path for path in paths if not path.startswith("/lantern/")}
    assert elsewhere == {"/news/the-bell/", "/news/a-second-story/", alone.path}


def test_a_folder_with_something_else_in_it_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ExportRefused, match="is not empty"), opened(tmp_path):
        pass
    (tmp_path / MANIFEST).write_text('{"format": 1, "files": {"../../etc/passwd": ""}}')
    with opened(tmp_path) as folder:
        assert folder.known == {}
        folder.finish({})
        with pytest.raises(ExportRefused, match="Another run"), opened(tmp_path):
            pass
    assert (tmp_path / "thesis.txt").exists()


def test_what_a_run_that_was_cut_off_wrote_is_known_to_the_next(tmp_path):
    with opened(tmp_path / "copy") as folder:
        folder.announce(["a/index.html", "b/index.html"], {})
        folder.write("a/index.html", b"one")
    with opened(tmp_path / "copy") as folder:
        folder.write("b/index.html", b"two")
        folder.finish({})
        assert folder.removed == 1
    assert list(files(tmp_path / "copy")) == ["b/index.html"]
    assert not (tmp_path / "copy/a").exists()


@pytest.mark.parametrize(
    "base", ["news.example", "ftp://a/", "https://", "https://a/?b", "http://a:x"]
)
def test_a_copy_is_served_at_an_address(base, tmp_path):
    with pytest.raises(ExportRefused, match="is no address"):
        write_copy(tmp_path, base=base, tell=told)


@pytest.mark.django_db
def test_no_address_leads_out_of_the_folder():
    for path in ("/../x/", "/a/../../x", "/.git/config", "/a\\b/", "/" + "é" * 150 + "/"):
        assert file_of(Address(path)) is None, path
    assert file_of(Address("/news/", "before=12-3")) == "news/before.12-3/index.html"
    strange = file_of(Address("/news/", "before=..%2F..%2Fx"))
    assert str(strange).startswith("news/before.")
    assert ".." not in str(strange)


def test_links_are_read_as_browsers_read_them():
    addresses = Addresses(("https://news.example",), order="oldest")
    page = Address("/town/bell/")
    for href, path in (
        ("/a%20b/", "/a b/"),
        ("../", "/town/"),
        ("//news.example/x/", "/x/"),
        ("http://NEWS.example:80/x/?utm=1", "/x/"),
        ("?sort=oldest#comments", "/town/bell/"),
        ("?page=1", "/town/bell/"),
    ):
        link = addresses.read(href, page)
        assert link, href
        assert link.to == Address(path), href
    for href in (
        "https://other.example/",
        "mailto:a@b",
        "http://[",
        "?sort=newest",
        "/comments/4/reply/",
    ):
        assert addresses.read(href, page) is None, href


def test_words_stay_where_a_link_in_them_has_nothing_to_lead_to():
    page = (
        b"<!doctype html><html><head><meta charset=utf-8><title>x</title></head><body>"
        b'<nav><ul><li><a href="/account/">Sign in</a></li></ul></nav><div class="prose"><p>See '
        b'<a href="/gone/">the <b>note</b></a>.</p></div><div hx-disable><p><a href="/gone/">here'
        b"</a></p></div></body></html>"
    )
    drawn = redrawn(
        page, links=lambda _href: None, files=lambda _r: None, own=str, policy="b 'x'; a; sandbox"
    ).decode()
    assert "Sign in" not in drawn
    assert "<nav" not in drawn
    assert "<p>See the <b>note</b>.</p>" in drawn
    assert "<p>here</p>" in drawn
    assert """content="a; b 'x'\"""" in drawn
