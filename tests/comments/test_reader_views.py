"""Pages about writers: profile, claims, mutes, and how writers look in a conversation."""

from __future__ import annotations

import pytest
from django.test import Client

from addyours.accounts.actions import mute, show_profile
from addyours.accounts.faces import face_key
from addyours.accounts.models import Mute
from addyours.accounts.queries import muted_keys, muters_of
from addyours.accounts.writers import writer_of_user
from addyours.comments.actions import claim_comments, decide, sync_thread
from addyours.comments.errors import CommentRefused
from addyours.comments.models import Comment, CommentState
from addyours.moderation.models import WriterRecord
from addyours.outbox.models import Change
from tests import factories as make
from tests.comments.reader import Reader, drawn

pytestmark = pytest.mark.django_db


def as_reader(user):
    reader = Reader()
    reader.force_login(user)
    return reader


def test_a_profile_is_private_until_its_reader_shows_it():
    user = make.make_user(name="Mara Vint")
    make.make_comment(writer=writer_of_user(user), body="In public.")
    make.make_comment(writer=writer_of_user(user), body="Held.", state=CommentState.PENDING)
    url = f"/readers/{user.pk}-mara-vint/"
    assert Client().get(url).status_code == 404
    assert b"Only you can see" in as_reader(user).get(url).content
    show_profile(user, is_public=True)
    page = Client().get(url)
    assert b"In public." in page.content
    assert b"Held." not in page.content
    assert {f"user:{user.pk}", f"reader:{user.pk}"} <= set(page["AddYours-Keys"].split())
    assert Client().get(f"/readers/{user.pk}-old-name/")["Location"] == url
    assert Client().get(f"/readers/{user.pk}/")["Location"] == url


def test_a_profile_shows_its_comments_page_by_page(at_most_queries):
    user = make.make_user(has_profile=True)
    thread = make.make_thread()
    for number in range(23):
        make.make_comment(thread, writer=writer_of_user(user), body=f"Number {number}.")
    url = f"/readers/{user.pk}/"
    first = Client().get(url, follow=True)
    link = drawn(first).xpath("string(//p[@class='pager']/a/@href)")
    with at_most_queries(10):
        second = Client().get(first.redirect_chain[-1][0] + link)
    assert b"Number 22." in first.content
    assert b"Number 2." in second.content
    assert b"Number 22." not in second.content
    for odd in ("x", "-1", "9" * 30, "\0"):
        assert Client().get(url, {"before": odd}, follow=True).status_code == 200


def test_names_lead_to_public_profiles_and_badges_say_who_is_who():
    thread = make.make_thread()
    author, editor, shown = (make.make_user(role) for role in ("author", "editor", "reader"))
    sync_thread(thread, path=thread.path, title="A", opened_at=make.NOON, author_ids=[author.pk])
    show_profile(shown, is_public=True)
    for user in (author, editor, shown):
        make.make_comment(thread, writer=writer_of_user(user))
    make.make_comment(thread)
    page = Client().get(f"/threads/{thread.pk}/")
    badges = drawn(page).xpath("//b[@class='badge']/text()")
    assert sorted(badges) == ["Author", "Editor"]
    assert drawn(page).xpath("count(//header//img[@loading='lazy'][@width])") == 4
    assert f'href="/readers/{shown.pk}-' in page.content.decode()
    assert f"reader:{shown.pk}" in page["AddYours-Keys"].split()
    sync_thread(thread, path=thread.path, title="A", opened_at=make.NOON)
    assert not Comment.objects.filter(is_by_author=True).exists()


def test_a_reader_claims_what_they_wrote_as_a_guest():
    make.make_policy()
    user = make.make_user(email="mara@example.com")
    here = make.make_comment(body="Written here.", writer=make.make_writer(name="Mara"))
    elsewhere = make.make_comment(
        writer=make.make_writer(name="M.", email="MARA@example.com"), body="Written elsewhere."
    )
    other = make.make_comment(body="Somebody else's.")
    ids = [here.pk, elsewhere.pk, other.pk]
    assert claim_comments(user, comment_ids=ids, guest_id=here.guest_id, now=make.NOON) == 2
    mine = Comment.objects.filter(user=user)
    assert {one.name for one in mine} == {"Mara", "M."}
    assert {one.guest_id for one in mine} == {here.guest_id, elsewhere.guest_id}
    records = {one.key: one.accepted for one in WriterRecord.objects.all()}
    assert records[f"user:{user.pk}"] == 2
    assert records[f"guest:{here.guest_id}"] == 0
    change = Change.objects.last()
    assert f"thread:{here.thread_id}" in change.keys


def test_claiming_is_offered_to_the_browser_that_wrote(thread):
    user, reader = make.make_user(), Reader()
    reader.send(thread, "As a guest.")
    reader.force_login(user)
    assert b"/account/claim/" in reader.get("/account/").content
    page = reader.get("/account/claim/")
    assert b"As a guest." in page.content
    (chosen,) = drawn(page).xpath("//input[@type='checkbox'][@checked]/@value")
    assert reader.post("/account/claim/", {"comment": [chosen, "x", "9" * 40]}).status_code == 302
    assert Comment.objects.get().user == user


def test_a_banned_guest_does_not_become_somebody_else():
    comment = make.make_comment()
    make.ban(comment.writer_key)
    with pytest.raises(CommentRefused, match="banned"):
        claim_comments(
            make.make_user(), comment_ids=[comment.pk], guest_id=comment.guest_id, now=make.NOON
        )


def test_a_mute_folds_for_one_reader_only(thread):
    user, comment = make.make_user(), make.make_comment(thread)
    reader = as_reader(user)
    url = f"/comments/{comment.pk}/mute/"
    assert comment.name.encode() in reader.get(url).content
    assert not Mute.objects.exists()
    reader.post(url)
    reader.post(url)
    assert muted_keys(user) == {comment.writer_key}
    assert muters_of(comment.writer_key, among=[user.pk, 999]) == {user.pk}
    face = face_key(comment.writer_key)
    assert face in reader.get(f"/threads/{thread.pk}/mine/").content.decode()
    other = as_reader(make.make_user()).get(f"/threads/{thread.pk}/mine/").content.decode()
    assert face not in other
    assert f"/readers/{face}.svg" in Client().get(f"/threads/{thread.pk}/").content.decode()
    row = Mute.objects.get()
    as_reader(make.make_user()).post(f"/account/muted/{row.pk}/end/")
    assert Mute.objects.exists()
    assert comment.name.encode() in reader.get("/account/muted/").content
    reader.post(f"/account/muted/{row.pk}/end/")
    assert not Mute.objects.exists()


def test_nobody_mutes_themselves_or_what_is_not_shown(thread):
    user = make.make_user()
    own = make.make_comment(thread, writer=writer_of_user(user))
    held = make.make_comment(thread, state=CommentState.PENDING)
    reader = as_reader(user)
    assert reader.post(f"/comments/{own.pk}/mute/").status_code == 422
    assert reader.post(f"/comments/{held.pk}/mute/").status_code == 404
    assert Client().get(f"/comments/{own.pk}/mute/").status_code == 302
    assert Client().post(f"/comments/{own.pk}/mute/").status_code == 403


def test_a_decision_after_a_claim_counts_for_the_account():
    comment, user = make.make_comment(), make.make_user()
    claim_comments(user, comment_ids=[comment.pk], guest_id=comment.guest_id, now=make.NOON)
    decide(comment, to=CommentState.SPAM, by=make.make_user("moderator"))
    record = WriterRecord.objects.get(key=f"user:{user.pk}")
    assert (record.accepted, record.spam) == (0, 1)
    mute(make.make_user(), key=f"user:{user.pk}", name="x", now=make.NOON)
