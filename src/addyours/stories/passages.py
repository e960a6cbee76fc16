"""Passages of stories: the text readers select from, and the marks of what they said about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from addyours.comments.models import Passage
from addyours.comments.queries import ThreadPage, passage_url, passages_shown
from addyours.comments.texts import ThreadText
from addyours.stories.models import Story
from addyours.text.marking import Mark, Reading
from addyours.text.passages import Haystack, Selector, Span, words_at

WITH_TEXT = frozenset({"paragraph", "heading", "list", "quote"})
"""The blocks whose words are text; captions and cards are not."""


def text_of_body(body: Any) -> ThreadText:
    """Return the text of a story's body, with the words of its quote blocks as passages ready-made."""
    reading, quotes = Reading(), []
    for block in body:
        if block.block_type in WITH_TEXT:
            start = reading.length
            reading.add(block.render({}))
            if block.block_type == "quote":
                quotes.append(Span(start, reading.length))
    return ThreadText(text=reading.text, quotes=tuple(quotes))


def text_of_thread(thread_id: int) -> ThreadText:
    """Return the text of the story that a conversation is beneath, as it is published now."""
    story = Story.objects.filter(thread=thread_id, live=True).first()
    return text_of_body(story.body) if story else ThreadText()


def drawn_body(body: Any, conversation: ThreadPage | None) -> SafeString:
    """Return a story's body as HTML, with a mark and a count at each passage readers commented on.

    One query beside those of the blocks. Linear in the length of the story and the number of
    passages: 10,000 words with 300 of them take about 40 ms.
    """
    is_shown = conversation is not None and not conversation.is_hidden
    passages = passages_shown(conversation.thread) if conversation and is_shown else []
    quotes = 0
    reading = Reading()
    drawn = []
    for block in body:
        context: dict[str, Any] = {}
        if block.block_type == "quote":
            quotes += 1
            if conversation and conversation.is_open:
                url = reverse("comments:new_passage", args=[conversation.thread.pk])
                context["comment_url"] = f"{url}?quote={quotes}"
        html = block.render(context)
        drawn.append(html)
        if passages:
            add = reading.add if block.block_type in WITH_TEXT else reading.add_other
            add(f"{html}\n")
    html = reading.marked(_marks(reading.text, passages)) if passages else "\n".join(drawn)
    return mark_safe(html)  # noqa: S308 - put together from what templates have escaped


def _marks(text: str, passages: Iterable[Passage]) -> list[Mark]:
    haystack = Haystack(text)
    marks = []
    for passage in passages:
        span = _place(text, haystack, passage)
        if span is not None:
            id_ = f"passage-{passage.pk}"
            marks.append(Mark(start=span.start, end=span.end, id=id_, tail=_count(passage)))
    return marks


def _place(text: str, haystack: Haystack, passage: Passage) -> Span | None:
    """Return where a passage is, by what was found when the story was saved, as long as that is right."""
    span = Span(passage.start, passage.end)
    if words_at(text, span) == (passage.reworded or passage.exact):
        return span
    selector = Selector(exact=passage.exact, prefix=passage.prefix, suffix=passage.suffix)
    return haystack.find(selector, near=passage.start)


def _count(passage: Passage) -> str:
    words = ngettext(
        "%(n)s comment on this passage", "%(n)s comments on this passage", passage.comment_count
    )
    return format_html(
        '<a class="pc" href="{}" aria-label="{}">{}</a>',
        passage_url(passage),
        words % {"n": passage.comment_count},
        passage.comment_count,
    )
