"""The PostgreSQL database a site is moved to: checked, claimed, filled in one transaction, compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from addyours.transfer.errors import MoveRefused
from addyours.transfer.move_values import Checksum, Column

OLDEST = 14
MARKER = "addyours_move"
"""A table that says: what is here, a move made."""
LOCK = 4_015_177_001
"""Of PostgreSQL's advisory locks: one move at a time into a database."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the site in PostgreSQL."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """The columns of its primary key."""


class Target:
    """A connection to the database a site is moved to."""

    def __init__(self, url: str) -> None:
        """Connect, and make sure that a site can live here. Raises MoveRefused."""
        try:
            self.connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
        except (psycopg.Error, UnicodeError) as error:
            raise MoveRefused(
                "target", f"PostgreSQL can't be reached: {one_line(error)}"
            ) from error
        try:
            with telling():
                self._check()
        except MoveRefused:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection, and let go of the lock with it."""
        self.connection.close()

    def claim(self, *, restart: bool) -> None:
        """Make sure that the database is empty, and mark it as one a move is made into.

        With `restart` an earlier move is cleared away first, if it broke off or nothing was written
        since. Raises MoveRefused for everything else that is here.
        """
        if not self._value("SELECT pg_try_advisory_lock(%s)", LOCK):
            raise MoveRefused("target", "Another move into this database is going on.")
        found = self._relations()
        if MARKER in found:
            self._check_may_clear(restart=restart)
            self._clear()
        elif found:
            some = ", ".join(found[:3]) + (" …" if len(found) > 3 else "")
            raise MoveRefused(
                "target",
                f"The database is not empty: it has {some}. Make an empty one for the site.",
            )
        self.connection.execute(
            "CREATE TABLE addyours_move (begun_at timestamptz DEFAULT now(), position bigint)"
        )
        self.connection.execute("INSERT INTO addyours_move DEFAULT VALUES")

    def finish(self, position: int) -> None:
        """Note that the move is complete, up to this position of the outbox."""
        self.connection.execute("UPDATE addyours_move SET position = %s", (position,))

    def migrations(self) -> set[tuple[str, str]]:
        """Return what has been applied to the database."""
        return set(self.connection.execute("SELECT app, name FROM django_migrations").fetchall())

    def tables(self, *, without: Iterable[str]) -> list[Table]:
        """Return the tables of the site by name, without those named."""
        keys: dict[str, list[str]] = {}
        for name, column in self.connection.execute(_KEYS):
            keys.setdefault(name, []).append(column)
        columns: dict[str, list[Column]] = {}
        for name, column, kind, most in self.connection.execute(_COLUMNS):
            columns.setdefault(name, []).append(Column(column, kind, most))
        left_out = {MARKER, *without}
        return [
            Table(name, tuple(columns[name]), tuple(keys.get(name, ())))
            for name in sorted(columns.keys() - left_out)
        ]

    def empty(self, names: Iterable[str]) -> None:
        """Remove the rows that migrations made."""
        listed = sql.SQL(", ").join(map(sql.Identifier, names))
        self.connection.execute(sql.SQL("TRUNCATE {}").format(listed))

    def copier(self, table: Table) -> AbstractContextManager[psycopg.Copy]:
        """Return what takes rows for a table, to be used as a context manager."""
        return self.connection.cursor().copy(
            sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table.name),
                sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns),
            )
        )

    def checksum(self, table: Table) -> Iterator[Checksum]:
        """Read a table back; yield its checksum as it grows, after every thousand rows and at the end."""
        names = [
            sql.SQL("{}::text" if column.type == "jsonb" else "{}").format(
                sql.Identifier(column.name)
            )
            for column in table.columns
        ]
        made = Checksum(table.columns)
        # A cursor with a name stays on the server: a table need not fit into memory here.
        with self.connection.cursor(name="compare") as cursor:
            cursor.itersize = 1_000
            cursor.execute(
                sql.SQL("SELECT {} FROM {}").format(
                    sql.SQL(", ").join(names), sql.Identifier(table.name)
                )
            )
            for row in cursor:
                made.add(row)
                if made.rows % 1_000 == 0:
                    yield made
        yield made

    def continue_numbers(self, last: dict[str, int]) -> None:
        """Let each table number on behind the highest number it holds or once held."""
        for table, column, sequence in self.connection.execute(_SEQUENCES).fetchall():
            found = self._value(
                sql.SQL("SELECT max({}) FROM {}").format(
                    sql.Identifier(column), sql.Identifier(table)
                )
            )
            highest = max(int(str(found or 0)), last.get(table, 0))
            self._value("SELECT setval(%s, %s, %s)", sequence, max(highest, 1), highest > 0)

    def check_references(self) -> None:
        """Check now what is otherwise checked at the end of the transaction."""
        self.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def take_statistics(self) -> None:
        """Tell PostgreSQL what the tables are like, so that the first queries are planned well."""
        self.connection.execute("ANALYZE")

    def _check(self) -> None:
        info = self.connection.info
        if info.server_version < OLDEST * 10_000:
            version = info.parameter_status("server_version")
            raise MoveRefused("target", f"PostgreSQL is {version}; it must be {OLDEST} or newer.")
        encoding = info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise MoveRefused(
                "target", f"The database keeps text as {encoding}; make one with ENCODING 'UTF8'."
            )
        schema = self._value("SELECT current_schema()")
        if schema is None or not self._value(
            "SELECT has_schema_privilege(current_schema(), 'CREATE')"
        ):
            schema = schema or "public"
            raise MoveRefused(
                "target",
                f"{info.user} may not make tables in this database: as its owner, run"
                f" GRANT USAGE, CREATE ON SCHEMA {schema} TO {info.user};",
            )
        if self._value("SELECT pg_is_in_recovery()"):
            raise MoveRefused("target", "This server is a replica, which can't be written.")
        self.connection.execute("SET TimeZone = 'UTC'")

    def _check_may_clear(self, *, restart: bool) -> None:
        position = self._value("SELECT max(position) FROM addyours_move")
        if position is None:
            if not restart:
                raise MoveRefused(
                    "target",
                    "A move into this database broke off. Clear it and begin anew with --restart.",
                )
            return
        if self._value("SELECT max(position) FROM outbox_change") != position:
            raise MoveRefused(
                "target", "A site was moved into this database, and lives here since: it stays."
            )
        if not restart:
            raise MoveRefused(
                "target",
                "A site was moved into this database already. Replace it with --restart;"
                " nothing was written here since.",
            )

    def _clear(self) -> None:
        """Remove everything in the schema; only called where the marker stands."""
        with self.connection.transaction():
            for kind, letters in (("VIEW", "v"), ("TABLE", "rp"), ("SEQUENCE", "S")):
                for name in self._relations(letters):
                    self.connection.execute(
                        sql.SQL("DROP {} IF EXISTS {} CASCADE").format(
                            sql.SQL(kind), sql.Identifier(name)
                        )
                    )
            for (signature,) in self.connection.execute(_ROUTINES).fetchall():
                self.connection.execute(f"DROP ROUTINE IF EXISTS {signature} CASCADE")

    def _relations(self, kinds: str = "rpvmfS") -> list[str]:
        found = self.connection.execute(_RELATIONS, (list(kinds),))
        return [name for (name,) in found]

    def _value(self, query: str | sql.Composed, *values: object) -> object:
        row = self.connection.execute(query, values or None).fetchone()
        return row[0] if row else None


@contextmanager
def telling(doing: str = "") -> Iterator[None]:
    """Turn what PostgreSQL refuses within the block into one line."""
    try:
        yield
    except psycopg.Error as error:
        begin = f"PostgreSQL refuses {doing}" if doing else "PostgreSQL refuses"
        raise MoveRefused("broken", f"{begin}: {one_line(error)}") from error


def one_line(error: Exception) -> str:
    """Return what an error says without the statement it quotes, closed by a full stop."""
    diagnosis = getattr(error, "diag", None)
    parts = [diagnosis.message_primary, diagnosis.message_detail] if diagnosis else []
    text = ". ".join(part.rstrip(".") for part in parts if part) or str(error)
    return " ".join(text.split()).rstrip(".") + "."


_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type, c.character_maximum_length
FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
WHERE table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
ORDER BY c.table_name, c.ordinal_position
"""
_KEYS = """
SELECT table_name, column_name FROM information_schema.key_column_usage
JOIN information_schema.table_constraints USING (table_schema, table_name, constraint_name)
WHERE table_schema = current_schema() AND constraint_type = 'PRIMARY KEY'
ORDER BY table_name, ordinal_position
"""
_SEQUENCES = """
SELECT * FROM (
  SELECT table_name, column_name,
    pg_get_serial_sequence(quote_ident(table_schema) || '.' || quote_ident(table_name), column_name)
  FROM information_schema.columns WHERE table_schema = current_schema()
) AS numbered (table_name, column_name, sequence) WHERE sequence IS NOT NULL
"""
# What belongs to an extension is nobody's of ours.
_RELATIONS = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = quote_ident(current_schema())::regnamespace
AND c.relkind = ANY(%s)
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1
"""
_ROUTINES = """
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace = quote_ident(current_schema())::regnamespace
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
