"""Making comments of a guest those of an account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from addyours.accounts.models import User
from addyours.comments.actions.mentions import enter_writers
from addyours.comments.errors import CommentRefused
from addyours.comments.models import Comment, Thread
from addyours.comments.queries.readers import MOST_CLAIMED, claimable_comments
from addyours.moderation.actions import move_outcomes
from addyours.moderation.sanctions.queries import restraints_on
from addyours.outbox.record import record


def claim_comments(
    user: User, *, comment_ids: Collection[int], guest_id: int | None, now: datetime
) -> int:
    """Make comments of guests an account's own, and return how many; what is not claimable is left.

    They keep the name they were written under and the guest they are of; what became of them counts
    for the account from now on. Raises CommentRefused when one of the guests is under a sanction.
    """
    with transaction.atomic():
        found = claimable_comments(user, guest_id=guest_id).filter(pk__in=comment_ids)
        rows = list(
            found.select_for_update(of=("self",), no_key=True).order_by("pk")[:MOST_CLAIMED]
        )
        guests = {row.writer_key for row in rows}
        if restraints_on(guests, at=now):
            raise CommentRefused(
                "banned", _("Comments of somebody who is banned can't be claimed.")
            )
        outcomes = Counter((row.writer_key, row.state) for row in rows)
        authored = Thread.objects.filter(pk__in={row.thread_id for row in rows})
        own = [thread.pk for thread in authored if user.pk in thread.author_ids]
        for row in rows:
            row.user, row.is_by_author = user, row.thread_id in own
        Comment.objects.bulk_update(rows, ["user", "is_by_author"], batch_size=100)
        enter_writers([row.pk for row in rows])
        move_outcomes(outcomes, to=f"user:{user.pk}")
        keys = sorted({f"thread:{row.thread_id}" for row in rows})
        record("comment.claimed", keys=[*keys, f"user:{user.pk}"], user=user.pk)
    return len(rows)
