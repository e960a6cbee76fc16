"""Conversations that belong to no page of the site and have one of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.urls import reverse

from addyours.comments.models import Thread, ThreadState

THREADS_A_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class AlonePage:
    """A page of the list of them."""

    threads: Sequence[Thread]
    number: int
    has_next: bool

    @property
    def next_number(self) -> int:
        return self.number + 1

    @property
    def previous_number(self) -> int:
        return self.number - 1


def own_path(thread_id: int) -> str:
    """Return the address of a conversation that is shown nowhere else."""
    return reverse("comments:conversation", args=[thread_id])


def threads_alone() -> QuerySet[Thread]:
    """Return the conversations that stand alone and may be read, in no order."""
    shown = Thread.objects.filter(opened_at__isnull=False).exclude(state=ThreadState.HIDDEN)
    return shown.filter(path__startswith=reverse("comments:conversations"))


def alone_page(number: int) -> AlonePage:
    """Return a page of the list, those with the newest comments first. One query."""
    number = max(number, 1)
    start = (number - 1) * THREADS_A_PAGE
    newest = threads_alone().order_by(F("last_comment_at").desc(nulls_last=True), "-pk")
    found = list(newest[start : start + THREADS_A_PAGE + 1])
    return AlonePage(
        threads=found[:THREADS_A_PAGE], number=number, has_next=len(found) > THREADS_A_PAGE
    )
