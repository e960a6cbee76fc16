"""Threads, the comments in them, and the settings of the conversation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from addyours.comments.company import Mention as Mention
from addyours.comments.company import ThreadWriter as ThreadWriter
from addyours.comments.company import Visit as Visit
from addyours.comments.rulings import Ruling as Ruling

PATH_STEP = 22
"""Digits that one comment adds to its path: 16 of time, 6 of chance."""
PATH_DEPTH = 24
"""Deeper replies hang on their real parent but share the path of their ancestor at this depth, so
that a chain of a thousand replies makes no key of a thousand steps."""

MOST_SLOW_MINUTES = 24 * 60


class Voting(models.TextChoices):
    """Whose votes on comments count."""

    NOBODY = "nobody", _("Nobody: there are no votes")
    ACCOUNTS = "accounts", _("Readers with an account")
    EVERYBODY = "everybody", _("Everybody; guests’ votes weigh less in the order")


class Order(models.TextChoices):
    """In which order the comments that answer nobody are read."""

    BEST = "best", _("Best")
    OLDEST = "oldest", _("Oldest")
    NEWEST = "newest", _("Newest")
    REPLIES = "replies", _("Most discussed")


class ConversationSettings(models.Model):
    """How conversations work on this site; one row."""

    edit_minutes = models.PositiveSmallIntegerField(
        _("minutes to edit"),
        default=15,
        help_text=_("For so long writers may change their comment. 0: not at all."),
    )
    depth = models.PositiveSmallIntegerField(
        _("levels of replies"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(8)],
        help_text=_("Deeper replies are shown beneath each other, with “in reply to”."),
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("close after days"),
        default=0,
        help_text=_("Conversations take no comments so many days after publication. 0: never."),
    )
    votes = models.CharField(
        _("who may vote"), max_length=9, choices=Voting, default=Voting.EVERYBODY
    )
    down_votes = models.BooleanField(
        _("votes against a comment"),
        default=False,
        help_text=_("Beside “Good point” there is “Weak point”."),
    )
    order = models.CharField(
        _("order of comments"),
        max_length=7,
        choices=Order,
        default=Order.OLDEST,
        help_text=_("What readers see first; they can choose another."),
    )

    class Meta:
        verbose_name = _("conversation settings")
        verbose_name_plural = _("conversation settings")

    def __str__(self) -> str:
        return str(_("Conversation settings"))


class ThreadState(models.TextChoices):
    """What readers may do with a conversation."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed: can be read")
    HIDDEN = "hidden", _("Hidden")


class Thread(models.Model):
    """One conversation. It knows where it is shown and under which title, and nothing more of it."""

    path = models.CharField(_("address"), max_length=1000)
    title = models.CharField(_("title"), max_length=255)
    state = models.CharField(
        _("state"), max_length=6, choices=ThreadState, default=ThreadState.OPEN
    )
    slow_minutes = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(MOST_SLOW_MINUTES)]
    )
    """Each writer may write one comment in so many minutes; 0: as they like."""
    holds_all = models.BooleanField(default=False)
    """Each comment waits for a moderator, whoever wrote it."""
    accounts_only = models.BooleanField(default=False)
    """Guests read only."""
    opened_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Empty as long as what it is about is not public.")
    )
    created_at = models.DateTimeField(default=timezone.now)
    comment_count = models.PositiveIntegerField(default=0)
    pick_count = models.PositiveSmallIntegerField(default=0)
    """How many of its comments are marked as picks, whatever became of them since."""
    last_comment_at = models.DateTimeField(null=True, blank=True)
    position = models.BigIntegerField(default=0)
    """Of the newest change in the outbox that readers of this conversation see."""
    author_ids = models.JSONField(default=list)
    """The accounts of those who wrote what it is about."""

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["path"], name="thread_path")]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        return f"thread:{self.pk}"

    @property
    def votes_key(self) -> str:
        """Changes with every vote; pages take it as a count, a few seconds old at most."""
        return f"votes:{self.pk}"


class Passage(models.Model):
    """Words of what a conversation is about, that comments are about in turn.

    `exact`, `prefix` and `suffix` are a text-quote selector of W3C's Web Annotation, always in the
    words of the text itself.
    """

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="passages")
    exact = models.TextField(_("passage"))
    prefix = models.CharField(max_length=100, blank=True)
    suffix = models.CharField(max_length=100, blank=True)
    reworded = models.TextField(blank=True)
    """What stands there today, where it was changed a little since."""
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    """Where it stands in the text, in characters: a hint, since the words decide."""
    is_lost = models.BooleanField(default=False)
    """The text has changed so much that it is not in there any more."""
    comment_count = models.PositiveIntegerField(default=0)
    """Published comments about it, replies to them not counted."""
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["thread", "start"], name="passage_place"),
        ]

    def __str__(self) -> str:
        return self.exact[:60]


class CommentState(models.TextChoices):
    """The life of a comment."""

    PENDING = "pending", _("Pending")
    PUBLISHED = "published", _("Published")
    SPAM = "spam", _("Spam")
    REJECTED = "rejected", _("Rejected")
    DELETED = "deleted", _("Deleted")


TRANSITIONS: dict[str, frozenset[str]] = {
    CommentState.PENDING: frozenset({"published", "rejected", "spam", "deleted"}),
    CommentState.PUBLISHED: frozenset({"pending", "rejected", "spam", "deleted"}),
    CommentState.SPAM: frozenset({"published", "pending", "rejected", "deleted"}),
    CommentState.REJECTED: frozenset({"published", "pending", "spam", "deleted"}),
    CommentState.DELETED: frozenset({"published", "pending", "rejected", "spam"}),
}
"""What a comment may become from what it is. Out of `deleted` leads only a moderator's undo."""


class Comment(models.Model):
    """What one writer said, as typed, with the HTML derived from it."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="comments")
    # Of what most comments have not there are indexes without it, below.
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replies",
        db_index=False,
    )
    root = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    passage = models.ForeignKey(
        Passage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="comments",
        db_index=False,
    )
    """What it is about, if it is about a passage; of comments that answer nobody only."""
    path = models.CharField(max_length=PATH_STEP * PATH_DEPTH, unique=True)
    depth = models.PositiveIntegerField(default=1)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    guest = models.ForeignKey("accounts.Guest", null=True, blank=True, on_delete=models.SET_NULL)
    name = models.CharField(_("name"), max_length=80)
    is_by_author = models.BooleanField(default=False)
    """Whether its writer wrote what the conversation is about."""
    body = models.TextField(_("comment"))
    html = models.TextField()
    state = models.CharField(
        _("state"), max_length=10, choices=CommentState, default=CommentState.PENDING
    )
    held_because = models.TextField(blank=True)
    """Why it waited for a moderator, or why it is marked for one."""
    spam_score = models.FloatField(null=True, blank=True)
    """How likely spam it was thought to be when it was judged, 0 to 1; empty when nobody asked."""
    facts = models.CharField(max_length=200, blank=True)
    """What the scorer knew of it besides its text, for the day somebody decides: `took:2 accepted:0`."""
    address_key = models.CharField(max_length=80, blank=True)
    network_key = models.CharField(max_length=50, blank=True)
    """The network around the address, as a keyed hash too: it may be shut out as a whole."""
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    """When readers first saw it: for what was held, later than it was written."""
    reply_count = models.PositiveIntegerField(default=0)
    up_count = models.PositiveIntegerField(default=0)
    down_count = models.PositiveIntegerField(default=0)
    up_weight = models.PositiveIntegerField(default=0)
    down_weight = models.PositiveIntegerField(default=0)
    best = models.IntegerField(default=0)
    """Its place in the order "best", from `ranking.best`: kept, so that an index has the order."""
    picked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [
            ("moderate_comment", _("Can decide about comments")),
            ("pick_comment", _("Can mark comments as editors’ picks")),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                "thread", "path", condition=Q(parent__isnull=True), name="comment_roots_by_time"
            ),
            models.Index(
                F("thread"),
                F("reply_count").desc(),
                F("path").desc(),
                condition=Q(parent__isnull=True),
                name="comment_roots_by_replies",
            ),
            models.Index(
                F("thread"),
                F("best").desc(),
                F("path").desc(),
                condition=Q(parent__isnull=True),
                name="comment_roots_by_best",
            ),
            models.Index(
                fields=["thread"], condition=Q(picked_at__isnull=False), name="comment_picks"
            ),
            models.Index(
                fields=["root", "path"], condition=Q(root__isnull=False), name="comment_branch"
            ),
            models.Index(
                fields=["parent"], condition=Q(parent__isnull=False), name="comment_replies"
            ),
            models.Index(
                fields=["user"], condition=Q(user__isnull=False), name="comment_of_account"
            ),
            models.Index(
                "passage",
                "path",
                condition=Q(passage__isnull=False),
                name="comment_roots_of_passage",
            ),
            models.Index(fields=["state", "-id"], name="comment_queue"),
            # All that figures are counted from: rows of comments are long.
            models.Index(
                fields=["created_at", "state", "thread", "user", "guest"], name="comment_figures"
            ),
            models.Index(
                fields=["thread", "-published_at"],
                condition=Q(published_at__isnull=False),
                name="comment_newest_of_thread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.body[:60]}"

    @property
    def key(self) -> str:
        return f"comment:{self.pk}"

    @property
    def writer_key(self) -> str:
        """The name its writer has in moderation: `user:5`, `guest:12`, or empty."""
        if self.user_id:
            return f"user:{self.user_id}"
        return f"guest:{self.guest_id}" if self.guest_id else ""

    @property
    def is_published(self) -> bool:
        return self.state == CommentState.PUBLISHED

    def is_editable_at(self, now: datetime, *, minutes: int) -> bool:
        """Tell whether its writer may still change it at `now`, `minutes` being the site's setting."""
        return self.state in (
            CommentState.PENDING,
            CommentState.PUBLISHED,
        ) and now < self.created_at + timedelta(minutes=minutes)


class Vote(models.Model):
    """What one reader thinks of a comment. Taken back, it stays with the value 0: it limits turning round."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="votes"
    )
    guest = models.ForeignKey("accounts.Guest", null=True, on_delete=models.SET_NULL)
    value = models.SmallIntegerField()
    weight = models.PositiveSmallIntegerField()
    turns = models.PositiveSmallIntegerField(default=0)
    """How often it was changed."""
    address_key = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "user"],
                condition=Q(user__isnull=False),
                name="vote_once_by_account",
            ),
            models.UniqueConstraint(
                fields=["comment", "guest"],
                condition=Q(guest__isnull=False),
                name="vote_once_by_guest",
            ),
            models.CheckConstraint(condition=Q(value__in=(-1, 0, 1)), name="vote_value"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "at"], name="vote_by_account"),
            models.Index(fields=["guest", "at"], name="vote_by_guest"),
            models.Index(fields=["address_key", "at"], name="vote_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.value:+d} on {self.comment_id}"
