"""Tells readers of a comment: on the site, by mail at once, or by one mail a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.urls import reverse

from addyours.accounts.errors import AccountRefused
from addyours.accounts.mail import Kind, letter
from addyours.accounts.models import User
from addyours.comments.models import Comment
from addyours.conf import current
from addyours.notify.models import Notification, Way
from addyours.notify.queries.mailing import (
    Digest,
    digest_for,
    had_digest,
    kind_of_mail,
    to_mail_at_once,
    waiting_for_digest,
    who_stopped,
)
from addyours.notify.queries.notifications import told_of_muted
from addyours.notify.queries.telling import Told, comment_to_tell
from addyours.outbox.record import record

KEPT = timedelta(days=180)
"""For so long readers find what they were told of."""
FORGOTTEN_AT_ONCE = 1_000


def tell_readers(comment: Comment, readers: Sequence[Told], *, now: datetime) -> None:
    """Tell these readers of a comment on the site; safe to repeat.

    The outbox row says for whom mails are to be written: `first` to `last` of the accounts.
    """
    with transaction.atomic():
        Notification.objects.bulk_create(
            (
                Notification(
                    user_id=one.user_id,
                    kind=one.kind,
                    way=one.way,
                    thread_id=comment.thread_id,
                    comment=comment,
                    at=now,
                    settled_at=now if one.way == Way.SITE else None,
                )
                for one in readers
            ),
            ignore_conflicts=True,
        )
        first, last = readers[0].user_id, readers[-1].user_id
        record("readers.told", keys=[], comment=comment.pk, first=first, last=last)


def mail_readers(comment_id: int, *, first: int, last: int, now: datetime) -> int:
    """Write the mails about a comment that are due at once, of the accounts from `first` to `last`.

    Returns how many. Each is written once, however often and by however many this is done; none,
    when the comment is gone meanwhile.
    """
    due = list(to_mail_at_once(comment_id, first=first, last=last))
    if not due:
        return 0
    # Rendered before the transaction: others wait for its end.
    letters = _letters(comment_to_tell(comment_id), due)
    with transaction.atomic():
        mine = set(
            Notification.objects.select_for_update()
            .filter(pk__in=[row.pk for row in due], settled_at__isnull=True)
            .values_list("pk", flat=True)
        )
        for pk in sorted(mine & letters.keys()):
            letters[pk].send()
        Notification.objects.filter(pk__in=mine).update(settled_at=now)
        record("readers.mailed", keys=[], comment=comment_id)
    return len(mine & letters.keys())


def mail_digest(user_id: int, *, before: datetime, now: datetime) -> bool:
    """Write a reader's daily mail of what they were told before a time; return whether there is one.

    None is written when one was since `before`, or when nothing is left that they have not seen.
    """
    with transaction.atomic():
        # Two workers at once: the second waits here, and finds nothing left.
        user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
        if user is None or had_digest(user_id, since=before):
            return False
        digest = digest_for(user_id, before=before)
        is_stopped = bool(who_stopped([user_id]) & {(user_id, Kind.DIGEST.value)})
        mail = _digest(user, digest) if digest.parts and not is_stopped else None
        if mail is not None:
            mail.send()
        waiting_for_digest(before=before).filter(user=user).update(settled_at=now)
        record("reader.digest_made", keys=[], user=user_id)
    return mail is not None


def read_notifications(
    user: User, *, now: datetime, comment_id: int | None = None, until: int | None = None
) -> None:
    """Mark what a reader was told as read: of one comment, or all `until` an id, or all."""
    unread = Notification.objects.filter(user=user, read_at__isnull=True)
    if comment_id is not None:
        unread = unread.filter(comment=comment_id)
    if until is not None:
        unread = unread.filter(pk__lte=until)
    with transaction.atomic():
        if unread.update(read_at=now):
            record("notifications.read", keys=[f"user:{user.pk}"], user=user.pk)


def take_back_muted(user_id: int) -> None:
    """Take back what a reader was told of people they have muted since; safe to repeat."""
    with transaction.atomic():
        told = told_of_muted(user_id).values_list("pk", flat=True)
        Notification.objects.filter(pk__in=list(told)).delete()
        record("notifications.muted", keys=[f"user:{user_id}"], user=user_id)


def forget_notifications(*, now: datetime) -> int:
    """Remove what readers were told longer than KEPT ago; return how much. Nothing follows from it."""
    removed = 0
    while count := _forget_some(now - KEPT):
        removed += count
    return removed


def _forget_some(before: datetime) -> int:
    # Not by the model: Wagtail listens to every model's deletions, so Django would load each row.
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM notify_notification WHERE id IN"
            " (SELECT id FROM notify_notification WHERE at < %s ORDER BY at LIMIT %s)",
            [connection.ops.adapt_datetimefield_value(before), FORGOTTEN_AT_ONCE],
        )
        return int(cursor.rowcount)


def _letters(comment: Comment | None, due: list[Notification]) -> dict[int, EmailMultiAlternatives]:
    """Return the letters about a comment by the notification each is of."""
    if comment is None:
        return {}
    stopped = who_stopped([row.user_id for row in due])
    url = current().site_url + reverse("comments:comment", args=[comment.pk])
    values = {"comment": comment, "thread": comment.thread, "url": url}
    letters = {}
    for row in due:
        kind = kind_of_mail(row.kind)
        if row.read_at is None and row.user.is_active and (row.user_id, kind) not in stopped:
            try:
                letters[row.pk] = letter(
                    kind,
                    to=row.user.email,
                    template="notify/told",
                    context={**values, "reason": row.kind, "follow_url": _follow_url(row)},
                )
            except AccountRefused:
                # An address that is none must not hold up all that come after it.
                continue
    return letters


def _follow_url(row: Notification) -> str:
    return current().site_url + reverse("notify:follow_thread", args=[row.thread_id])


def _digest(user: User, digest: Digest) -> EmailMultiAlternatives | None:
    site = current().site_url
    if not user.is_active:
        return None
    try:
        return letter(
            Kind.DIGEST,
            to=user.email,
            template="notify/digest",
            context={
                "digest": digest,
                "total": digest.shown + digest.left,
                "base": site,
                "url": site + reverse("notify:notifications"),
                "follow_url": site + reverse("notify:following"),
            },
        )
    except AccountRefused:
        return None
