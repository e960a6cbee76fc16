"""Carries out what a moderator asks of one comment or of many, and tells what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from addyours.accounts.models import User
from addyours.comments.actions import (
    decide,
    pick_comment,
    reopen_appeal,
    undo_decision,
    unpick_comment,
)
from addyours.comments.actions.appeals import UPHOLD
from addyours.comments.errors import AppealRefused, PickRefused, TransitionRefused
from addyours.comments.models import TRANSITIONS, Comment, CommentState
from addyours.moderation.models import Decision, RejectionReason
from addyours.moderation.rejection import rejection_reasons
from addyours.newsroom.models import LONGEST_QUERY
from addyours.newsroom.paging import number
from addyours.newsroom.queue.explaining import Explanation, explain
from addyours.newsroom.queue.forms import FilterForm
from addyours.newsroom.queue.queries import comments_of, comments_wanted, undecided_of_wave

VERBS = {
    "approve": CommentState.PUBLISHED,
    "reject": CommentState.REJECTED,
    "spam": CommentState.SPAM,
    "delete": CommentState.DELETED,
    "hold": CommentState.PENDING,
}
PICKS = ("pick", "unpick")
"""Verbs that leave a comment in its state."""
MOST_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked: one verb, for comments by id."""

    verb: str
    comments: Sequence[int]
    reasons: dict[int, str] = field(default_factory=dict)
    """In the moderator's words; of a rejection its writer reads them."""
    because: dict[int, str] = field(default_factory=dict)
    """The codes of reasons from the site's list."""
    aside: str = ""
    """For the audit log alone."""
    is_more: bool = False
    """Whether as many as are decided at once were not all that was meant."""
    seen: dict[int, str] = field(default_factory=dict)
    """The state each comment was in on the moderator's screen."""


@dataclass(kw_only=True)
class Result:
    """What became of an order."""

    verb: str
    done: list[Decision] = field(default_factory=list)
    refused: list[tuple[Comment | None, str]] = field(default_factory=list)
    is_more: bool = False
    """Whether there are more to be decided by the same order."""

    @property
    def message(self) -> str:
        """What was done, in a sentence; empty when nothing was."""
        count = len(self.done)
        if not count:
            return ""
        sentences = {
            "approve": ngettext("Comment approved.", "%d comments approved.", count),
            "reject": ngettext("Comment rejected.", "%d comments rejected.", count),
            "spam": ngettext("Comment marked as spam.", "%d comments marked as spam.", count),
            "delete": ngettext("Comment deleted.", "%d comments deleted.", count),
            "hold": ngettext("Comment held.", "%d comments held.", count),
            "keep": ngettext("Comment kept.", "%d comments kept.", count),
            "pick": ngettext("Comment picked.", "%d comments picked.", count),
            "unpick": ngettext("Pick taken back.", "%d picks taken back.", count),
            "undo": ngettext("Decision undone.", "%d decisions undone.", count),
        }
        sentence = sentences[self.verb]
        said = sentence % count if "%d" in sentence else sentence
        return f"{said} {_('There are more: do it again for those.')}" if self.is_more else said

    @property
    def refusal(self) -> str:
        """Why something was not done, in a sentence; empty when all was."""
        reasons = list(dict.fromkeys(reason for _comment, reason in self.refused))
        if len(self.refused) > 1 and len(reasons) == 1:
            sentence = ngettext("%d comment was left:", "%d comments were left:", len(self.refused))
            return f"{sentence % len(self.refused)} {reasons[0]}"
        return " ".join(reasons)


def order_of(post: QueryDict) -> Order | None:
    """Read an order from the queue's form; None when it makes no sense.

    `one` is the button of a row ("approve:12", "reject:12:insult"); `many` the button for all rows
    ticked (`comment`); `wave` that for all comments of a wave ("spam:3"), `writer` for all that wait
    of a writer ("spam:guest:5"), `matching` for all that a `filter` finds ("spam").
    """
    for name, read in (("wave", _of_wave), ("writer", _of_writer), ("matching", _of_filter)):
        if name in post:
            verb, _colon, rest = post.get(name, "").partition(":")
            return read(verb, rest or post.get("filter", ""), post) if verb in VERBS else None
    verb, _colon, rest = post.get("one", "").partition(":")
    single, _colon, code = rest.partition(":")
    ticked = [single] if single else post.getlist("comment")
    verb = verb or post.get("many", "")
    ids = list(dict.fromkeys(filter(None, map(number, ticked[:MOST_AT_ONCE]))))
    if verb not in VERBS and verb not in PICKS:
        return None
    shared = "" if single else post.get("reason", "")
    code = code or ("" if single else post.get("because", ""))
    return Order(
        verb=verb,
        comments=ids,
        reasons={one: (post.get(f"reason-{one}", "") or shared)[:500] for one in ids},
        because=dict.fromkeys(ids, code),
        seen={one: post.get(f"seen-{one}", "") for one in ids if f"seen-{one}" in post},
    )


def _of_wave(verb: str, wave: str, post: QueryDict) -> Order | None:
    if not (wave_id := number(wave)):
        return None
    ids = undecided_of_wave(wave_id, state=VERBS[verb], most=MOST_AT_ONCE + 1)
    return _order_of_all(verb, ids, post, aside=_("Wave %d") % wave_id)


def _of_writer(verb: str, key: str, post: QueryDict) -> Order | None:
    found = comments_of(key).filter(state=CommentState.PENDING).order_by("pk")
    ids = list(found.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    return _order_of_all(verb, ids, post, aside=_("All of the writer"), seen=CommentState.PENDING)


def _of_filter(verb: str, query: str, post: QueryDict) -> Order | None:
    wanted = FilterForm.read(QueryDict(query[:LONGEST_QUERY]))
    if VERBS[verb] not in TRANSITIONS[wanted.state]:
        return None
    ids = comments_wanted(wanted).order_by("pk").values_list("pk", flat=True)
    found = list(ids[: MOST_AT_ONCE + 1])
    return _order_of_all(verb, found, post, aside=_("All that a filter found"), seen=wanted.state)


def _order_of_all(
    verb: str, ids: list[int], post: QueryDict, *, aside: str, seen: str | None = None
) -> Order:
    meant = ids[:MOST_AT_ONCE]
    return Order(
        verb=verb,
        comments=meant,
        reasons=dict.fromkeys(meant, post.get("reason", "")[:500]),
        because=dict.fromkeys(meant, post.get("because", "")),
        aside=aside,
        is_more=len(ids) > MOST_AT_ONCE,
        seen=dict.fromkeys(meant, seen) if seen else {},
    )


def carry_out(order: Order, *, by: User) -> Result:
    """Decide as ordered, each comment in a transaction of its own: one refusal stops no other."""
    result = Result(verb=order.verb, is_more=order.is_more)
    found = Comment.objects.in_bulk(order.comments)
    offered = rejection_reasons() if order.verb == "reject" else []
    for comment_id in order.comments:
        comment = found.get(comment_id)
        if comment is None:
            result.refused.append((None, _("This comment is not there any more.")))
            continue
        try:
            result.done.append(_done(order, comment, by, offered))
        except (PickRefused, TransitionRefused) as refusal:
            result.refused.append((comment, refusal.reason))
    return result


def _done(order: Order, comment: Comment, by: User, offered: Sequence[RejectionReason]) -> Decision:
    if order.verb == "pick":
        return pick_comment(comment, by=by, now=timezone.now())
    if order.verb == "unpick":
        return unpick_comment(comment, by=by)
    note = order.reasons.get(comment.pk, "").replace("\0", "").strip()
    why = Explanation(logged=note, told="")
    if order.verb == "reject":
        why = explain(order.because.get(comment.pk, ""), note, reasons=offered)
    logged = "; ".join(filter(None, [why.logged, order.aside]))
    seen = order.seen.get(comment.pk)
    return decide(comment, to=VERBS[order.verb], by=by, reason=logged, seen=seen, told=why.told)


def _undone(made: Decision, comment: Comment, by: User) -> Decision:
    if made.verb == "pick":
        return unpick_comment(comment, by=by)
    if made.verb == "unpick":
        return pick_comment(comment, by=by, now=timezone.now())
    if made.verb == UPHOLD:
        return reopen_appeal(comment, by=by, newest=made.pk)
    return undo_decision(comment, by=by, newest=made.pk)


def take_back(decisions: Sequence[int], *, by: User) -> Result:
    """Undo decisions (by id) as long as nobody has decided about the same comment since."""
    result = Result(verb="undo")
    for made in Decision.objects.filter(pk__in=decisions[:MOST_AT_ONCE]).order_by("-pk"):
        comment = Comment.objects.filter(pk=comment_id_of(made) or 0).first()
        if comment is None:
            result.refused.append((None, _("There is nothing to undo.")))
            continue
        try:
            result.done.append(_undone(made, comment, by))
        except (AppealRefused, PickRefused, TransitionRefused) as refusal:
            result.refused.append((comment, refusal.reason))
    return result


def comment_id_of(decision: Decision) -> int | None:
    """Return the id of the comment a decision is about; None when it is about something else."""
    kind, _colon, rest = decision.subject.partition(":")
    return number(rest) if kind == "comment" else None
