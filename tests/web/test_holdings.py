"""What readers take away holds all that is theirs, and nothing of it is left when they are erased."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.test import Client
from django.utils import timezone

from addyours.accounts.actions import (
    ask_to_be_erased,
    change_name,
    keep_account,
    mute,
    set_avatar,
)
from addyours.accounts.errors import AccountRefused
from addyours.accounts.models import Erasure, Guest, User
from addyours.accounts.pictures import SIZES
from addyours.accounts.subject import subject_of, subject_of_address
from addyours.accounts.writers import writer_of_user
from addyours.cli.user import command
from addyours.comments.actions import decide, undo_decision
from addyours.comments.errors import TransitionRefused
from addyours.comments.models import Comment, CommentState, Thread
from addyours.moderation.models import Decision
from addyours.web.holdings import HOLDINGS, erase_due
from addyours.web.takeout import packed
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ilse():
    """A reader with something of everything."""
    user = make.make_user(name="Ilse Kern", email="ilse@example.com")
    change_name(user, name="Ilse Brandt", now=timezone.now())
    thread = make.make_thread()
    comment = make.make_comment(thread, writer=writer_of_user(user), body="Words *as typed* <b>.")
    make.make_comment(parent=comment, body="An answer.")
    held = make.make_comment(
        thread, writer=writer_of_user(user), body="Held words.", state=CommentState.PENDING
    )
    decide(held, to=CommentState.REJECTED, by=make.make_user("moderator"), reason="Ilse is rude.")
    guest = make.make_writer(name="Ilse K", email="Ilse@example.com")
    make.make_comment(thread, writer=guest, body="As a guest.")
    mute(user, key="guest:99", name="Otto", now=timezone.now())
    return user


def taken(subject):
    data = b"".join(packed(subject))
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_reader_takes_everything_away_as_json_and_html(ilse):
    files = taken(subject_of(ilse))
    assert set(files) == {f"{holding.name}.json" for holding in HOLDINGS} | {"index.html"}
    comments = json.loads(files["comments.json"])
    assert [one["body"] for one in comments] == [
        "Words *as typed* <b>.",
        "Held words.",
        "As a guest.",
    ]
    everything = " ".join(files.values())
    for words in ("Ilse Kern", "Ilse Brandt", "ilse@example.com", "Otto", "Ilse is rude."):
        assert words in everything, words
    assert "An answer." not in everything
    assert "as typed* &lt;b&gt;" in files["index.html"]
    assert json.loads(files["account.json"])[0]["email"] == "ilse@example.com"


def test_a_picture_is_taken_away_too(ilse):
    set_avatar(ilse, pictures=dict.fromkeys(SIZES, b"a picture"))
    files = taken(subject_of(ilse))
    assert files["files/picture-96.webp"] == "a picture"
    assert "files/picture-192.webp" in files["index.html"]


def test_a_large_account_is_packed_as_it_is_read(ilse):
    thread = Thread.objects.get()
    rows = [
        Comment(
            thread=thread, user=ilse, name="M", body=secrets.token_hex(300), path=f"{number:022}"
        )
        for number in range(3000)
    ]
    Comment.objects.bulk_create(rows)
    parts = list(packed(subject_of(ilse)))
    assert len(parts) > 2
    with ZipFile(BytesIO(b"".join(parts))) as archive:
        assert len(json.loads(archive.read("comments.json"))) == 3003


def test_nobody_else_takes_it(ilse):
    assert Client().get("/account/data/").status_code == 302
    assert Client().post("/account/data/").status_code in (302, 403)
    assert subject_of_address("nobody@example.com") is None


def everything_held():
    """Every text in every table that has people in it."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label in ("accounts", "comments", "moderation", "notify", "account"):
            found += [str(row) for row in model._default_manager.values()]
    return "\n".join(found)


@pytest.mark.parametrize("keeps", [False, True])
def test_nothing_is_left_of_who_is_erased(ilse, keeps):
    number = ilse.pk
    make.make_comment(Thread.objects.get(), writer=writer_of_user(ilse), body="Last words.")
    before = Thread.objects.get().comment_count
    ask_to_be_erased(ilse, email=ilse.email, keeps_comments=True, now=timezone.now())
    keep_account(ilse, now=timezone.now())
    made = ask_to_be_erased(ilse, email=ilse.email, keeps_comments=keeps, now=timezone.now())
    assert erase_due() == 0
    Erasure.objects.filter(pk=made.pk).update(due_at=timezone.now())
    assert erase_due() == 1
    assert not User.objects.filter(pk=number).exists()
    assert not Guest.objects.filter(email__iexact="ilse@example.com").exists()
    held = everything_held()
    for words in ("Ilse", "ilse@example", "rude", f"user:{number}'", "Held words."):
        assert words not in held, words
    assert ("Last words." in held) is keeps
    thread = Thread.objects.get()
    published = thread.comments.filter(state=CommentState.PUBLISHED)
    assert thread.comment_count == published.count() == (before if keeps else 1)
    answered = Comment.objects.get(reply_count__gt=0)
    assert answered.state == ("published" if keeps else "deleted")
    page = Client().get(f"/threads/{thread.pk}/").content.decode()
    assert "An answer." in page
    assert ("Anonymous" in page) is keeps
    assert Decision.objects.filter(writer_key=made.mark, verb="erase").exists()
    assert erase_due() == 0


def test_erased_words_do_not_come_back(ilse):
    ask_to_be_erased(ilse, email=ilse.email, keeps_comments=False, now=timezone.now(), at_once=True)
    erase_due()
    for comment in Comment.objects.filter(body=""):
        with pytest.raises(TransitionRefused):
            undo_decision(comment, by=make.make_user("moderator"))


def test_an_erasure_goes_on_where_it_stopped(ilse):
    for _number in range(30):
        make.make_comment(Thread.objects.get(), writer=writer_of_user(ilse))
    ask_to_be_erased(ilse, email=ilse.email, keeps_comments=False, now=timezone.now(), at_once=True)
    assert erase_due(steps=1) == 0
    left = Comment.objects.filter(user=ilse.pk).count()
    assert 0 < left < 32
    assert erase_due() == 1


def test_there_is_time_to_change_ones_mind(ilse):
    ask_to_be_erased(ilse, email=ilse.email, keeps_comments=False, now=timezone.now())
    with pytest.raises(AccountRefused, match="under way"):
        ask_to_be_erased(ilse, email=ilse.email, keeps_comments=False, now=timezone.now())
    keep_account(ilse, now=timezone.now())
    Erasure.objects.update(due_at=timezone.now() - timedelta(days=1))
    assert erase_due() == 0
    assert User.objects.filter(pk=ilse.pk).exists()


def test_the_last_owner_is_not_erased():
    owner = make.make_user("owner")
    with pytest.raises(AccountRefused, match="at least one owner"):
        ask_to_be_erased(owner, email=owner.email, keeps_comments=True, now=timezone.now())


def test_guests_are_erased_by_their_address():
    writer = make.make_writer(name="Otto", email="otto@example.com")
    make.make_comment(writer=writer, body="Of a guest.")
    subject = subject_of_address("OTTO@example.com")
    ask_to_be_erased(
        None, email=subject.emails[0], keeps_comments=False, now=timezone.now(), at_once=True
    )
    assert erase_due() == 1
    assert "Otto" not in everything_held()
    assert "Of a guest." not in everything_held()


def test_an_owner_gives_data_out_and_erases_from_the_shell(ilse, tmp_path):
    shell, file = CliRunner(), tmp_path / "ilse.zip"
    assert shell.invoke(command, ["data", "ILSE@example.com", str(file)]).exit_code == 0
    with ZipFile(file) as archive:
        assert b"As a guest." in archive.read("comments.json")
    assert list(tmp_path.iterdir()) == [file]
    said = shell.invoke(command, ["erase", "ilse@example.com", "--yes"])
    assert "will be erased on" in said.output
    keep_account(ilse, now=timezone.now())
    assert shell.invoke(command, ["erase", "ilse@example.com"], input="n\n").exit_code == 1
    said = shell.invoke(command, ["erase", "ilse@example.com", "--yes", "--now"])
    assert "is erased" in said.output, said.output
    nobody = shell.invoke(command, ["data", "ilse@example.com", str(file)])
    assert isinstance(nobody.exception, AccountRefused)
