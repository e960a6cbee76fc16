"""What conversations hold of people."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from addyours.accounts.subject import Erasing, Holding, Record, Subject, values
from addyours.comments.actions import erase_comment, erase_traces
from addyours.comments.actions.erase import comments_of
from addyours.comments.models import Comment, Mention, Visit, Vote

COMMENTS_AT_ONCE = 20
"""Comments that one step of an erasure takes, each in a transaction of its own."""


class CommentsHolding(Holding):
    """What somebody wrote, as typed, whatever became of it."""

    name = "comments"
    title = _("Comments")

    def records(self, subject: Subject) -> Iterator[Record]:
        columns = (
            "id",
            "thread__path",
            "thread__title",
            "parent_id",
            "name",
            "body",
            "passage__exact",
            "state",
            "created_at",
            "edited_at",
            "ruling__told",
            "ruling__appeal",
            "ruling__appeal_state",
            "ruling__answer",
        )
        yield from values(Comment.objects.filter(comments_of(subject)), *columns)

    def erase(self, erasing: Erasing) -> bool:
        found = Comment.objects.filter(comments_of(erasing.subject)).order_by("pk")
        rows = list(found[:COMMENTS_AT_ONCE])
        for row in rows:
            erase_comment(row, erasing)
        return bool(rows)


class TracesHolding(Holding):
    """Votes, visits, and where somebody is mentioned."""

    name = "votes-and-visits"
    title = _("Votes and visits")

    def records(self, subject: Subject) -> Iterator[Record]:
        number = subject.user.pk if subject.user else 0
        own = Q(user=number) | Q(guest__in=subject.guest_ids)
        votes = Vote.objects.filter(own)
        yield from values(votes, "comment_id", "value", "at", kind="vote")
        visits = Visit.objects.filter(user=number)
        yield from values(visits, "thread__path", "started_at", kind="visit")
        mentions = Mention.objects.filter(own)
        yield from values(mentions, "comment_id", kind="mentioned in")

    def erase(self, erasing: Erasing) -> bool:
        return bool(erase_traces(erasing.subject))
