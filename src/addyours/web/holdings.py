"""Everything the site holds of people, package by package: given to them on request, erased on request."""

from __future__ import annotations

import logging

from django.utils import timezone

from addyours.accounts.actions import erase_person, forget_old_proofs
from addyours.accounts.holding import AccountHolding
from addyours.accounts.models import Erasure
from addyours.accounts.queries import guests_of_address
from addyours.accounts.subject import Erasing, Holding, Subject, subject_of
from addyours.comments.holding import CommentsHolding, TracesHolding
from addyours.moderation.holding import ModerationHolding
from addyours.newsroom.holding import FilterHolding
from addyours.notify.holding import FollowingHolding, MailHolding

logger = logging.getLogger(__name__)
HOLDINGS: tuple[Holding, ...] = (
    AccountHolding(),
    CommentsHolding(),
    TracesHolding(),
    FollowingHolding(),
    MailHolding(),
    ModerationHolding(),
    FilterHolding(),
)
"""In the order of what readers take away. Erased in this order too: judgement goes by what comments
leave to it, and the account itself last of all."""
STEPS = 200
"""Steps of erasing that are done at a time; the rest follows a minute later."""


def erase_due(*, steps: int = STEPS) -> int:
    """Go on with whoever is to be erased by now, and return how many are done.

    A step is a short transaction or a few: writers wait for none. After a crash it goes on where it
    was.
    """
    done = 0
    due = Erasure.objects.filter(due_at__lte=timezone.now(), cancelled_at=None, done_at=None)
    for erasure in due.order_by("due_at").select_related("user"):
        steps = _erase(erasure, steps)
        if steps <= 0:
            break
        done += 1
        logger.info("%s is done.", erasure.mark)
    return done


def forget_proofs() -> None:
    """Forget the addresses of links that are too old."""
    forget_old_proofs(now=timezone.now())


def _erase(erasure: Erasure, steps: int) -> int:
    """Erase one person as far as the steps go; return how many are left. 0: it is not done."""
    erasing = Erasing(
        subject=_subject(erasure), mark=erasure.mark, keeps_comments=erasure.keeps_comments
    )
    for holding in HOLDINGS:
        while steps > 0 and holding.erase(erasing):
            steps -= 1
    if steps > 0:
        erase_person(erasure, erasing.subject, now=timezone.now())
    return steps


def _subject(erasure: Erasure) -> Subject:
    if erasure.user is not None:
        return subject_of(erasure.user)
    guests = tuple(guests_of_address(erasure.email))
    return Subject(user=None, guest_ids=guests, emails=(erasure.email,))
