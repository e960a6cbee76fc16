"""Editors' picks: few, seen first, and taken back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from addyours.comments.actions import decide, pick_comment, unpick_comment
from addyours.comments.actions.picks import MOST_PICKS
from addyours.comments.errors import PickRefused
from addyours.comments.queries import thread_page
from addyours.moderation.models import Decision
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_picks_are_few_and_stand_on_the_first_page_as_long_as_they_are_published(queries):
    editor = make.make_user("editor")
    thread = make.make_thread()
    comments = [make.make_comment(thread) for _ in range(MOST_PICKS + 1)]
    reply = make.make_comment(parent=comments[0])
    for comment in [reply, *comments[: MOST_PICKS - 1]]:
        pick_comment(comment, by=editor, now=make.NOON)
    with pytest.raises(PickRefused, match="take one back"):
        pick_comment(comments[-1], by=editor, now=make.NOON)
    decide(comments[0], to="rejected", by=editor)
    thread.refresh_from_db()
    with queries() as made:
        page = thread_page(thread)
    assert {pick.id for pick in page.picks} == {reply.pk, comments[1].pk}
    assert len(made.statements) == 4, str(made)
    assert thread_page(thread, after=comments[0].path).picks == ()
    with pytest.raises(PickRefused):
        pick_comment(comments[0], by=editor, now=make.NOON)
    unpick_comment(reply, by=editor)
    assert [one.verb for one in Decision.objects.filter(subject=reply.key)] == ["unpick", "pick"]


@pytest.mark.parametrize(
    ("role", "status"), [("editor", 302), ("moderator", 302), ("author", 302), ("reader", 302)]
)
def test_editors_and_moderators_pick_on_their_screen(client, role, status):
    comment = make.make_comment()
    client.force_login(make.make_user(role))
    answer = client.post(reverse("newsroom:pick"), {"one": f"pick:{comment.pk}"})
    assert answer.status_code == status
    comment.refresh_from_db()
    may = role in ("editor", "moderator")
    assert bool(comment.picked_at) == may
    screen = client.get(reverse("newsroom:picks", args=[comment.thread_id]))
    assert (screen.status_code == 200) == may
    if may:
        assert f"unpick:{comment.pk}" in screen.content.decode()
