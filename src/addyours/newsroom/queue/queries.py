"""Reads what moderators see: comments with all that helps to judge them, in a fixed number of queries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from addyours.accounts.models import Guest, User
from addyours.comments.models import Comment, CommentState, Ruling, Thread
from addyours.comments.rulings import AppealState
from addyours.moderation.models import Decision, Sanction, SanctionKind, Wave, WriterRecord
from addyours.moderation.queries import writer_records
from addyours.moderation.reports.queries import Reports, reports_about
from addyours.moderation.sanctions.queries import in_force
from addyours.moderation.scorer.queries import wave_members, waves_of
from addyours.newsroom.paging import number
from addyours.text.excerpt import excerpt

COUNTED = 9_999
"""Counting stops here: a moderator needs no more, and an index is read only so far."""
BADGE = 99
_SOME_OF_STATE = (
    "(SELECT count(*) FROM (SELECT 1 FROM comments_comment WHERE state = %s LIMIT %s) AS found)"
)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?。])\s+")
MOST_OF_A_WAVE = 10_000

PLACES = ("address", "range4", "range6", "domain")
"""What keys begin with that name no writer."""

REASONS = {
    "first": (gettext_lazy("First comment"), "First comment of this writer."),
    "all": (gettext_lazy("Every comment is held"), "Every comment waits for a moderator."),
    "words": (gettext_lazy("A word of the list"), "It has the word “"),
    "marked": (gettext_lazy("Marked by a word rule"), "Marked: the word “"),
    "rules": (gettext_lazy("Word rules took too long"), "The word rules took too long"),
    "thread": (
        gettext_lazy("All of its conversation is held"),
        "Every comment in this conversation waits for a moderator.",
    ),
    "links": (gettext_lazy("Many links"), "It has %d link"),
    "fast": (gettext_lazy("Sent very fast"), "Sent %.1f seconds after the page was opened."),
    "spam": (gettext_lazy("It looks like spam"), "It looks like spam"),
    "wave": (gettext_lazy("Part of a wave"), "Nearly the same text came %d times before."),
    "trust": (gettext_lazy("Not trusted enough"), "This writer is not trusted enough yet."),
    "review": (gettext_lazy("Always looked at"), "Everything of this writer is looked at first"),
    "reports": (gettext_lazy("Reported by readers"), "Reported by readers:"),
    "trap": (gettext_lazy("The hidden field was filled"), "The field hidden from people"),
}
"""Why a comment may have been held: what the filter calls it, and how the screen's words begin."""


@dataclass(frozen=True)
class Count:
    """A number counted up to a limit."""

    number: int
    limit: int

    @property
    def label(self) -> str:
        return f"{self.limit:,}+" if self.number > self.limit else f"{self.number:,}"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which comments are asked for."""

    state: str = CommentState.PENDING
    words: str = ""
    thread: int | None = None
    reason: str = ""
    held: str = ""
    """A part of what they are held because of, such as one rule's sentence."""
    since: date | None = None
    until: date | None = None
    oldest_first: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """One comment as a moderator sees it."""

    comment: Comment
    record: WriterRecord
    is_writer_banned: bool
    is_address_banned: bool
    wave: Wave | None = None
    """The wave of nearly the same text that it is part of."""
    reports: Reports | None = None
    """What readers have against it."""

    @property
    def spam_percent(self) -> int | None:
        """How likely spam the scorer thought it was, 1 to 99: it is never sure. None when it did not look."""
        score = self.comment.spam_score
        return None if score is None else max(1, min(99, round(100 * score)))

    @property
    def html(self) -> SafeString:
        """The comment's text: sanitised when it was written."""
        return mark_safe(self.comment.html)  # noqa: S308 - the output of text.markdown

    @property
    def held_for(self) -> list[str]:
        """What it is held for, each thing in its sentence."""
        return [one for one in _SENTENCE_ENDS.split(self.comment.held_because) if one]

    @property
    def is_staff(self) -> bool:
        return bool(self.comment.user and self.comment.user.is_staff)

    @property
    def parent_excerpt(self) -> str:
        parent = self.comment.parent
        return excerpt(strip_tags(parent.html), 120) if parent else ""

    @property
    def passage_excerpt(self) -> str:
        passage = self.comment.passage
        return excerpt(passage.exact, 240) if passage else ""


@dataclass(frozen=True, kw_only=True)
class WriterView:
    """A writer, or a network address, as a moderator sees them."""

    key: str
    name: str
    email: str
    is_address: bool
    account: User | None
    record: WriterRecord
    sanctions: list[Sanction]
    restraints: list[Sanction]
    """Those of them that are in force."""


def pending_count() -> Count:
    """Return how many comments wait, counted as far as a badge can show. One query."""
    return _count(CommentState.PENDING, BADGE)


def counts() -> dict[str, Count]:
    """Return how many comments are in each state, counted up to the limit. One query."""
    states = list(CommentState)
    values = [value for state in states for value in (state.value, COUNTED + 1)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join([_SOME_OF_STATE] * len(states)), values)
        numbers = cursor.fetchone()
    return {
        state.value: Count(number, COUNTED) for state, number in zip(states, numbers, strict=True)
    }


def count_of(wanted: Wanted) -> Count:
    """Return how many comments are asked for, counted up to the limit. One query."""
    found = comments_wanted(wanted).select_related(None).order_by()
    return Count(found[: COUNTED + 1].count(), COUNTED)


def appeals_count() -> Count:
    """Return how many appeals wait. One query."""
    found = Ruling.objects.filter(appeal_state=AppealState.OPEN).order_by()
    return Count(found[: BADGE + 1].count(), BADGE)


def waiting_of_writer(key: str) -> Count:
    """Return how many comments of a writer wait. One query."""
    found = comments_of(key).filter(state=CommentState.PENDING).select_related(None).order_by()
    return Count(found[: BADGE + 1].count(), BADGE)


def newest_deciders(comment_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of those who decided last about these comments. One query."""
    subjects = {f"comment:{pk}": pk for pk in comment_ids}
    rows = Decision.objects.filter(subject__in=subjects).order_by("pk")
    return {subjects[subject]: name for subject, name in rows.values_list("subject", "by_name")}


def ruling_on(comment: Comment) -> Ruling | None:
    """Return what a comment's writer was told of its rejection, and their appeal. One query."""
    return Ruling.objects.filter(comment=comment).select_related("answered_by").first()


def comments_wanted(wanted: Wanted) -> QuerySet[Comment]:
    """Return the comments asked for, with their thread, parent and writer; the caller pages them."""
    found = Comment.objects.filter(state=wanted.state)
    if wanted.words:
        found = found.filter(Q(body__icontains=wanted.words) | Q(name__icontains=wanted.words))
    if wanted.thread:
        found = found.filter(thread=wanted.thread)
    if wanted.reason in REASONS:
        found = found.filter(_held_for(wanted.reason))
    if wanted.held:
        found = found.filter(held_because__contains=wanted.held)
    if wanted.since:
        found = found.filter(created_at__gte=start_of(wanted.since))
    if wanted.until:
        found = found.filter(created_at__lt=end_of(wanted.until))
    return _complete(found)


def lines(comments: Iterable[Comment]) -> list[Line]:
    """Return comments with what is known of their writers, of waves and of reports. Four queries."""
    comments = list(comments)
    writers = {comment.writer_key for comment in comments} - {""}
    addresses = {comment.address_key for comment in comments} - {""}
    records = writer_records(sorted(writers))
    active = in_force(timezone.now()).filter(key__in=sorted(writers | addresses))
    banned = set(active.filter(kind=SanctionKind.BAN).values_list("key", flat=True))
    waves = waves_of(comment.key for comment in comments)
    reports = reports_about(comment.key for comment in comments)
    return [
        Line(
            comment=comment,
            record=records.get(comment.writer_key) or WriterRecord(key=comment.writer_key),
            is_writer_banned=comment.writer_key in banned,
            is_address_banned=comment.address_key in banned,
            wave=waves.get(comment.key),
            reports=reports.get(comment.key),
        )
        for comment in comments
    ]


def folded(lines: Iterable[Line]) -> list[Line]:
    """Return lines with each wave once, by its first: it is decided as one."""
    seen: set[int] = set()
    found = []
    for line in lines:
        if line.wave is None or line.wave.pk not in seen:
            found.append(line)
        if line.wave is not None:
            seen.add(line.wave.pk)
    return found


def comments_of_wave(wave_id: int) -> QuerySet[Comment]:
    """Return the comments of a wave, whatever their state."""
    return _complete(Comment.objects.filter(pk__in=_ids_of_wave(wave_id)))


def undecided_of_wave(wave_id: int, *, state: str, most: int) -> list[int]:
    """Return the ids of a wave's comments that are neither deleted nor in `state` yet. Two queries."""
    left = Comment.objects.filter(pk__in=_ids_of_wave(wave_id))
    left = left.exclude(state__in=[state, CommentState.DELETED])
    return list(left.order_by("pk").values_list("pk", flat=True)[:most])


def _ids_of_wave(wave_id: int) -> list[int]:
    members = wave_members(wave_id, most=MOST_OF_A_WAVE)
    return [int(subject.removeprefix("comment:")) for subject in members]


def comments_by_id(ids: Iterable[int]) -> QuerySet[Comment]:
    """Return these comments with their thread, parent and writer, in any order."""
    return _complete(Comment.objects.filter(pk__in=list(ids)))


def one_comment(comment_id: int) -> Comment | None:
    """Return a comment with its thread, parent and writer. One query."""
    return _complete(Comment.objects.filter(pk=comment_id)).first()


def trail(comment: Comment) -> list[Decision]:
    """Return all that was ever decided about a comment, newest first. One query."""
    return list(Decision.objects.filter(subject=comment.key).select_related("by"))


def comments_of(key: str) -> QuerySet[Comment]:
    """Return what a writer wrote, or what came from an address; nothing for a key that is none."""
    kind, _colon, rest = key.partition(":")
    own = {
        "user": Q(user_id=number(rest)),
        "guest": Q(guest_id=number(rest)),
        "address": Q(address_key=key),
        "range4": Q(network_key=key),
        "range6": Q(network_key=key),
    }.get(kind)
    if own is None or (kind not in PLACES and number(rest) is None):
        return Comment.objects.none()
    return _complete(Comment.objects.filter(own))


def writer(key: str) -> WriterView | None:
    """Return who is behind a key, with their record and every ban; None when nobody is. Three queries."""
    kind, _colon, rest = key.partition(":")
    who: User | Guest | None = None
    if kind == "user":
        who = User.objects.filter(pk=number(rest) or 0).first()
    elif kind == "guest":
        who = Guest.objects.filter(pk=number(rest) or 0).first()
    sanctions = list(Sanction.objects.filter(key=key).select_related("created_by").order_by("-pk"))
    is_place = kind in PLACES
    if who is None and not (is_place and (sanctions or comments_of(key).exists())):
        return None
    now = timezone.now()
    return WriterView(
        key=key,
        name=who.name if who else place_name(key, sanctions[0].label if sanctions else ""),
        email=who.email if who else "",
        is_address=is_place,
        account=who if isinstance(who, User) else None,
        record=writer_records([key]).get(key) or WriterRecord(key=key),
        sanctions=sanctions,
        restraints=[one for one in sanctions if one.is_in_force(now)],
    )


def place_name(key: str, label: str = "") -> str:
    """Return what an address, a network or a mail domain is called; `label` is what was typed for it."""
    kind, _colon, rest = key.partition(":")
    if kind == "domain":
        return _("Addresses at %s") % rest
    if kind == "address":
        return _("A network address")
    return _("The network %s") % (label or "/" + rest.partition(":")[0])


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Return the names behind writers' keys; addresses and the unknown are left out. Two queries at most."""
    names = {}
    models: tuple[tuple[str, type[User] | type[Guest]], ...] = (("user", User), ("guest", Guest))
    for kind, model in models:
        wanted = [number(key.partition(":")[2]) or 0 for key in keys if key.startswith(f"{kind}:")]
        if wanted:
            found = model._default_manager.filter(pk__in=wanted).values_list("pk", "name")
            names.update({f"{kind}:{pk}": name for pk, name in found})
    return names


def start_of(day: date) -> datetime:
    """Return the moment a day begins in the newsroom's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """Return the moment the next day begins."""
    return start_of(day + timedelta(days=1))


def thread_title(thread_id: int | None) -> str:
    """Return the title of a conversation, empty when there is none. One query."""
    if not thread_id:
        return ""
    return Thread.objects.filter(pk=thread_id).values_list("title", flat=True).first() or ""


def _complete(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    return comments.select_related("thread", "parent", "passage", "user", "guest")


def _count(state: str, limit: int) -> Count:
    # Without an order: SQLite and PostgreSQL then stop reading the index at the limit.
    found = Comment.objects.filter(state=state).order_by()[: limit + 1]
    return Count(found.count(), limit)


def _held_for(reason: str) -> Q:
    """Find a screen's words in a reason: what it says before its first number, and after it."""
    words = _(REASONS[reason][1])
    found = Q()
    for part in words.replace("%.1f", "%d").split("%d"):
        if part.strip():
            found &= Q(held_because__contains=part.strip())
    return found
