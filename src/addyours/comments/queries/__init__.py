"""Reads conversations, always in a fixed number of queries, as flat ordered lists ready to be drawn."""

from addyours.comments.queries.head import (
    Sort,
    ThreadPage,
    closed_reason,
    conversation_settings,
    thread_head,
)
from addyours.comments.queries.items import CommentItem, item_of
from addyours.comments.queries.order import (
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
from addyours.comments.queries.own import own_comments, own_items
from addyours.comments.queries.pages import branch_page, thread_page
from addyours.comments.queries.places import permalink_target

__all__ = [
    "NEWEST",
    "OLDEST",
    "REPLIES",
    "REPLIES_A_PAGE",
    "REPLIES_A_ROOT",
    "ROOTS_A_PAGE",
    "SHOWN",
    "SORTS",
    "CommentItem",
    "Sort",
    "ThreadPage",
    "branch_page",
    "closed_reason",
    "conversation_settings",
    "is_path",
    "item_of",
    "own_comments",
    "own_items",
    "permalink_target",
    "thread_head",
    "thread_page",
]
