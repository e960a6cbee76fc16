"""Whom a comment names, and the kept list of who can be named in a conversation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from addyours.comments.models import Comment, Mention, ThreadWriter
from addyours.comments.queries.people import (
    Entry,
    public_comments,
    writers_missing,
    writers_named,
    writers_uprooted,
)
from addyours.outbox.record import record
from addyours.outbox.rows import insert_rows
from addyours.text.markdown import to_html
from addyours.text.mentions import mention_candidates, with_mentions


@dataclass(frozen=True)
class Words:
    """What somebody typed, as HTML with its mentions marked, and whom those mean."""

    html: str
    mentioned: tuple[ThreadWriter, ...] = ()


def words_of(body: str, *, thread_id: int, answered: int | None = None) -> Words:
    """Return typed words as HTML. No query without an @ in them; two at most."""
    html = to_html(body)
    if "@" not in body:
        return Words(html)
    people = writers_named(thread_id, mention_candidates(html), answered=answered)
    if not people:
        return Words(html)
    html, named = with_mentions(html, people.keys())
    return Words(html, tuple(people[key] for key in sorted(named)))


def keep_mentions(comment: Comment, words: Words) -> None:
    """Save whom a comment mentions, in the transaction that saves the comment."""
    unique = {(person.user_id, person.guest_id) for person in words.mentioned}
    Mention.objects.bulk_create(
        Mention(comment=comment, user_id=user, guest_id=None if user else guest)
        for user, guest in sorted(unique, key=str)
    )


def change_mentions(comment: Comment, words: Words) -> None:
    """Save whom a changed comment mentions now, in the transaction that changes it."""
    if words.mentioned or comment.mentions.exists():
        comment.mentions.all().delete()
        keep_mentions(comment, words)


def enter_writers(comment_ids: Collection[int]) -> list[int]:
    """Enter who wrote these comments into the lists of their conversations, in the caller's transaction.

    Returns the conversations with somebody new.
    """
    return _enter(writers_missing(public_comments(comment_ids)))


def list_writers(comment_ids: Collection[int]) -> None:
    """Bring the lists of who writes in a conversation in line with these comments; safe to repeat.

    Who has nothing published there any more is taken off. The pages that complete names are dropped
    for conversations whose list has changed.
    """
    public = public_comments(comment_ids)
    uprooted = writers_uprooted(comment_ids, public)
    new = writers_missing(public)
    if not uprooted and not new:
        return
    with transaction.atomic():
        for row, other in uprooted:
            if other is None:
                row.delete()
            else:
                ThreadWriter.objects.filter(pk=row.pk).update(comment=other)
        # Who was taken off may be missing now, under the same name in other letters.
        listed = enter_writers(comment_ids) if uprooted else _enter(new)
        threads = {*listed, *(row.thread_id for row, _other in uprooted)}
        record("thread.writers_listed", keys=sorted(f"writers:{thread}" for thread in threads))


def _enter(new: Sequence[Entry]) -> list[int]:
    """Save entries, but those that somebody else has made meanwhile; return their conversations."""
    if new:
        insert_rows(ThreadWriter, Entry._fields, new, passes_over=True)
    return sorted({entry.thread_id for entry in new})
