"""What leaves in an archive and comes into an empty site leaves it again the same, to the byte."""

from __future__ import annotations

import json
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from addyours.comments.models import Comment
from addyours.moderation.audit.actions import chain_decisions
from addyours.moderation.audit.queries import check_chain
from addyours.stories.actions import make_person
from addyours.stories.models import FrontPage, Story
from addyours.transfer.actions.archive import bring_archive
from addyours.transfer.archive import HEADER, write_archive
from addyours.transfer.archive_models import (
    EXPORTED,
    FIELDS_LEFT_OUT,
    LEFT_OUT,
    all_models,
    exported_fields,
)
from addyours.transfer.errors import ArchiveRefused
from addyours.transfer.nightly import Silent
from tests import factories


def test_every_model_is_in_an_archive_or_left_out_for_a_reason():
    assert len(EXPORTED) == len(set(EXPORTED))
    assert not set(EXPORTED) & set(LEFT_OUT)
    assert set(all_models()) == set(EXPORTED) | set(LEFT_OUT)
    assert all([*LEFT_OUT.values(), *FIELDS_LEFT_OUT.values()])


def test_no_secret_has_a_column_in_an_archive():
    names = {
        f"{label}.{field.name}"
        for label in EXPORTED
        for field in exported_fields(all_models()[label])
        if any(word in field.name for word in ("password", "secret", "token", "hash", "session"))
    }
    assert names == {
        # A setting; of photos and of what was imported; what opens a page to those who were told.
        "accounts.SignInSettings.readers_passwords",
        "stories.Photo.file_hash",
        "transfer.ImportItem.source_hash",
        "wagtailcore.PageViewRestriction.password",
        "wagtailcore.CollectionViewRestriction.password",
    }


WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60
)
COMMENTS = st.lists(
    st.tuples(WORDS, st.sampled_from(["published", "pending", "spam", "deleted"]), st.integers(0, 5)),
    max_size=5,
)  # fmt: skip
SITES = st.lists(st.tuples(WORDS, st.booleans(), COMMENTS), max_size=2)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build(stories):
    """A site with some of everything; what varies is what people typed."""
    factories.make_site()
    factories.make_settings(edit_minutes=7)
    factories.ban("guest:4")
    person = make_person("Ines Quill")
    photo = factories.make_photo(width=40, height=30)
    chain_decisions()
    for text, publish, comments in stories:
        body = [factories.quote(text, person), factories.paragraph("<p>A bell.</p>")]
        user = factories.make_user("editor")
        story = factories.make_story(publish=publish, body=body, by=user)
        photo.tags.add("quay")
        written: list[Comment] = []
        for words, state, which in comments:
            parent = written[which] if which < len(written) else None
            writer = factories.make_writer(user) if which == 1 else None
            written.append(
                factories.make_comment(
                    story.thread, parent=parent, body=words, state=state, writer=writer
                )
            )


def write(folder, name):
    path = Path(folder) / f"{name}.zip"
    media = Path(folder) / f"{name}-data/media"
    return path, write_archive(path, media=media, site="http://a.example", watch=Silent())


def content(path):
    with zipfile.ZipFile(path) as archive:
        return {
            info.filename: (info.date_time, info.compress_type, archive.read(info))
            for info in archive.infolist()
            if info.filename != HEADER
        }


@pytest.mark.django_db
@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(SITES)
def test_what_came_in_goes_out_the_same(stories):
    with tempfile.TemporaryDirectory() as folder:
        media = Path(folder) / "one-data/media"
        (media / "original_images").mkdir(parents=True)
        (media / "original_images/quay é.png").write_bytes(b"a picture")
        with undone():
            build(stories)
            one, counts = write(folder, "one")
        with undone():
            factories.make_site("http://elsewhere.example")
            factories.make_user("owner")
            (Path(folder) / "two-data").mkdir()
            bring_archive(one, data=Path(folder) / "two-data", watch=Silent())
            assert Story.objects.count() == len(stories)
            assert (check_chain().problem, check_chain().rows) == (None, 2)
            assert Comment.objects.count() == sum(len(comments) for *_, comments in stories)
            two, again = write(folder, "two")
        assert counts == again
        before, after = content(one), content(two)
        assert before.keys() == after.keys()
        for name, of_one in before.items():
            assert after[name] == of_one, name


@pytest.mark.django_db(transaction=True)
def test_an_archive_is_written_outside_of_transactions_too(tmp_path):
    """So does the command; writers are not kept out, and the connection is as it was."""
    factories.make_user("owner", email="ines@news.example")
    path, counts = write(tmp_path, "one")
    assert counts["accounts.User"] == 1
    assert b"ines@news.example" in content(path)["data/accounts.User.jsonl"][2]
    factories.make_user("editor")
    assert write(tmp_path, "two")[1]["accounts.User"] == 2


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "data").mkdir()
    with undone():
        build([("A rope", True, [("Who rang it?", "published", 0)])])
        path, _counts = write(tmp_path, "one")
    factories.make_site()
    return path


def changed(path, change):
    """The archive with some of its files changed: name → bytes, None to leave it out."""
    other = path.with_name("other.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        files = {info.filename: old.read(info) for info in old.infolist()}
        for name, data in (files | change(files)).items():
            if data is not None:
                new.writestr(name, data)
    return other


COMMENT = "data/comments.Comment.jsonl"


def with_value(name, value):
    def change(files):
        row = json.loads(files[COMMENT]) | {name: value}
        return {COMMENT: json.dumps(row).encode() + b"\n"}

    return change


@pytest.mark.django_db
def test_a_hostile_archive_changes_nothing(archive, tmp_path):
    pages = Story.objects.count(), FrontPage.objects.get().title
    for change in (
        lambda _files: {"media/../../evil": b""},
        lambda _files: {"evil": b""},
        lambda _files: {HEADER: b"[]"},
        lambda _files: {HEADER: b'{"format": 2, "rows": {}}'},
        lambda _files: {COMMENT: None},
        lambda _files: {COMMENT: b""},
        lambda _files: {COMMENT: b"\xff\n"},
        lambda _files: {COMMENT: b"{"},
        lambda files: {COMMENT: files[COMMENT] * 2},
        with_value("thread_id", 4_711),
        with_value("created_at", "yesterday"),
        with_value("surprise", 1),
        with_value("body", None),
    ):
        with pytest.raises(ArchiveRefused) as refused:
            bring_archive(changed(archive, change), data=tmp_path / "data", watch=Silent())
        assert "\n" not in str(refused.value)
        assert (Story.objects.count(), FrontPage.objects.get().title) == pages
    bring_archive(archive, data=tmp_path / "data", watch=Silent())
    with pytest.raises(ArchiveRefused, match="new one"):
        bring_archive(archive, data=tmp_path / "data", watch=Silent())
