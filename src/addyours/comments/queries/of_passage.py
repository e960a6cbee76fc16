"""All that readers have said about one passage."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from addyours.comments.models import Passage
from addyours.comments.queries.head import ThreadPage, thread_head
from addyours.comments.queries.order import OLDEST, ROOTS_A_PAGE, roots_of
from addyours.comments.queries.pages import branches
from addyours.comments.queries.passages import passage_url


def passage_page(passage: Passage, *, after: str = "") -> ThreadPage:
    """Return the comments about a passage, oldest first, with their first replies. Three queries.

    `after` continues behind the comment of that path.
    """
    thread = passage.thread
    page = thread_head(thread, sort=OLDEST)
    if page.is_hidden:
        return page
    roots = roots_of(thread, sort=OLDEST, after=after, start="").filter(passage=passage)
    found = list(roots[: ROOTS_A_PAGE + 1])
    shown = found[:ROOTS_A_PAGE]
    page = replace(page, items=tuple(branches(shown, is_open=page.is_open, levels=page.levels)))
    own = passage_url(passage)
    if len(found) > ROOTS_A_PAGE:
        url = f"{own}?{urlencode({'after': shown[-1].path})}"
        page = replace(page, next_url=url)
    return replace(page, first_url=own if after else None)
