"""Passages as readers see them: in the text, above a comment about them, and with all comments about one."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from addyours.comments.models import Comment, Passage, Thread
from addyours.text.excerpt import excerpt

MOST_SHOWN = 300
"""So many passages are marked in a text, those with most comments."""
WORDS_SHOWN = 280
"""Characters of a passage that are shown above a comment."""


@dataclass(frozen=True, kw_only=True)
class PassageView:
    """A passage as it is shown above a comment about it."""

    id: int
    words: str
    is_lost: bool
    url: str
    """All comments about it."""
    count: int

    @property
    def anchor(self) -> str:
        """Where it is in the text; empty when it is not in there any more."""
        return "" if self.is_lost else f"#passage-{self.id}"


def passage_view(comment: Comment) -> PassageView | None:
    """Return the passage a comment is about. No query where it was read with the comment."""
    passage = comment.passage if comment.passage_id else None
    return view_of(passage) if passage else None


def view_of(passage: Passage) -> PassageView:
    """Return a passage as it is shown."""
    return PassageView(
        id=passage.pk,
        words=excerpt(passage.exact, WORDS_SHOWN),
        is_lost=passage.is_lost,
        url=passage_url(passage),
        count=passage.comment_count,
    )


def passage_url(passage: Passage) -> str:
    """Return the address of all comments about a passage."""
    return reverse("comments:passage", args=[passage.thread_id, passage.pk])


def passages_shown(thread: Thread) -> list[Passage]:
    """Return the passages to be marked in the text above a conversation. One query."""
    found = Passage.objects.filter(thread=thread, is_lost=False, comment_count__gt=0)
    return list(found.order_by("-comment_count", "pk")[:MOST_SHOWN])
