"""What following and mailing hold of people."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from addyours.accounts.mail import plain_address
from addyours.accounts.subject import Erasing, Holding, Record, Subject, values
from addyours.notify.actions import forget_reader
from addyours.notify.folder import drop
from addyours.notify.models import Follow, Mail, MailChoice, Notification, Suppression, Wishes


def kept_files(subject: Subject) -> list[str]:
    """Return the files that mails to a person lie in, where no mail server is set."""
    addresses = [plain_address(email) for email in subject.emails]
    kept = Mail.objects.filter(address__in=addresses).exclude(kept_in="")
    return list(kept.values_list("kept_in", flat=True))


class FollowingHolding(Holding):
    """What somebody follows, was told of, and how they want to be told."""

    name = "following"
    title = _("Following and notifications")

    def records(self, subject: Subject) -> Iterator[Record]:
        number = subject.user.pk if subject.user else 0
        follows = Follow.objects.filter(user=number)
        yield from values(follows, "thread__path", "comment_id", "way", "since", kind="follows")
        told = Notification.objects.filter(user=number)
        yield from values(told, "kind", "comment_id", "way", "at", "read_at")
        wishes = Wishes.objects.filter(user=number)
        yield from values(wishes, "answers", "mentions", "own_stories", kind="wishes")

    def erase(self, erasing: Erasing) -> bool:
        for name in kept_files(erasing.subject):
            drop(name)
        return bool(forget_reader(erasing.subject))


class MailHolding(Holding):
    """The mails somebody was sent, what became of them, and which they don't want."""

    name = "mails"
    title = _("Mails")

    def records(self, subject: Subject) -> Iterator[Record]:
        own = Q(pk=None)
        for email in subject.emails:
            own |= Q(address=plain_address(email))
        mails = Mail.objects.filter(own)
        yield from values(mails, "kind", "subject", "state", "queued_at", kind_of_record="mail")
        choices = MailChoice.objects.filter(own)
        yield from values(choices, "kind", kind_of_record="stopped")
        bounced = Suppression.objects.filter(own)
        yield from values(bounced, "address", kind_of_record="bounced")
