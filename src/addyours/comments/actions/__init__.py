"""Every change to the conversation, one verb each."""

from addyours.comments.actions.appeals import answer_appeal, appeal, reopen_appeal
from addyours.comments.actions.bulk import BroughtFrom, bring_comments, rebring_comment
from addyours.comments.actions.change import delete_comment, edit_comment
from addyours.comments.actions.claim import claim_comments
from addyours.comments.actions.decide import decide, undo_decision
from addyours.comments.actions.enter import Draft
from addyours.comments.actions.erase import erase_comment, erase_traces
from addyours.comments.actions.mentions import list_writers
from addyours.comments.actions.passages import settle_passages
from addyours.comments.actions.picks import pick_comment, unpick_comment
from addyours.comments.actions.post import post_comment
from addyours.comments.actions.reports import keep_comment, report_comment
from addyours.comments.actions.threads import (
    Brought,
    bring_comment,
    mark_authors,
    move_threads,
    save_conversation_settings,
    set_thread_rules,
    set_thread_state,
    sync_thread,
)
from addyours.comments.actions.visits import visit
from addyours.comments.actions.votes import Ballot, cast_vote

__all__ = [
    "Ballot",
    "Brought",
    "BroughtFrom",
    "Draft",
    "answer_appeal",
    "appeal",
    "bring_comment",
    "bring_comments",
    "cast_vote",
    "claim_comments",
    "decide",
    "delete_comment",
    "edit_comment",
    "erase_comment",
    "erase_traces",
    "keep_comment",
    "list_writers",
    "mark_authors",
    "move_threads",
    "pick_comment",
    "post_comment",
    "rebring_comment",
    "reopen_appeal",
    "report_comment",
    "save_conversation_settings",
    "set_thread_rules",
    "set_thread_state",
    "settle_passages",
    "sync_thread",
    "undo_decision",
    "unpick_comment",
    "visit",
]
