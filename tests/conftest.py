"""Gives each test process its own data folder and database before Django is set up, and lets nothing leave it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest
from django.conf import settings

from tests.fixtures import network, postgresql

pytest_plugins = [
    # First, since the others import it: pytest rewrites the assertions of what it imports itself.
    "tests.fixtures.reports",
    "tests.fixtures.browser",
    "tests.fixtures.content",
    "tests.fixtures.database",
    "tests.fixtures.scorer",
    "tests.fixtures.site",
    "tests.fixtures.smtp",
]

SETTINGS_MODULE = "addyours.web.settings"
DATABASE = {"db", "transactional_db", "module_data"}
"""The fixtures of tests that use the database of their process."""
SITES = {"first_site_data", "start_site", "running_site", "made"}
"""The fixtures of tests that look at running sites."""
server_key = pytest.StashKey[postgresql.Server]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="What the tests keep their data in; a PostgreSQL server is started for them.",
    )
    parser.addoption(
        "--fuzz",
        type=int,
        default=2,
        metavar="EXAMPLES",
        help="How often each address of the site is tried by tests/security/test_http.py.",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Point the settings at throw-away data, then load them.

    Done here and not by pytest-django's ini value, which would load them before this file is read.
    """
    for name in [name for name in os.environ if name.startswith("ADDYOURS_")]:
        del os.environ[name]
    network.guard()
    if config.getoption("help") or config.getoption("version"):
        return
    folder = Path(tempfile.mkdtemp(prefix="addyours-tests-"))
    # Run even when what follows fails, unlike pytest_unconfigure.
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["ADDYOURS_DATA"] = str(folder)
    (folder / "secret.key").write_text("only for tests " * 5, encoding="ascii")
    if config.getoption("database") == "postgresql":
        os.environ["ADDYOURS_DATABASE_URL"] = _database_url(config)
    _set_up_django()


def _database_url(config: pytest.Config) -> str:
    """One server for all processes: the first starts it, xdist's workers are told of it."""
    if hasattr(config, "workerinput"):
        return str(config.workerinput["database_url"])
    server = config.stash[server_key] = postgresql.Server.start()
    config.add_cleanup(server.stop)
    return server.url


def _set_up_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS_MODULE
    # Hashed names need collected files; the real thing is tested by tests that run the real site.
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    # Slow on purpose is right for passwords, and wrong for a thousand test accounts.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    # xdist's workers inherit the environment: with this in it they would load the settings before
    # they have a data folder of their own.
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell an xdist worker where the server is."""
    server = node.config.stash.get(server_key, None)  # type: ignore[attr-defined]
    if server:
        node.workerinput["database_url"] = server.url  # type: ignore[attr-defined]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the other run is for, and put what takes long first.

    Deselected, not skipped, since `make test` runs both.
    """
    is_ours = _is_for_sqlite if config.getoption("database") == "sqlite" else _is_for_postgresql
    left_out = [item for item in items if not is_ours(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items[:] = sorted((item for item in items if is_ours(item)), key=_turn)


def _is_for_sqlite(item: pytest.Item) -> bool:
    return item.get_closest_marker("postgresql_only") is None


def _is_for_postgresql(item: pytest.Item) -> bool:
    """Tell whether a test uses the database of its process, or is about PostgreSQL itself.

    Sites that run in processes of their own keep their data in SQLite in either run.
    """
    if item.get_closest_marker("postgresql_only"):
        return True
    is_database_used = item.get_closest_marker("django_db") or DATABASE.intersection(
        getattr(item, "fixturenames", ())
    )
    return bool(is_database_used) and item.get_closest_marker("sqlite_only") is None


def _turn(item: pytest.Item) -> int:
    """Long ones first, so that no process is left alone with one at the end."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return 0 if fixtures & SITES else 1 if _is_for_postgresql(item) else 2
