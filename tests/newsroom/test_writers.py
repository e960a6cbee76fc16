"""The screens of writers: their comments, their record, bans and their end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from addyours.moderation.actions import ban, lift_ban
from addyours.moderation.models import Ban, Decision
from addyours.moderation.queries import active_bans
from tests import factories as make

pytestmark = pytest.mark.django_db
ADDRESS = "address:" + "ab" * 16


def comment_from(address=ADDRESS):
    make.make_policy(hold="all")
    return make.post(make.make_thread(), "Hello.", address_key=address)


def test_a_writers_screen_shows_all_they_wrote(moderator):
    first = make.make_comment(body="The first one.", state="spam")
    make.make_comment(writer=make.writer_of(first), body="The second one.")
    make.make_comment(body="Of somebody else.")
    html = moderator.get(reverse("newsroom:writer", args=[first.writer_key])).content.decode()
    assert "The first one." in html
    assert "The second one." in html
    assert "Of somebody else." not in html


def test_an_address_has_a_screen_too(moderator):
    comment = comment_from()
    html = moderator.get(reverse("newsroom:writer", args=[comment.address_key])).content.decode()
    assert "Hello." in html


@pytest.mark.parametrize("key", ["guest:999", "user:999", "guest:x", "address:none", "nobody", ":"])
def test_a_writer_who_is_not_there_is_not_found(moderator, key):
    assert moderator.get(reverse("newsroom:writer", args=[key])).status_code == 404


def test_a_ban_has_an_end_and_a_reason_and_may_take_the_comment_down(moderator):
    comment = comment_from()
    data = {"lasts": "7", "reason": "Threats", "reject": "on"}
    answer = moderator.post(reverse("newsroom:ban", args=[comment.pk]), data)
    assert answer.status_code == 302
    made = Ban.objects.get()
    assert (made.key, made.reason, made.created_by) == (
        comment.writer_key, "Threats", moderator.user,
    )  # fmt: skip
    assert timedelta(days=6) < made.ends_at - timezone.now() < timedelta(days=8)
    comment.refresh_from_db()
    assert comment.state == "rejected"


def test_the_address_is_banned_only_when_asked_for(moderator):
    comment = comment_from()
    url = reverse("newsroom:ban", args=[comment.pk])
    moderator.post(url, {"lasts": "", "with_address": "on"})
    assert set(Ban.objects.values_list("key", flat=True)) == {comment.writer_key, ADDRESS}
    assert set(Ban.objects.values_list("ends_at", flat=True)) == {None}


def test_who_is_banned_already_is_not_banned_again(moderator):
    comment = comment_from()
    ban(comment.writer_key, by=None)
    answer = moderator.post(reverse("newsroom:ban", args=[comment.pk]), {"lasts": "1"})
    assert answer.status_code == 422
    assert "banned already" in answer.content.decode()


def test_a_form_that_makes_no_sense_comes_back(moderator):
    comment = comment_from()
    data = {"lasts": "forever", "reason": "x" * 500}
    assert moderator.post(reverse("newsroom:ban", args=[comment.pk]), data).status_code == 422
    assert not Ban.objects.exists()


def test_a_ban_is_lifted_once(moderator):
    comment = comment_from()
    ban(comment.writer_key, by=None)
    url = reverse("newsroom:lift")
    moderator.post(url, {"key": comment.writer_key})
    assert not active_bans(timezone.now()).exists()
    assert Decision.objects.get(verb="lift_ban").by == moderator.user
    answer = moderator.post(url, {"key": comment.writer_key})
    assert "not banned" in moderator.get(answer.url).content.decode()


def test_the_list_of_bans_shows_those_in_force_or_all(moderator):
    for name in ("Ode Wick", "Una Tarn"):
        comment = make.make_comment(writer=make.make_writer(name=name))
        ban(comment.writer_key, by=moderator.user)
    lift_ban(comment.writer_key, by=moderator.user)
    in_force = moderator.get(reverse("newsroom:bans")).content.decode()
    everything = moderator.get(reverse("newsroom:bans"), {"show": "all"}).content.decode()
    assert "Ode Wick" in in_force
    assert "Una Tarn" not in in_force
    assert "Una Tarn" in everything
