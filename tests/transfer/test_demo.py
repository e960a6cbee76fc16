"""The demonstration content hangs together, and its pictures can be drawn."""

from __future__ import annotations

import dataclasses
import io
import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from addyours.transfer.demo import pictures
from addyours.transfer.demo.content import (
    Demo,
    DemoPhoto,
    DemoStory,
    ItemList,
    Paragraph,
    Quote,
    load,
    problems,
)


@pytest.fixture(scope="module")
def demo() -> Demo:
    return load()


def words_in(story: DemoStory) -> int:
    texts: list[str] = []
    for block in story.body:
        if isinstance(block, Paragraph):
            texts.append(block.html)
        elif isinstance(block, Quote):
            texts.append(block.words)
        elif isinstance(block, ItemList):
            texts.extend(block.items)
    return len(re.sub(r"<[^>]+>", "", " ".join(texts)).split())


class TagsOf(HTMLParser):
    """Notes which tags and addresses a piece of HTML has, and whether each tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(tag)
        self.addresses += [value or "" for _, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def inline_html(demo: Demo) -> list[str]:
    blocks = [block for story in demo.stories for block in story.body]
    paragraphs = [block.html for block in blocks if isinstance(block, Paragraph)]
    return paragraphs + [i for block in blocks if isinstance(block, ItemList) for i in block.items]


def test_the_content_has_no_problems(demo: Demo):
    assert list(problems(demo)) == []


def test_there_is_enough_to_look_like_a_living_site(demo: Demo):
    assert len(demo.stories) >= 8
    assert len(demo.sections) == 3
    assert {story.section for story in demo.stories} == {section.slug for section in demo.sections}
    assert len([c for c in demo.comments if c.state == "published"]) >= 60
    assert len({comment.guest for comment in demo.comments}) >= 25
    assert {page.slug for page in demo.pages} == {"about", "house-rules"}


def test_each_story_is_of_a_readable_length(demo: Demo):
    assert [s.slug for s in demo.stories if not 350 <= words_in(s) <= 700] == []


def test_conversations_are_of_every_kind(demo: Demo):
    sizes = Counter(c.story for c in demo.comments if c.state == "published")
    assert 25 <= max(sizes.values()) <= 32
    assert [story.slug for story in demo.stories if sizes[story.slug] == 0]
    assert [story.slug for story in demo.stories if story.thread == "closed"]


def test_the_moderation_queue_has_work_of_every_kind(demo: Demo):
    states = Counter(comment.state for comment in demo.comments)
    assert (states["pending"], states["spam"], states["rejected"], states["deleted"]) == (
        4,
        2,
        1,
        1,
    )
    assert all(comment.why for comment in demo.comments if comment.state != "published")
    (gone,) = [comment for comment in demo.comments if comment.state == "deleted"]
    assert [c for c in demo.comments if (c.story, c.parent) == (gone.story, gone.id)]


def test_replies_go_five_levels_deep(demo: Demo):
    by_id = {(comment.story, comment.id): comment for comment in demo.comments}

    def depth(story: str, parent: str | None) -> int:
        return 1 if parent is None else 1 + depth(story, by_id[story, parent].parent)

    assert max(depth(comment.story, comment.parent) for comment in demo.comments) >= 5


def test_only_comments_that_readers_see_are_answered(demo: Demo):
    visible = {(c.story, c.id) for c in demo.comments if c.state in ("published", "deleted")}
    assert [c.id for c in demo.comments if c.parent and (c.story, c.parent) not in visible] == []


def test_several_people_are_quoted_in_several_stories(demo: Demo):
    said = {(b.speaker, s.slug) for s in demo.stories for b in s.body if isinstance(b, Quote)}
    stories_of = Counter(speaker for speaker, _ in said)
    assert len([speaker for speaker, count in stories_of.items() if count >= 2]) >= 6


def test_inline_html_is_bold_italic_and_links_and_nothing_else(demo: Demo):
    for html in inline_html(demo):
        parsed = TagsOf(html)
        assert parsed.tags <= {"b", "i", "a"}, html
        assert parsed.open == [], html


def test_every_address_is_one_that_can_never_exist(demo: Demo):
    text = repr(dataclasses.asdict(demo))
    addresses = re.findall(r"https?://([^/\s)>\"'\\]+)", text)
    assert addresses
    assert [host for host in addresses if not host.endswith(".example")] == []
    mails = [guest.email for guest in demo.guests if guest.email]
    assert [mail for mail in mails if not mail.endswith(".example")] == []


def test_every_photo_says_what_it_shows(demo: Demo):
    shown = [s.photo for s in demo.stories]
    shown += [b for s in demo.stories for b in s.body if isinstance(b, DemoPhoto)]
    assert all(photo.alt and photo.caption and photo.credit for photo in shown)
    assert max(len(photo.alt) for photo in shown) <= 255


def test_a_reply_to_nobody_is_named_as_a_problem(demo: Demo):
    lost = dataclasses.replace(demo.comments[0], id="lost", parent="nobody")
    broken = dataclasses.replace(demo, comments=(*demo.comments, lost))
    assert any("“nobody”" in problem for problem in problems(broken))


def test_a_quote_by_somebody_the_story_does_not_name_is_a_problem(demo: Demo):
    story = dataclasses.replace(demo.stories[0], people=())
    broken = dataclasses.replace(demo, stories=(story, *demo.stories[1:]))
    assert any("no speaker" in problem for problem in problems(broken))


def test_all_pictures_are_used(demo: Demo):
    shown = {b.picture for s in demo.stories for b in s.body if isinstance(b, DemoPhoto)}
    shown |= {story.photo.picture for story in demo.stories}
    shown |= {person.picture for person in demo.people}
    shown |= {author.picture for author in demo.authors}
    assert set(pictures.names()) - shown == set()


@pytest.mark.parametrize("name", pictures.names())
def test_a_picture_is_drawn_the_same_each_time(name: str):
    first, second = pictures.draw(name, (320, 240)), pictures.draw(name, (320, 240))
    assert first.size == (320, 240)
    assert first.mode == "RGB"
    assert first.tobytes() == second.tobytes()
    assert len(first.getcolors(320 * 240) or ()) > 5_000
    first.save(io.BytesIO(), "JPEG")


def test_portraits_are_square_and_scenes_are_wide():
    assert pictures.natural_size("ines-vaquero") == (800, 800)
    assert pictures.natural_size("tram") == (1600, 1067)
