"""Passages that comments are about: found in the text when one is posted, and again when it changes."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from addyours.comments.errors import CommentRefused
from addyours.comments.models import Passage, Thread
from addyours.comments.texts import text_of
from addyours.text.passages import Haystack, Selector, Span, selector_at, whole_words, words_at


def placed(selector: Selector | None, *, thread_id: int) -> Passage | None:
    """Return the passage that a reader has chosen, as it stands in the text, not saved yet.

    Its words are the text's own, whatever was sent: nobody can put words into a story's mouth.
    Raises CommentRefused when there is no such passage in the text.
    """
    if selector is None or not selector.exact.strip():
        return None
    text = text_of(thread_id).text
    found = Haystack(text).find(selector)
    span = whole_words(text, found) if found else None
    if span is None:
        reason = _(
            "The passage you chose is not in the story any more. Your words are kept: send them"
            " again, and they are posted without it."
        )
        raise CommentRefused("no_passage", reason, field="exact")
    return _passage(text, span, thread_id=thread_id)


def _passage(text: str, span: Span, *, thread_id: int) -> Passage:
    chosen = selector_at(text, span)
    return Passage(
        thread_id=thread_id,
        exact=chosen.exact,
        prefix=chosen.prefix,
        suffix=chosen.suffix,
        start=span.start,
        end=span.end,
    )


def kept_passage(passage: Passage, *, now: datetime) -> Passage:
    """Return the passage as it is in the database: the one already there, if it is the same.

    Joins the transaction of the comment, which holds the lock of the thread. One or two queries.
    """
    same = Passage.objects.filter(
        thread=passage.thread_id, start=passage.start, end=passage.end, is_lost=False
    )
    for one in same:
        if (one.reworded or one.exact) == passage.exact:
            return one
    # None again where the transaction is tried a second time.
    passage.pk, passage.created_at = None, now
    passage.save(force_insert=True)
    return passage


def settle_passages(thread: Thread, *, text: str) -> None:
    """Find the passages of a conversation again in the text as it is from now on.

    Joins the transaction that changes the text, which tells of the thread's key. Two queries.
    """
    haystack = Haystack(text)
    changed = []
    for passage in Passage.objects.filter(thread=thread):
        selector = Selector(exact=passage.exact, prefix=passage.prefix, suffix=passage.suffix)
        span = haystack.find(selector, near=passage.start)
        before = (passage.start, passage.end, passage.is_lost, passage.reworded)
        passage.is_lost = span is None
        if span is not None:
            passage.start, passage.end = span.start, span.end
            words = words_at(text, span)
            passage.reworded = "" if words == passage.exact else words
        if before != (passage.start, passage.end, passage.is_lost, passage.reworded):
            changed.append(passage)
    columns = ["start", "end", "is_lost", "reworded"]
    Passage.objects.bulk_update(changed, columns, batch_size=200)
