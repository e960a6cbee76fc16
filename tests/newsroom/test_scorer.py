"""What moderators see of the spam scorer, and how they decide about a wave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from addyours.comments.learning import note_alike
from addyours.comments.models import Comment
from addyours.moderation.models import Decision, Lesson, Policy, Wave
from addyours.outbox.changes import ChangeRow
from addyours.outbox.models import Change
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_scorer")]
TEXT = "Rent your holiday boat from Captain {} in Norholm today, all weekends and every summer."


def lessons(count, *, days=30):
    """Decisions foretold over some days: every tenth good one was held, nine tenths of the spam."""
    now = timezone.now()
    Lesson.objects.bulk_create(
        Lesson(
            subject=f"comment:{number}",
            label="spam" if number % 2 else "good",
            score=0.5,
            was_above=(number // 2) % 10 != 0 if number % 2 else (number // 2) % 10 == 0,
            change=b"",
            at=now - timedelta(days=days) * (count - number) / count,
        )
        for number in range(count)
    )


def shown(browser):
    return browser.get(reverse("newsroom:scorer")).content.decode()


def test_without_decisions_the_screen_says_so(moderator):
    html = shown(moderator)
    assert "Nothing is measured yet" in html
    assert "<img" not in html.partition("<main")[2]
    assert "Change how many" not in html


def test_few_decisions_are_shown_as_such(moderator):
    lessons(30)
    html = shown(moderator)
    assert "Too few decisions to rely on." in html
    assert "A plot over time is drawn when there are a hundred decisions." in html


def test_the_rates_stand_in_a_table_beside_the_plot(owner):
    lessons(400)
    html = shown(owner)
    assert "Too few decisions" not in html
    assert "20 (10.0 %)" in html
    assert "180 (90.0 %)" in html
    assert html.partition("Error rates over time")[2].count('<th scope="row">') == 8
    assert reverse("newsroom:scorer_plot") in html
    assert "Change how many" in html


def test_the_plot_is_an_image_in_which_nothing_runs(moderator):
    lessons(400)
    answer = moderator.get(reverse("newsroom:scorer_plot"))
    assert answer["Content-Type"] == "image/svg+xml"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    text = answer.content.decode()
    assert "<script" not in text
    assert "http" not in text.replace("http://www.w3.org/", "")
    assert "Spam caught" in text


def test_the_plot_of_nothing_is_no_defect(moderator):
    assert moderator.get(reverse("newsroom:scorer_plot")).status_code == 200


def test_the_screen_takes_the_same_queries_for_few_and_many(moderator, queries):
    lessons(30)
    shown(moderator)
    with queries() as few:
        shown(moderator)
    lessons(300)
    with queries() as many:
        shown(moderator)
    assert len(many.statements) == len(few.statements), str(many)


def test_the_owner_sets_how_many_good_comments_may_be_held(owner):
    url = reverse("newsroom:settings")
    shown_now = owner.get(url).context
    fields = [field for _heading, _help, fields in shown_now["groups"] for field in fields]
    fields += [field for row in shown_now["trust"].rows for field in row]
    given = {field.html_name: str(field.value() or 0) for field in fields}
    for value, status in (("21", 422), ("-1", 422), ("x", 422), ("0.5", 302)):
        assert owner.post(url, {**given, "rules-held_in_error": value}).status_code == status
    assert float(Policy.objects.get().held_in_error) == 0.5
    assert "0.5 %" in shown(owner)


@pytest.fixture
def wave():
    make.make_policy("none")
    thread = make.make_thread()
    for number in range(4):
        make.post(
            thread,
            TEXT.format(f"Ro{number}"),
            address_key=f"address:{number}",
            now=make.NOON + timedelta(minutes=number),
            writer=make.make_writer(name=f"Guest {number}"),
        )
    Comment.objects.filter(name__in=["Guest 2", "Guest 3"]).update(state="pending")
    rows = Change.objects.order_by("pk")
    note_alike([ChangeRow(one.position, one.topic, tuple(one.keys), one.ids) for one in rows])
    return Wave.objects.get()


def test_the_queue_shows_a_wave_once(moderator, wave):
    html = moderator.get(reverse("newsroom:queue")).content.decode()
    assert html.count("Wave of 4") == 1
    assert html.count('data-row="') == 1


@pytest.mark.parametrize(("verb", "after"), [("spam", "spam"), ("approve", "published")])
def test_a_wave_is_decided_as_one_published_comments_too_and_undone_as_one(
    moderator, wave, verb, after
):
    before = list(Comment.objects.order_by("pk").values_list("state", flat=True))
    data = {"wave": f"{verb}:{wave.pk}", "next": reverse("newsroom:wave", args=[wave.pk])}
    answer = moderator.post(reverse("newsroom:decide"), data)
    assert set(Comment.objects.values_list("state", flat=True)) == {after}
    html = moderator.get(answer.url).content.decode()
    assert "Undo the last" in html
    ids = Decision.objects.filter(verb=verb).values_list("pk", flat=True)
    moderator.post(reverse("newsroom:undo"), {"decision": list(ids)})
    assert list(Comment.objects.order_by("pk").values_list("state", flat=True)) == before


@pytest.mark.parametrize("order", ["burn:1", "spam:", "spam:x", "spam:99999", ":", "spam"])
def test_an_order_for_no_wave_changes_nothing(moderator, wave, order):
    assert moderator.post(reverse("newsroom:decide"), {"wave": order}).status_code == 302
    assert not Comment.objects.filter(state="spam").exists()


def test_the_screen_of_a_wave_shows_all_of_it(moderator, wave):
    html = moderator.get(reverse("newsroom:wave", args=[wave.pk])).content.decode()
    assert html.count("Captain Ro") == 4
    assert moderator.get(reverse("newsroom:wave", args=[wave.pk + 1])).status_code == 404


def test_the_screen_of_a_comment_says_how_likely_spam_it_is_and_why(moderator):
    make.make_policy("all", held_in_error=1)
    body = "Please subscribe to my channel, check out my new video http://vids-now.xyz"
    comment = make.post(make.make_thread(), body)
    html = moderator.get(reverse("newsroom:comment", args=[comment.pk])).content.decode()
    assert "Likely spam" in html
    assert "vids-now.xyz, which was never seen here" in html
