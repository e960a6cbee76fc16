"""One row of a table as a line of JSON and back, the same on both databases and on every machine."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any, NoReturn
from uuid import UUID

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Field, JSONField, Model
from wagtail.blocks.stream_block import StreamValue
from wagtail.fields import StreamField

from addyours.transfer.archive_models import exported_fields
from addyours.transfer.errors import ArchiveRefused

BATCH = 1_000
NO_PASSWORD = "!"  # noqa: S105 - what no password fits
DATABASES_OWN: dict[tuple[str, str], Any] = {
    ("accounts.User", "password"): NO_PASSWORD,
    ("comments.Thread", "position"): 0,
}
"""What stands where the archive has nothing."""


def lines(model: type[Model]) -> Iterator[str]:
    """Yield the rows of a model as lines, by their keys. Memory does not grow with the table."""
    fields = exported_fields(model)
    names = {_called(ContentType): _content_types(), _called(Permission): _permissions()}
    named = [names.get(_target(field), {}) for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=BATCH):
        values = {
            field.attname: known.get(value, value) if known else _plain(value)
            for field, value, known in zip(fields, row, named, strict=True)
        }
        yield json.dumps(values, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"


class Maker:
    """Makes rows of one model out of lines, and trusts none of them."""

    def __init__(self, model: type[Model], own: dict[str, Any]) -> None:
        """`own` are values of columns that an archive has not."""
        self._label = model._meta.label
        self.columns = list(model._meta.local_concrete_fields)
        self._own = own
        self._read = {field.attname: _reader(field) for field in exported_fields(model)}
        self._defaults = {field.attname: field.get_default for field in self.columns}

    def make(self, line: str, number: int) -> SimpleNamespace:
        """Return what has the columns of a row. Raises ArchiveRefused, naming the line."""
        try:
            values = json.loads(line)
            if unknown := values.keys() - self._read.keys():
                self._refuse(number, f"it has the unknown column {min(unknown)!r}")
            made = {name: default() for name, default in self._defaults.items()} | self._own
            for name, value in values.items():
                made[name] = None if value is None else self._read[name](value)
        except ValidationError as error:
            self._refuse(number, "; ".join(error.messages))
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:  # fmt: skip
            self._refuse(number, f"{type(error).__name__}: {error}")
        return SimpleNamespace(**made)

    def _refuse(self, number: int, what: str) -> NoReturn:
        reason = " ".join(what.split())[:200]
        raise ArchiveRefused("damaged", f"{self._label}, line {number} can't be read: {reason}.")


def _plain(value: Any) -> Any:
    match value:
        case StreamValue():
            # As stored: reading it as blocks would give new ids to those without.
            return list(value.raw_data)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return b64encode(bytes(value)).decode("ascii")
    return value


def _reader(field: Field[Any, Any]) -> Callable[[Any], Any]:
    if isinstance(field, (JSONField, StreamField)):
        return lambda value: value
    if _target(field) == _called(ContentType):
        known = {name: pk for pk, name in _content_types().items()}
        return lambda value: known[value]
    if _target(field) == _called(Permission):
        rights = {name: pk for pk, name in _permissions().items()}
        return lambda value: rights[value]
    return field.to_python


def _target(field: Field[Any, Any]) -> str:
    return _called(field.related_model) if field.related_model else ""


@cache
def _called(model: type[Model]) -> str:
    return model._meta.label


def _content_types() -> dict[int, str]:
    rows = ContentType.objects.values_list("pk", "app_label", "model")
    return {pk: f"{app}.{model}" for pk, app, model in rows}


def _permissions() -> dict[int, str]:
    rows = Permission.objects.values_list(
        "pk", "content_type__app_label", "content_type__model", "codename"
    )
    return {pk: f"{app}.{model}.{code}" for pk, app, model, code in rows}
