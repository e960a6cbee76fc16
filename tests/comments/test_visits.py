"""What was said since a reader's visit before is pointed out, to that reader alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from addyours.accounts.models import Mute
from addyours.comments.actions import decide, visit
from addyours.comments.models import CommentState
from tests import factories as make
from tests.comments.reader import Reader, drawn

pytestmark = pytest.mark.django_db
HALF_AN_HOUR = timedelta(minutes=30)


def test_what_came_since_the_last_visit_is_new_for_half_an_hour(thread, clock):
    reader = make.make_user()
    make.make_comment(thread, at=clock.now)
    assert visit(thread, user_id=reader.pk, now=clock.forward(minutes=1)) == []
    second = make.make_comment(thread, at=clock.forward(minutes=9))
    assert visit(thread, user_id=reader.pk, now=clock.forward(minutes=1)) == [second.pk]
    first = make.make_comment(thread, at=clock.forward(hours=1))
    own = make.make_comment(thread, writer=make.make_writer(reader), at=clock.now)
    for minutes in (1, 14, 15):
        new = visit(thread, user_id=reader.pk, now=clock.forward(minutes=minutes))
        assert new == [second.pk, first.pk]
        assert own.pk not in new
    assert visit(thread, user_id=reader.pk, now=clock.forward(minutes=31)) == []


def test_what_waited_for_a_moderator_is_new_when_it_is_published(thread):
    reader = make.make_user()
    now = timezone.now()
    held = make.make_comment(thread, state="pending", at=now - timedelta(hours=2))
    visit(thread, user_id=reader.pk, now=now - timedelta(hours=1))
    decide(held, to=CommentState.PUBLISHED, by=make.make_user("moderator"))
    assert visit(thread, user_id=reader.pk, now=now) == [held.pk]


def test_the_private_fragment_says_what_is_new_in_a_fixed_number_of_queries(thread, queries):
    reader = make.make_user()
    browser = Reader()
    browser.force_login(reader)
    where = f"/threads/{thread.pk}/mine/"
    visit(thread, user_id=reader.pk, now=make.NOON - timedelta(days=3650))
    counts = []
    for _ in range(2):
        with queries() as made:
            fragment = drawn(browser.get(where))
        counts.append(len(made.statements))
        ids = fragment.xpath("string(//*[@data-unseen]/@data-unseen)").split()
        assert len(ids) in (0, 20)
        for number in range(20):
            make.make_comment(thread, at=make.NOON + timedelta(seconds=number))
    assert counts[0] == counts[1] + 1, str(made)
    other = Reader()
    other.force_login(make.make_user())
    assert not drawn(other.get(where)).xpath("//*[@data-unseen]")
    assert not drawn(Reader().get(where)).xpath("//*[@data-unseen]")


def test_what_muted_people_wrote_is_not_new(thread, clock):
    reader, loud = make.make_user(), make.make_user()
    visit(thread, user_id=reader.pk, now=clock.now)
    guests = [make.make_comment(thread, at=clock.forward(minutes=1)) for _ in range(2)]
    of_account = make.make_comment(thread, writer=make.make_writer(loud), at=clock.now)
    ids = {one.pk for one in (*guests, of_account)}
    assert set(visit(thread, user_id=reader.pk, now=clock.now)) == ids
    Mute.objects.create(user=reader, key=guests[0].writer_key, name="One")
    assert set(visit(thread, user_id=reader.pk, now=clock.now)) == ids - {guests[0].pk}
    Mute.objects.create(user=reader, key=of_account.writer_key, name="Two")
    assert visit(thread, user_id=reader.pk, now=clock.now) == [guests[1].pk]
