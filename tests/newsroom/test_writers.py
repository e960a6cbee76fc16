"""The screens of writers: their comments, their record, sanctions and their end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from addyours.moderation.models import Decision, Sanction
from addyours.moderation.sanctions.actions import impose, lift
from addyours.moderation.sanctions.queries import in_force
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
    data = {"kind": "ban", "lasts": "7", "reason": "Threats", "reject": "on"}
    answer = moderator.post(reverse("newsroom:sanction", args=[comment.pk]), data)
    assert answer.status_code == 302
    made = Sanction.objects.get()
    assert (made.key, made.reason, made.created_by) == (
        comment.writer_key, "Threats", moderator.user,
    )  # fmt: skip
    assert timedelta(days=6) < made.ends_at - timezone.now() < timedelta(days=8)
    comment.refresh_from_db()
    assert comment.state == "rejected"


def test_the_address_is_banned_only_when_asked_for(moderator):
    comment = comment_from()
    url = reverse("newsroom:sanction", args=[comment.pk])
    moderator.post(url, {"kind": "ban", "lasts": "", "with_address": "on"})
    assert set(Sanction.objects.values_list("key", flat=True)) == {comment.writer_key, ADDRESS}
    assert set(Sanction.objects.values_list("ends_at", flat=True)) == {None}


def test_who_is_banned_already_is_not_banned_again(moderator):
    comment = comment_from()
    impose("ban", comment.writer_key, by=None)
    answer = moderator.post(
        reverse("newsroom:sanction", args=[comment.pk]), {"kind": "ban", "lasts": "1"}
    )
    assert answer.status_code == 422
    assert "banned already" in answer.content.decode()


def test_a_form_that_makes_no_sense_comes_back(moderator):
    comment = comment_from()
    data = {"lasts": "forever", "reason": "x" * 500}
    assert moderator.post(reverse("newsroom:sanction", args=[comment.pk]), data).status_code == 422
    assert not Sanction.objects.exists()


def test_a_ban_is_lifted_once(moderator):
    made = impose("ban", comment_from().writer_key, by=None)
    url = reverse("newsroom:lift", args=[made.pk])
    moderator.post(url)
    assert not in_force(timezone.now()).exists()
    assert Decision.objects.get(verb="lift_ban").by == moderator.user
    answer = moderator.post(url)
    assert "not in force" in moderator.get(answer.url).content.decode()


def test_the_list_of_bans_shows_those_in_force_or_all(moderator):
    for name in ("Ode Wick", "Una Tarn"):
        comment = make.make_comment(writer=make.make_writer(name=name))
        made = impose("ban", comment.writer_key, by=moderator.user)
    lift(made, by=moderator.user)
    in_force = moderator.get(reverse("newsroom:sanctions")).content.decode()
    everything = moderator.get(reverse("newsroom:sanctions"), {"show": "all"}).content.decode()
    assert "Ode Wick" in in_force
    assert "Una Tarn" not in in_force
    assert "Una Tarn" in everything


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("203.0.113.9/24", "The network 203.0.113.0/24"),
        ("203.0.113.0/28", "The network /28"),
        ("203.0.113.9", "A network address"),
        ("@Spam.Example", "Addresses at spam.example"),
    ],
)
def test_a_network_or_a_mail_domain_is_shut_out_and_named_without_telling_an_address(
    moderator, typed, name
):
    url = reverse("newsroom:sanctions")
    answer = moderator.post(url, {"place": typed, "kind": "ban", "lasts": "30"}, follow=True)
    html = answer.content.decode()
    assert name in html
    assert "203.0.113.9" not in html
    assert moderator.get(url, {"kind": "ban", "show": "all"}).status_code == 200


@pytest.mark.parametrize(
    "typed", ["", "nonsense", "0.0.0.0/0", "::/0", "999.1.1.1/24", "a@b@c", "\0"]
)
def test_what_is_no_network_is_refused_beside_the_field(moderator, typed):
    data = {"place": typed, "kind": "ban", "lasts": ""}
    assert moderator.post(reverse("newsroom:sanctions"), data).status_code == 422
    assert not Sanction.objects.exists()


def test_a_warning_needs_words_and_goes_to_the_writer_alone(moderator):
    comment = comment_from()
    url = reverse("newsroom:sanction", args=[comment.pk])
    assert moderator.post(url, {"kind": "warn", "lasts": ""}).status_code == 422
    moderator.post(url, {"kind": "warn", "lasts": "", "reason": "Tone", "with_address": "on"})
    assert [one.key for one in Sanction.objects.all()] == [comment.writer_key]
    html = moderator.get(reverse("newsroom:writer", args=[comment.writer_key])).content.decode()
    assert "until it is confirmed" in html
