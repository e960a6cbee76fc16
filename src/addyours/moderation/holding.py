"""What judgement holds of people."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from addyours.accounts.mail import plain_address
from addyours.accounts.subject import Erasing, Holding, Record, Subject, values
from addyours.moderation.actions import forget_writer
from addyours.moderation.models import (
    Attempt,
    Decision,
    Report,
    Sanction,
    SanctionKind,
    WriterRecord,
)


class ModerationHolding(Holding):
    """What was decided about somebody, and by them; who of the staff decided is not told."""

    name = "moderation"
    title = _("Moderation")

    def records(self, subject: Subject) -> Iterator[Record]:
        keys = subject.keys
        records = WriterRecord.objects.filter(key__in=keys)
        yield from values(
            records, "accepted", "rejected", "spam", "upheld", "dismissed", kind="record"
        )
        when = ("created_at", "ends_at", "lifted_at", "heeded_at")
        for kind in SanctionKind.values:
            under = Sanction.objects.filter(key__in=keys, kind=kind)
            yield from values(under, "reason", *when, kind=kind)
        addresses = [plain_address(email) for email in subject.emails if email]
        made = Report.objects.filter(Q(reporter_key__in=keys) | Q(email__in=addresses))
        said = ("subject", "kind", "text", "name", "email", "at", "outcome", "settled_at")
        for row in values(made, *said):
            yield {**row, "kind": "report", "reason": row["kind"]}
        about = Decision.objects.filter(Q(writer_key__in=keys) | Q(subject__in=keys))
        columns = ("subject", "verb", "from_state", "to_state", "reason", "at")
        yield from values(about, *columns, kind="decision about you")
        if subject.user is not None:
            own = Decision.objects.filter(by=subject.user)
            yield from values(own, *columns, kind="decision by you")
        tries = Attempt.objects.filter(writer_key__in=keys)
        yield from values(tries, "at", kind="try to post")

    def erase(self, erasing: Erasing) -> bool:
        subject = erasing.subject
        addresses = [plain_address(email) for email in subject.emails if email]
        forget_writer(subject.keys, mark=erasing.mark, emails=addresses)
        return False
