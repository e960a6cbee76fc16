"""Writes the comments of a conversation so that WordPress finds every parent again."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, Max, OuterRef, Q

from addyours.comments.models import Comment, CommentState
from addyours.stories.models import Author
from addyours.transfer.wordpress_export.content import comment_content
from addyours.transfer.wordpress_export.xml import cdata, local, plain, universal, words

APPROVED = {
    CommentState.PUBLISHED: "1",
    CommentState.PENDING: "0",
    CommentState.SPAM: "spam",
    CommentState.REJECTED: "trash",
    CommentState.DELETED: "trash",
}
BATCH = 2_000
_KEPT = ~Q(state=CommentState.DELETED) | Exists(Comment.objects.filter(parent=OuterRef("pk")))
"""What its writer took back stays only as the place that others have answered."""


def exported() -> int:
    """Return how many comments an export holds. One query."""
    return Comment.objects.filter(_KEPT).count()


class Comments:
    """Knows what all comments have in common: who of their writers writes stories, how they are numbered.

    WordPress adds a post's comments in the order of their numbers and knows a parent only when it has
    come: where one has a higher number than its reply, all get numbers by their depth.
    """

    def __init__(self) -> None:
        accounts = Author.objects.exclude(user=None).values_list("user", "pk")
        self._authors = dict(accounts)
        is_out_of_order = Comment.objects.filter(parent__gt=F("pk")).exists()
        highest = Comment.objects.aggregate(top=Max("pk"))["top"] or 0
        self._step = highest + 1 if is_out_of_order else 0

    def of(self, thread_id: int) -> Iterator[str]:
        """Yield the comments of a conversation. Memory does not grow with it."""
        found = (
            Comment.objects.filter(_KEPT, thread=thread_id)
            .select_related("user", "guest", "passage", "parent")
            .order_by("pk")
        )
        for comment in found.iterator(chunk_size=BATCH):
            yield self._written(comment)

    def _number(self, comment: Comment) -> int:
        return comment.pk + comment.depth * self._step

    def _written(self, comment: Comment) -> str:
        is_gone = comment.state == CommentState.DELETED
        who = comment.user or comment.guest
        email = "" if is_gone or who is None else who.email
        name = "" if is_gone else comment.name
        parent = self._number(comment.parent) if comment.parent else 0
        at = comment.created_at
        return (
            "\t\t<wp:comment>\n"
            f"\t\t\t<wp:comment_id>{self._number(comment)}</wp:comment_id>\n"
            f"\t\t\t<wp:comment_author>{words(name)}</wp:comment_author>\n"
            f"\t\t\t<wp:comment_author_email>{cdata(email)}</wp:comment_author_email>\n"
            "\t\t\t<wp:comment_author_url></wp:comment_author_url>\n"
            "\t\t\t<wp:comment_author_IP></wp:comment_author_IP>\n"
            f"\t\t\t<wp:comment_date>{local(at)}</wp:comment_date>\n"
            f"\t\t\t<wp:comment_date_gmt>{universal(at)}</wp:comment_date_gmt>\n"
            f"\t\t\t<wp:comment_content>{cdata('' if is_gone else comment_content(comment))}"
            "</wp:comment_content>\n"
            f"\t\t\t<wp:comment_approved>{plain(APPROVED[CommentState(comment.state)])}"
            "</wp:comment_approved>\n"
            "\t\t\t<wp:comment_type>comment</wp:comment_type>\n"
            f"\t\t\t<wp:comment_parent>{parent}</wp:comment_parent>\n"
            f"\t\t\t<wp:comment_user_id>{self._authors.get(comment.user_id or 0, 0)}"
            "</wp:comment_user_id>\n"
            "\t\t</wp:comment>\n"
        )
