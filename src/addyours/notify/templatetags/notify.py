"""Parts of private fragments that say what a reader was told of and follows."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from addyours.accounts.models import User
from addyours.comments.models import Thread
from addyours.moderation.sanctions.queries import warnings_on
from addyours.notify.queries.following import followed_in
from addyours.notify.queries.notifications import MOST_COUNTED, unread_count

register = template.Library()


@register.inclusion_tag("notify/_bell.html", takes_context=True)
def bell(context: Context) -> dict[str, Any]:
    """Draw the number of notifications that the reader of a private page has not read. One query.

    A warning that is not confirmed counts too; another query where sanctions aren't remembered.
    """
    user = _reader(context)
    count = 0
    if user:
        count = unread_count(user.pk) + len(warnings_on(f"user:{user.pk}", at=timezone.now()))
    return {"count": count, "most": MOST_COUNTED, "is_more": count > MOST_COUNTED}


@register.inclusion_tag("notify/_followed.html", takes_context=True)
def followed(context: Context, thread: Thread) -> dict[str, Any]:
    """Draw what the reader of a private fragment follows in a conversation. One query, none for guests."""
    user = _reader(context)
    return {"here": followed_in(user.pk, thread) if user else None}


def _reader(context: Context) -> User | None:
    user = getattr(context.get("request"), "user", None)
    return user if isinstance(user, User) else None
