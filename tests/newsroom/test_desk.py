"""One comment at a time: nobody else gets it, and what others do is told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse
from django.utils import timezone

from addyours.comments.actions import decide
from addyours.comments.models import Comment
from addyours.newsroom.models import Attention
from addyours.newsroom.queue.actions import LEASE, attend
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(sign_in):
    """A second moderator's browser."""
    return sign_in(make.make_user("moderator", name="Mara Vint"))


def given(browser, **query):
    """The comment a moderator is given; None for none."""
    html = browser.get(reverse("newsroom:desk"), query).content.decode()
    found = re.findall(r'data-row="(\d+)"', html)
    return int(found[0]) if found else None


def news(browser, *comments, looking="", state="pending"):
    ids = ".".join(str(one.pk) for one in comments)
    data = {"comments": ids, "looking": looking, "state": state}
    return browser.post(reverse("newsroom:news"), data).json()


def waiting(number=3):
    thread = make.make_thread()
    return [make.make_comment(thread, state="pending") for _ in range(number)]


def test_two_moderators_never_get_the_same_comment(moderator, other):
    first, second, third = waiting()
    assert (given(moderator), given(other)) == (first.pk, second.pk)
    assert given(moderator) == first.pk, "asked for again it is the same one"
    assert given(moderator, after=first.pk) == third.pk, "later: what the other has is passed over"
    assert given(moderator, after=third.pk) == first.pk, "and at the end it begins again"
    decide(first, to="published", by=moderator.user)
    assert given(moderator) == third.pk
    assert given(moderator, show=second.pk) == third.pk, "what somebody else has is not to be had"


def test_who_has_everything_is_named(moderator, other):
    (only,) = waiting(1)
    given(other)
    html = moderator.get(reverse("newsroom:desk")).content.decode()
    assert "Mara Vint" in html
    assert "data-row" not in html
    Attention.objects.update(until=timezone.now())
    assert given(moderator) == only.pk, "a lease ends by itself"


def test_what_two_take_at_once_one_gets(moderator, other):
    (only,) = waiting(1)
    now = timezone.now()
    assert attend([only.pk], by=moderator.user, now=now) == only.pk
    assert attend([only.pk], by=other.user, now=now) is None
    assert attend([only.pk], by=other.user, now=now + LEASE + timedelta(seconds=1)) == only.pk
    assert Attention.objects.get().user == other.user


def test_the_filter_holds_at_the_desk_too(moderator):
    waiting(1)
    wanted = make.make_comment(state="pending", body="A gull did it.")
    assert given(moderator, q="gull") == wanted.pk
    assert given(moderator, q="seal") is None


def test_an_open_page_is_told_what_others_do(moderator, other):
    first, second, third = waiting()
    decide(first, to="rejected", by=other.user)
    news(other, looking=second.pk)
    assert news(other, second, third, looking=second.pk)["gone"] == []
    told = news(moderator, first, second, third, looking=third.pk)
    assert told["gone"] == [
        {"comment": first.pk, "state": "rejected", "label": "Rejected", "by": "Mara Vint"}
    ]
    assert told["looking"] == {str(second.pk): "Mara Vint"}
    assert (told["counts"]["pending"], told["newest"]) == ("2", third.pk)
    assert news(other, second, third)["looking"] == {str(third.pk): moderator.user.name}
    assert not Attention.objects.filter(user=other.user).exists(), "it looks away"


@pytest.mark.parametrize(
    "data", [{}, {"comments": "x.9" + "9" * 40}, {"looking": "-1", "state": "none"}]
)
def test_nonsense_is_no_defect(moderator, data):
    assert moderator.post(reverse("newsroom:news"), data).status_code == 200
    assert moderator.get(reverse("newsroom:desk"), {"after": "x", "show": "y"}).status_code == 200


def test_the_desk_costs_the_same_with_many_that_wait(moderator, other, queries):
    first = waiting(1)[0]
    make.make_comment(writer=make.writer_of(first))
    moderator.get(reverse("newsroom:desk"))
    with queries() as few:
        assert given(moderator) == first.pk
    rows = model_to_dict(first, exclude=["id", "path"], fields=["name", "body", "html", "state"])
    rows |= {"thread": first.thread, "guest": first.guest}
    Comment.objects.bulk_create(
        Comment(**rows, path=f"{first.path[:-6]}{number:06}") for number in range(2000)
    )
    with queries() as many:
        assert given(moderator) == first.pk
    assert len(many.statements) == len(few.statements), str(many)
    with queries() as told:
        news(moderator, first, looking=first.pk)
    assert len(told.statements) <= 19, str(told)
