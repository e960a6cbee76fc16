"""Comments leave as a table and as lines of JSON: every one, as typed, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from addyours.cli.export import command
from tests import factories

pytestmark = pytest.mark.django_db
TEXTS = ['=HYPERLINK("x")', "'quoted'", 'two\nlines, "and" כן', "+1", "plain"]


def test_comments_go_out_in_both_formats(tmp_path):
    factories.make_site()
    thread = factories.make_thread()
    first = factories.make_comment(thread, body=TEXTS[0])
    for text in TEXTS[1:]:
        factories.make_comment(thread, body=text, parent=first, state="spam")
    file = tmp_path / "comments.jsonl"
    said = CliRunner().invoke(command, ["comments", "--format", "jsonl", str(file)])
    assert said.exit_code == 0, said.output
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line["text"] for line in lines] == TEXTS
    assert lines[1]["parent"] == lines[0]["id"] == first.pk
    assert lines[1]["state"] == "spam"
    assert lines[0]["thread_url"].startswith("http")
    assert lines[0]["thread_url"].endswith(thread.path)
    assert lines[0]["created_at"].endswith("+00:00")
    assert [path.name for path in tmp_path.iterdir()] == [file.name]

    said = CliRunner().invoke(command, ["comments", "-"])
    assert said.exit_code == 0, said.exception
    rows = list(csv.DictReader(io.StringIO(said.stdout)))
    assert [row["text"] for row in rows] == [
        f"'{TEXTS[0]}", f"'{TEXTS[1]}", TEXTS[2], "'+1", "plain",
    ]  # fmt: skip
    assert set(rows[0]) == set(lines[0])


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    said = CliRunner().invoke(command, ["comments", str(tmp_path / "none" / "x.csv")])
    assert "can't be written" in str(said.exception)
