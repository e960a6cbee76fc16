"""Each action leaves exactly one row in the outbox, and none where it was rolled back."""

from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone

from addyours.accounts import actions as accounts
from addyours.accounts.models import Role, SignInSettings, User
from addyours.comments import actions as comments
from addyours.comments.actions import Ballot, Brought, BroughtFrom, Draft
from addyours.comments.models import ConversationSettings, ThreadState
from addyours.moderation import actions as moderation
from addyours.moderation.models import Policy
from addyours.moderation.reports.actions import Complaint
from addyours.moderation.sanctions import actions as sanctions
from addyours.moderation.sanctions.actions import Terms
from addyours.outbox.models import Change
from addyours.outbox.record import OutsideTransaction, record
from addyours.stories import actions as stories
from tests import factories as make
from tests.outbox.reader_actions import READER_ACTIONS, READER_PARTS


def own(state="published"):
    comment = make.make_comment(state=state)
    return comment, make.writer_of(comment)


def decided():
    comment = make.make_comment()
    by = make.make_user("moderator")
    comments.decide(comment, to="spam", by=by)
    return comment, by


def heavy():
    return make.make_comment(), make.make_writer(make.make_user("editor"))


def reported():
    comment, by = make.make_comment(), make.make_user("moderator")
    complaint = Complaint(kind="spam")
    comments.report_comment(comment, writer=None, complaint=complaint, now=make.NOON)
    return comment, by


def picked():
    comment, by = make.make_comment(), make.make_user("editor")
    comments.pick_comment(comment, by=by, now=make.NOON)
    return comment, by


def warned():
    made = sanctions.impose("warn", "guest:1", by=None, terms=Terms(reason="Threats."))
    return made, None


def linked():
    return (accounts.issue_sign_in_link(make.make_user()), None)


def vouched_for():
    """Somebody whom a provider vouches for, and the request they come back with."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    account = SocialAccount(provider="club", uid="17")
    return request, SocialLogin(user=User(email="m@example.com"), account=account)


def brought():
    return make.make_thread(), Brought(body="Old.", created_at=make.NOON)


WRITER = make.make_writer()
DRAFT = Draft(body="A remark.")
ACTIONS = {
    **READER_ACTIONS,
    "account.created": (
        lambda: ("a@example.com", Role.EDITOR),
        lambda email, role: accounts.create_account(email=email, name="Ilse", role=role),
    ),
    "account.role_changed": (
        lambda: (make.make_user(), Role.EDITOR),
        lambda user, role: accounts.change_role(user, role=role),
    ),
    "account.changed": (
        lambda: (make.make_user(), "b@example.com"),
        lambda user, email: accounts.change_account(user, name="Ilse", email=email),
    ),
    "account.password_set": (
        lambda: (make.make_user(), "a good long one"),
        lambda user, password: accounts.set_password(user, password=password),
    ),
    "account.switched": (
        lambda: (make.make_user(), False),
        lambda user, on: accounts.switch_account(user, is_active=on),
    ),
    "account.deleted": (
        lambda: (make.make_user(), None),
        lambda user, _: accounts.delete_account(user),
    ),
    "account.link_issued": (
        lambda: (make.make_user(), None),
        lambda user, _: accounts.issue_sign_in_link(user),
    ),
    "account.link_used": (linked, lambda token, _: accounts.use_sign_in_link(token)),
    "account.created (by a provider)": (
        vouched_for,
        lambda request, login: accounts.sign_up_with_provider(request, login, name="Ilse"),
    ),
    "account.session_ended": (
        lambda: (make.make_user(), 1),
        lambda user, number: accounts.end_session(user, session_id=number),
    ),
    "account.second_factors_dropped": (
        lambda: (make.make_user(), None),
        lambda user, _: accounts.drop_second_factors(user),
    ),
    "sign_in.settings_changed": (
        lambda: (SignInSettings(), None),
        lambda settings, _: accounts.save_sign_in_settings(settings),
    ),
    "policy.changed": (
        lambda: (Policy(hold="all"), None),
        lambda policy, by: moderation.save_policy(policy, by=by),
    ),
    "writer.sanctioned": (
        lambda: ("guest:1", Terms(reason="Threats.")),
        lambda key, terms: sanctions.impose("warn", key, by=None, terms=terms),
    ),
    "writer.unsanctioned": (warned, lambda sanction, by: sanctions.lift(sanction, by=by)),
    "warning.heeded": (
        warned,
        lambda sanction, _: sanctions.heed_warning(
            sanction.pk, writer_key=sanction.key, now=timezone.now()
        ),
    ),
    "comment.posted": (
        lambda: (make.make_thread(), DRAFT),
        lambda thread, draft: comments.post_comment(
            thread, writer=WRITER, draft=draft, now=make.NOON
        ),
    ),
    "comment.reported": (
        own,
        lambda comment, _: comments.report_comment(
            comment, writer=None, complaint=Complaint(kind="spam"), now=make.NOON
        ),
    ),
    "comment.pending (by reports)": (
        heavy,
        lambda comment, writer: comments.report_comment(
            comment, writer=writer, complaint=Complaint(kind="spam"), now=make.NOON
        ),
    ),
    "comment.kept": (
        reported,
        lambda comment, by: comments.keep_comment(comment, by=by),
    ),
    "comment.edited": (
        own,
        lambda comment, writer: comments.edit_comment(
            comment, writer=writer, body="Other words.", now=make.NOON
        ),
    ),
    "comment.deleted": (
        own,
        lambda comment, writer: comments.delete_comment(comment, writer=writer),
    ),
    "comment.published": (
        lambda: (make.make_comment(state="pending"), make.make_user("moderator")),
        lambda comment, by: comments.decide(comment, to="published", by=by),
    ),
    "comment.spam": (
        lambda: (make.make_comment(), make.make_user("moderator")),
        lambda comment, by: comments.decide(comment, to="spam", by=by),
    ),
    "comment.published (undo)": (
        decided,
        lambda comment, by: comments.undo_decision(comment, by=by),
    ),
    "comment.brought": (
        brought,
        lambda thread, given: comments.bring_comment(thread, writer=WRITER, brought=given),
    ),
    "thread.writers_listed": (
        lambda: (
            [make.post(make.make_thread(), writer=make.make_writer(make.make_user("editor"))).pk],
            None,
        ),
        lambda ids, _: comments.list_writers(ids),
    ),
    "comment.voted": (
        lambda: (make.make_comment(), make.make_writer(make.make_user())),
        lambda comment, writer: comments.cast_vote(
            comment, writer=writer, ballot=Ballot(value=1), now=make.NOON
        ),
    ),
    "comment.picked": (
        lambda: (make.make_comment(), make.make_user("editor")),
        lambda comment, by: comments.pick_comment(comment, by=by, now=make.NOON),
    ),
    "comment.unpicked": (
        picked,
        lambda comment, by: comments.unpick_comment(comment, by=by),
    ),
    "comments.brought": (
        lambda: (make.make_thread().pk, "Old."),
        lambda thread, body: comments.bring_comments(
            [BroughtFrom(thread_id=thread, body=body, created_at=make.NOON, name="Ilse")]
        ),
    ),
    "comment.brought (again)": (
        lambda: (make.make_comment(), "Newer."),
        lambda comment, body: comments.rebring_comment(comment, body=body, state="published"),
    ),
    "thread.opened": (
        lambda: ("/a/", None),
        lambda path, at: comments.sync_thread(None, path=path, title="A", opened_at=at),
    ),
    "thread.changed": (
        lambda: (make.make_thread(), "/b/"),
        lambda thread, path: comments.sync_thread(
            thread, path=path, title="A", opened_at=make.NOON
        ),
    ),
    "thread.moved": (
        lambda: (make.make_thread(), "/b/"),
        lambda thread, path: comments.move_threads({thread.pk: path}),
    ),
    "thread.state_changed": (
        lambda: (make.make_thread(), make.make_user("moderator")),
        lambda thread, by: comments.set_thread_state(thread, state=ThreadState.CLOSED, by=by),
    ),
    "thread.state_changed (its rules)": (
        lambda: (make.make_thread(), None),
        lambda thread, by: comments.set_thread_rules(
            thread, slow_minutes=5, holds_all=False, accounts_only=True, by=by
        ),
    ),
    "conversation.settings_changed": (
        lambda: (ConversationSettings(depth=4), None),
        lambda settings, by: comments.save_conversation_settings(settings, by=by),
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("topic", ACTIONS)
def test_an_action_tells_of_itself_once(topic):
    prepare, act = ACTIONS[topic]
    given = prepare()
    before = Change.objects.count()
    act(*given)
    rows = list(Change.objects.all()[before:])
    assert [row.topic for row in rows] == [topic.split()[0]]
    assert all(isinstance(value, int | str) for value in rows[0].ids.values())
    assert "Ilse" not in str(rows[0].ids)


@pytest.mark.django_db
@pytest.mark.parametrize("topic", ACTIONS)
def test_an_action_that_is_rolled_back_was_never_told_of(topic):
    prepare, act = ACTIONS[topic]
    given = prepare()
    before = Change.objects.count()
    with transaction.atomic():
        act(*given)
        transaction.set_rollback(True)
    assert Change.objects.count() == before


def test_every_public_action_is_among_them():
    """But those of stories, which Wagtail's own writes come with, and parts of other actions."""
    tried = {name for _, act in ACTIONS.values() for name in act.__code__.co_names}
    parts = READER_PARTS | {
        "remember_guest",
        "remember_guests",
        "note_attempts",
        "forget_attempts",
        "log_decision",
        "count_outcome",
        "count_new",
        "count_reports",
        "settle_passages",
        "visit",
    }
    for module in (accounts, moderation, comments):
        for name, thing in vars(module).items():
            is_action = callable(thing) and not isinstance(thing, type) and name[0] != "_"
            if is_action and ".actions" in thing.__module__ and name not in parts:
                assert name in tried, name


@pytest.mark.django_db
def test_nothing_is_told_when_nothing_changed():
    thread = make.make_thread(title="A")
    before = Change.objects.count()
    comments.sync_thread(thread, path=thread.path, title="A", opened_at=make.NOON)
    comments.move_threads({})
    comments.post_comment(thread, writer=WRITER, draft=DRAFT, now=make.NOON)
    comments.post_comment(thread, writer=WRITER, draft=DRAFT, now=make.NOON)
    assert Change.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_change_outside_a_transaction_is_refused():
    with pytest.raises(OutsideTransaction):
        record("comment.posted", keys=["thread:1"])
    assert not Change.objects.filter(topic="comment.posted").exists()


@pytest.mark.django_db
def test_a_story_and_a_person_are_told_of():
    make.make_site()
    story = make.make_story()
    topics = set(Change.objects.values_list("topic", flat=True))
    assert {"site.founded", "story.written", "story.saved", "thread.opened"} <= topics
    told = Change.objects.filter(topic="story.saved").last()
    assert {story.key, story.thread.key, "front", f"section:{story.in_section_id}"} <= set(
        told.keys
    )
    before = Change.objects.count()
    stories.make_person("Otto Lind")
    assert "person.made" in [row.topic for row in Change.objects.all()[before:]]
