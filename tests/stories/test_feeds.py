"""Feeds are valid Atom, whatever editors typed; the sitemap names what is published."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from lxml import etree

from addyours.stories.actions import make_person
from addyours.stories.models import SiteIdentity
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(client, url):
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return etree.fromstring(response.content)


def text(element, path):
    return element.xpath(f"string({path})", namespaces=ATOM)


def check(root):
    """What RFC 4287 asks of every feed and entry."""
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    entries = root.xpath("a:entry", namespaces=ATOM)
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.xpath(f"a:{name}", namespaces=ATOM)) == 1, name
            assert text(element, f"a:{name}")
        assert datetime.fromisoformat(text(element, "a:updated")).tzinfo
        assert text(element, "a:id").startswith("http")
    for entry in entries:
        assert text(entry, "a:link[@rel='alternate']/@href").startswith("http")
        assert datetime.fromisoformat(text(entry, "a:published")).tzinfo
    assert len(root.xpath("a:link[@rel='self']", namespaces=ATOM)) == 1
    authors = root.xpath("a:author/a:name", namespaces=ATOM)
    assert authors or all(entry.xpath("a:author/a:name", namespaces=ATOM) for entry in entries)
    ids = [text(element, "a:id") for element in (root, *entries)]
    assert len(set(ids)) == len(ids)
    return entries


def titles(root):
    return [text(entry, "a:title") for entry in check(root)]


def test_every_feed_has_its_own_stories_newest_first(client):
    mara, author = make_person("Mara Vint"), make.make_author("Otto Lind")
    culture = make.make_section("Culture")
    make.make_story("Old", published_at=make.NOON - timedelta(days=2), authors=[author])
    make.make_story("New", published_at=make.NOON, section=culture, people=[mara])
    make.make_story(
        "Quoted", published_at=make.NOON - timedelta(days=1), body=[make.quote("Ring it.", mara)]
    )
    make.make_story("Draft", publish=False, authors=[author], people=[mara])
    assert titles(feed(client, "/feeds/site.atom")) == ["New", "Quoted", "Old"]
    assert titles(feed(client, "/feeds/section/culture.atom")) == ["New"]
    assert titles(feed(client, f"/feeds/author/{author.slug}.atom")) == ["Old"]
    assert titles(feed(client, f"/feeds/person/{mara.slug}.atom")) == ["New", "Quoted"]


def test_an_empty_feed_is_valid_too(client):
    assert titles(feed(client, "/feeds/site.atom")) == []


@pytest.mark.parametrize(
    "typed", ["A \x0b\x1b\x01 bell", "<b>&amp;]]> \ufffe", "\U0001f514 “Läuten”", "\x85\u2028"]
)
def test_no_character_that_somebody_typed_breaks_a_feed(client, typed):
    mara, author = make_person("Mara Vint"), make.make_author()
    for one in (mara, author):
        one.name = f"N {typed}"
        one.save()
    identity = SiteIdentity.objects.get()
    identity.name, identity.tagline = f"S {typed}", typed
    identity.save()
    section = make.make_section(f"C {typed}")
    make.make_story(f"H {typed}", dek=typed, section=section, authors=[author], people=[mara])
    for url in (
        "/feeds/site.atom",
        f"/feeds/section/{section.slug}.atom",
        f"/feeds/author/{author.slug}.atom",
        f"/feeds/person/{mara.slug}.atom",
    ):
        assert len(check(feed(client, url))) == 1


@pytest.mark.parametrize("kind", ["section", "author", "person"])
def test_the_feed_of_nobody_is_not_there(client, kind):
    assert client.get(f"/feeds/{kind}/nobody.atom").status_code == 404
    assert client.get(f"/feeds/{kind}/%00.atom").status_code == 404


def test_an_entry_keeps_its_id_when_the_story_moves(client):
    story = make.make_story()
    before = text(check(feed(client, "/feeds/site.atom"))[0], "a:id")
    story.slug = "elsewhere"
    story.save()
    entry = check(feed(client, "/feeds/site.atom"))[0]
    assert text(entry, "a:id") == before
    assert "/news/elsewhere/" in text(entry, "a:link/@href")


def test_a_feed_takes_a_fixed_number_of_queries(client, queries):
    counts = []
    for _ in range(2):
        for _ in range(4):
            make.make_story(photo=None)
        with queries() as made:
            client.get("/feeds/site.atom")
        counts.append(len(made.statements))
    assert counts[0] == counts[1] == 5, str(made)


def test_the_sitemap_names_what_is_published_and_nothing_else(client):
    story, draft = make.make_story("Bell"), make.make_story("Draft", publish=False)
    response = client.get("/sitemap.xml")
    root = etree.fromstring(response.content)
    places = root.xpath("//*[local-name()='loc']/text()")
    assert {
        f"http://testserver{path}" for path in ("/", "/news/", "/about/", "/news/bell/")
    } <= set(places)
    assert not [place for place in places if draft.slug in place]
    assert len(set(places)) == len(places)
    assert story.pk


def test_robots_are_told_where_the_sitemap_is(client):
    answer = client.get("/robots.txt").content.decode()
    assert "Sitemap: http" in answer
    assert "/newsroom/" in answer
