"""Who writes in a conversation: for mentions, and for completing a name while it is typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from addyours.comments.models import Comment, CommentState, Thread, ThreadWriter
from addyours.text.mentions import mention_key

MOST_NAMES = 10
LONGEST_START = 40
"""Characters of a name that are looked at while it is typed."""


class Entry(NamedTuple):
    """A row of the lists of who writes where, before it is saved, under the names of its fields."""

    thread_id: int
    user_id: int | None
    guest_id: int | None
    name: str
    folded: str
    comment_id: int


Public = Mapping[int, tuple[int, int | None, int | None, str]]
"""Published comments by number, the newest first: conversation, account, guest and name."""


def writers_named(
    thread_id: int, keys: Collection[str], *, answered: int | None = None
) -> dict[str, ThreadWriter]:
    """Return whom mentions with these keys mean in a conversation. One query, two for an answer.

    Accounts go before guests of the same name, and who came last before who came first. Whoever
    wrote the comment `answered` counts even when the list of writers doesn't know them yet.
    """
    found: dict[str, ThreadWriter] = {}
    if not keys:
        return found
    rows = list(_writers(thread_id).filter(folded__in=keys))
    if answered is not None:
        rows += _writer_of(thread_id, answered, keys)
    for row in sorted(rows, key=lambda row: (row.user_id is not None, row.pk or 0)):
        found[row.folded] = row
    return found


def names_like(thread: Thread, start: str) -> list[str]:
    """Return ten names at most of people who write in a conversation, beginning as typed. One query.

    Without a beginning, those who came last.
    """
    key = mention_key(start[:LONGEST_START])
    rows = _writers(thread.pk)
    rows = rows.filter(folded__startswith=key).order_by("folded") if key else rows.order_by("-pk")
    # Guests may bear the same name: some more are read than shown.
    by_key = {row.folded: row.name for row in rows[: MOST_NAMES * 3]}
    return list(by_key.values())[:MOST_NAMES]


def public_comments(comment_ids: Collection[int]) -> Public:
    """Return where those of these comments that are published stand, and by whom. One query."""
    published = Comment.objects.filter(pk__in=comment_ids, state=CommentState.PUBLISHED)
    rows = published.order_by("-pk").values_list("pk", "thread_id", "user_id", "guest_id", "name")
    return {pk: (thread, user, guest, name) for pk, thread, user, guest, name in rows}


def writers_missing(public: Public) -> list[Entry]:
    """Return what the lists of who writes where lack of these comments. One query."""
    wanted = {
        (thread, user, None if user else guest, mention_key(name)): (name, pk)
        for pk, (thread, user, guest, name) in public.items()
        if user or guest
    }
    known = ThreadWriter.objects.filter(
        thread__in={key[0] for key in wanted},
        folded__in={key[3] for key in wanted},
        comment__isnull=False,
    )
    for key in known.values_list("thread_id", "user_id", "guest_id", "folded"):
        wanted.pop(key, None)
    return [
        Entry(thread, user, guest, name, folded, pk)
        for (thread, user, guest, folded), (name, pk) in wanted.items()
    ]


def writers_uprooted(
    comment_ids: Collection[int], public: Public
) -> list[tuple[ThreadWriter, int | None]]:
    """Return who stood in the lists by these comments, where they are published no more, each with
    another comment of theirs, or None. One query, and one for each of them.
    """
    found: list[tuple[ThreadWriter, int | None]] = []
    for row in ThreadWriter.objects.filter(comment__in=comment_ids):
        here = public.get(row.comment_id or 0)
        if here and here[3] == row.name:
            continue
        theirs = Q(user=row.user_id) if row.user_id else Q(guest=row.guest_id)
        others = Comment.objects.filter(
            theirs, thread=row.thread_id, name=row.name, state=CommentState.PUBLISHED
        )
        found.append((row, others.values_list("pk", flat=True).first()))
    return found


def _writers(thread_id: int) -> QuerySet[ThreadWriter]:
    """Return those of whom something stands in the conversation under that name still."""
    return ThreadWriter.objects.filter(
        thread=thread_id, comment__state=CommentState.PUBLISHED, comment__name=F("name")
    )


def _writer_of(thread_id: int, comment_id: int, keys: Collection[str]) -> list[ThreadWriter]:
    found = Comment.objects.filter(
        pk=comment_id, thread=thread_id, state=CommentState.PUBLISHED
    ).values_list("user_id", "guest_id", "name")
    made = [
        ThreadWriter(user_id=user, guest_id=guest, name=name, folded=mention_key(name))
        for user, guest, name in found
        if user or guest
    ]
    return [row for row in made if row.folded in keys]
