"""Changes to whole conversations, and comments brought from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from addyours.accounts.actions import remember_guest
from addyours.accounts.models import User
from addyours.accounts.writers import Writer
from addyours.comments.actions.mentions import enter_writers, keep_mentions, words_of
from addyours.comments.actions.placing import best_of, locked_thread, new_path, tell
from addyours.comments.models import (
    Comment,
    CommentState,
    ConversationSettings,
    Passage,
    Thread,
    ThreadState,
)
from addyours.moderation.actions import log_decision
from addyours.outbox.record import record
from addyours.text.fold import clean


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A comment that was made elsewhere or earlier: its words, time and state are given, not judged."""

    body: str
    created_at: datetime
    state: str = CommentState.PUBLISHED
    parent: Comment | None = None
    edited_at: datetime | None = None
    held_because: str = ""
    passage: Passage | None = None


def sync_thread(
    thread: Thread | None,
    *,
    path: str,
    title: str,
    opened_at: datetime | None,
    author_ids: Sequence[int] = (),
) -> Thread:
    """Make a thread for what is shown at `path`, or bring it in line; None of `opened_at` means not public.

    `author_ids` are the accounts of those who wrote it: their comments say so.
    """
    authors = sorted(author_ids)
    with transaction.atomic():
        if thread is None:
            thread = Thread.objects.create(
                path=path, title=title, opened_at=opened_at, author_ids=authors
            )
            record("thread.opened", keys=[thread.key], thread=thread.pk)
            return thread
        if thread.author_ids != authors:
            mark_authors(thread, author_ids=authors)
        elif (thread.path, thread.title, thread.opened_at) == (path, title, opened_at):
            return thread
        thread.path, thread.title, thread.opened_at = path, title, opened_at
        thread.author_ids = authors
        thread.save(update_fields=["path", "title", "opened_at", "author_ids"])
        record("thread.changed", keys=[thread.key], thread=thread.pk)
    return thread


def mark_authors(thread: Thread, *, author_ids: list[int]) -> None:
    """Say of a conversation's comments which are by whoever wrote what it is about.

    Joins the caller's transaction. Nothing is written where nothing has changed.
    """
    if thread.author_ids == author_ids:
        return
    thread.author_ids = author_ids
    thread.save(update_fields=["author_ids"])
    comments = thread.comments.filter(user__isnull=False)
    comments.filter(is_by_author=True).exclude(user__in=author_ids).update(is_by_author=False)
    comments.filter(is_by_author=False, user__in=author_ids).update(is_by_author=True)


def move_threads(paths: dict[int, str]) -> None:
    """Tell threads (by id) where they are shown from now on."""
    with transaction.atomic():
        threads = list(Thread.objects.filter(pk__in=paths))
        for thread in threads:
            thread.path = paths[thread.pk]
        Thread.objects.bulk_update(threads, ["path"], batch_size=500)
        if threads:
            record("thread.moved", keys=[thread.key for thread in threads])


def set_thread_state(thread: Thread, *, state: ThreadState, by: User | None) -> None:
    """Open, close or hide a conversation. Who may: `comments.moderate_comment`.

    `by` is None for what the site does by itself.
    """
    with transaction.atomic():
        before, thread.state = thread.state, state
        thread.save(update_fields=["state"])
        log_decision(subject=thread.key, verb=f"{state}", by=by, states=(before, state))
        record("thread.state_changed", keys=[thread.key], thread=thread.pk)


def set_thread_rules(
    thread: Thread, *, slow_minutes: int, holds_all: bool, accounts_only: bool, by: User | None
) -> None:
    """Slow a conversation down, hold all of it, keep it to accounts, or stop that.

    What is there already stays as it is. Who may: `comments.change_thread`.
    """
    with transaction.atomic():
        thread.slow_minutes, thread.holds_all = slow_minutes, holds_all
        thread.accounts_only = accounts_only
        thread.save(update_fields=["slow_minutes", "holds_all", "accounts_only"])
        rules = [f"{slow_minutes} min" if slow_minutes else ""]
        rules += [name for name in ("holds_all", "accounts_only") if getattr(thread, name)]
        reason = ", ".join(filter(None, rules))
        log_decision(subject=thread.key, verb="thread_rules", by=by, reason=reason)
        record("thread.state_changed", keys=[thread.key], thread=thread.pk)


def save_conversation_settings(settings: ConversationSettings, *, by: User | None) -> None:
    """Save how conversations work on this site, and who changed it."""
    with transaction.atomic():
        settings.pk = 1
        settings.save()
        log_decision(subject="conversation_settings", verb="settings", by=by)
        record("conversation.settings_changed", keys=["site"])


def bring_comment(thread: Thread, *, writer: Writer, brought: Brought) -> Comment:
    """Add a comment that was made elsewhere or earlier, with its own time and state, unjudged."""
    parent, body = brought.parent, clean(brought.body).strip()
    words = words_of(body, thread_id=thread.pk, answered=parent.pk if parent else None)
    is_published = brought.state == CommentState.PUBLISHED
    with transaction.atomic():
        thread = locked_thread(thread.pk)
        comment = Comment(
            thread=thread,
            parent=parent,
            passage=brought.passage,
            root_id=(parent.root_id or parent.pk) if parent else None,
            path=new_path(parent, at=brought.created_at),
            depth=parent.depth + 1 if parent else 1,
            name=writer.name,
            body=body,
            html=words.html,
            state=brought.state,
            held_because=brought.held_because,
            created_at=brought.created_at,
            edited_at=brought.edited_at,
            published_at=brought.created_at if is_published else None,
            user_id=writer.user_id,
            is_by_author=writer.user_id in thread.author_ids,
        )
        if not writer.user_id:
            comment.guest = remember_guest(
                guest_id=writer.guest_id,
                name=writer.name,
                email=writer.email,
                now=brought.created_at,
            )
        comment.best = best_of(comment)
        comment.save(force_insert=True)
        if words.mentioned:
            keep_mentions(comment, words)
        # At once: a site may be filled before its worker has ever run.
        enter_writers([comment.pk])
        tell("comment.brought", comment, states=("", comment.state))
    return comment
