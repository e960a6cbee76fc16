"""Turns quoted speech in a story's draft into quote blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from addyours.outbox.record import record
from addyours.stories.actions.people import make_person
from addyours.stories.models import Person, Story
from addyours.stories.queries import people_named
from addyours.stories.quoting import FoundQuote, find_quotes, with_quote_blocks


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """What became of a wish for quote blocks."""

    number: int
    """Of quotes that are blocks now."""
    before: int | None = None
    """The revision that has the story as it was."""
    people: tuple[str, ...] = ()
    """Names of people made for it."""


def quote_words(
    story: Story, *, keys: set[str] | None, makes_people: bool, by: Any, only_sure: bool = False
) -> Quoted:
    """Make quote blocks of the quoted speech with these keys in a story's draft; None stands for all.

    The draft before it stays as a revision of its own. Speakers are found among the people under any
    of their names and, with `makes_people`, made where they are not.
    """
    with transaction.atomic():
        draft: Story = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
        before = draft.latest_revision_id
        chosen = [
            quote
            for quote in find_quotes(draft.body)
            if (keys is None or quote.key in keys) and not (only_sure and quote.doubts)
        ]
        if not chosen:
            return Quoted(number=0)
        people, made = _people(chosen, makes_people=makes_people)
        blocks = with_quote_blocks(draft.body, chosen, people)
        draft.body.clear()
        draft.body.extend(blocks)
        draft.save_revision(user=by, log_action=True, clean=False)
        record("story.quoted", keys=[], story=story.pk)
    return Quoted(number=len(chosen), before=before, people=made)


def _people(
    chosen: list[FoundQuote], *, makes_people: bool
) -> tuple[dict[str, Person], tuple[str, ...]]:
    names = dict.fromkeys(quote.speaker for quote in chosen if quote.speaker)
    people = people_named(names)
    made = tuple(name for name in names if name not in people) if makes_people else ()
    return people | {name: make_person(name) for name in made}, made
