"""What readers choose to follow, and how they want to be told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from addyours.accounts.models import User
from addyours.comments.models import Comment, Thread
from addyours.notify.errors import FollowRefused
from addyours.notify.models import Follow, Way, Wishes
from addyours.notify.queries.following import wishes_of
from addyours.notify.queries.telling import is_public
from addyours.outbox.record import record


def follow(user: User, *, thread: Thread, comment: Comment | None = None, way: Way) -> None:
    """Follow a conversation, or the replies to one comment in it, from now on; NOT ends it.

    Raises FollowRefused for what readers don't see.
    """
    if way != Way.NOT and not (is_public(thread) and (comment is None or comment.is_published)):
        raise FollowRefused("gone", _("This is not there any more, so it can't be followed."))
    with transaction.atomic():
        Follow.objects.update_or_create(
            user=user, thread=thread, comment=comment, defaults={"way": way}
        )
        record("follow.changed", keys=[f"user:{user.pk}"], user=user.pk, thread=thread.pk)


def follow_own_story(thread: Thread, *, authors: Collection[int], now: datetime) -> None:
    """Have the authors of a story (accounts, by id) follow its conversation, each as they wish.

    Who has ever followed it, or ended that, is left alone.
    """
    known = Follow.objects.filter(thread=thread, comment=None, user__in=authors)
    new = sorted(set(authors) - set(known.values_list("user_id", flat=True)))
    ways = {user_id: wishes_of(user_id).own_stories for user_id in new}
    made = [
        Follow(user_id=user_id, thread=thread, way=way, since=now)
        for user_id, way in ways.items()
        if way != Way.NOT
    ]
    if not made:
        return
    with transaction.atomic():
        Follow.objects.bulk_create(made, ignore_conflicts=True)
        keys = [f"user:{one.user_id}" for one in made]
        record("follow.begun", keys=keys, thread=thread.pk)


def save_wishes(wishes: Wishes) -> None:
    """Save how a reader wants to be told of what they have not chosen to follow."""
    with transaction.atomic():
        wishes.save()
        record("wishes.saved", keys=[f"user:{wishes.user_id}"], user=wishes.user_id)
