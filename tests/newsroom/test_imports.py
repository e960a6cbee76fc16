"""Imports in the newsroom: files are received, wait, are imported, told of, and go again."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from addyours.conf import current
from addyours.newsroom.imports.upload import ToFolder
from addyours.stories.models import Story
from addyours.transfer.actions import begin_run, keep_lines, move_run, stop_run, take_up_run
from addyours.transfer.models import ImportRun, RunState
from addyours.transfer.queries import ADAPTED, PAGE, Wanted, report_sheet
from addyours.transfer.queued import do, next_run, settle_cut_offs
from addyours.transfer.report import CAME, LEFT_OUT, Report
from addyours.transfer.uploads import files_of, fit_name, forget_uploads, uploads
from tests.transfer.wordpress.exports import HEAD, TAIL, a_comment, an_item

pytestmark = pytest.mark.django_db
BEGIN = "/newsroom/imports/begin/"


def a_file(text: str, name: str = "old.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def an_export(*items: str) -> str:
    return HEAD + "".join(items) + TAIL


def folders() -> list[str]:
    return sorted(path.name for path in uploads().iterdir())


@pytest.fixture(autouse=True)
def empty_uploads():
    for name in folders():
        for path in (uploads() / name).iterdir():
            path.unlink()
        (uploads() / name).rmdir()


def work() -> ImportRun:
    run = next_run()
    assert run is not None
    assert take_up_run(run)
    do(run)
    return run


def test_an_upload_is_tried_brought_in_and_told_of_item_by_item(owner):
    export = an_export(an_item(7, more=a_comment(1)))
    answer = owner.post(BEGIN, {"files": [a_file(export)], "is_dry": "on"})
    trial = ImportRun.objects.get()
    assert answer.url == reverse("imports:run", args=[trial.pk])
    assert "Waits" in owner.get(answer.url).content.decode()
    assert owner.get(f"{answer.url}progress/")["X-Import-Over"] == "0"
    work()
    trial.refresh_from_db()
    assert (trial.state, trial.is_dry, trial.source) == ("done", True, "wordpress")
    assert not Story.objects.exists()
    assert owner.get(f"{answer.url}progress/")["X-Import-Over"] == "1"

    answer = owner.post(f"{answer.url}again/", {"how": "write"})
    run = work()
    story = Story.objects.get()
    html = owner.get(answer.url).content.decode()
    assert re.search(rf'<a href="/newsroom/pages/{story.pk}/edit/">\s*Post 7', html)
    assert "<code><bdi>7</bdi></code>" in html
    report = json.loads(b"".join(owner.get(f"{answer.url}report.json").streaming_content))
    assert report["total"] == run.done == len(report["items"])
    assert report["counts"]["comment"] == {"came": 1}
    html = owner.get(f"{answer.url}?kind=comment&outcome=left+out").content.decode()
    assert "Nothing found." in html


def test_files_nobody_recognises_wait_until_their_format_is_chosen(owner):
    odd = a_file("a,b\n1,2\n", "../odd \x00name.csv")
    answer = owner.post(BEGIN, {"files": [odd], "pictures": "https://old.example/up/"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "not recognised" in html
    assert 'value="https://old.example/up/"' in html
    token = re.search(r'name="uploaded" value="([^"]+)"', html)
    assert token
    [folder] = folders()
    again = owner.post(BEGIN, {"uploaded": token[1], "format": "wordpress"})
    run = ImportRun.objects.get()
    assert (again.status_code, run.folder) == (302, folder)
    work()
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "damaged at line 1" in run.reason
    assert run.reason in owner.get(again.url).content.decode()
    wrong = owner.post(BEGIN, {"files": [a_file(an_export())], "format": "disqus"})
    assert "look like an export of WordPress, not of Disqus" in wrong.content.decode()
    forged = owner.post(BEGIN, {"uploaded": token[1][:-2] + "xx", "format": "wordpress"})
    assert forged.status_code == 400


def test_what_is_refused_leaves_nothing_on_the_disk(owner, sign_in, monkeypatch):
    wrong = {"files": [a_file("x")], "pictures": "http://10.0.0.1:x/"}
    assert owner.post(BEGIN, {**wrong, "unasked": a_file("y")}).status_code in (400, 422)
    monkeypatch.setattr("addyours.transfer.uploads.SPARE", 2**62)
    answer = owner.post(BEGIN, {"files": [a_file("z")]})
    assert answer.status_code == 413
    assert "room for 0 MB" in answer.content.decode()
    monkeypatch.undo()
    before = folders()
    assert owner.post(BEGIN, {"is_dry": "on"}).status_code == 400
    assert sign_in("editor").post(BEGIN, {"files": [a_file("w")]}).status_code == 302
    owner.handler.enforce_csrf_checks = True
    assert owner.post(BEGIN, {"files": [a_file("v")]}).status_code == 403
    assert folders() == before
    assert not ImportRun.objects.exists()


def test_a_disk_that_fills_meanwhile_is_told_of(owner, monkeypatch):
    class Full:
        def write(self, _data: bytes) -> None:
            raise OSError(28, "No space left on device")

        def close(self) -> None: ...

    plain = ToFolder.new_file

    def new_file(self: ToFolder, *args: Any, **kwargs: Any) -> None:
        plain(self, *args, **kwargs)
        self._close()
        self._out = Full()  # type: ignore[assignment]

    monkeypatch.setattr(ToFolder, "new_file", new_file)
    answer = owner.post(BEGIN, {"files": [a_file("z" * 100)]})
    assert answer.status_code == 400
    assert "disk is full" in answer.content.decode()
    assert folders() == []


def test_a_run_stops_where_it_is_asked_to_and_goes_on_where_it_was_cut_off(owner):
    export = an_export(*(an_item(number) for number in (1, 2, 3)))
    owner.post(BEGIN, {"files": [a_file(export)]})
    run = ImportRun.objects.get()
    assert take_up_run(run)
    assert not take_up_run(run)
    assert move_run(run, position=10, done=1)
    ImportRun.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    settle_cut_offs()
    run.refresh_from_db()
    assert (run.state, run.position) == (RunState.QUEUED, 0)
    assert take_up_run(run)
    owner.post(reverse("imports:stop", args=[run.pk]))
    assert not move_run(run, position=20, done=2)
    run.refresh_from_db()
    assert run.state == RunState.STOPPING
    ImportRun.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    settle_cut_offs()
    run.refresh_from_db()
    assert run.state == RunState.STOPPED
    stop_run(run)
    shell = begin_run(source="wordpress", site="a.example", files=["a.xml"])
    ImportRun.objects.filter(pk=shell.pk).update(seen_at=timezone.now() - timedelta(minutes=3))
    settle_cut_offs()
    shell.refresh_from_db()
    assert (shell.state, bool(shell.reason)) == (RunState.FAILED, True)


def test_files_are_forgotten_some_days_after_their_import(owner):
    owner.post(BEGIN, {"files": [a_file(an_export())]})
    run = ImportRun.objects.get()
    later = timezone.now() + timedelta(days=current().import_days, hours=1)
    assert forget_uploads(now=later) == 0
    work()
    run.refresh_from_db()
    assert forget_uploads(now=timezone.now()) == 0
    assert files_of(run)
    assert forget_uploads(now=later) == 1
    assert not files_of(run)
    again = owner.post(reverse("imports:again", args=[run.pk]), follow=True)
    assert "not here any more" in again.content.decode()
    yesterday = timezone.now() - timedelta(days=2)
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.QUEUED, begun_at=yesterday)
    settle_cut_offs()
    run.refresh_from_db()
    assert (run.state, run.reason[:9]) == (RunState.FAILED, "Its files")
    run.folder = "../../etc"
    assert files_of(run) == []


def test_a_long_report_is_paged_filtered_and_searched_in_two_queries(
    site, django_assert_max_num_queries
):
    run = begin_run(source="wordpress", site="a.example", files=[])
    with Report() as report:
        for number in range(2_500):
            outcome = LEFT_OUT if number % 100 == 99 else CAME
            said = {"title": f"Nº {number}", "adapted": ["So."] if number == 1_700 else []}
            report.note("story" if number % 2 else "page", str(number), outcome, said=said)
        for part in report.parts():
            keep_lines(run, number=part.number, counts=part.counts, lines=part.packed)
    seen: list[str] = []
    after = ""
    while True:
        with django_assert_max_num_queries(2):
            page = report_sheet(run, Wanted(), after=after)
        assert len(page.lines) <= PAGE
        seen += [line["id"] for line in page.lines]
        if not (after := page.after):
            break
    assert seen == [str(number) for number in range(2_500)]
    left_out = report_sheet(run, Wanted(kind="story", outcome=LEFT_OUT))
    assert [line["id"] for line in left_out.lines] == [str(n) for n in range(99, 2_500, 100)]
    assert not left_out.after
    assert [line["id"] for line in report_sheet(run, Wanted(outcome=ADAPTED)).lines] == ["1700"]
    assert [line["id"] for line in report_sheet(run, Wanted(words="nº 2499")).lines] == ["2499"]
    assert report_sheet(run, Wanted(), after="9.x").lines[0]["id"] == "0"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\old\\export.xml", "export.xml"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("a\x00b/..", "file"),
        ("x" * 300 + ".xml", "x" * 116 + ".xml"),
    ],
)
def test_the_name_of_a_file_leads_nowhere_else(given, kept):
    assert fit_name(given) == kept
