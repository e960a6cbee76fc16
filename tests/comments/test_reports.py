"""Reports of readers: who may, what they weigh, what they do to a comment, what becomes of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import OperationalError
from django.test import override_settings
from django.utils import timezone

from addyours.comments import report_views
from addyours.comments.actions import (
    decide,
    delete_comment,
    keep_comment,
    report_comment,
    undo_decision,
)
from addyours.comments.errors import TransitionRefused
from addyours.moderation.actions import forget_writer
from addyours.moderation.errors import ReportRefused
from addyours.moderation.models import Decision, Report, WriterRecord
from addyours.moderation.queries import policy
from addyours.moderation.reports.actions import Complaint, forget_notices
from addyours.moderation.reports.queries import heaviest_reported, reports_about
from addyours.moderation.trust import report_weight
from tests import factories as make
from tests.comments.reader import HTMX, Reader, drawn

pytestmark = pytest.mark.django_db
SPAM = Complaint(kind="spam")
NOTICE = {
    "kind": "illegal",
    "text": "It names where somebody lives, against their will.",
    "name": "Una Tarn",
    "email": "una@example.com",
    "faith": "on",
}


def trusted(accepted=1, **record):
    """An account whose comments were accepted."""
    writer = make.make_writer(make.make_user())
    WriterRecord.objects.create(key=writer.key, accepted=accepted, **record)
    return writer


def report(comment, writer=None, complaint=SPAM):
    return report_comment(comment, writer=writer, complaint=complaint, now=make.NOON)


def letters():
    return [(one.to, one.subject, one.body) for one in mail.outbox]


@pytest.fixture
def comment():
    make.make_policy("none")
    return make.make_comment()


@pytest.fixture
def moderator():
    return make.make_user("moderator")


def test_reports_of_trusted_readers_hold_a_comment_when_they_weigh_enough(comment):
    report(comment, trusted())
    report(comment, trusted(), Complaint(kind="insult"))
    report(comment)
    comment.refresh_from_db()
    assert comment.is_published, "a stranger's report weighs nothing"
    report(comment, trusted())
    comment.refresh_from_db()
    comment.thread.refresh_from_db()
    assert (comment.state, comment.thread.comment_count) == ("pending", 0)
    assert comment.held_because == (
        "Reported by 4 readers: It is spam or advertising, It insults somebody."
    )
    assert Decision.objects.get(subject=comment.key, verb="hold").by is None


def test_one_reader_reports_once(comment):
    writer = trusted(accepted=50)
    assert report(comment, writer) == report(comment, writer)
    assert Report.objects.get().weight == 200


def test_what_a_report_weighs_falls_with_false_ones_and_comes_back(comment):
    rules = policy()
    weights = [
        report_weight(WriterRecord(accepted=1, upheld=right, dismissed=wrong), rules)
        for right, wrong in ((0, 0), (0, 1), (0, 4), (8, 4))
    ]
    assert weights == [100, 50, 20, 56]
    assert report_weight(None, rules) == report_weight(WriterRecord(spam=1), rules) == 0


def test_a_banned_readers_report_is_taken_and_weighs_nothing(comment):
    writer = trusted()
    make.ban(writer.key)
    assert report(comment, writer).weight == 0


def test_staff_are_never_held_by_reports_and_theirs_hold_at_once():
    make.make_policy("none")
    staff = make.make_writer(make.make_user("author"))
    own = make.make_comment(writer=staff)
    for _number in range(4):
        report(own, trusted())
    of_guest = make.make_comment()
    report(of_guest, staff)
    own.refresh_from_db()
    of_guest.refresh_from_db()
    assert (own.state, of_guest.state) == ("published", "pending")


@pytest.mark.parametrize(
    ("to", "outcome", "counted"),
    [("rejected", "upheld", (1, 0)), ("spam", "upheld", (1, 0)), ("pending", "", (0, 0))],
)
def test_deciding_settles_reports_and_undo_lets_them_wait_again(
    comment, moderator, to, outcome, counted
):
    reader = trusted()
    report(comment, reader)
    decide(comment, to=to, by=moderator)
    record = WriterRecord.objects.get(key=reader.key)
    assert (Report.objects.get().outcome, (record.upheld, record.dismissed)) == (outcome, counted)
    undo_decision(comment, by=moderator)
    record.refresh_from_db()
    assert (Report.objects.get().outcome, record.upheld, record.dismissed) == ("", 0, 0)


def test_a_reported_comment_is_kept_and_that_can_be_undone(comment, moderator):
    reader = trusted()
    report(comment, reader)
    keep_comment(comment, by=moderator)
    assert Report.objects.get().outcome == "dismissed"
    assert WriterRecord.objects.get(key=reader.key).dismissed == 1
    with pytest.raises(TransitionRefused):
        keep_comment(comment, by=moderator)
    undo_decision(comment, by=moderator)
    comment.refresh_from_db()
    assert (Report.objects.get().outcome, comment.state) == ("", "published")


def test_a_comment_its_writer_takes_back_speaks_for_nobody(comment):
    reader = trusted()
    report(comment, reader)
    delete_comment(comment, writer=make.writer_of(comment))
    assert Report.objects.get().outcome == "gone"
    assert WriterRecord.objects.get(key=reader.key).upheld == 0


def test_what_cant_be_reported_is_refused(comment):
    with pytest.raises(ReportRefused, match="your own"):
        report(comment, make.writer_of(comment))
    with pytest.raises(ReportRefused, match="not there"):
        report(make.make_comment(state="pending"), trusted())
    with pytest.raises(ReportRefused, match="say why"):
        report(comment, trusted(), Complaint(kind="other"))


def test_reports_have_a_limit(comment):
    writer = trusted()
    for _number in range(10):
        report(make.make_comment(), writer)
    with pytest.raises(ReportRefused, match="a lot of reports"):
        report(comment, writer)


def test_the_queue_reads_the_reports_of_many_comments_in_one_query(comment, queries):
    report(comment, trusted(), Complaint(kind="insult", text="Rude."))
    report(comment)
    other = make.make_comment()
    report(other)
    with queries() as made:
        found = reports_about([comment.key, other.key, "comment:999"])
    assert len(made.statements) == 1
    assert (found[comment.key].weight, len(found[comment.key].waiting)) == ("1", 2)
    assert [row.text for row in found[comment.key].with_words] == ["Rude."]
    assert [one.subject for one in heaviest_reported(most=5)] == [comment.key, other.key]


def test_the_page_works_without_a_script_and_asks_the_law_s_questions_in_a_second_step(comment):
    reader, url = Reader(), f"/comments/{comment.pk}/report/"
    assert b"Una" not in reader.get(url).content
    assert reader.post(url, {}).status_code == 422
    asked = reader.post(url, {"kind": "illegal", "text": NOTICE["text"]})
    assert asked.status_code == 422
    fields = {one.get("name") for one in drawn(asked).iter("input", "textarea")}
    assert {"name", "email", "children", "faith"} <= fields
    assert NOTICE["text"] in asked.content.decode()
    assert f"/comments/{comment.pk}/" in drawn(asked).text_content()
    for missing in ("name", "email", "faith", "text"):
        given = {name: value for name, value in NOTICE.items() if name != missing}
        assert reader.post(url, given).status_code == 422, missing
    thanks = reader.post(url, NOTICE)
    assert "Thank you" in thanks.content.decode()
    made = Report.objects.get()
    assert (made.name, made.email, made.in_good_faith) == ("Una Tarn", "una@example.com", True)
    assert "you have reported this comment" in reader.get(url).content.decode()


def test_an_offence_against_children_is_reported_without_a_name(comment):
    given = NOTICE | {"name": "", "email": "", "children": "on"}
    assert Reader().post(f"/comments/{comment.pk}/report/", given).status_code == 200
    assert Report.objects.get().is_about_children


def test_what_cant_be_saved_just_now_comes_back_as_it_was_typed(comment, monkeypatch):
    def away(*_args, **_kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(report_views, "report_comment", away)
    answer = Reader().post(f"/comments/{comment.pk}/report/", NOTICE)
    assert answer.status_code == 503
    assert NOTICE["text"] in answer.content.decode()


def test_a_script_gets_the_form_alone_and_a_stranger_s_site_gets_nothing(comment, client):
    url = f"/comments/{comment.pk}/report/"
    fragment = Reader().get(url, headers=HTMX).content.decode()
    assert fragment.lstrip().startswith("<form")
    assert client.post(url, NOTICE, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert Reader().get("/comments/999/report/").status_code == 404


def test_who_made_a_notice_is_forgotten_when_asked_and_half_a_year_after_it_was_settled(
    comment, moderator
):
    first, second = make.make_comment(), make.make_comment()
    for one in (first, second):
        complaint = Complaint(
            kind="illegal", text="Why", name="Una", email="Una@Example.com", in_good_faith=True
        )
        report(one, None, complaint)
    forget_writer([], mark="erased:x")
    decide(first, to="rejected", by=moderator)
    assert forget_notices(now=timezone.now() + timedelta(days=30)) == 0
    assert forget_notices(now=timezone.now() + timedelta(days=200)) == 1
    assert Report.objects.get(email="una@example.com").subject == second.key
    key = Report.objects.get(subject=second.key).reporter_key
    forget_writer([key], mark="erased:x", emails=["una@example.com"])
    row = Report.objects.get(subject=second.key)
    assert (row.name, row.email, row.text, row.reporter_key) == ("", "", "", f"erased:x:{row.pk}")


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_a_notice_is_confirmed_and_its_decision_told_once(comment, moderator):
    complaint = Complaint(
        kind="illegal", text="Secret words", name="Una", email="una@example.com", in_good_faith=True
    )
    report(comment, None, complaint)
    decide(comment, to="rejected", by=moderator)
    undo_decision(comment, by=moderator)
    decide(comment, to="spam", by=moderator)
    received, decided = letters()
    assert received[0] == decided[0] == ["una@example.com"]
    assert f"/comments/{comment.pk}/" in received[2]
    assert "not shown any more" in decided[2]
    assert "go to court" in decided[2]
    assert "Secret words" not in received[2] + decided[2]
    undo_decision(comment, by=moderator)
    keep_comment(comment, by=moderator)
    assert "may stay" in letters()[2][2]


def test_a_warned_writer_confirms_and_nothing_typed_is_lost(thread):
    make.make_policy("none")
    reader = Reader()
    reader.send(thread, "First.")
    writer = make.writer_of(thread.comments.get())
    make.sanction("warn", writer.key, reason="Keep to the subject.")
    refused = reader.send(thread, "Second words.")
    assert refused.status_code == 422
    page = drawn(refused)
    assert "Keep to the subject." in page.text_content()
    (box,) = page.xpath("//input[@name='heed']")
    assert "Second words." in page.xpath("//textarea")[0].text
    assert reader.send(thread, "Second words.", heed="999").status_code == 422
    assert reader.send(thread, "Second words.", heed=box.get("value")).status_code == 303
    assert reader.send(thread, "Third words.").status_code == 303
