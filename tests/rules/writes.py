"""Says where the database is written to outside actions, and which actions are not one verb, one
transaction, one outbox row."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.rules.sources import functions

_ALWAYS = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
ALWAYS = _ALWAYS | {f"a{name}" for name in _ALWAYS}
WITHOUT_POSITIONAL = {"update", "delete", "aupdate", "adelete"}
"""Written so on models and querysets only: dict.update and cache.delete are given something."""
WRITING_SQL = ("INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def stray_writes(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield function, line and call for each write to the database in a module.

    A model's own `save` or `delete` that calls its parent's is no write of its own.
    """
    module = ast.parse(text)
    owner: dict[ast.AST, str] = {}
    for name, function in functions(module):
        owner.update(dict.fromkeys(ast.walk(function), name))
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if _is_write(node, node.func.attr) and not _is_parents(node.func.value):
                yield owner.get(node, ""), node.lineno, ast.unparse(node.func)


def _is_write(call: ast.Call, name: str) -> bool:
    if name in ALWAYS:
        return True
    if name in WITHOUT_POSITIONAL:
        return not call.args
    if name.startswith("execute") and call.args and isinstance(call.args[0], ast.Constant):
        return str(call.args[0].value).lstrip().upper().startswith(WRITING_SQL)
    return False


def _is_parents(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id == "super"
    )


@dataclass
class _Sites:
    """Where transactions are opened and rows recorded, by file and line."""

    transactions: set[str] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)


class Actions:
    """All modules of actions, by dotted name, so that calls between them are followed."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.functions: dict[tuple[str, str], Function] = {}
        self.imports: dict[str, dict[str, tuple[str, str]]] = {}
        for module, text in texts.items():
            tree = ast.parse(text)
            for node in tree.body:
                if isinstance(node, Function):
                    self.functions[module, node.name] = node
            self.imports[module] = {
                alias.asname or alias.name: (node.module or "", alias.name)
                for node in tree.body
                if isinstance(node, ast.ImportFrom)
                for alias in node.names
            }

    def public(self) -> Iterator[tuple[str, str]]:
        """Every verb: the public functions of public modules."""
        for module, name in self.functions:
            if not name.startswith("_") and not module.rpartition(".")[2].startswith("_"):
                yield module, name

    def problems(self, parts: Mapping[str, str]) -> Iterator[str]:
        """Yield what is wrong, for each verb.

        `parts` names functions (`package.function`) that join their caller's transaction, each with
        the reason: they may neither open one nor record.
        """
        for module, name in self.public():
            sites = _Sites()
            self._collect(module, name, sites, set())
            where = f"{module.removeprefix('addyours.')}.{name}"
            count = (len(sites.transactions), len(sites.rows))
            short = f"{module.removeprefix('addyours.').partition('.')[0]}.{name}"
            if short in parts:
                if count != (0, 0):
                    yield f"{where} joins its caller's transaction, yet has {_said(count)}"
            elif count != (1, 1):
                yield f"{where} has {_said(count)}; one of each makes a verb"

    def _collect(self, module: str, name: str, sites: _Sites, seen: set[tuple[str, str]]) -> None:
        if (module, name) in seen:
            return
        seen.add((module, name))
        function = self.functions[module, name]
        for node in ast.walk(function):
            place = f"{module}:{getattr(node, 'lineno', 0)}"
            dotted = _dotted(node.func) if isinstance(node, ast.Call) else _dotted(node)
            if dotted == "transaction.atomic":
                sites.transactions.add(place)
            if not isinstance(node, ast.Call):
                continue
            if dotted in ("record", "outbox.record", "record.record"):
                sites.rows.add(place)
            callee = self._resolve(module, dotted)
            if callee:
                self._collect(*callee, sites, seen)

    def _resolve(self, module: str, dotted: str) -> tuple[str, str] | None:
        """The action a name stands for: of this module, imported, or of an imported module."""
        head, _, rest = dotted.partition(".")
        origin = self.imports[module].get(head)
        candidates = [(module, dotted)]
        if origin:
            candidates += [origin, (".".join(origin), rest)]
        return next((found for found in candidates if found in self.functions), None)


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return ""


def _said(count: tuple[int, int]) -> str:
    return f"{count[0]} × transaction.atomic and {count[1]} × outbox record"
