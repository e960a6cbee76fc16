"""Tells writers what was decided about their comments and about them: on the site at once, by mail a little later."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse

from addyours.accounts.errors import AccountRefused
from addyours.accounts.mail import Kind, letter
from addyours.accounts.models import User
from addyours.comments.models import Comment
from addyours.conf import current
from addyours.moderation.models import Sanction
from addyours.notify.models import Notification, NotificationKind, Way
from addyours.notify.queries.decisions import decided_at, decided_comment, outcome_of
from addyours.notify.queries.mailing import who_stopped
from addyours.outbox.record import record


def tell_writer(comment: Comment, *, now: datetime) -> None:
    """Tell a comment's writer of the newest decision about it; safe to repeat.

    There is one notification a comment: a later decision makes it new again.
    """
    with transaction.atomic():
        row, is_new = Notification.objects.select_for_update().get_or_create(
            comment=comment,
            user=comment.user,
            kind=NotificationKind.DECISION,
            defaults={"way": Way.AT_ONCE, "thread_id": comment.thread_id, "at": now},
        )
        if not is_new and row.at < decided_at(comment):
            row.at, row.read_at, row.settled_at = now, None, None
            row.save(update_fields=["at", "read_at", "settled_at"])
        record("writer.told", keys=[f"user:{comment.user_id}"], comment=comment.pk)


def mail_decision(notification_id: int, *, now: datetime) -> bool:
    """Write the mail about a decision, if it still holds and was not read on the site; return whether.

    It is written once, however often and by however many this is done.
    """
    row = Notification.objects.select_related("user").get(pk=notification_id)
    # Rendered before the transaction: others wait for its end.
    mail = _letter(row)
    with transaction.atomic():
        due = Notification.objects.filter(pk=row.pk, settled_at__isnull=True, at=row.at)
        is_mine = bool(due.update(settled_at=now))
        if is_mine and mail is not None:
            mail.send()
        record("writer.mailed", keys=[], comment=row.comment_id)
    return is_mine and mail is not None


def mail_warning(sanction_id: int, *, now: datetime) -> bool:
    """Write the mail about a warning of an account, if it is still in force; return whether.

    It is written once, however often and by however many this is done.
    """
    # Rendered before the transaction: others wait for its end.
    mail = _warning(Sanction.objects.get(pk=sanction_id), now)
    with transaction.atomic():
        due = Sanction.objects.filter(pk=sanction_id, mailed_at=None)
        is_mine = bool(due.update(mailed_at=now))
        if is_mine and mail is not None:
            mail.send()
        record("warning.mailed", keys=[], sanction=sanction_id)
    return is_mine and mail is not None


def _warning(sanction: Sanction, now: datetime) -> EmailMultiAlternatives | None:
    user = User.objects.filter(pk=int(sanction.key.removeprefix("user:")), is_active=True).first()
    if user is None or not sanction.is_in_force(now):
        return None
    if (user.pk, Kind.DECISION.value) in who_stopped([user.pk]):
        return None
    url = current().site_url + reverse("notify:notifications")
    values = {"reason": sanction.reason, "url": url}
    try:
        return letter(Kind.DECISION, to=user.email, template="notify/warned", context=values)
    except AccountRefused:
        return None


def _letter(row: Notification) -> EmailMultiAlternatives | None:
    comment = decided_comment(row.comment_id)
    is_stopped = (row.user_id, Kind.DECISION.value) in who_stopped([row.user_id])
    if comment is None or row.read_at or is_stopped or not row.user.is_active:
        return None
    if comment.ruling.is_open:
        # They have read it: they appealed.
        return None
    site = current().site_url
    values = {
        "comment": comment,
        "thread": comment.thread,
        "ruling": comment.ruling,
        "outcome": outcome_of(comment),
        "url": site + reverse("comments:comment", args=[comment.pk]),
    }
    try:
        return letter(Kind.DECISION, to=row.user.email, template="notify/decided", context=values)
    except AccountRefused:
        return None
