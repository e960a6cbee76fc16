"""The public page about moderation: figures of months, and nobody's name or words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language
from wagtail.models import Page

from addyours.comments.actions import decide
from addyours.comments.queries.transparency import OTHER, transparency
from addyours.moderation import rejection
from addyours.moderation.actions import log_decision, save_rejection_reasons
from addyours.moderation.audit.actions import chain_decisions
from addyours.moderation.models import RejectionReason, Report
from addyours.moderation.rejection import codes_by_name, rejection_reasons, standard_reasons
from addyours.pagecache.marks import KEYS_HEADER, SECONDS_HEADER
from addyours.stories.models import Section, SiteIdentity
from tests import factories as make

pytestmark = pytest.mark.django_db
FREE_WORDS = "Mara Vint again, see her other comments"


@pytest.fixture
def moderated(founded_site):
    """Two rejected for a reason of the list, one in free words, one appeal, one report."""
    now = timezone.now()
    moderator = make.make_user("moderator", name="Odile Brack")
    make.make_policy("all")
    thread = make.make_thread(opened_at=now)
    off_topic = next(one for one in standard_reasons() if one.code == "topic")
    for reason in (off_topic.title, f"{off_topic.title}: see the rules", FREE_WORDS):
        decide(make.post(thread, now=now), to="rejected", by=moderator, reason=reason)
    for verb in ("appeal", "grant_appeal"):
        log_decision(subject="comment:1", verb=verb, by=moderator)
    Report.objects.create(
        subject="comment:1", reporter_key="guest:1", kind="hate", outcome="upheld"
    )
    old = now - timedelta(days=400)
    Report.objects.create(subject="comment:1", reporter_key="guest:2", kind="spam", at=old)
    chain_decisions()
    return now


@pytest.fixture
def _public(founded_site):
    identity = SiteIdentity.objects.get()
    identity.has_transparency_page = True
    identity.save()


def test_months_are_counted_in_a_fixed_number_of_queries(moderated, at_most_queries):
    with at_most_queries(7):
        found = transparency(now=moderated)
    (this,) = found.months
    assert (this.comments, this.held, this.rejected, this.approved) == (3, 3, 3, 0)
    assert dict(zip(found.reasons, this.reasons, strict=True)) == {"Off topic": 2, OTHER: 1}
    assert this.wait
    assert (this.appeals, this.granted, this.upheld) == (1, 1, 0)
    assert dict(zip(found.kinds, this.reports, strict=True))["It is hateful"] == 1
    assert (sum(this.reports), this.agreed, this.not_agreed) == (1, 1, 0)
    make.make_comment(at=moderated - timedelta(days=120))
    assert len(transparency(now=moderated).months) in (4, 5)


@pytest.mark.usefixtures("_public")
def test_the_page_shows_figures_and_names_nobody(moderated, client):
    answer = client.get("/transparency/")
    html = answer.content.decode()
    assert "Off topic" in html
    assert "Another reason" in html
    for words in ("Odile", "Mara", FREE_WORDS):
        assert words not in html
    assert "site" in answer[KEYS_HEADER]
    assert answer[SECONDS_HEADER] == "3600"
    assert 'href="/transparency/"' in client.get("/").content.decode()


@pytest.mark.usefixtures("_public")
def test_a_site_on_which_nothing_happened_says_so(founded_site, client):
    html = client.get("/transparency/").content.decode()
    for words in ("No comment was rejected.", "Nobody has appealed", "Nobody has reported"):
        assert words in html


def test_the_page_is_not_there_before_the_owner_wants_it(founded_site, client):
    assert client.get("/transparency/").status_code == 404
    assert "/transparency/" not in client.get("/").content.decode()
    # What had the address before stays.
    section = founded_site.add_child(instance=Section(title="Glass"))
    Page.objects.filter(pk=section.pk).update(
        slug="transparency", url_path=section.url_path.replace("glass", "transparency")
    )
    assert client.get("/transparency/").status_code == 200


def rename(title):
    """Save the list of reasons with another name for what is off topic."""
    found = rejection_reasons()
    for one in found:
        one.title = title if one.code == "topic" else one.title
    save_rejection_reasons(found, by=None)


def counted(now):
    found = transparency(now=now)
    return dict(zip(found.reasons, found.months[0].reasons, strict=True))


def test_a_reason_that_was_renamed_is_still_the_same_reason(moderated):
    for title in ("Beside the point", "Not the subject"):
        rename(title)
        comment = make.post(make.make_thread(), now=moderated)
        by = make.make_user("moderator")
        decide(comment, to="rejected", by=by, reason=f"{title}: so there")
    chain_decisions()
    assert counted(moderated) == {"Not the subject": 4, OTHER: 1}
    rename("Off topic")
    assert counted(moderated) == {"Off topic": 4, OTHER: 1}
    assert RejectionReason.objects.get(code="topic").former == [
        "Beside the point",
        "Not the subject",
    ]


def test_a_standard_reason_is_the_same_in_each_language_of_a_site(monkeypatch):
    title = lazy(lambda: f"topic in {get_language()}", str)()
    monkeypatch.setattr(rejection, "STANDARD", (("topic", title, ""), ("gone", "Gone", "")))
    codes = codes_by_name([RejectionReason(code="topic", title="Subject")])
    assert {codes[name] for name in ("Subject", "topic in en", "topic in de")} == {"topic"}
    assert "Gone" not in codes
