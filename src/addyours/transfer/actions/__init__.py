"""Every change that moving in makes, one verb each."""

from addyours.transfer.actions.pages import bring_page
from addyours.transfer.actions.runs import (
    begin_run,
    end_run,
    keep_lines,
    move_run,
    name_run,
    queue_again,
    queue_run,
    settle_cut_off,
    stop_run,
    take_up_run,
)
from addyours.transfer.actions.site import (
    Kept,
    bring_author,
    bring_batch,
    bring_comment_again,
    bring_media,
    bring_plain_page,
    bring_redirect,
    bring_section,
    bring_story,
    bring_thread,
    bring_thread_again,
)

__all__ = [
    "Kept",
    "begin_run",
    "bring_author",
    "bring_batch",
    "bring_comment_again",
    "bring_media",
    "bring_page",
    "bring_plain_page",
    "bring_redirect",
    "bring_section",
    "bring_story",
    "bring_thread",
    "bring_thread_again",
    "end_run",
    "keep_lines",
    "move_run",
    "name_run",
    "queue_again",
    "queue_run",
    "settle_cut_off",
    "stop_run",
    "take_up_run",
]
