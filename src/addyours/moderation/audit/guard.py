"""The triggers by which the database itself refuses to change or remove decisions, whoever asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from addyours.moderation.audit.models import ERASED

KEPT, UNCHANGED = "moderation_decision_kept", "moderation_decision_unchanged"
THERE = "moderation_decision_there"
"""Against TRUNCATE, which SQLite doesn't have and which no trigger of rows hears of."""
_TABLE = "moderation_decision"
_FACTS = ("id", "verb", "from_state", "to_state", "at")
_CHAIN = ("link", "before", "digest", "writer_digest", "by_digest", "waited")
_SETTING = "addyours.unguarded"


def guard(database: BaseDatabaseWrapper = connection) -> None:
    """Make the triggers, in the place of those there are.

    On SQLite a migration that builds the table anew drops them: they are made again whenever a site
    is brought up to date.
    """
    unguard(database)
    statements = _on_sqlite() if database.vendor == "sqlite" else _on_postgresql()
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def unguard(database: BaseDatabaseWrapper = connection) -> None:
    """Take the triggers away, if they are there."""
    on = "" if database.vendor == "sqlite" else f" ON {_TABLE}"
    with database.cursor() as cursor:
        for name in (KEPT, UNCHANGED, THERE):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def is_guarded() -> bool:
    """Tell whether all triggers are there. One query."""
    names = [KEPT, UNCHANGED]
    if connection.vendor == "sqlite":
        sql = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN (%s, %s)"
    else:
        sql = (
            "SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'D'"
            " AND tgrelid = 'moderation_decision'::regclass AND tgname IN (%s, %s, %s)"
        )
        names.append(THERE)
    with connection.cursor() as cursor:
        cursor.execute(sql, names)
        return bool(cursor.fetchone()[0] == len(names))


@contextmanager
def unguarded() -> Iterator[None]:
    """Let decisions be removed within the block, inside the caller's transaction.

    For an archive that takes the place of an empty site.
    """
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if is_sqlite:
            unguard()
        else:
            # Not by dropping: PostgreSQL refuses that where the transaction has changed rows.
            cursor.execute(f"SET LOCAL {_SETTING} = 'on'")
        yield
        if is_sqlite:
            guard()
        else:
            cursor.execute(f"SET LOCAL {_SETTING} = 'off'")


def _allowed(same: str) -> str:
    """Return what a change may be, as SQL: being chained once, and forgetting a person.

    `same` compares two values, empty ones too.
    """

    def kept(*names: str) -> str:
        return "(" + " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in names) + ")"

    def marked(name: str) -> str:
        return f"({kept(name)} OR NEW.{name} LIKE '{ERASED}%')"

    writer = ("writer_key", "subject", "reason")
    return " AND ".join(
        [
            kept(*_FACTS),
            f"({kept(*_CHAIN)} OR OLD.link IS NULL)",
            f"({kept('by_id')} OR NEW.by_id IS NULL)",
            f"({kept('writer_salt', *writer)} OR (OLD.link IS NULL AND {kept(*writer)})"
            f" OR (NEW.writer_salt IS NULL AND {marked('writer_key')} AND {marked('subject')}"
            f" AND ({kept('reason')} OR NEW.reason = '')))",
            f"({kept('by_salt', 'by_number', 'by_name')}"
            f" OR (OLD.link IS NULL AND {kept('by_name')})"
            f" OR (NEW.by_salt IS NULL AND NEW.by_number IS NULL AND {marked('by_name')}))",
        ]
    )


def _on_sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {KEPT} BEFORE DELETE ON {_TABLE}"
        " BEGIN SELECT RAISE(ABORT, 'decisions are never removed'); END",
        f"CREATE TRIGGER {UNCHANGED} BEFORE UPDATE ON {_TABLE} WHEN NOT ({_allowed('IS')})"
        " BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END",
    ]


def _on_postgresql() -> list[str]:
    def function(name: str, refused: str, otherwise: str) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {refused} AND coalesce(current_setting('{_SETTING}', true), '') <> 'on' THEN"
            f" RAISE EXCEPTION 'decisions are never {otherwise}'"
            " USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            f" RETURN {given[name]}; END $$"
        )

    given = {KEPT: "OLD", UNCHANGED: "NEW", THERE: "NULL"}

    made = [
        function(KEPT, "true", "removed"),
        # An empty table may be emptied: then nothing is lost.
        function(THERE, f"EXISTS (TABLE {_TABLE})", "removed"),
        function(UNCHANGED, f"NOT ({_allowed('IS NOT DISTINCT FROM')})", "changed"),
    ]
    for name, when in ((KEPT, "DELETE"), (UNCHANGED, "UPDATE")):
        made.append(
            f"CREATE TRIGGER {name} BEFORE {when} ON {_TABLE}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    made.append(
        f"CREATE TRIGGER {THERE} BEFORE TRUNCATE ON {_TABLE}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {THERE}()"
    )
    return made
