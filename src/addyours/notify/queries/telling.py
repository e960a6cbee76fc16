"""Whom a comment concerns, and why: a fixed number of queries however many they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from addyours.accounts.models import Mute, User
from addyours.comments.models import PATH_STEP, Comment, Mention, Thread, ThreadState
from addyours.notify.models import Follow, Notification, NotificationKind, Way, Wishes
from addyours.stories.models.story import StoryAuthor

_LOUDEST = (Way.AT_ONCE, Way.DAILY, Way.SITE)
_REASONS = tuple(NotificationKind)


@dataclass(frozen=True, order=True)
class Told:
    """One reader who is to be told of a comment, why, and how."""

    user_id: int
    kind: str
    way: str


def is_public(thread: Thread) -> bool:
    """Tell whether readers see a conversation at all."""
    return thread.opened_at is not None and thread.state != ThreadState.HIDDEN


def comment_to_tell(comment_id: int) -> Comment | None:
    """Return a comment that readers may be told of: published, in public. One query."""
    found = Comment.objects.select_related("thread", "parent").filter(pk=comment_id).first()
    return found if found and found.is_published and is_public(found.thread) else None


def comments_that_concern(ids: Collection[int]) -> set[int]:
    """Return which of these comments may concern anybody: most comments of guests do not. One query.

    A comment concerns whose comment it answers, whom it mentions, and who follows its conversation.
    """
    if not ids:
        return set()
    here = Follow.objects.filter(thread=OuterRef("thread"))
    named = Mention.objects.filter(comment=OuterRef("pk"), user__isnull=False)
    concerned = Q(parent__user__isnull=False) | Exists(here) | Exists(named)
    return set(Comment.objects.filter(concerned, pk__in=ids).values_list("pk", flat=True))


def readers_to_tell(comment: Comment) -> list[Told]:
    """Return who is to be told of a comment and has not been, by their ids. Six queries.

    Everybody once: of several reasons the one that is told loudest counts, a mention before an
    answer before what they follow. Nobody is told of their own, nor of whom they have muted. Who was
    told already is told again only when an edit mentions them.
    """
    reasons = list(_by_wish(comment))
    explicit = list(_by_following(comment))
    # Who has said how to be told of the comment that is answered is asked no more.
    said = {user_id for user_id, kind, _way in explicit if kind == NotificationKind.ANSWER}
    reasons = [
        one for one in reasons if one[1] != NotificationKind.ANSWER or one[0] not in said
    ] + explicit
    told = dict(Notification.objects.filter(comment=comment).values_list("user_id", "kind"))
    left_out = {comment.user_id, *_deaf_to(comment)}
    best: dict[int, tuple[int, int]] = {}
    for user_id, kind, way in reasons:
        if way == Way.NOT or user_id in left_out:
            continue
        if user_id in told and (
            kind != NotificationKind.MENTION or told[user_id] == NotificationKind.MENTION
        ):
            continue
        rank = (_LOUDEST.index(Way(way)), _REASONS.index(NotificationKind(kind)))
        best[user_id] = min(best.get(user_id, rank), rank)
    return sorted(
        Told(user_id, _REASONS[reason].value, _LOUDEST[way].value)
        for user_id, (way, reason) in best.items()
    )


def _by_wish(comment: Comment) -> Iterator[tuple[int, str, str]]:
    """Yield who is mentioned or answered, with the way they wish for. Two queries."""
    mentioned = set(
        Mention.objects.filter(comment=comment, user__is_active=True).values_list("user", flat=True)
    )
    answered = comment.parent.user_id if comment.parent else None
    concerned = User.objects.filter(
        Q(pk__in=mentioned) | Q(pk=answered), is_active=True
    ).values_list("pk", "wishes__answers", "wishes__mentions")
    fresh = Wishes()
    for user_id, answers, mentions in concerned:
        if user_id == answered:
            yield user_id, NotificationKind.ANSWER, answers or fresh.answers
        if user_id in mentioned:
            yield user_id, NotificationKind.MENTION, mentions or fresh.mentions


def _by_following(comment: Comment) -> Iterator[tuple[int, str, str]]:
    """Yield who follows the conversation or a comment above. One query.

    Of comments above each other the nearest counts.
    """
    ends = range(PATH_STEP, len(comment.path), PATH_STEP)
    above = Q(comment__path__in=[comment.path[:end] for end in ends]) | Q(comment=comment.parent_id)
    here = Q(comment__isnull=True) | (above & Q(comment__isnull=False))
    follows = Follow.objects.filter(here, thread=comment.thread_id, user__is_active=True)
    nearest: dict[int, tuple[str, str]] = {}
    fields = ("user_id", "way", "comment_id", "comment__user_id")
    for user_id, way, above_id, writer_id in follows.order_by("comment__path").values_list(*fields):
        if above_id is None:
            yield user_id, NotificationKind.COMMENT, way
        elif above_id == comment.parent_id and writer_id == user_id:
            yield user_id, NotificationKind.ANSWER, way
        else:
            nearest[user_id] = (NotificationKind.REPLY, way)
    for user_id, (kind, way) in nearest.items():
        yield user_id, kind, way


def _deaf_to(comment: Comment) -> set[int]:
    """Return who has muted a comment's writer. One query."""
    key = comment.writer_key
    return set(Mute.objects.filter(key=key).values_list("user_id", flat=True)) if key else set()


def authors_of(thread_id: int) -> list[int]:
    """Return the accounts of the authors of the public story that a conversation is about. One query."""
    bylines = StoryAuthor.objects.filter(
        story__thread=thread_id, story__live=True, author__user__is_active=True
    )
    return sorted(set(bylines.values_list("author__user", flat=True)))
