"""A database that is away is told from a defect, so that only the first is asked to be patient with."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError

from addyours.outbox.trouble import is_away


def caused(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


def of_sqlite(code: int) -> BaseException:
    cause = sqlite3.OperationalError("said by SQLite")
    cause.sqlite_errorcode = code
    return caused(OperationalError("said by SQLite"), cause)


@pytest.mark.parametrize(
    "error",
    [
        of_sqlite(sqlite3.SQLITE_BUSY),
        of_sqlite(sqlite3.SQLITE_READONLY),
        of_sqlite(sqlite3.SQLITE_READONLY_DBMOVED),
        of_sqlite(sqlite3.SQLITE_FULL),
        of_sqlite(sqlite3.SQLITE_IOERR_WRITE),
        of_sqlite(sqlite3.SQLITE_CANTOPEN),
        OperationalError("database is locked"),
        caused(OperationalError(), psycopg.OperationalError("connection refused")),
        caused(OperationalError(), psycopg.errors.AdminShutdown()),
        caused(OperationalError(), psycopg.errors.DiskFull()),
        caused(InterfaceError(), psycopg.InterfaceError("the connection is closed")),
        caused(DatabaseError(), psycopg.errors.ReadOnlySqlTransaction()),
    ],
)
def test_a_database_that_is_away(error):
    assert is_away(error)


@pytest.mark.parametrize(
    "error",
    [
        of_sqlite(sqlite3.SQLITE_ERROR),
        of_sqlite(sqlite3.SQLITE_CONSTRAINT),
        OperationalError("no such table: x"),
        caused(ProgrammingError(), psycopg.errors.UndefinedTable()),
        caused(DatabaseError(), psycopg.errors.UniqueViolation()),
        ValueError("database is locked"),
        sqlite3.OperationalError("not Django's"),
    ],
)
def test_a_defect(error):
    assert not is_away(error)
