"""Who may write in a conversation just now, where it has rules of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.db.models import Max
from django.utils.translation import gettext_lazy, ngettext

from addyours.accounts.writers import Writer
from addyours.comments.models import Comment, Thread

NEWEST = 1_000
"""Of the site's comments, so many are searched for one from the address of a guest not seen before."""
ACCOUNTS_ONLY = gettext_lazy(
    "Only readers with an account can write in this conversation. Your text is kept here."
)


def not_now(thread: Thread, *, writer: Writer, address_key: str, now: datetime) -> str:
    """Return why somebody may not write in a conversation just now, in words for them; empty when they may.

    A guest who is not known yet counts as whoever wrote last from the same network address: else a
    private window would be a way round. One query where the conversation is slow, none elsewhere.
    """
    if writer.is_staff:
        return ""
    if thread.accounts_only and not writer.user_id:
        return str(ACCOUNTS_ONLY)
    if not thread.slow_minutes:
        return ""
    since = now - timedelta(minutes=thread.slow_minutes)
    last = _last_comment_at(thread, writer=writer, address_key=address_key, since=since)
    if last is None:
        return ""
    minutes = max(1, ceil((last - since).total_seconds() / 60))
    return ngettext(
        "This conversation is in slow mode. Your text is kept here: you can send it in %(n)d minute.",
        "This conversation is in slow mode. Your text is kept here: you can send it in %(n)d minutes.",
        minutes,
    ) % {"n": minutes}


def _last_comment_at(
    thread: Thread, *, writer: Writer, address_key: str, since: datetime
) -> datetime | None:
    found = Comment.objects.filter(thread=thread, created_at__gt=since)
    if writer.user_id:
        found = found.filter(user_id=writer.user_id)
    elif writer.guest_id:
        found = found.filter(guest_id=writer.guest_id)
    elif address_key:
        # There is no index of addresses: the newest comments are few enough to be looked through.
        newest = Comment.objects.order_by("-pk").values("pk")[:NEWEST]
        found = found.filter(pk__in=newest, address_key=address_key, user=None)
    else:
        return None
    last: datetime | None = found.order_by().aggregate(last=Max("created_at"))["last"]
    return last
