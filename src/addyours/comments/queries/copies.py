"""Knows that a copy of the site is being made, in which conversations can be read and not continued."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.html import format_html
from django.utils.translation import gettext as _

from addyours.comments.models import Thread

_original: ContextVar[str | None] = ContextVar("original", default=None)


@contextmanager
def being_copied(*, original: str = "") -> Iterator[None]:
    """Draw conversations as those of a copy meanwhile; `original` is where the site itself stays, if
    it does, without a closing slash.
    """
    token = _original.set(original)
    try:
        yield
    finally:
        _original.reset(token)


def copy_reason(thread: Thread) -> str:
    """Return why a copy takes no comments, in words for readers; empty while no copy is made."""
    original = _original.get()
    if original is None:
        return ""
    if not original:
        return _("This is a copy of the site. It takes no comments.")
    words = _(
        'This is a copy of the site. <a href="{address}" rel="external">Add yours on the site itself</a>.'
    )
    return format_html(words, address=f"{original}{thread.path}#add-yours")
