"""Makes stories with conversations of fixed sizes, in bulk."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from wagtail.rich_text import RichText

from addyours.accounts.models import Guest
from addyours.comments.actions.placing import new_path
from addyours.comments.models import PATH_STEP, Comment, CommentState, Thread
from addyours.stories.actions import StoryText, write_story
from addyours.stories.models import Author, Section, Story
from addyours.text.markdown import to_html
from bench.words import comment_bodies, name, story_paragraphs

SIZES = (100, 10_000, 100_000)
LONG_BRANCH = 10_000
PATTERN = (0, 0, 1, 2, 0, 0, 0, 1, 0, 1)
"""Of ten comments in a row: 0 stands on its own, 1 answers the last of those, 2 the last answer."""
EVERY_PENDING, EVERY_DELETED = 97, 89
BATCH = 1_000


def story_with_fifty_comments() -> None:
    """One story with fifty comments, as the page that everybody reads."""
    _fill(_story("fifty"), 50)


def threads_of_all_sizes() -> None:
    """Stories with 100, 10,000 and 100,000 comments, and one where 10,000 answer the first comment."""
    for size in SIZES:
        _fill(_story(f"comments-{size}"), size)
    _fill(_story("branch"), LONG_BRANCH, is_branch=True)


def _story(slug: str) -> Thread:
    section = Section.objects.order_by("path").first()
    author, _made = Author.objects.get_or_create(slug="mara-quill", defaults={"name": "Mara Quill"})
    words = story_paragraphs()
    text = StoryText(
        headline=f"Lanterns over the harbour: {slug}",
        slug=slug,
        dek=words[0][:200],
        body=[("paragraph", RichText(f"<p>{paragraph}</p>")) for paragraph in words],
        authors=[author],
        published_at=timezone.now() - timedelta(days=20),
    )
    story: Story = write_story(text, section=section, publish=True)
    assert story.thread is not None
    return story.thread


@transaction.atomic
def _fill(thread: Thread, size: int, *, is_branch: bool = False) -> None:
    """Add comments to a thread, seven seconds apart, and the counts that follow from them."""
    started = timezone.now() - timedelta(days=19)
    first_guest = _guests(size // 5 + 1, started)
    bodies = comment_bodies()
    rendered = [to_html(body) for body in bodies]
    next_id = count((Comment.objects.aggregate(top=Max("pk"))["top"] or 0) + 1)
    root: Comment | None = None
    last: Comment | None = None
    made: list[Comment] = []
    for number in range(size):
        step = (1 if number else 0) if is_branch else PATTERN[number % len(PATTERN)]
        parent = (None, root, last)[step]
        comment = _comment(
            thread, parent, next(next_id), at=started + timedelta(seconds=7 * number)
        )
        comment.body, comment.html = bodies[number % 200], rendered[number % 200]
        comment.guest_id, comment.name = first_guest + number // 5, name(number // 5)
        comment.state = _state(number)
        if parent is None:
            root = comment
        last = comment
        made.append(comment)
    _count(thread, made)
    Comment.objects.bulk_create(made, batch_size=BATCH)


def _guests(number: int, at: datetime) -> int:
    first = (Guest.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    Guest.objects.bulk_create(
        (Guest(pk=first + one, name=name(one), created_at=at) for one in range(number)),
        batch_size=BATCH,
    )
    return first


def _comment(thread: Thread, parent: Comment | None, pk: int, *, at: datetime) -> Comment:
    return Comment(
        pk=pk,
        thread=thread,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        path=new_path(parent, at=at),
        depth=parent.depth + 1 if parent else 1,
        address_key=f"address:{pk % 5000:032}",
        fingerprint=f"{pk:064x}",
        created_at=at,
    )


def _state(number: int) -> CommentState:
    if number % EVERY_PENDING == EVERY_PENDING - 1:
        return CommentState.PENDING
    if number % EVERY_DELETED == EVERY_DELETED - 1:
        return CommentState.DELETED
    return CommentState.PUBLISHED


def _count(thread: Thread, comments: list[Comment]) -> None:
    """Set the counts that the actions would have kept."""
    by_path = {comment.path: comment for comment in comments}
    shown = [comment for comment in comments if comment.is_published]
    for comment in shown:
        for end in range(PATH_STEP, len(comment.path), PATH_STEP):
            by_path[comment.path[:end]].reply_count += 1
    Thread.objects.filter(pk=thread.pk).update(
        comment_count=F("comment_count") + len(shown), last_comment_at=shown[-1].created_at
    )
