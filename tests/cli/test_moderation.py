"""Training and measuring from the shell: figures out, and one clear line for a file that can't be used."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from addyours.cli.moderation import command as group
from addyours.moderation.scorer import prior, remembered
from addyours.moderation.scorer.table import TableRefused, read_table

ROWS = [("Win a free boat at boats-now.xyz", 1), ("The tide table is wrong, as ever", 0)]


def written(tmp_path, data: str | bytes, name="table.csv"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def table(rows=ROWS, head="CONTENT,CLASS"):
    lines = [head, *(f'"{text}",{label}' for text, label in rows)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "data",
    [
        table(),
        "\ufeff" + table(),
        table().encode("utf-16"),
        table().replace("\n", "\r\n"),
        "class;x;Content \n1;;Win a boat\n0;;The tide\n",
        "CONTENT\tCLASS\nWin a boat\tspam\nThe tide\tham\n\n",
        'CONTENT,CLASS\n"Win\na ""boat""",1\nThe tide,0\n,1\n',
        "CONTENT,CLASS\nCaf\xe9 zu gewinnen,1\nThe tide,0\n".encode("cp1252"),
    ],
)
def test_tables_are_read_in_any_dress(tmp_path, data):
    assert [row.is_spam for row in read_table(written(tmp_path, data))] == [True, False]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "no column CONTENT and no column CLASS"),
        ("TEXT,CLASS\nx,1\n", "no column CONTENT"),
        ("CONTENT,LABEL\nx,1\n", "no column CLASS"),
        (table([("x", 2), ("y", 0)]), "line 2 has the class '2'"),
        ("CONTENT,CLASS\nx\n", "line 2 is too short"),
        (table(ROWS[:1]), "needs spam and good comments"),
        ('CONTENT,CLASS\n"x,1\n', "is no CSV"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no text"),
        (b"\xff\xfea", "is no text"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_one_line(tmp_path, data, said):
    with pytest.raises(TableRefused) as refused:
        read_table(written(tmp_path, data))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_or_a_folder_is_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(TableRefused, match="can't be read"):
            read_table(path)


@pytest.fixture
def command(monkeypatch):
    """The command, with few of the shipped texts to rehearse."""
    few = prior.rehearsed()[::40]
    monkeypatch.setattr("addyours.moderation.scorer.schooling.rehearsed", lambda: few)
    return group


@pytest.mark.django_db
@pytest.mark.usefixtures("fresh_scorer")
def test_training_changes_the_site_and_evaluating_only_measures_it(tmp_path, command):
    rows = [(f"Wombat lantern number {n} for you", 1) for n in range(20)]
    rows += [(f"The question of pier {n} is open", 0) for n in range(20)]
    path = str(written(tmp_path, table(rows)))
    before = json.loads(CliRunner().invoke(command, ["evaluate", path, "--json"]).output)
    trained = CliRunner().invoke(command, ["train", path, "--json"])
    assert trained.exit_code == 0, trained.output
    assert json.loads(trained.output)["texts"] == 40
    after = json.loads(CliRunner().invoke(command, ["evaluate", path, "--json"]).output)
    assert before["calibration"]["brier"] > after["calibration"]["brier"]
    assert after["auc"] == 1.0
    assert set(after) == {"texts", "spam", "auc", "f1", "recall_at_1pct_fpr", "calibration"}
    assert set(after["calibration"]) == {"brier", "error", "bins"}
    known = remembered.read()
    assert (known.version, len(known.start)) == (1, 20)
    said = CliRunner().invoke(command, ["evaluate", path]).output
    assert "AUC 1.0000" in said
    again = CliRunner().invoke(command, ["train", path])
    assert "Trained on 40 comments." in again.output
    assert remembered.read().version == 2
