"""Enters comments into their conversation: several at once, since those that come at once share a transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from django.db import connection
from django.utils.translation import gettext_lazy as _

from addyours.accounts.actions import remember_guests
from addyours.accounts.addresses import nearest_range
from addyours.accounts.queries import NAME_TAKEN, names_taken
from addyours.accounts.writers import Writer
from addyours.comments.actions.mentions import Words, keep_mentions
from addyours.comments.actions.passages import kept_passage
from addyours.comments.actions.placing import best_of, locked_thread, new_path, tell_of_new
from addyours.comments.errors import CommentRefused
from addyours.comments.models import Comment, CommentState, Passage, Thread
from addyours.comments.queries import closed_reason, settings_in_force
from addyours.comments.queries.slow import not_now
from addyours.moderation.actions import log_decision, note_attempts
from addyours.moderation.judge import judge
from addyours.moderation.queries import Knowledge, Tries, recent_tries
from addyours.moderation.submission import Outcome, Submission, Verdict
from addyours.moderation.words.actions import flag_slow_rules
from addyours.outbox.rows import insert_new
from addyours.text.passages import Selector

SAME_AGAIN = timedelta(minutes=10)
"""For so long the same words of the same sender in the same place are the same comment."""
DOUBLE_CLICK = timedelta(minutes=1)
"""For so long the same holds for somebody known by name and address only."""
_NO_PARENT = _(
    "The comment you answer is not there any more. Your text is kept: post it on its own."
)
Outcomes = dict[int, Comment | CommentRefused]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What came with a form: the words, where they belong, and the traces of how they were written."""

    body: str
    parent_id: int | None = None
    address_key: str = ""
    ranges: tuple[str, ...] = ()
    """The networks around the address, as keyed hashes."""
    key: str = ""
    """Drawn by the browser once for each form, so that sending it again is known as such."""
    trap: str = ""
    seconds: float | None = None
    passage: Selector | None = None
    """What it is about; only of what answers nobody."""


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A comment with all that could be worked out before its transaction."""

    thread_id: int
    writer: Writer
    draft: Draft
    words: Words
    passage: Passage | None
    submission: Submission
    known: Knowledge

    @property
    def now(self) -> datetime:
        return self.submission.at

    @cached_property
    def fingerprint(self) -> str:
        """A hash of what makes a second sending the same: place, words, and the form or else the sender.

        The form's key is best: nobody else knows it. Without JavaScript there is none, and what a
        guest typed and the address stand in, because a double click sends twice before a cookie is set.
        """
        draft, writer = self.draft, self.writer
        sender = (
            [f"form:{draft.key}"] if draft.key else [draft.address_key, writer.name, writer.email]
        )
        if writer.user_id:
            sender = [f"user:{writer.user_id}", draft.key]
        parts = (str(self.thread_id), str(draft.parent_id), *sender, self.submission.text)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def enter_comments(ready: Sequence[Ready]) -> list[Comment | CommentRefused]:
    """Enter comments into one conversation; return each, or why it is refused, in their order.

    Joins the caller's transaction. Ten queries however many come, if they answer nobody, are about no
    passage and none is held; eight where there are no rate limits.
    """
    guests = {one.writer.name for one in ready if not one.writer.user_id}
    # Before anything is locked: others wait for its end.
    taken = names_taken(guests, now=max(one.now for one in ready))
    thread = locked_thread(ready[0].thread_id)
    outcomes: Outcomes = {}
    left = dict(enumerate(ready))
    while left:
        # The same words twice come one after the other; in slow mode each is to know of the one before.
        first = {one.fingerprint: place for place, one in reversed(left.items())}
        at_once = [min(left)] if thread.slow_minutes else sorted(first.values())
        outcomes |= _entered(thread, {place: left.pop(place) for place in at_once}, taken)
    return [outcomes[place] for place in range(len(ready))]


def _entered(thread: Thread, ready: Mapping[int, Ready], taken: Collection[str]) -> Outcomes:
    """Enter comments of which none is the same as another; guests may not bear names that are `taken`."""
    now = max(one.now for one in ready.values())
    parents = _parents(thread, ready.values())
    known = _known_fingerprints(ready.values(), since=now - SAME_AGAIN)
    tries = recent_tries([one.submission for one in ready.values()])
    tried: list[Submission] = []
    outcomes: Outcomes = {}
    judged: dict[int, tuple[Ready, Verdict]] = {}
    for place, one in ready.items():
        parent_id = one.draft.parent_id
        if one.writer.name in taken and not one.writer.user_id:
            outcomes[place] = CommentRefused("name", str(NAME_TAKEN), field="name")
        elif parent_id is not None and parent_id not in parents:
            outcomes[place] = CommentRefused("no_parent", str(_NO_PARENT))
        elif one.fingerprint in known and (same := _sent_before(one)) is not None:
            outcomes[place] = same
        else:
            verdict = _judged(thread, one, tries)
            tried.append(one.submission)
            if verdict.outcome is Outcome.REFUSE:
                outcomes[place] = _refused(verdict)
            else:
                judged[place] = (one, verdict)
    note_attempts(tried)
    made = _saved(thread, list(judged.values()), parents) if judged else []
    return outcomes | dict(zip(judged, made, strict=True))


def _refused(verdict: Verdict) -> CommentRefused:
    return CommentRefused(verdict.code, verdict.reason, warning=verdict.warning)


def _saved(
    thread: Thread, judged: Sequence[tuple[Ready, Verdict]], parents: Mapping[int, Comment]
) -> list[Comment]:
    """Save comments as judgement has them, and tell of them."""
    unnamed = [one.writer for one, _verdict in judged if not one.writer.user_id]
    guests = iter(remember_guests(unnamed, now=judged[0][0].now))
    comments = []
    for ready, verdict in judged:
        comment = _made(thread, ready, parents.get(ready.draft.parent_id or 0))
        if ready.writer.user_id:
            comment.user_id = ready.writer.user_id
            comment.is_by_author = ready.writer.user_id in thread.author_ids
        else:
            comment.guest = next(guests)
        is_held = verdict.outcome is Outcome.HOLD
        comment.state = CommentState.PENDING if is_held else CommentState.PUBLISHED
        comment.published_at = None if is_held else comment.created_at
        comment.held_because = verdict.reason
        comment.spam_score, comment.facts = verdict.score, verdict.facts
        comments.append(comment)
    insert_new(comments)
    for comment, (ready, _verdict) in zip(comments, judged, strict=True):
        if ready.words.mentioned:
            keep_mentions(comment, ready.words)
        if not comment.is_published:
            log_decision(
                subject=comment.key,
                verb="hold",
                by=None,
                reason=comment.held_because,
                states=("", comment.state),
                writer_key=comment.writer_key,
            )
    tell_of_new(comments)
    return comments


def _made(thread: Thread, ready: Ready, parent: Comment | None) -> Comment:
    """Return a comment in its place, not saved yet."""
    draft, now = ready.draft, ready.now
    # What it belongs to is set below: to set nothing takes Django as long as to set something.
    comment = Comment(
        thread_id=thread.pk,
        root_id=(parent.root_id or parent.pk) if parent else None,
        path=new_path(parent, at=now),
        depth=parent.depth + 1 if parent else 1,
        name=ready.writer.name,
        body=ready.submission.text,
        html=ready.words.html,
        address_key=draft.address_key,
        network_key=nearest_range(draft.ranges),
        fingerprint=ready.fingerprint,
        created_at=now,
    )
    comment.thread = thread
    if parent:
        comment.parent = parent
    if ready.passage:
        comment.passage = kept_passage(ready.passage, now=now)
    comment.best = best_of(comment)
    return comment


def _parents(thread: Thread, ready: Iterable[Ready]) -> dict[int, Comment]:
    """Return the comments that are answered, by number; those that are not there any more are left out."""
    ids = {one.draft.parent_id for one in ready if one.draft.parent_id is not None}
    if not ids:
        return {}
    return Comment.objects.filter(thread=thread, state=CommentState.PUBLISHED).in_bulk(ids)


def _judged(thread: Thread, ready: Ready, tries: Tries) -> Verdict:
    """Judge a comment by what is known of it and what the conversation has to say."""
    submission, now = ready.submission, ready.now
    not_yet = not_now(thread, writer=ready.writer, address_key=submission.address_key, now=now)
    submission = replace(
        submission,
        closed_reason=closed_reason(thread, settings=settings_in_force(), now=now),
        not_now=not_yet,
        is_thread_held=thread.holds_all,
    )
    verdict = judge(submission, ready.known, tries)
    tries.add(submission)
    flag_slow_rules(ready.known.words.slow, at=now)
    return verdict


def _sent_before(ready: Ready) -> Comment | None:
    """Return the comment that the same sender has sent with the same words a moment ago.

    Whoever gets it gets the cookie of its guest with it. Without a form's key, somebody at the same
    address could copy name and words from a published comment: so it must be that guest's only
    comment, and the work of a double click. What was edited or deleted since is not the same.
    """
    writer, now = ready.writer, ready.now
    earlier = Comment.objects.filter(
        fingerprint=ready.fingerprint, created_at__gt=now - SAME_AGAIN, edited_at=None
    ).exclude(state=CommentState.DELETED)
    if ready.draft.key:
        return earlier.first()
    if writer.key:
        return next((one for one in earlier if one.writer_key == writer.key), None)
    found = earlier.filter(created_at__gt=now - DOUBLE_CLICK).first()
    if found is None or Comment.objects.filter(guest=found.guest_id).exclude(pk=found.pk).exists():
        return None
    return found


def _known_fingerprints(ready: Collection[Ready], *, since: datetime) -> set[str]:
    # Written out: it is asked for each comment, in the middle of what others wait for.
    marks = ", ".join(["%s"] * len(ready))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT fingerprint FROM comments_comment WHERE fingerprint IN ({marks})"  # noqa: S608
            " AND created_at > %s",
            [
                *(one.fingerprint for one in ready),
                connection.ops.adapt_datetimefield_value(since),
            ],
        )
        return {fingerprint for (fingerprint,) in cursor.fetchall()}
