"""A backup is whole or not there, whatever ends it; what is damaged or hostile is refused in one line."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import stat
import subprocess
import threading
import zipfile
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from addyours.conf import read
from addyours.transfer.backup import make_backup, verify_backup
from addyours.transfer.backup_file import MANIFEST
from addyours.transfer.errors import BackupRefused
from addyours.transfer.nightly import Silent, due, keep_up
from addyours.transfer.restore import restore_backup
from tests.fixtures.site import COMMAND

ROWS = 4_000
KEY = "for tests only " * 5


@pytest.fixture
def site(tmp_path):
    """The data folder of a small site, its database in the mode that a running one has."""
    data = tmp_path / "site"
    (data / "media/images").mkdir(parents=True)
    (data / "media/images/harbour é.jpg").write_bytes(os.urandom(100_000))
    (data / "templates").mkdir()
    (data / "templates/letter.txt").write_text("Hello")
    (data / "static").mkdir()
    (data / "static/made-anew.css").write_text("")
    (data / "secret.key").write_text(KEY)
    (data / "addyours.toml").write_text('time_zone = "Europe/Madrid"')
    with closing(sqlite3.connect(data / "db.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE django_migrations (app, name)")
        database.execute("CREATE TABLE pair (id INTEGER PRIMARY KEY, a, b)")
        database.execute("BEGIN")
        database.executemany(
            "INSERT INTO pair VALUES (?, 0, ?)", [(n, os.urandom(500)) for n in range(ROWS)]
        )
        database.execute("COMMIT")
    return read({}, data=data)


def restored(path, folder):
    return restore_backup(path, folder, watch=Silent(), finish=lambda: None)


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("db.sqlite3")
    }


def test_what_is_restored_is_what_was_there(site, tmp_path):
    file = tmp_path / "one.zip"
    made = make_backup(site, file, watch=Silent())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert verify_backup(file, watch=Silent()) == made
    restored(file, tmp_path / "new")
    before = tree(site.data)
    del before["static/made-anew.css"]
    assert tree(tmp_path / "new") == before
    assert stat.S_IMODE((tmp_path / "new/secret.key").stat().st_mode) == 0o600
    with closing(sqlite3.connect(tmp_path / "new/db.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM pair").fetchone() == (ROWS,)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "one.zip", "site"]


def test_a_backup_of_a_busy_site_shows_one_moment(site, tmp_path):
    """A writer changes the first and the last row together; no backup may see one without the other."""
    stopping = threading.Event()

    def write():
        with closing(sqlite3.connect(site.sqlite_file, isolation_level=None)) as database:
            for number in range(1, 100_000):
                if stopping.is_set():
                    return
                database.execute(f"UPDATE pair SET a = {number} WHERE id IN (0, {ROWS - 1})")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            make_backup(site, tmp_path / f"{number}.zip", watch=Silent())
    finally:
        stopping.set()
        writer.join()
    for number in range(3):
        restored(tmp_path / f"{number}.zip", tmp_path / f"new-{number}")
        with closing(sqlite3.connect(tmp_path / f"new-{number}/db.sqlite3")) as database:
            rows = database.execute(f"SELECT a FROM pair WHERE id IN (0, {ROWS - 1})").fetchall()
        assert len(set(rows)) == 1


def test_killed_at_any_moment_there_is_a_whole_backup_or_none(site, tmp_path):
    file, new = tmp_path / "one.zip", tmp_path / "new"
    for _ in range(2):
        _killed_after(random.uniform(0.1, 1.2), "backup", file, "--data", site.data)
        if file.exists():
            verify_backup(file, watch=Silent())
            file.unlink()
    make_backup(site, file, watch=Silent())
    assert not list(tmp_path.glob("*.partial*"))
    _killed_after(random.uniform(0.1, 1.0), "restore", file, "--data", new)
    if not (new / "secret.key").exists():
        restored(file, new)
    with closing(sqlite3.connect(new / "db.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM pair").fetchone() == (ROWS,)
    assert not (new / "restoring").exists()


def _killed_after(seconds, *words):
    process = subprocess.Popen(
        [COMMAND, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_the_command_backs_up_checks_and_restores(site, tmp_path):
    def run(*words):
        return subprocess.run(
            [COMMAND, *map(str, words)], capture_output=True, text=True, check=False
        )

    file = tmp_path / "one.zip"
    done = run("backup", file, "--data", site.data, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["files"] == 5
    again = run("backup", file, "--data", site.data)
    assert (again.returncode, again.stdout) == (2, "")
    (line,) = again.stderr.splitlines()
    assert line.startswith("addyours: ")
    assert "Whole" in run("backup", "--verify", file).stdout
    assert "addyours serve" in run("restore", file, "--data", tmp_path / "new").stdout
    assert json.loads((tmp_path / "new/prepared.json").read_text()) == {}


@pytest.mark.parametrize("at", [0.0, 0.3, 0.7, 0.95, 0.9999])
def test_a_changed_byte_is_found(site, tmp_path, at):
    file = tmp_path / "one.zip"
    make_backup(site, file, watch=Silent())
    data = bytearray(file.read_bytes())
    data[int(at * len(data))] ^= 0x55
    file.write_bytes(data)
    with pytest.raises(BackupRefused) as refused:
        verify_backup(file, watch=Silent())
    assert "\n" not in str(refused.value)
    with pytest.raises(BackupRefused):
        restored(file, tmp_path / "new")
    assert not (tmp_path / "new").exists() or not list((tmp_path / "new").iterdir())


@pytest.mark.parametrize("kept", [0, 10, 50_000])
def test_a_file_that_was_cut_off_is_refused(site, tmp_path, kept):
    file = tmp_path / "one.zip"
    make_backup(site, file, watch=Silent())
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(BackupRefused):
        verify_backup(file, watch=Silent())


def rewritten(source: Path, target: Path, change, extra=()):
    """A backup with another list and more files, as somebody hostile would make it."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        values = json.loads(old.read(MANIFEST))
        for info in old.infolist():
            if info.filename != MANIFEST:
                new.writestr(info.filename, old.read(info))
        for name, data in extra:
            new.writestr(name, data)
        change(values)
        new.writestr(MANIFEST, json.dumps(values))


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "media/../../evil",
        "/etc/evil",
        "media/a\\b",
        "media//a",
        "prepared.json",
        "media/\0",
    ],
)
def test_a_file_outside_is_refused(site, tmp_path, name):
    make_backup(site, tmp_path / "one.zip", watch=Silent())

    def change(values):
        values["entries"].append({"name": name, "size": 1, "sha256": "0" * 64})

    rewritten(tmp_path / "one.zip", tmp_path / "two.zip", change, [(name, "x")])
    with pytest.raises(BackupRefused):
        restored(tmp_path / "two.zip", tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values.update(format=2),
        lambda values: values.update(entries=[]),
        lambda values: values.update(entries=7),
        lambda values: values.update(surprise=1),
        lambda values: values["entries"].pop(),
        lambda values: values["entries"][0].update(size=-1),
        lambda values: values["entries"][0].update(size=10**18),
        lambda values: values["entries"][0].update(sha256="0" * 64),
    ],
)
def test_a_list_that_lies_is_refused(site, tmp_path, change):
    make_backup(site, tmp_path / "one.zip", watch=Silent())
    rewritten(tmp_path / "one.zip", tmp_path / "two.zip", change)
    for read_it in (
        lambda: verify_backup(tmp_path / "two.zip", watch=Silent()),
        lambda: restored(tmp_path / "two.zip", tmp_path / "new"),
    ):
        with pytest.raises(BackupRefused):
            read_it()


def test_a_folder_with_something_in_it_stays_as_it_is(site, tmp_path):
    make_backup(site, tmp_path / "one.zip", watch=Silent())
    before = tree(site.data)
    with pytest.raises(BackupRefused, match="not empty"):
        restored(tmp_path / "one.zip", site.data)
    assert tree(site.data) == before


def test_one_backup_a_night_and_the_oldest_go(site, tmp_path):
    conf = read({"ADDYOURS_BACKUP_TO": str(tmp_path / "kept"), "ADDYOURS_BACKUP_KEEP": "2"},
                data=site.data)  # fmt: skip
    zone = ZoneInfo("Europe/Madrid")
    for day in (1, 2, 3):
        assert keep_up(conf, now=datetime(2026, 3, day, 3, 1, tzinfo=zone))
        assert keep_up(conf, now=datetime(2026, 3, day, 23, 0, tzinfo=zone)) is None
        assert due(conf, now=datetime(2026, 3, day + 1, 2, 59, tzinfo=zone)) is None
        (tmp_path / "kept/thesis.zip").touch()
        (tmp_path / "kept/addyours-2026-02-01.zip.partial").touch()
    assert sorted(path.name for path in (tmp_path / "kept").glob("*.zip")) == [
        "addyours-2026-03-02.zip",
        "addyours-2026-03-03.zip",
        "thesis.zip",
    ]
    assert due(site, now=datetime(2026, 3, 9, 12, tzinfo=zone)) is None


@pytest.mark.parametrize("place", ["media", "static", "templates/../media"])
def test_no_backup_goes_where_everybody_can_fetch_it(site, place):
    with pytest.raises(BackupRefused, match="Everybody"):
        make_backup(site, site.data / place / "one.zip", watch=Silent())
