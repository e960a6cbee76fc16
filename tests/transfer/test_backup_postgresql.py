"""A site on PostgreSQL is backed up and restored by PostgreSQL's own programs."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from addyours.conf import read
from addyours.transfer.backup import make_backup, verify_backup
from addyours.transfer.backup_file import POSTGRESQL
from addyours.transfer.errors import BackupRefused
from addyours.transfer.nightly import Silent
from addyours.transfer.restore import restore_backup
from tests.fixtures.postgresql import MIGRATED

pytestmark = pytest.mark.postgresql_only


@pytest.fixture
def databases():
    """The addresses of a database with tables and of an empty one."""
    values = settings.DATABASES["default"]
    base = f"postgresql://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}"
    names = {"backed_up": MIGRATED, "restored_to": "template0"}
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        for name, template in names.items():
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        yield [f"{base}/{name}" for name in names]
        for name in names:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_a_site_goes_into_an_empty_database_or_nowhere(databases, tmp_path, monkeypatch):
    full, empty = databases
    data, file = tmp_path / "site", tmp_path / "one.zip"
    data.mkdir()
    (data / "secret.key").write_text("for tests only " * 5)
    conf = read({"ADDYOURS_DATABASE_URL": full}, data=data)
    assert make_backup(conf, file, watch=Silent()).database == POSTGRESQL
    verify_backup(file, watch=Silent())

    def restore(url):
        monkeypatch.setenv("ADDYOURS_DATABASE_URL", url)
        restore_backup(file, tmp_path / "new", watch=Silent(), finish=lambda: None)

    for url, said in (("", "ADDYOURS_DATABASE_URL"), (full, "already exists")):
        with pytest.raises(BackupRefused, match=said) as refused:
            restore(url)
        assert "\n" not in str(refused.value)
        assert not list((tmp_path / "new").iterdir())
    restore(empty)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret.key"]
    assert _migrations(empty) == _migrations(full)


def _migrations(url):
    with psycopg.connect(url) as database:
        return database.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
