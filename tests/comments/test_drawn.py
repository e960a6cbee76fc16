"""Comments drawn from memory are what their template draws now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from addyours.comments.models import Ruling, Thread
from addyours.comments.queries import CommentItem, ThreadPage
from addyours.comments.queries.looks import Look
from addyours.comments.queries.passages import PassageView
from addyours.comments.templatetags import drawn as module
from addyours.comments.templatetags.drawn import LONGEST, drawn

AT = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
PLAIN = CommentItem(
    id=1234,
    kind="comment",
    depth=1,
    name="Ada <Brook>",
    look=Look(picture="/faces/a.svg", badge="Author", profile_url="/readers/5-ada/"),
    created_at=AT,
    html="<p>Ring <em>it</em>.</p>",
    state="published",
    permalink="/comments/1234/",
    reply_url="/comments/1234/reply/",
    spoken="level 1, 2 of 3",
)
PASSAGE = PassageView(id=7, words="the bell & all", is_lost=False, url="/passages/7/", count=2)
ITEMS = [
    PLAIN,
    replace(PLAIN, ups=2, downs=1, is_pick=True, edited_at=AT, passage=PASSAGE, skip_to=9),
    replace(PLAIN, depth=3, level=5, in_reply_to=(8, ""), parent_id=8, parent=(8, ""), spoken=""),
    replace(PLAIN, spoken="reply to <b>Tom & Kim</b>, level 2"),
    replace(PLAIN, html="<p>" + "long " * LONGEST + "</p>"),
    replace(PLAIN, kind="tombstone"),
    CommentItem(id=3, kind="more", depth=2, more_count=4, more_url="/r/", more_fragment_url="/f/"),
    CommentItem(id=3, kind="on", depth=4, more_count=1, more_url="/r/"),
]


def conversation(votes: str = "") -> ThreadPage:
    thread = Thread(pk=1, path="/news/bell/")
    return ThreadPage(thread=thread, closed_reason="", levels=3, items=(), votes=votes)


def fresh(item: CommentItem, page: ThreadPage) -> str:
    return render_to_string("comments/_comment.html", {"item": item, "conversation": page})


@pytest.fixture(autouse=True)
def _nothing_remembered():
    module._draw.cache_clear()


@pytest.mark.parametrize("votes", ["", "up", "both"])
@pytest.mark.parametrize("item", ITEMS)
def test_what_is_drawn_is_what_the_template_draws(item, votes):
    page = conversation(votes)
    assert drawn(item, page) == drawn(item, page) == fresh(item, page)


def test_a_comment_is_drawn_once_though_its_place_moves():
    page = conversation()
    for total in range(3, 9):
        moved = replace(PLAIN, spoken=f"level 1, 2 of {total}")
        assert f"level 1, 2 of {total}<" in drawn(moved, page)
    assert module._draw.cache_info().misses == 1


@pytest.mark.parametrize(
    "change", [{"html": "<p>Other.</p>"}, {"ups": 5}, {"look": None}, {"reply_url": None}]
)
def test_what_has_changed_about_a_comment_is_drawn(change):
    page, changed = conversation("up"), replace(PLAIN, **change)
    assert drawn(PLAIN, page) != drawn(changed, page) == fresh(changed, page)


def test_each_language_has_its_own():
    page = conversation()
    english = drawn(PLAIN, page)
    with override("de"):
        assert drawn(PLAIN, page) == fresh(PLAIN, page) != english
    assert drawn(PLAIN, page) == english


def test_what_is_for_its_writer_alone_is_not_remembered():
    drawn(replace(PLAIN, state="rejected", ruling=Ruling(pk=1)), conversation())
    assert module._draw.cache_info().currsize == 0
