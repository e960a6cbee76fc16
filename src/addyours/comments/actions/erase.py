"""Taking a person out of what they have written."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from addyours.accounts.subject import Erasing, Subject
from addyours.comments.actions.placing import locked_comment, tell
from addyours.comments.actions.reports import drop_reports
from addyours.comments.models import (
    Comment,
    CommentState,
    Mention,
    Ruling,
    ThreadWriter,
    Visit,
    Vote,
)
from addyours.moderation.actions import log_decision
from addyours.outbox.record import record

AT_ONCE = 500
"""Rows of votes, visits and lists that one transaction takes."""


COLUMNS = (
    "state name body html held_because address_key network_key fingerprint facts edited_at user"
    " guest is_by_author"
).split()


def comments_of(subject: Subject) -> Q:
    """Return what is written by a person, as a condition; nothing for nobody."""
    own = Q(guest__in=subject.guest_ids, user=None)
    return own | Q(user=subject.user.pk) if subject.user else own


def erase_comment(comment: Comment, erasing: Erasing) -> None:
    """Take the writer out of one comment; and the words too, unless they are published and may stay.

    What was answered leaves a tombstone, as a deleted comment does, and counts follow.
    """
    with transaction.atomic():
        fresh = locked_comment(comment)
        before = fresh.state
        stays = erasing.keeps_comments and fresh.is_published
        if not stays:
            fresh.state = CommentState.DELETED
            fresh.name, fresh.body, fresh.html = _("Erased"), "", ""
        else:
            fresh.name = _("Anonymous")
        fresh.held_because = fresh.address_key = fresh.fingerprint = ""
        fresh.facts = fresh.network_key = ""
        fresh.edited_at = fresh.edited_at if stays else None
        log_decision(
            subject=fresh.key,
            verb="erase",
            by=None,
            states=(before, fresh.state),
            writer_key=erasing.mark,
        )
        if fresh.state == CommentState.DELETED:
            drop_reports(fresh)
        # While it still has its writer: their record counts it out.
        tell("comment.erased", fresh, states=(before, fresh.state))
        fresh.user = fresh.guest = None
        fresh.is_by_author = False
        fresh.save(update_fields=COLUMNS)
        Ruling.objects.filter(comment=fresh).delete()


def erase_traces(subject: Subject) -> int:
    """Remove a batch of what a person has left beside comments: votes, visits, mentions, lists.

    Returns how many rows went. Votes keep their place in the counts: who gave them is forgotten.
    """
    user_id = subject.user.pk if subject.user else None
    own = Q(user=user_id, user__isnull=False) | Q(guest__in=subject.guest_ids)
    with transaction.atomic():
        votes = Vote.objects.filter(pk__in=_some(Vote.objects.filter(own)))
        count = votes.update(user=None, guest=None, address_key="")
        count += Mention.objects.filter(pk__in=_some(Mention.objects.filter(own))).delete()[0]
        lists = ThreadWriter.objects.filter(pk__in=_some(ThreadWriter.objects.filter(own)))
        count += lists.delete()[0]
        visits = Visit.objects.filter(user=user_id, user__isnull=False)
        count += Visit.objects.filter(pk__in=_some(visits)).delete()[0]
        record("writer.traces_erased", keys=[])
    return count


def _some(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])
