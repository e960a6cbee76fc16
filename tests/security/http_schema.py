"""An OpenAPI document of the whole site, from the URL map and from what each address asks of a request."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.forms import BaseForm, Field, FileField
from django.http import QueryDict
from django.template.backends.django import Template

from tests.security.addresses import Address, all_addresses

NASTY = [
    "", "\0", "\u202e\u2066\ufffe", "e" + "\u0301" * 300, "<script>alert(1)</script>", "' OR 1=1 --",
    "%00%0d%0aSet-Cookie:x=1", "../../../../etc/passwd", "-1", "0", "1", "9" * 30, "1e400", "NaN",
    "[" * 5_000, "{}", "[]", "null", "2031-13-45", "2031-03-05", "a" * 20_000, "//elsewhere.example/",
]  # fmt: skip
NUMBERS = [0, 1, 2**31, 2**63, 10**30]
LEARNT_AS = {False: ("guest", "reader"), True: ("owner",)}
"""Who gets to see the forms of readers' pages and of the newsroom's."""

JSON = dict[str, Any]
_MARK = "asked-by-query"
_MOST_CHOICES = 4


@dataclass
class Asked:
    """The names an address looked for, each with values that may be right."""

    query: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    form: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    files: set[str] = field(default_factory=set)


def document(browsers: Mapping[str, Any], values: Mapping[str, object]) -> JSON:
    """Describe each address, once it was asked for and what it looked for is known."""
    paths: JSON = {}
    for address in all_addresses():
        asked = Asked()
        for role in LEARNT_AS[address.is_newsroom]:
            _ask(browsers[role], address.path(values), asked)
        asking = {
            "parameters": [*_in_path(address, values), *_in_query(asked)],
            "responses": {"default": {"description": "An answer."}},
        }
        paths[address.template] = {"get": asking, "post": {**asking, "requestBody": _body(asked)}}
    made = {
        "openapi": "3.1.0",
        "info": {"title": "Add Yours", "version": "1"},
        "paths": paths,
        "components": {"schemas": {"Nasty": {"enum": NASTY}}},
    }
    # Numbers and plain text alone: what forms begin with is of more kinds.
    plain: JSON = json.loads(json.dumps(made))
    return plain


def _in_path(address: Address, values: Mapping[str, object]) -> Iterator[JSON]:
    for name, kind in address.kinds.items():
        there = address.value(name, values)
        is_number = kind == "int" or isinstance(there, int)
        other: JSON = {"enum": NUMBERS} if is_number else {"type": "string", "minLength": 1}
        likely: JSON = {"enum": [there]}
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"anyOf": [likely, likely, other]},
        }


def _in_query(asked: Asked) -> Iterator[JSON]:
    for name, likely in asked.query.items():
        yield {"name": name, "in": "query", "schema": _value(name, likely)}


def _body(asked: Asked) -> JSON:
    """Forms that are whole but for their values, forms that lack something, and JSON of any kind."""
    some: JSON = {
        "type": "object",
        "properties": {name: _value(name, likely) for name, likely in asked.form.items()},
    }
    whole = {**some, "required": sorted(asked.form)}
    files = {name: {"type": "string", "format": "binary"} for name in asked.files}
    with_files = {**some, "properties": {**some["properties"], **files}}
    return {
        "content": {
            "application/x-www-form-urlencoded": {"schema": {"anyOf": [whole, some]}},
            "multipart/form-data": {"schema": with_files},
            "application/json": {"schema": {"anyOf": [whole, {}]}},
        }
    }


def _value(name: str, likely: list[str]) -> JSON:
    kinds: list[JSON] = [{"$ref": "#/components/schemas/Nasty"}, {"type": "string"}]
    if name.endswith(
        "_FORMS"
    ):  # How many of a form there are: mostly a number, or nothing is read.
        likely = ["0", "1", "2"]
    if likely:
        kinds += [{"enum": sorted(set(likely))}] * 2
    return {"anyOf": kinds}


def _ask(browser: Any, path: str, asked: Asked) -> None:
    cookies = SimpleCookie(browser.cookies)
    for method in ("get", "post"):
        with pytest.MonkeyPatch.context() as patch, transaction.atomic():
            _listen(patch, asked)
            getattr(browser, method)(path, query_params={_MARK: ""})
            transaction.set_rollback(True)
        browser.cookies = SimpleCookie(cookies)
    for names in (asked.query, asked.form):
        for name in ("csrfmiddlewaretoken", _MARK):
            names.pop(name, None)


def _listen(patch: pytest.MonkeyPatch, asked: Asked) -> None:
    """Note each name that is looked for in a query or a form, and the fields of each form that is made."""
    for way in ("__getitem__", "__contains__", "get", "getlist"):
        patch.setattr(QueryDict, way, _noting(getattr(QueryDict, way), asked))
    make = BaseForm.__init__

    def made(form: Any, *args: Any, **kwargs: Any) -> None:
        make(form, *args, **kwargs)
        for name, one in form.fields.items():
            if isinstance(one, FileField):
                asked.files.add(form.add_prefix(name))
            else:
                initial = form.initial.get(name, one.initial)
                asked.form[form.add_prefix(name)] += _likely(one, initial)

    patch.setattr(BaseForm, "__init__", made)
    patch.setattr(Template, "render", lambda *_, **__: "")


def _noting(look: Callable[..., Any], asked: Asked) -> Callable[..., Any]:
    def looked(sent: Any, name: Any, *args: Any) -> Any:
        _ = (asked.query if dict.__contains__(sent, _MARK) else asked.form)[name]
        return look(sent, name, *args)

    return looked


def _likely(one: Field, initial: object) -> list[str]:
    choices: Iterable[Any] = getattr(one, "choices", ())
    # Some have a third part; groups of choices have a list for their second.
    found = [one[0] for one in list(choices)[:_MOST_CHOICES] if not isinstance(one[1], list)]
    return [str(value) for value in [*found, initial] if value is not None and not callable(value)]
