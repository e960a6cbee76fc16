"""What is exported for WordPress comes back through our own importer: stories, threads and states."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.embeds.blocks import EmbedValue
from wagtail.rich_text import RichText

from addyours.comments.models import Comment, CommentState, Thread
from addyours.stories.models import Author, Photo, PlainPage, Section, Story
from addyours.text.passages import Selector
from addyours.transfer.actions import begin_run
from addyours.transfer.errors import ExportRefused
from addyours.transfer.loading import Loader
from addyours.transfer.nightly import Silent
from addyours.transfer.photo_shelf import Folder, PhotoShelf
from addyours.transfer.report import Report
from addyours.transfer.wordpress.reader import WordPress
from addyours.transfer.wordpress_export.export import write_wordpress
from addyours.transfer.wordpress_export.xml import cdata, local, remark, universal, words
from tests import factories

WP = "{http://wordpress.org/export/1.2/}"
SITE = "http://testserver"
TOUGH = "Tide & <b>time</b> ]]> wait — “é” 🌊"


@pytest.fixture
def media(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    return tmp_path / "media"


def build():
    factories.make_site(SITE)
    factories.make_policy()
    editor = factories.make_user("editor", name="Io Vane", email="io@news.example")
    authors = [factories.make_author("Wren Ashby", user=editor), factories.make_author("Ødd Åse")]
    photo = factories.make_photo(width=30, height=20)
    photo.caption, photo.credit, photo.description = "The <quay>", "Ola Finch", "A quay"
    photo.save()
    body = [
        factories.paragraph(f'<p>A <b>rope</b> &amp; a <a href="{SITE}/about/">bell</a>.</p>'),
        ("heading", "What & <why>"),
        ("photo", {"image": photo, "alt": "Old stones", "caption": "", "credit": ""}),
        factories.quote(
            "We heard it.\nTwice.",
            "Ines Quill",
            said_to="The Pier",
            source_url="https://pier.example/7",
        ),
        ("list", {"is_ordered": True, "items": [RichText("One"), RichText("<i>Two</i>")]}),
        ("embed", EmbedValue("https://www.youtube.com/watch?v=abcdefghijk")),
        ("divider", None),
        ("raw", "<table><tbody><tr><td>7</td></tr></tbody></table>"),
    ]
    at = datetime(2020, 5, 1, 12, tzinfo=UTC)
    story = factories.make_story(
        TOUGH,
        body=body,
        authors=authors,
        tags=["Bells & ropes", "été"],
        dek="One < two.",
        photo=photo,
        published_at=at,
        section=factories.make_section("Mer & été"),
    )
    factories.make_story("A draft", publish=False)
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    factories.make_story("Tomorrow", go_live_at=later)
    factories.close(factories.make_story("Closed").thread)
    talk(story, editor)
    alone = factories.make_thread(title="No story")
    factories.make_comment(alone, body="Still here.")
    Redirect.objects.create(old_path="/2019/bell--old", redirect_page=story)


def talk(story, editor):
    first = factories.make_comment(
        story.thread, body="*Yes* & <no>\n\n- a list\n\n- apart\n\nhttps://a.example/b_c_d"
    )
    for number, state in enumerate(CommentState):
        guest = factories.make_writer(name=f"Guest {number}", email=f"g{number}@mail.example")
        one = factories.make_comment(parent=first, writer=guest, state=state, body=f"I am {state}.")
        if state != CommentState.SPAM:
            factories.make_comment(
                parent=one, body=f"To {state}.", writer=factories.make_writer(editor)
            )
    factories.make_comment(story.thread, state="deleted", body="Nobody answered this")
    factories.post(story.thread, "About that.", passage=Selector(exact="rope"))


def shown(comment):
    """A comment's HTML; without words where its writer took it back, or where those are lost there."""
    if comment is None or comment.state == "deleted" or comment.body == "…":
        return "…" if comment else ""
    about = (
        f"<blockquote>\n<p>{comment.passage.exact}</p>\n</blockquote>\n" if comment.passage else ""
    )
    return about + comment.html


def tree():
    """The threads of a site, so that two can be compared: each comment with what it answers."""
    found: dict[str, list[object]] = {}
    for one in Comment.objects.select_related("parent", "thread", "passage"):
        state = "rejected" if one.state == "deleted" else one.state
        line = (one.created_at, shown(one), shown(one.parent), state)
        found.setdefault(one.thread.title, []).append(line)
    return {title: sorted(lines) for title, lines in found.items()}


def stories():
    return {
        story.title: (
            story.live,
            story.slug,
            story.dek,
            story.in_section.title,
            story.published_at if story.live else None,
            sorted(tag.name for tag in story.tags.all()),
            [line.author.name for line in story.bylines.all()],
            bool(story.photo),
            story.scheduled_revision.approved_go_live_at if story.scheduled_revision else None,
            story.thread.state if story.live else "",
        )
        for story in Story.objects.all()
    }


def export(tmp_path):
    path = tmp_path / "site.xml"
    return path, write_wordpress(path, media_base="", watch=Silent())


def assert_as_wordpress_reads_it(text):
    channel = ElementTree.fromstring(text).find("channel")
    assert channel.findtext(f"{WP}wxr_version") == "1.2"
    items = {item.findtext("title"): item for item in channel.iter("item")}
    numbers = [item.findtext(f"{WP}post_id") for item in items.values()]
    assert len(numbers) == len(set(numbers))
    states = {title: item.findtext(f"{WP}status") for title, item in items.items()}
    assert states["A draft"] == "draft"
    assert states["Tomorrow"] == "future"
    assert items["A draft"].findtext(f"{WP}post_date_gmt") == "0000-00-00 00:00:00"
    story = items[words(TOUGH)[9:-3].replace("]]]]><![CDATA[>", "]]>")]
    assert story.findtext("{http://purl.org/dc/elements/1.1/}creator") == "wren-ashby"
    meta = {
        one.findtext(f"{WP}meta_key"): one.findtext(f"{WP}meta_value")
        for one in story.findall(f"{WP}postmeta")
    }
    photo = items["The quay"]
    assert meta["_thumbnail_id"] == photo.findtext(f"{WP}post_id")
    assert meta["_wp_old_slug"] == "bell--old"
    assert photo.findtext(f"{WP}attachment_url").startswith(f"{SITE}/media/original_images/")
    content = story.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")
    assert content.count("<!-- wp:") == content.count("<!-- /wp:")
    assert f'"id":{meta["_thumbnail_id"]}' in content
    assert "data-block-key" not in content
    spoken = story.findall(f"{WP}comment")
    assert {one.findtext(f"{WP}comment_approved") for one in spoken} == {"1", "0", "spam", "trash"}
    assert all(not one.findtext(f"{WP}comment_author_IP") for one in spoken)
    assert "I am deleted." not in text
    assert "g4@mail.example" not in text
    assert "<!-- Redirect: /2019/bell%2D-old to " in text


def test_what_was_exported_comes_back_through_our_own_importer(media, tmp_path):
    with transaction.atomic():
        build()
        path, made = export(tmp_path)
        before = tree(), stories()
        blocks = [block.block_type for block in Story.objects.get(title=TOUGH).body]
        transaction.set_rollback(True)
    assert (made.stories, made.photos, made.conversations, made.redirects) == (4, 1, 1, 1)
    assert made.comments_left_out == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert_as_wordpress_reads_it(path.read_text())
    factories.make_site("http://new.example")
    PlainPage.objects.all().delete()
    reader = WordPress([path])
    reader.survey()
    run = begin_run(source="wordpress", site=reader.site, files=[path.name])
    with Report() as report:
        Loader(run, report, PhotoShelf(run, Folder(media))).load(reader.read())
        lost = [line for line in report.lines() if line["outcome"] == "left out"]
    reader.close()
    assert lost == []
    after = tree(), stories()
    before[0][TOUGH].remove((factories.NOON, "…", "", "rejected"))
    assert after == before
    story = Story.objects.get(title=TOUGH)
    assert [block.block_type for block in story.body] == blocks
    assert story.body[2].value["caption"] == "The <quay> Ola Finch"
    assert story.body[2].value["alt"] == "Old stones"
    assert story.body[3].value["words"] == "We heard it.\nTwice."
    assert story.body[3].value["attribution"] == "Ines Quill, to The Pier"
    assert story.body[3].value["source_url"] == "https://pier.example/7"
    assert Photo.objects.get().description == "A quay"
    assert set(Author.objects.values_list("name", flat=True)) == {"Wren Ashby", "Ødd Åse"}
    assert Section.objects.filter(title="Mer & été").exists()
    assert Thread.objects.filter(title="No story", comment_count=1).exists()


def test_wordpress_finds_parents_only_among_lower_numbers(db, tmp_path):
    """Its importer adds a post's comments in the order of their numbers."""
    factories.make_site(SITE)
    thread = factories.make_story().thread
    parent, child = factories.make_comment(thread), factories.make_comment(thread)
    factories.make_comment(parent=parent)
    Comment.objects.filter(pk=parent.pk).update(parent=child, depth=2)
    Comment.objects.filter(parent=parent).update(depth=3)
    path, _made = export(tmp_path)
    numbers = set()
    for item in ElementTree.parse(path).getroot().iter("item"):
        for comment in sorted(
            item.findall(f"{WP}comment"), key=lambda one: int(one.findtext(f"{WP}comment_id"))
        ):
            above = comment.findtext(f"{WP}comment_parent")
            assert above == "0" or above in numbers
            numbers.add(comment.findtext(f"{WP}comment_id"))
    assert len(numbers) == 3


def test_a_file_that_can_not_be_written_is_refused(db, tmp_path):
    with pytest.raises(ExportRefused, match="can't be written"):
        write_wordpress(tmp_path / "none/site.xml", media_base="", watch=Silent())


def test_text_stands_in_xml_whatever_it_is():
    assert cdata("a]]>b\x00\x0b\ud800") == "<![CDATA[a]]]]><![CDATA[>b]]>"
    assert words("<a> & “b”") == "<![CDATA[&lt;a&gt; &amp; “b”]]>"
    assert "--" not in remark("a -- b ---")[4:-3]
    assert local(None) == universal(None) == "0000-00-00 00:00:00"
