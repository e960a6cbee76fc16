"""Tells a database that is away, full, busy or read-only, which passes, from a defect, which does not."""

from __future__ import annotations

import sqlite3

import psycopg
from django.db import DatabaseError, InterfaceError

PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
"""What SQLite says (lowest byte of its code) when the file, the disk or another writer is in the way."""
LOCKED = "database is locked"
"""What our own queue of writers says when nobody's turn ended in time."""


def is_away(error: BaseException) -> bool:
    """Tell whether an error of Django's means that the database can't be used just now."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return (getattr(cause, "sqlite_errorcode", 0) & 0xFF) in PASSING
    if isinstance(cause, psycopg.Error):
        # Read-only is what a standby says, or a server whose disk its operator protects.
        is_read_only = isinstance(cause, psycopg.errors.ReadOnlySqlTransaction)
        return is_read_only or isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
    return LOCKED in str(error)
