"""Puts rows into tables, and takes them out to be changed, by statements composed once: Django composes
them anew for each row, which takes up to ten times as long as the database does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
Convert = Callable[[Any, Any, Any], Any]


def insert_new(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model and give each its number, in the caller's transaction. One query.

    As `bulk_create`, for models that have one table, a number of the database's own for a key, and
    nobody who listens for `post_save`. A quarter of its time.
    """
    if not rows:
        return
    insert = _insert_of(type(rows[0]), connection.vendor)
    values: list[Any] = []
    for row in rows:
        for field in insert.before_saving:
            field.pre_save(row, True)
        values += _row(insert.read(row), insert.made)
    marks = ", ".join([insert.marks] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"{insert.head} VALUES {marks} RETURNING {insert.key}", values)
        numbers = [number for (number,) in cursor.fetchall()]
    # Numbers are given out in the order of the rows; in which order they come back is not said.
    for row, number in zip(rows, sorted(numbers), strict=True):
        row.pk = number
        row._state.adding, row._state.db = False, connection.alias


def locked_row(model: type[Row], pk: int) -> Row:
    """Return a row as it is now, locked until the transaction ends where rows can be. One query.

    As `select_for_update(no_key=True).get(pk=…)`, in a third of its time. Raises `model.DoesNotExist`.
    """
    statement, names, converters = _select_of(model, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [pk])
        found = cursor.fetchone()
    if found is None:
        raise model.DoesNotExist  # type: ignore[attr-defined]
    values = list(found)
    for place, expression, convert in converters:
        values[place] = convert(values[place], expression, connection)
    return model.from_db(connection.alias, names, values)


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


def change_rows(
    model: type[models.Model],
    rows: Iterable[Sequence[Any]],
    *,
    key: str,
    sets: tuple[str, ...] = (),
    adds: tuple[str, ...] = (),
) -> None:
    """Change many rows, each by itself: a row gives values for `sets`, numbers for `adds`, and its key.

    A list of keys in one statement may have the database read the whole table, where its statistics
    are from a time when that was small.
    """
    statement, made = _update(model, key, sets, adds)
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_row(row, made) for row in rows])


def _row(row: Sequence[Any], made: Sequence[tuple[int, Callable[[Any], Any]]]) -> Sequence[Any]:
    values = list(row)
    for place, make in made:
        values[place] = make(values[place])
    return values


def _quoted(column: str | None) -> str:
    return connection.ops.quote_name(column or "")


@dataclass(frozen=True)
class _Insert:
    """What it takes to insert rows of a model."""

    head: str
    marks: str
    key: str
    read: Callable[[models.Model], Sequence[Any]]
    """Reads a row's values, in the order of the marks."""
    before_saving: Sequence[models.Field[Any, Any]]
    """Fields that give a row its value when it is saved."""
    made: Sequence[tuple[int, Callable[[Any], Any]]]


@cache
def _insert_of(model: type[models.Model], _vendor: str) -> _Insert:
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(_quoted(field.column) for field in fields)
    return _Insert(
        head=f"INSERT INTO {_quoted(model._meta.db_table)} ({columns})",
        marks=f"({', '.join(['%s'] * len(fields))})",
        key=_quoted(model._meta.pk.column),
        read=attrgetter(*(field.attname for field in fields)),
        before_saving=[field for field in fields if getattr(field, "auto_now_add", False)],
        made=_made(fields),
    )


@cache
def _select_of(
    model: type[models.Model], vendor: str
) -> tuple[str, Sequence[str], Sequence[tuple[int, Any, Convert]]]:
    meta, quote = model._meta, _quoted
    fields = meta.concrete_fields
    columns = ", ".join(quote(field.column) for field in fields)
    lock = connection.ops.for_update_sql(no_key=True) if vendor == "postgresql" else ""
    key, table = quote(meta.pk.column), quote(meta.db_table)
    statement = f"SELECT {columns} FROM {table} WHERE {key} = %s {lock}".strip()  # noqa: S608
    converters = []
    for place, field in enumerate(fields):
        column = field.get_col(meta.db_table)
        found = [
            *connection.ops.get_db_converters(column),
            *field.get_db_converters(connection),
        ]
        converters += [(place, column, convert) for convert in found]
    return statement, [field.attname for field in fields], converters


@lru_cache(maxsize=50)
def _statement(
    model: type[models.Model], names: tuple[str, ...], passes_over: bool
) -> tuple[str, list[tuple[int, Callable[[Any], Any]]]]:
    """Return the statement, and by place what makes a value one of the database's."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    quote = _quoted
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    end = " ON CONFLICT DO NOTHING" if passes_over else ""
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}){end}", _made(fields)  # noqa: S608


def _made(fields: Sequence[models.Field[Any, Any]]) -> list[tuple[int, Callable[[Any], Any]]]:
    """Return by place what makes a value one of the database's; most values are already."""
    made: list[tuple[int, Callable[[Any], Any]]] = []
    for place, field in enumerate(fields):
        if isinstance(field, models.DateTimeField):
            made.append((place, connection.ops.adapt_datetimefield_value))
        elif not isinstance(field, _AS_THEY_ARE):
            made.append((place, partial(field.get_db_prep_save, connection=connection)))
    return made


@lru_cache(maxsize=50)
def _update(
    model: type[models.Model], key: str, sets: tuple[str, ...], adds: tuple[str, ...]
) -> tuple[str, list[tuple[int, Callable[[Any], Any]]]]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    quote = _quoted
    columns = {name: quote(by_name[name].column) for name in (*sets, *adds, key)}
    parts = [f"{columns[name]} = %s" for name in sets]
    parts += [f"{columns[name]} = {columns[name]} + %s" for name in adds]
    made: list[tuple[int, Callable[[Any], Any]]] = [
        (place, connection.ops.adapt_datetimefield_value)
        for place, name in enumerate(sets)
        if isinstance(by_name[name], models.DateTimeField)
    ]
    table = quote(model._meta.db_table)
    changes = ", ".join(parts)
    return f"UPDATE {table} SET {changes} WHERE {columns[key]} = %s", made  # noqa: S608


_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.FloatField,
    models.BooleanField,
    models.AutoField,
    models.ForeignKey,
)
