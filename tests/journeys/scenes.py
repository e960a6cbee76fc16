"""What journeys begin with, made through the product's own actions; see backstage.py for who calls this."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import timedelta
from secrets import token_hex
from typing import Any

from django.utils import timezone
from wagtail.rich_text import RichText

from addyours.accounts.actions import issue_sign_in_link
from addyours.comments.actions import decide, set_thread_state
from addyours.comments.models import Comment, Thread, ThreadState
from addyours.notify.models import Mail
from addyours.stories.models import Story
from tests import factories
from tests.journeys.hostile import hostile


def story(
    *, comments: int = 0, replies: int = 0, state: str = "", quote: str = "", **text: Any
) -> dict[str, Any]:
    """A story with so many comments, the first of them with so many replies, and a quote at its end."""
    body = [
        ("paragraph", RichText(f"<p>Paragraph {number} of a story made for a test.</p>"))
        for number in range(6)
    ]
    if quote:
        body.append(factories.quote(quote, "Ada Quillfeather"))
    section = factories.make_section("Town")
    made = factories.make_story(section=section, body=body, **text)
    thread = made.thread_id
    roots = [comment(thread=thread, minute=number) for number in range(comments)]
    below = [
        comment(thread=thread, parent=roots[0], minute=comments + number)
        for number in range(replies)
    ]
    if state:
        thread_state(thread=thread, state=state)
    return {
        "id": made.pk,
        "headline": made.title,
        "url": made.get_url(),
        "thread": thread,
        "comments": roots,
        "replies": below,
    }


def comment(
    *, thread: int, parent: int | None = None, minute: int = 0, name: str = "", **more: Any
) -> int:
    """A comment, published unless told otherwise, `minute` minutes after yesterday's now."""
    made = factories.make_comment(
        Thread.objects.get(pk=thread),
        parent=Comment.objects.get(pk=parent) if parent else None,
        writer=factories.make_writer(name=name or f"Reader {minute}"),
        at=timezone.now() - timedelta(days=1) + timedelta(minutes=minute),
        **more,
    )
    return int(made.pk)


def chain(*, thread: int, length: int) -> list[int]:
    """Comments of which each answers the one before."""
    ids: list[int] = []
    for number in range(length):
        above = ids[-1] if ids else None
        ids.append(comment(thread=thread, parent=above, minute=number, name=f"Link {number}"))
    return ids


def crowd(*, thread: int, roots: int, replies: int) -> int:
    """Very many comments, each of them answered, made without a thought; returns how many."""
    begin = timezone.now() - timedelta(days=2)

    def made(number: int, parent: Comment | None) -> Comment:
        step = f"{number:022}"
        return Comment(
            thread_id=thread,
            parent=parent,
            root=parent,
            path=(parent.path if parent else "") + step,
            depth=2 if parent else 1,
            name=f"Voice {number}",
            body="One of many.",
            html="<p>One of many.</p>",
            state="published",
            reply_count=0 if parent else replies,
            created_at=begin + timedelta(seconds=number),
        )

    firsts = Comment.objects.bulk_create(made(number, None) for number in range(roots))
    Comment.objects.bulk_create(made(number, one) for one in firsts for number in range(replies))
    count = roots * (1 + replies)
    Thread.objects.filter(pk=thread).update(comment_count=count)
    return count


def comments_of(*, thread: int) -> list[dict[str, Any]]:
    """All comments of a thread in the order they came, as the database has them."""
    rows = Comment.objects.filter(thread=thread).order_by("pk")
    wanted = ("id", "name", "body", "state", "parent_id", "held_because")
    return [{name: getattr(row, name) for name in wanted} for row in rows]


def decision(*, comment: int, to: str) -> None:
    """A moderator decides about a comment."""
    moderator = factories.make_user("moderator", email=f"{token_hex(6)}@example.com")
    decide(Comment.objects.get(pk=comment), to=to, by=moderator)


def thread_state(*, thread: int, state: str) -> None:
    """A conversation is opened, closed or hidden."""
    set_thread_state(Thread.objects.get(pk=thread), state=ThreadState(state), by=None)


def sign_in_path(*, role: str) -> str:
    """The path of a link that signs a new account of that role in."""
    user = factories.make_user(role, email=f"{token_hex(6)}@example.com")
    return f"/sign-in/{issue_sign_in_link(user)}/"


def code_sent_to(*, address: str) -> str:
    """The code in the newest letter to an address."""
    letter = Mail.objects.filter(address=address).latest("pk")
    return re.search(rb"\d{4}-\d{4}", letter.message)[0].decode()


def proof_sent_to(*, address: str) -> str:
    """The path of the link in the newest letter to an address."""
    letter = Mail.objects.filter(address=address).latest("pk")
    return re.search(rb"/account/prove/[\w-]+/", letter.message)[0].decode()


def time_passes(*, comment: int, minutes: int) -> None:
    """A comment was written so many minutes earlier."""
    found = Comment.objects.get(pk=comment)
    earlier = found.created_at - timedelta(minutes=minutes)
    Comment.objects.filter(pk=comment).update(created_at=earlier)


def schedule(*, story: int, seconds: int) -> None:
    """A draft is to go public so many seconds from now, as the editor's page leaves it."""
    page = Story.objects.get(pk=story).get_latest_revision_as_object()
    page.go_live_at = timezone.now() + timedelta(seconds=seconds)
    page.save_revision(approved_go_live_at=page.go_live_at)


SCENES: dict[str, Callable[..., Any]] = {
    scene.__name__: scene
    for scene in (
        story,
        comment,
        chain,
        crowd,
        comments_of,
        decision,
        thread_state,
        sign_in_path,
        code_sent_to,
        proof_sent_to,
        time_passes,
        schedule,
        hostile,
    )
}


def answer() -> None:
    """Answer requests from standard input, one line of JSON each, until it is closed."""
    for line in sys.stdin:
        request = json.loads(line)
        made = SCENES[request["scene"]](**request["with"])
        sys.stdout.write(json.dumps(made) + "\n")
        sys.stdout.flush()
