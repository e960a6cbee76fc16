"""The audit log: searched, filtered, paged and exported."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.urls import reverse

from addyours.comments.actions import decide
from addyours.moderation.actions import log_decision
from addyours.moderation.audit.actions import chain_decisions
from addyours.moderation.sanctions.actions import Terms, impose
from addyours.newsroom.log import VERBS
from addyours.newsroom.paging import PAGE
from tests import factories as make

pytestmark = pytest.mark.django_db


def microseconds(text):
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        microseconds=1
    )


def rows_of(answer):
    return list(csv.reader(StringIO(b"".join(answer.streaming_content).decode())))


def test_decisions_are_shown_with_who_what_and_why(moderator):
    other = make.make_user("moderator", name="Odile Brack")
    comment = make.make_comment(state="pending", writer=make.make_writer(name="Ode Wick"))
    decide(comment, to="rejected", by=other, reason="Off topic")
    html = moderator.get(reverse("newsroom:log")).content.decode()
    for words in ("Odile Brack", "rejected", "comment by Ode Wick", "Off topic"):
        assert words in html


def test_the_log_is_filtered_by_verb_person_words_and_day(moderator):
    other = make.make_user("moderator", name="Odile Brack")
    comment = make.make_comment(state="pending")
    decide(comment, to="rejected", by=other, reason="Off topic")
    terms = Terms(reason="Threats")
    impose("ban", comment.writer_key, by=moderator.user, terms=terms)
    url = reverse("newsroom:log")

    def reasons(**query):
        html = moderator.get(url, query).content.decode()
        return [words for words in ("Off topic", "Threats") if f"{words}</bdi></td>" in html]

    assert reasons() == ["Off topic", "Threats"]
    assert reasons(verb="ban") == ["Threats"]
    assert reasons(by=other.pk) == ["Off topic"]
    assert reasons(q="threat") == ["Threats"]
    assert reasons(q="odile") == ["Off topic"]
    assert reasons(until="2001-01-01") == []
    assert reasons(since="nonsense", verb="ban") == ["Threats"]


def test_the_log_is_paged(moderator):
    for number in range(PAGE + 2):
        log_decision(subject="policy", verb="policy", by=None, reason=f"Row {number:03}")
    first = moderator.get(reverse("newsroom:log")).content.decode()
    assert len(re.findall(r"Row \d{3}", first)) == PAGE
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = moderator.get(reverse("newsroom:log") + following).content.decode()
    assert re.findall(r"Row \d{3}", second) == ["Row 001", "Row 000"]


def test_the_export_has_every_row_asked_for(moderator):
    for number in range(PAGE * 2):
        log_decision(subject="policy", verb="policy", by=None, reason=f"Row {number}")
    log_decision(subject="policy", verb="ban", by=moderator.user, reason="Threats, and more")
    url = reverse("newsroom:log_csv")
    assert len(rows_of(moderator.get(url))) == 1 + PAGE * 2 + 1
    head, only = rows_of(moderator.get(url, {"verb": "ban"}))
    assert dict(zip(head, only, strict=True))["reason"] == "Threats, and more"


def test_the_chain_leaves_as_lines_that_can_be_checked_elsewhere(moderator):
    log_decision(
        subject="guest:1", verb="spam", by=moderator.user, reason="x", writer_key="guest:1"
    )
    log_decision(subject="policy", verb="policy", by=None)
    chain_decisions()
    answer = moderator.get(reverse("newsroom:log_jsonl"))
    one, two = map(json.loads, b"".join(answer.streaming_content).decode().splitlines())
    assert (one["link"], two["link"], two["before"]) == (1, 2, one["digest"])
    # As docs/operating.md says it.
    facts = [1, 2, two["id"], microseconds(two["at"]), "policy", "", "", "policy", "", None, "", ""]
    digest = json.dumps([*facts, two["before"]], separators=(",", ":"))
    assert hashlib.sha256(digest.encode()).hexdigest() == two["digest"]
    who = (
        bytes.fromhex(one["by_salt"])
        + json.dumps([one["by_number"], one["by_name"]], separators=(",", ":")).encode()
    )
    assert hashlib.sha256(who).hexdigest() == one["by_digest"]
    html = moderator.get(reverse("newsroom:log"), {"q": "guest:1"}).content.decode()
    assert f"2 rows are chained, the last one with the digest <code>{two['digest']}" in html
    assert html.count("<time") == 1


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_cell_of_the_export_is_taken_for_a_formula(moderator, words):
    log_decision(subject="policy", verb="ban", by=None, reason=words)
    _head, row = rows_of(moderator.get(reverse("newsroom:log_csv")))
    assert f"'{words}" in row


def test_every_verb_that_is_written_has_a_name(moderator):
    comment = make.make_comment(state="pending")
    for state in ("published", "pending", "rejected", "spam", "deleted"):
        decide(comment, to=state, by=moderator.user)
    impose("ban", comment.writer_key, by=moderator.user)
    make.close(comment.thread)
    make.make_policy()
    make.make_settings()
    written = {row[3] for row in rows_of(moderator.get(reverse("newsroom:log_csv")))[1:]}
    assert written <= set(VERBS)
