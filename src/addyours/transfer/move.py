"""Moves a running SQLite site into an empty PostgreSQL database, each row compared with the original."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import psycopg

from addyours.conf import Conf
from addyours.transfer.errors import MoveRefused
from addyours.transfer.move_source import Snapshot
from addyours.transfer.move_target import Table, Target, telling
from addyours.transfer.move_values import Checksum, Reader, Unfit

SEARCH = ("wagtailsearch_indexentry", "modelsearch_indexentry")
"""Tables of the search index, which is another on PostgreSQL and made anew there."""
MIGRATIONS = "django_migrations"
NAMED = 5
"""So many rows are named in a message; the rest are counted."""


class Watch(Protocol):
    """Is told how a move gets on."""

    def step(self, name: str, text: str) -> None:
        """Hear that a step begins."""

    def expect(self, rows: int) -> None:
        """Hear how many rows the next step takes."""

    def advance(self, rows: int) -> None:
        """Hear that so many rows more are done."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One table that was moved."""

    table: str
    rows: int
    checksum: str
    """Over all values of all rows, the same on both sides."""


@dataclass(slots=True)
class Report:
    """What a move has done."""

    tables: list[Moved] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    """Rows in which signs that PostgreSQL can't hold were replaced, as `table key: column`."""
    unfit: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Tables of the source that are none of the site's."""
    changes_since: int = 0
    """Changes on the running site that came too late for the copy."""

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def move_site(conf: Conf, url: str, *, restart: bool, watch: Watch) -> Report:
    """Copy the site of `conf`, as it is at one moment, into the PostgreSQL database at `url`.

    The site may go on running: it is only read, in one transaction. All rows arrive in one
    transaction too, and stay only if each table has the same rows on both sides. Raises MoveRefused
    with one line; `restart` clears what an earlier try has left behind.
    """
    _check_source(conf)
    with closing(Target(url)) as target, telling("to go on"), _reading(conf):
        target.claim(restart=restart)
        watch.step("Tables", "made in PostgreSQL")
        _manage(conf, url, "migrate", "--no-input", "--verbosity", "0")
        with closing(Snapshot(conf.sqlite_file)) as source:
            _check_same_shape(source, target)
            report = _fill(source, target, watch)
            watch.step("Search", "index made anew")
            _manage(conf, url, "update_index", "--verbosity", "0")
            target.take_statistics()
            target.finish(source.position)
            report.changes_since = source.changes_since()
    return report


@contextmanager
def _reading(conf: Conf) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise MoveRefused("source", f"{conf.sqlite_file} can't be read: {error}.") from error


def _check_source(conf: Conf) -> None:
    if not conf.is_sqlite:
        raise MoveRefused(
            "source",
            "This site is on PostgreSQL already (database_url is set). To move its SQLite database,"
            " run the command without that setting.",
        )
    # Before anything is done at the target: is there a site to be read?
    Snapshot(conf.sqlite_file).close()


def _check_same_shape(source: Snapshot, target: Target) -> None:
    here, there = source.migrations(), target.migrations()
    if missing := there - here:
        raise MoveRefused(
            "source",
            f"The site's database is older than this program ({len(missing)} migrations are missing)."
            " Start it once with “addyours serve”, then move it with --restart.",
        )
    if foreign := here - there:
        app, name = sorted(foreign)[0]
        raise MoveRefused(
            "source",
            f"The site's database is newer than this program: it has the migration {app}.{name}."
            " Use the newer program.",
        )


def _fill(source: Snapshot, target: Target, watch: Watch) -> Report:
    """Copy and compare all tables in one transaction of the target."""
    tables = target.tables(without=(MIGRATIONS, *SEARCH))
    names = {table.name for table in tables}
    report = Report(left_out=_left_out(source, names))
    with target.connection.transaction():
        target.empty([*names, *(name for name in SEARCH if name in source.tables)])
        counts = {table.name: source.count(table.name) for table in tables}
        watch.step("Rows", f"copied, {len(tables)} tables")
        watch.expect(sum(counts.values()))
        made = {table.name: _copy(table, source, target, (report, watch)) for table in tables}
        _refuse_unfit(report)
        watch.step("Rows", "compared")
        watch.expect(sum(counts.values()))
        for table in tables:
            _compare(table, target, (made[table.name], counts[table.name]), watch)
            report.tables.append(Moved(table.name, counts[table.name], str(made[table.name])))
        target.continue_numbers(source.last_numbers())
        with telling("references to rows that are not there"):
            target.check_references()
    return report


def _left_out(source: Snapshot, names: set[str]) -> list[str]:
    ours = names | {MIGRATIONS}
    # The full-text index of SQLite is a family of tables.
    left = (name for name in source.tables - ours if not name.startswith(SEARCH))
    return sorted(name for name in left if source.count(name))


def _copy(table: Table, source: Snapshot, target: Target, told: tuple[Report, Watch]) -> Checksum:
    """Copy one table; return the checksum of what was sent."""
    report, watch = told
    made = Checksum(table.columns)
    names = [column.name for column in table.columns]
    keys = [names.index(name) for name in table.key]
    try:
        reader = Reader(table.columns)
    except Unfit as error:
        raise MoveRefused("rows", f"{table.name} {error}.") from error
    try:
        with target.copier(table) as copy:
            for row in source.rows(table.name, names):
                where = f"{table.name} {', '.join(str(row[key]) for key in keys)}"
                try:
                    fit = reader.read(row)
                except Unfit as error:
                    report.unfit.append(f"{where}, {error}")
                    continue
                report.altered += [f"{where}: {name}" for name in reader.altered]
                copy.write_row(fit)
                made.add(fit)
                watch.advance(1)
    except psycopg.Error as error:
        with telling(f"rows of {table.name}"):
            raise error
    return made


def _refuse_unfit(report: Report) -> None:
    if not report.unfit:
        return
    more = len(report.unfit) - NAMED
    rest = f"; and {more} more" if more > 0 else ""
    raise MoveRefused(
        "rows",
        f"{len(report.unfit)} rows do not fit into PostgreSQL: {'; '.join(report.unfit[:NAMED])}{rest}."
        " Mend them on the site, then run this again with --restart.",
    )


def _compare(table: Table, target: Target, sent: tuple[Checksum, int], watch: Watch) -> None:
    checksum, count = sent
    before, found = 0, Checksum(table.columns)
    for found in target.checksum(table):
        watch.advance(found.rows - before)
        before = found.rows
    if (found.rows, str(found)) != (count, str(checksum)):
        raise MoveRefused(
            "verify",
            f"{table.name} is not the same on both sides ({count} rows here, {found.rows} there)."
            " Nothing was kept; this is a defect of the program.",
        )


def _manage(conf: Conf, url: str, *words: str) -> None:
    """Run a management command on the target in a process of its own.

    In this one some migrations would write to the default database, which is the site's.
    """
    environment = os.environ | {
        "ADDYOURS_DATA": str(conf.data),
        "ADDYOURS_DATABASE_URL": url,
        "ADDYOURS_LOG_LEVEL": "error",
    }
    done = subprocess.run(
        [sys.executable, "-m", "addyours", "manage", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise MoveRefused("broken", f"“{words[0]}” failed in PostgreSQL: {said[-1]}")
