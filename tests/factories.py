"""Makes what tests need through the same actions that the product uses, with names nobody else has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.rich_text import RichText

from addyours.accounts.actions import create_account
from addyours.accounts.models import Role, User
from addyours.accounts.writers import Writer, writer_of_guest, writer_of_user
from addyours.comments.actions import (
    Brought,
    Draft,
    bring_comment,
    post_comment,
    save_conversation_settings,
    set_thread_state,
    sync_thread,
)
from addyours.comments.models import (
    Comment,
    CommentState,
    ConversationSettings,
    Thread,
    ThreadState,
)
from addyours.moderation import actions as moderation
from addyours.moderation.models import Policy, WordRule
from addyours.moderation.sanctions.actions import Terms, impose
from addyours.moderation.trust import DEFAULTS, as_rows
from addyours.moderation.words.actions import save_rule
from addyours.newsroom.actions import grant_rights
from addyours.stories.actions import StoryText, found_site, make_person, write_story
from addyours.stories.models import Author, FrontPage, Person, Photo, Section, Story

NOON = datetime(2031, 3, 5, 12, 0, tzinfo=UTC)
"""When what tests make happened, unless they say otherwise; the `clock` fixture starts here too."""
_numbers = count(1)


def make_user(role: str = "reader", *, name: str = "", email: str = "", **fields: Any) -> User:
    """An account with a role, and with the rights of that role."""
    number = next(_numbers)
    if not Group.objects.filter(name=Role.EDITOR.value).exists():
        grant_rights()
    user = create_account(
        email=email or f"{role}{number}@example.com",
        name=name or f"{role.title()} {number}",
        role=Role(role),
    )
    for field, value in fields.items():
        setattr(user, field, value)
    user.save()
    return user


def make_writer(user: User | None = None, *, name: str = "Mara Vint", email: str = "") -> Writer:
    """Somebody who writes: the account, or a guest not yet known."""
    return writer_of_user(user) if user else Writer(name=name, email=email)


def writer_of(comment: Comment) -> Writer:
    """Whoever wrote a comment, as they come back."""
    if comment.user is not None:
        return writer_of_user(comment.user)
    assert comment.guest is not None
    return writer_of_guest(comment.guest)


def make_policy(hold: str = "none", **rules: Any) -> Policy:
    """Rules for new comments: nothing is held and nothing limited but what the test asks for.

    `most_links` are those of every level of trust.
    """
    most_links = rules.pop("most_links", 100)
    nothing = {
        "trust": as_rows(replace(one, links=most_links) for one in DEFAULTS),
        "least_seconds": 0,
        "held_in_error": 0,
        "per_writer": 0,
        "per_address": 0,
    }
    policy = Policy(**{**nothing, "hold": hold, **rules})
    moderation.save_policy(policy, by=None)
    return policy


def make_rule(pattern: str, action: str = "hold", kind: str = "word", **fields: Any) -> WordRule:
    """A word rule."""
    return save_rule(WordRule(pattern=pattern, kind=kind, action=action, **fields), by=None)


def make_thread(
    *,
    path: str = "",
    title: str = "A conversation",
    opened_at: datetime | None = NOON,
    state: str = ThreadState.OPEN,
) -> Thread:
    """A conversation that stands alone, without a story."""
    path = path or f"/news/story-{next(_numbers)}/"
    thread = sync_thread(None, path=path, title=title, opened_at=opened_at)
    if state != ThreadState.OPEN:
        set_thread_state(thread, state=ThreadState(state), by=make_user("moderator"))
    return thread


def make_comment(
    thread: Thread | None = None,
    *,
    parent: Comment | None = None,
    writer: Writer | None = None,
    body: str = "",
    at: datetime = NOON,
    state: str = CommentState.PUBLISHED,
) -> Comment:
    """A comment in any state, unjudged. Without a thread it gets its parent's or a new one."""
    thread = thread or (parent.thread if parent else make_thread())
    body = body or f"Remark number {next(_numbers)}."
    brought = Brought(body=body, created_at=at, state=state, parent=parent)
    return bring_comment(thread, writer=writer or make_writer(), brought=brought)


def make_chain(length: int) -> list[Comment]:
    """Published comments, each the answer to the one before, a second apart."""
    chain = [make_comment()]
    for seconds in range(1, length):
        at = NOON + timedelta(seconds=seconds)
        chain.append(make_comment(parent=chain[-1], at=at))
    return chain


def post(
    thread: Thread,
    body: str = "",
    *,
    writer: Writer | None = None,
    parent: Comment | None = None,
    now: datetime = NOON,
    **draft: Any,
) -> Comment:
    """Post a comment the way a reader does, judgement included."""
    body = body or f"Remark number {next(_numbers)}."
    words = Draft(body=body, parent_id=parent.pk if parent else None, **draft)
    return post_comment(thread, writer=writer or make_writer(), draft=words, now=now)


def post_raw(thread: Thread, body: str) -> Comment:
    """Post exactly these words, none included."""
    return post_comment(thread, writer=make_writer(), draft=Draft(body=body), now=NOON)


def ban(key: str) -> None:
    """Ban a writer or an address for good."""
    impose("ban", key, by=make_user("moderator"))


def sanction(kind: str, key: str, *, reason: str = "", lasts: timedelta | None = None) -> None:
    """Put a writer or an address under a sanction."""
    impose(kind, key, by=make_user("moderator"), terms=Terms(reason=reason, lasts=lasts))


def close(thread: Thread) -> None:
    """Close a conversation as a moderator does."""
    set_thread_state(thread, state=ThreadState.CLOSED, by=make_user("moderator"))


def make_settings(**values: Any) -> ConversationSettings:
    """How conversations work on this site."""
    settings = ConversationSettings(**values)
    save_conversation_settings(settings, by=None)
    return settings


def make_site(url: str = "http://testserver") -> FrontPage:
    """The site with its front page, one section, its plain pages, and the rights of the roles."""
    front = found_site(url=url)
    grant_rights()
    return front


def make_section(title: str = "News") -> Section:
    """The section of that title, made if it isn't there."""
    front = FrontPage.objects.first() or make_site()
    found: Section | None = Section.objects.filter(title=title).first()
    return found or front.add_child(instance=Section(title=title))


def make_story(
    headline: str = "",
    *,
    section: Section | None = None,
    publish: bool = True,
    body: Sequence[tuple[str, Any]] | None = None,
    by: User | None = None,
    **text: Any,
) -> Story:
    """A story, published unless told otherwise. `text` are more fields of StoryText."""
    headline = headline or f"Harbour bell rings {next(_numbers)} times"
    if body is None:
        body = [("paragraph", RichText("<p>Nobody had touched the rope.</p>"))]
    return write_story(
        StoryText(headline=headline, body=body, **text),
        section=section or make_section(),
        by=by,
        publish=publish,
    )


def quote(words: str, speaker: Person | str | None = None, **value: Any) -> tuple[str, Any]:
    """A quote block for a story's body."""
    if isinstance(speaker, str):
        speaker = make_person(speaker)
    return ("quote", {"words": words, "speaker": speaker, **value})


def paragraph(html: str) -> tuple[str, Any]:
    """A paragraph block for a story's body."""
    return ("paragraph", RichText(html))


def make_author(name: str = "", **fields: Any) -> Author:
    """An author with a page of their own."""
    return Author.objects.create(name=name or f"Writer {next(_numbers)}", **fields)


def make_photo(title: str = "The quay", *, width: int = 1800, height: int = 1200) -> Photo:
    """A photo of one colour in the library."""
    data = BytesIO()
    Image.new("RGB", (width, height), "#357").save(data, "PNG")
    name = f"photo-{next(_numbers)}.png"
    return Photo.objects.create(
        title=title, file=ContentFile(data.getvalue(), name=name), description="A quay at noon"
    )
