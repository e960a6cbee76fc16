"""What readers think of a comment, counted exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from addyours.accounts.actions import remember_guest
from addyours.accounts.addresses import domain_keys
from addyours.accounts.writers import Writer
from addyours.comments import ranking
from addyours.comments.actions.change import is_own
from addyours.comments.actions.placing import best_of
from addyours.comments.errors import VoteRefused
from addyours.comments.models import Comment, ConversationSettings, Vote, Voting
from addyours.comments.queries import closed_reason, conversation_settings
from addyours.conf import current
from addyours.moderation.queries import policy_in_force, writer_records
from addyours.moderation.sanctions.queries import is_banned
from addyours.moderation.trust import level_at, levels_of, points_of
from addyours.outbox.record import record

WINDOW = timedelta(minutes=10)
PER_READER, PER_ADDRESS = 60, 120
"""Comments voted on within WINDOW; more are refused until it has passed."""
GUESTS_AN_ADDRESS = 3
"""Votes of guests on one comment from one network address: a household, not a crowd."""
MOST_TURNS = 20


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """What came with a vote: 1, -1, or 0 to take it back, and the traces of who it is."""

    value: int
    address_key: str = ""
    ranges: tuple[str, ...] = ()
    """The networks around the address, as keyed hashes."""
    guest_id: int | None = None
    """The guest this browser was before it signed in: their vote becomes the account's."""


def cast_vote(comment: Comment, *, writer: Writer | None, ballot: Ballot, now: datetime) -> Vote:
    """Count a reader's vote on a comment, change it, or take it back, and return it.

    Locks the comment alone: whatever else changes a comment's counts of votes does the same. A
    reader who is not known yet becomes a guest. Raises VoteRefused with the reason, and
    Comment.DoesNotExist.
    """
    with transaction.atomic():
        fresh = (
            Comment.objects.select_for_update(no_key=True, of=("self",))
            .select_related("thread")
            .get(pk=comment.pk)
        )
        _check(fresh, writer, ballot, conversation_settings(), now)
        vote, extra = _found(fresh, writer, ballot)
        if vote.pk and vote.value == ballot.value and not extra:
            return vote
        _check_limits(vote, writer, ballot, now)
        _count(fresh, vote, -1)
        for other in extra:
            _count(fresh, other, -1)
            other.value = 0
            other.save(update_fields=["value"])
        _sign(vote, writer, now)
        vote.value, vote.at, vote.address_key = ballot.value, now, ballot.address_key
        vote.turns += 1
        vote.save()
        _count(fresh, vote, +1)
        fresh.best = best_of(fresh)
        counts = ["up_count", "down_count", "up_weight", "down_weight", "best"]
        fresh.save(update_fields=counts)
        # A key of its own: pages with the comment may be a few seconds behind its count, but are
        # not drawn anew for every vote.
        record(
            "comment.voted",
            keys=[f"votes:{fresh.thread_id}"],
            comment=fresh.pk,
            thread=fresh.thread_id,
        )
    vote.comment = fresh
    return vote


def _check(
    comment: Comment,
    writer: Writer | None,
    ballot: Ballot,
    settings: ConversationSettings,
    now: datetime,
) -> None:
    if not comment.is_published:
        raise VoteRefused("gone", _("This comment is not there any more."))
    if reason := closed_reason(comment.thread, settings=settings, now=now):
        raise VoteRefused("closed", reason)
    if settings.votes == Voting.NOBODY:
        raise VoteRefused("off", _("There are no votes here."))
    if settings.votes == Voting.ACCOUNTS and not (writer and writer.user_id):
        raise VoteRefused("account", _("Please sign in to vote."))
    if ballot.value < 0 and not settings.down_votes:
        raise VoteRefused("off", _("There are no votes against comments here."))
    was = Writer(name="", guest_id=ballot.guest_id)
    if is_own(comment, writer) or is_own(comment, was):
        raise VoteRefused("own", _("This is your own comment: others may vote for it."))
    keys = (writer.key if writer else "", ballot.address_key, *ballot.ranges)
    if is_banned((*keys, *domain_keys(writer.email if writer else "")), at=now):
        raise VoteRefused("banned", _("You can't vote here."))
    if ballot.value and not (writer and writer.is_staff) and not _is_trusted(writer):
        raise VoteRefused("trust", _("You can't vote here yet."))


def _is_trusted(writer: Writer | None) -> bool:
    """Tell whether the table of trust lets a reader vote. Asks for their record only where it may not."""
    policy = policy_in_force()
    if all(level.may_vote for level in levels_of(policy)):
        return True
    known = writer_records([writer.key]).get(writer.key) if writer and writer.key else None
    return level_at(points_of(known), policy).may_vote


def _found(comment: Comment, writer: Writer | None, ballot: Ballot) -> tuple[Vote, list[Vote]]:
    """Return the reader's vote, made now if there is none, and another that they gave as a guest."""
    user_id = writer.user_id if writer else None
    guest_id = (writer.guest_id if writer else None) or ballot.guest_id
    own = Q(user=user_id) if user_id else Q(pk=None)
    if guest_id:
        own |= Q(guest=guest_id, user=None)
    votes = list(Vote.objects.filter(own, comment=comment).order_by("user_id"))
    votes.sort(key=lambda one: one.user_id is None)
    if not votes:
        return Vote(comment=comment, value=0, weight=ranking.GUEST), []
    return votes[0], [one for one in votes[1:] if one.value]


def _sign(vote: Vote, writer: Writer | None, now: datetime) -> None:
    """Put the reader's name to a vote: a new one, or one they gave before they signed in."""
    if writer and writer.user_id:
        vote.user_id, vote.guest_id, vote.weight = writer.user_id, None, ranking.ACCOUNT
    elif writer and writer.guest_id:
        vote.guest_id = writer.guest_id
    elif vote.guest_id is None:
        vote.guest = remember_guest(guest_id=None, name="", email="", now=now)


def _check_limits(vote: Vote, writer: Writer | None, ballot: Ballot, now: datetime) -> None:
    if not current().rate_limits:
        return
    slower = _("That was a lot of votes at once. Please try again in ten minutes.")
    if vote.turns >= MOST_TURNS:
        raise VoteRefused("turns", _("You have changed this vote too often."))
    lately = Vote.objects.filter(at__gt=now - WINDOW)
    if writer and writer.key:
        own = Q(user=writer.user_id) if writer.user_id else Q(guest=writer.guest_id)
        if lately.filter(own)[:PER_READER].count() >= PER_READER:
            raise VoteRefused("often", slower)
    if not ballot.address_key:
        return
    here = Vote.objects.filter(address_key=ballot.address_key)
    if here.filter(at__gt=now - WINDOW)[:PER_ADDRESS].count() >= PER_ADDRESS:
        raise VoteRefused("often", slower)
    if not (writer and writer.user_id) and ballot.value:
        same = here.filter(comment=vote.comment, user=None).exclude(value=0).exclude(pk=vote.pk)
        if same.count() >= GUESTS_AN_ADDRESS:
            raise VoteRefused(
                "address", _("Enough guests from your network have voted on this comment.")
            )


def _count(comment: Comment, vote: Vote, step: int) -> None:
    if vote.value > 0:
        comment.up_count += step
        comment.up_weight += step * vote.weight
    elif vote.value < 0:
        comment.down_count += step
        comment.down_weight += step * vote.weight
