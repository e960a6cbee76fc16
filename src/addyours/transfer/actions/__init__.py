"""Every change that moving in makes, one verb each."""

from addyours.transfer.actions.pages import bring_page
from addyours.transfer.actions.runs import begin_run, end_run
from addyours.transfer.actions.site import (
    Kept,
    bring_author,
    bring_batch,
    bring_comment_again,
    bring_media,
    bring_plain_page,
    bring_section,
    bring_story,
    bring_thread,
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
    "bring_section",
    "bring_story",
    "bring_thread",
    "end_run",
]
