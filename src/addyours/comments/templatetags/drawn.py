"""Draws the comments of a page, nearly all of which look as they did when it was last drawn."""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from addyours.comments.queries import CommentItem, ThreadPage

register = template.Library()
REMEMBERED = 2_000
"""Comments whose HTML a process remembers: about 5 kB each."""
LONGEST = 4_000
"""Characters of a comment's own HTML; longer ones are drawn each time."""
PLACE = "".join(str(secrets.randbelow(10)) for _ in range(40))
"""Stands in remembered HTML for a comment's place among its siblings, which moves with every new
one. Nobody can write it, and no filter changes it."""


@register.simple_tag
def drawn(item: CommentItem, conversation: ThreadPage) -> SafeString:
    """Return a comment as everybody sees it.

    Its template gets the item, and of the conversation what it is drawn by here: all that its HTML
    depends on, beside the language, is in the key it is remembered by.
    """
    placed = replace(item, spoken=PLACE) if item.spoken else item
    draw = _draw if item.ruling is None and len(item.html) <= LONGEST else _draw.__wrapped__
    html = draw(placed, conversation.votes, conversation.thread.path, get_language())
    return mark_safe(html.replace(PLACE, escape(item.spoken)))  # noqa: S308 - drawn by a template


@lru_cache(maxsize=REMEMBERED)
def _draw(item: CommentItem, votes: str, path: str, _language: str | None) -> str:
    conversation = {"votes": votes, "thread": {"path": path}}
    return render_to_string("comments/_comment.html", {"item": item, "conversation": conversation})
