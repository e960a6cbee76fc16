"""Reads conversations, always in a fixed number of queries, as flat ordered lists ready to be drawn."""

from addyours.comments.queries.branches import above, branch_page
from addyours.comments.queries.head import (
    Sort,
    ThreadPage,
    closed_reason,
    conversation_settings,
    settings_in_force,
    thread_head,
)
from addyours.comments.queries.items import CommentItem, item_of
from addyours.comments.queries.of_passage import passage_page
from addyours.comments.queries.order import (
    BEST,
    NEWEST,
    OLDEST,
    REPLIES,
    REPLIES_A_PAGE,
    REPLIES_A_ROOT,
    ROOTS_A_PAGE,
    SHOWN,
    SORTS,
    is_path,
)
from addyours.comments.queries.own import own_comments, own_items, own_warnings
from addyours.comments.queries.pages import thread_page
from addyours.comments.queries.passages import (
    PassageView,
    passage_url,
    passages_shown,
    view_of,
)
from addyours.comments.queries.places import branch_address, branch_base, permalink_target

__all__ = [
    "BEST",
    "NEWEST",
    "OLDEST",
    "REPLIES",
    "REPLIES_A_PAGE",
    "REPLIES_A_ROOT",
    "ROOTS_A_PAGE",
    "SHOWN",
    "SORTS",
    "CommentItem",
    "PassageView",
    "Sort",
    "ThreadPage",
    "above",
    "branch_address",
    "branch_base",
    "branch_page",
    "closed_reason",
    "conversation_settings",
    "is_path",
    "item_of",
    "own_comments",
    "own_items",
    "own_warnings",
    "passage_page",
    "passage_url",
    "passages_shown",
    "permalink_target",
    "settings_in_force",
    "thread_head",
    "thread_page",
    "view_of",
]
