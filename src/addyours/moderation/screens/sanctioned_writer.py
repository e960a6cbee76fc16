"""Keeps to what moderators have decided about a writer, an address, a network or a mail domain."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from addyours.moderation.models import SanctionKind
from addyours.moderation.queries import Knowledge
from addyours.moderation.sanctions.queries import Restraint
from addyours.moderation.screens.screen import hold, refuse
from addyours.moderation.submission import Finding, Outcome, Submission

STRONGEST_FIRST = tuple(reversed(SanctionKind.values))


class SanctionedWriter:
    """Says so plainly: a writer who doesn't know only tries again."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        if submission.is_staff or not known.restraints:
            return None
        strongest = min(known.restraints, key=lambda one: STRONGEST_FIRST.index(one.kind))
        if strongest.kind == SanctionKind.BAN:
            return _banned(strongest)
        if strongest.kind == SanctionKind.MUTE:
            return _silenced(strongest)
        if strongest.kind == SanctionKind.WARN and not submission.is_change:
            return _warned(strongest)
        under_review = [one for one in known.restraints if one.kind == SanctionKind.REVIEW]
        return _looked_at(under_review[0]) if under_review else None


def _banned(ban: Restraint) -> Finding:
    if ban.reason:
        return refuse("banned_writer", _("You can't comment here at the moment: %s") % ban.reason)
    return refuse("banned_writer", _("You can't comment here at the moment."))


def _silenced(silence: Restraint) -> Finding:
    assert silence.ends_at is not None
    end = date_format(timezone.localtime(silence.ends_at), "DATETIME_FORMAT")
    if silence.reason:
        words = _("You can comment here again from %(end)s: %(reason)s")
        return refuse("silenced_writer", words % {"end": end, "reason": silence.reason})
    return refuse("silenced_writer", _("You can comment here again from %s.") % end)


def _warned(warning: Restraint) -> Finding:
    return Finding(
        outcome=Outcome.REFUSE,
        screen="warned_writer",
        reason=warning.warning,
        number=warning.number,
    )


def _looked_at(review: Restraint) -> Finding:
    if review.reason:
        words = _("Everything of this writer is looked at first: %s.")
        return hold("always_review", words % review.reason.rstrip("."))
    return hold("always_review", _("Everything of this writer is looked at first."))
