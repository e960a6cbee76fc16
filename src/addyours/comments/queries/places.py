"""Where a published comment is found."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from addyours.comments.models import Comment
from addyours.comments.queries.order import REPLIES_A_ROOT, ROOTS_A_PAGE, SHOWN


def permalink_target(comment: Comment) -> str:
    """Return the address of the page that shows a published comment, with its anchor. Three queries at most."""
    root = comment.root or comment
    anchor = f"#comment-{comment.pk}"
    if comment.root_id:
        before = Comment.objects.filter(SHOWN, root=root, path__lt=comment.path)
        if before[:REPLIES_A_ROOT].count() >= REPLIES_A_ROOT:
            query = urlencode({"start": comment.path})
            return f"{reverse('comments:replies', args=[root.pk])}?{query}{anchor}"
    earlier = Comment.objects.filter(
        SHOWN, thread=comment.thread_id, parent=None, path__lt=root.path
    )
    if earlier[:ROOTS_A_PAGE].count() >= ROOTS_A_PAGE:
        return f"{comment.thread.path}?{urlencode({'start': root.path})}{anchor}"
    return f"{comment.thread.path}{anchor}"
