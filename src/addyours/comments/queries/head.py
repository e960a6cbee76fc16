"""A conversation without its comments: its settings, whether it takes any, how it can be ordered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from addyours.comments.models import ConversationSettings, Thread, ThreadState, Voting
from addyours.comments.queries.copies import copy_reason
from addyours.comments.queries.items import CommentItem
from addyours.comments.queries.order import BEST, OLDEST, SORTS
from addyours.outbox.memory import Memory


@dataclass(frozen=True, kw_only=True)
class Sort:
    """One way to order a conversation and where to get it."""

    key: str
    label: str
    url: str
    fragment_url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class ThreadPage:
    """One page of a conversation."""

    thread: Thread
    closed_reason: str
    """Why it takes no comments; empty when it does."""
    levels: int
    """Levels of replies drawn nested."""
    items: tuple[CommentItem, ...]
    sort: str = OLDEST
    sorts: tuple[Sort, ...] = ()
    first_url: str | None = None
    """The start of the conversation, when this page is not it."""
    next_url: str | None = None
    next_fragment_url: str | None = None
    previous_url: str | None = None
    previous_fragment_url: str | None = None
    newest_url: str | None = None
    """Where to read the newest first, on pages that don't have the newest."""
    votes: str = ""
    """`up`, `both`, or empty when nobody may vote now."""
    picks: tuple[CommentItem, ...] = ()
    """What editors picked, on the first page."""
    form_action: str = ""
    seconds_until_closing: float | None = None
    """How long this page is right by itself, where the conversation closes by the calendar."""

    @property
    def is_open(self) -> bool:
        return not self.closed_reason

    @property
    def rules(self) -> list[str]:
        """What holds in this conversation and not in others, in words for whoever writes."""
        words = []
        if minutes := self.thread.slow_minutes:
            slow = ngettext(
                "Slow mode: each writer may write one comment a minute.",
                "Slow mode: each writer may write one comment in %(n)d minutes.",
                minutes,
            )
            words.append(slow % {"n": minutes})
        if self.thread.holds_all:
            words.append(_("Comments here appear when a moderator has read them."))
        return words

    @property
    def keys(self) -> list[str]:
        """The keys of the conversation, and of the accounts that are seen on this page of it."""
        seen = {item.look.account_key for item in (*self.items, *self.picks) if item.look}
        return [self.thread.key, *sorted(seen - {""})]

    @property
    def is_hidden(self) -> bool:
        return self.thread.state == ThreadState.HIDDEN or self.thread.opened_at is None


def conversation_settings() -> ConversationSettings:
    """Return how conversations work on this site. One query."""
    return ConversationSettings.objects.first() or ConversationSettings()


settings_in_force = Memory(conversation_settings, topics=["conversation.settings_changed"])
"""The settings as this process remembers them; not to be changed."""


def closed_reason(thread: Thread, *, settings: ConversationSettings, now: datetime) -> str:
    """Return why a conversation takes no comments at `now`, in words for readers; empty when it does."""
    if thread.state == ThreadState.HIDDEN or thread.opened_at is None:
        return _("There is no conversation here.")
    if thread.state == ThreadState.CLOSED:
        return _("This conversation is closed.")
    days = settings.close_after_days
    if days and now > thread.opened_at + timedelta(days=days):
        return _("This conversation is closed: comments were open for %d days.") % days
    return copy_reason(thread)


def _seconds_until_closing(
    thread: Thread, *, settings: ConversationSettings, now: datetime
) -> float | None:
    if not settings.close_after_days or thread.opened_at is None:
        return None
    closes_at = thread.opened_at + timedelta(days=settings.close_after_days)
    return (closes_at - now).total_seconds() if closes_at > now else None


def thread_head(thread: Thread, *, sort: str = "") -> ThreadPage:
    """Return a conversation without its comments: enough to draw its heading and form. One query
    where the settings aren't remembered.

    A `sort` that is none here means the site's.
    """
    settings = settings_in_force()
    now = timezone.now()
    reason = closed_reason(thread, settings=settings, now=now)
    offered = [key for key in SORTS if key != BEST or settings.votes != Voting.NOBODY]
    sort = next((key for key in (sort, settings.order) if key in offered), OLDEST)
    votes = "" if reason or settings.votes == Voting.NOBODY else "up"
    return ThreadPage(
        thread=thread,
        closed_reason=reason,
        seconds_until_closing=_seconds_until_closing(thread, settings=settings, now=now),
        levels=settings.depth,
        items=(),
        sort=sort,
        sorts=tuple(_sort(thread, key, sort) for key in offered),
        votes="both" if votes and settings.down_votes else votes,
        form_action=reverse("comments:post", args=[thread.pk]),
    )


def _sort(thread: Thread, key: str, current: str) -> Sort:
    return Sort(
        key=key,
        label=str(SORTS[key]),
        url=f"{thread.path}?sort={key}#comments",
        fragment_url=f"{reverse('comments:thread', args=[thread.pk])}?sort={key}",
        is_current=key == current,
    )
