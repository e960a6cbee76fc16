"""Pages of long lists by keyset: a page begins behind the last row seen, however many are before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict

Row = TypeVar("Row", bound=Model)
PAGE = 50
AFTER = "after"
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Sheet(Generic[Row]):
    """One page of a list."""

    rows: list[Row]
    next_query: str = ""
    """The query of the address of the next page; empty on the last one."""
    first_query: str | None = None
    """The query of the first page; None when this is it."""


def sheet(rows: QuerySet[Row], *, query: QueryDict, newest_first: bool = True) -> Sheet[Row]:
    """Return the page of `rows` that `query` asks for, ordered by id. One query."""
    after = number(query.get(AFTER))
    if after:
        rows = rows.filter(pk__lt=after) if newest_first else rows.filter(pk__gt=after)
    found = list(rows.order_by("-pk" if newest_first else "pk")[: PAGE + 1])
    shown = found[:PAGE]
    more = len(found) > PAGE
    return Sheet(
        rows=shown,
        next_query=changed(query, **{AFTER: shown[-1].pk}) if more else "",
        first_query=changed(query, **{AFTER: None}) if after else None,
    )


def changed(query: QueryDict, **values: Any) -> str:
    """Return a query string with some values set, or taken out when None; empty ones are left out."""
    copy = query.copy()
    for name, value in values.items():
        copy.pop(name, None)
        if value is not None:
            copy[name] = str(value)
    for name in [name for name in copy if not copy[name]]:
        del copy[name]
    return copy.urlencode()


def number(text: str | None) -> int | None:
    """Return a text from outside as an id, None when it can't be one."""
    if not text or not text.isascii() or not text.isdecimal() or len(text) > 19:
        return None
    value = int(text)
    return value if 0 < value <= LARGEST_ID else None
