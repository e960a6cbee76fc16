"""Puts many rows into a table at once, for actions that bring thousands: bulk_create makes a statement
out of each field of each row, which takes ten times as long as the database does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any

from django.db import connection, models


def next_numbers(model: type[models.Model], count: int) -> range | list[int]:
    """Give out the next primary keys of a table, so that its rows can name each other before they exist.

    Only within a transaction that writes: SQLite's lock, or PostgreSQL's sequence, keeps them ours.
    """
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table]
            )
            last = cursor.fetchone()[0]
            return range(last + 1, last + 1 + count)
        quoted = connection.ops.quote_name(table)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [quoted, key, count],
        )
        return [number for (number,) in cursor.fetchall()]


def insert_objects(objects: Sequence[models.Model]) -> None:
    """Insert objects of one model as they are, their primary keys included; no signals are sent."""
    if objects:
        model = type(objects[0])
        names = tuple(field.attname for field in model._meta.concrete_fields)
        insert_rows(model, names, map(attrgetter(*names), objects))


def insert_rows(
    model: type[models.Model],
    names: tuple[str, ...],
    rows: Iterable[Sequence[Any]],
    *,
    passes_over: bool = False,
) -> None:
    """Insert rows of values for these fields; the rest must be the primary key, or have a default
    in the database. `passes_over` those that are there already.
    """
    statement, made = _statement(model, names, passes_over)
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_row(row, made) for row in rows])


def _row(row: Sequence[Any], made: Sequence[tuple[int, Callable[[Any], Any]]]) -> Sequence[Any]:
    values = list(row)
    for place, make in made:
        values[place] = make(values[place])
    return values


@lru_cache(maxsize=20)
def _statement(
    model: type[models.Model], names: tuple[str, ...], passes_over: bool
) -> tuple[str, list[tuple[int, Callable[[Any], Any]]]]:
    """Return the statement, and by place what makes a value one of the database's."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    end = " ON CONFLICT DO NOTHING" if passes_over else ""
    made: list[tuple[int, Callable[[Any], Any]]] = []
    for place, field in enumerate(fields):
        if isinstance(field, models.DateTimeField):
            made.append((place, connection.ops.adapt_datetimefield_value))
        elif not isinstance(field, _AS_THEY_ARE):
            made.append((place, partial(field.get_db_prep_save, connection=connection)))
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}){end}", made  # noqa: S608


_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.FloatField,
    models.BooleanField,
    models.AutoField,
    models.ForeignKey,
)
