"""The screen of reports: what weighs most first, its reasons, and decisions that settle them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from addyours.comments.actions import report_comment
from addyours.moderation.models import Report, WriterRecord
from addyours.moderation.reports.actions import Complaint
from tests import factories as make

pytestmark = pytest.mark.django_db
SCREEN = "newsroom:reports"


@pytest.fixture
def reported():
    make.make_policy("none")
    comment = make.make_comment(body="A rude remark.")
    writer = make.make_writer(make.make_user())
    WriterRecord.objects.create(key=writer.key, accepted=1)
    notice = Complaint(
        kind="illegal",
        text="<b>It names an address.</b>",
        name="Una Tarn",
        email="una@example.com",
        in_good_faith=True,
    )
    report_comment(comment, writer=writer, complaint=notice, now=make.NOON)
    return comment


def test_the_heaviest_stands_first_with_reasons_and_words(moderator, reported):
    light = make.make_comment(body="A light remark.")
    report_comment(light, writer=None, complaint=Complaint(kind="insult"), now=make.NOON)
    html = moderator.get(reverse(SCREEN)).content.decode()
    assert html.index("A rude remark.") < html.index("A light remark.")
    shown = ("Reported by 1 reader", "(weight 1)", "It is illegal", "una@example.com", "Off topic")
    for words in shown:
        assert words in html
    assert "&lt;b&gt;It names an address." in html
    queue = moderator.get(reverse("newsroom:queue"), {"state": "published"}).content.decode()
    assert "It names an address." in queue


def test_a_reported_comment_is_kept_and_the_reports_wait_again_after_undo(moderator, reported):
    answer = moderator.post(
        reverse("newsroom:keep", args=[reported.pk]), {"next": reverse(SCREEN)}, follow=True
    )
    html = answer.content.decode()
    assert "Comment kept." in html
    assert "Nothing is reported" in html
    decision = answer.context["undoable"][0]
    moderator.post(reverse("newsroom:undo"), {"decision": decision})
    assert Report.objects.get().outcome == ""
    log = moderator.get(reverse("newsroom:log")).content.decode()
    assert "kept though reported" in log


def test_what_is_not_reported_cant_be_kept(moderator):
    comment = make.make_comment()
    url = reverse("newsroom:keep", args=[comment.pk])
    assert "Nobody has reported" in moderator.post(url, follow=True).content.decode()


def test_a_decision_in_the_list_settles_the_reports(moderator, reported):
    moderator.post(reverse("newsroom:decide"), {"one": f"reject:{reported.pk}"})
    assert Report.objects.get().outcome == "upheld"
