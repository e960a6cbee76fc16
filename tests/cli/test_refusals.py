"""What goes wrong at the shell ends with status 2 and one clear line, before anything is made."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from tests.fixtures.site import COMMAND


def run(*words, **environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ADDYOURS_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [COMMAND, *(str(word) for word in words)],
        env=kept | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(result, *words):
    """One line on stderr with these words, status 2, nothing else said."""
    assert result.returncode == 2, result
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("addyours: ")
    assert "Traceback" not in line
    for word in words:
        assert word in line
    return line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["frobnicate"], ["No such command 'frobnicate'", "addyours --help"]),
        (["serve", "--bogus"], ["No such option '--bogus'", "addyours serve --help"]),
        (["serve", "--port", "99999"], ["--port", "99999"]),
        (["serve", "--port"], ["--port"]),
        (["serve", "--workers", "none"], ["--workers"]),
        (["--bogus"], ["--bogus"]),
        (["config", "too", "much"], ["too"]),
    ],
)
def test_words_that_make_no_sense_are_refused(words, said):
    refused(run(*words), *said)


def test_without_a_word_the_command_says_what_there_is():
    result = run()
    assert result.returncode == 2
    assert "serve" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "words", [["--help"], ["serve", "--help"], ["user", "--help"], ["--version"]]
)
def test_help_needs_no_site(words, tmp_path):
    result = run(*words, ADDYOURS_DATA=str(tmp_path / "none"))
    assert (result.returncode, result.stderr) == (0, "")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "words",
    [["user", "list"], ["check"], ["worker"], ["manage", "shell"], ["user", "link", "owner"]],
)
def test_there_is_no_site(words, tmp_path):
    where = tmp_path / "none"
    refused(run(*words, ADDYOURS_DATA=str(where)), "There is no site", "addyours serve")
    assert not where.exists()


def test_the_port_is_busy(tmp_path):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        result = run("serve", "--data", tmp_path / "new", "--port", port)
    refused(result, f"Port {port}", "--port")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host", "a" * 300])
def test_the_host_is_not_ours(tmp_path, host):
    refused(run("serve", "--data", tmp_path / "new", "--host", host), "--host")


def test_the_folder_lies_beneath_a_file(tmp_path):
    (tmp_path / "file").write_text("")
    refused(run("serve", "--data", tmp_path / "file" / "new"), "can't be written", "--data")


def test_the_folder_is_a_file(tmp_path):
    (tmp_path / "file").write_text("")
    refused(run("serve", "--data", tmp_path / "file"), "is a file")
    refused(run("serve", ADDYOURS_DATA=str(tmp_path / "file")), "can't be written")


def test_the_folder_is_somebody_elses(tmp_path):
    (tmp_path / "thesis.odt").write_text("")
    refused(run("serve", "--data", tmp_path), "is not empty", "thesis.odt", "--data")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


@pytest.mark.parametrize("damage", [bytes(range(256)) * 80, b"SQLite format 3\0" + bytes(4000)])
def test_the_database_is_corrupt(tmp_path, damage):
    (tmp_path / "secret.key").write_text("for tests only " * 5)
    database = tmp_path / "db.sqlite3"
    database.write_bytes(damage)
    for words in (["serve", "--data", tmp_path], ["user", "list", "--data", tmp_path]):
        refused(run(*words), "database")
    assert database.read_bytes() == damage


def test_the_secret_key_is_too_short(tmp_path):
    (tmp_path / "secret.key").write_text("short")
    refused(run("user", "list", "--data", tmp_path), "secret key", "too short")


def test_a_setting_is_wrong(tmp_path):
    refused(run("config", ADDYOURS_WORKERS="many", ADDYOURS_DATA=str(tmp_path)), "ADDYOURS_WORKERS")
    (tmp_path / "addyours.toml").write_text("colour = 'blue'")
    for words in (["config"], ["serve"], ["user", "list"]):
        refused(run(*words, "--data", tmp_path), "no setting 'colour'")


def test_postgresql_does_not_answer(tmp_path):
    (tmp_path / "secret.key").write_text("for tests only " * 5)
    url = "postgresql://nobody:hidden@127.0.0.1:1/none"
    result = run("user", "list", "--data", tmp_path, ADDYOURS_DATABASE_URL=url)
    refused(result, "database", "Connection refused")
    assert "hidden" not in result.stderr


def test_the_settings_in_force_are_shown_without_passwords(tmp_path):
    (tmp_path / "addyours.toml").write_text('port = 8123\nmail_url = "smtp://u:hidden@m.example"')
    for words in (["config", "--json"], ["config"]):
        result = run(*words, "--data", tmp_path, ADDYOURS_WORKERS="2")
        assert (result.returncode, result.stderr) == (0, "")
        assert "8123" in result.stdout
        assert "smtp://u:…@m.example" in result.stdout
        assert "hidden" not in result.stdout
        assert str(Path(tmp_path)) in result.stdout
