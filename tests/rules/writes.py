"""Says where the database is written to outside actions, and which actions are not one verb, one
transaction, one outbox row."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from tests.rules.sources import functions

_ALWAYS = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
ALWAYS = _ALWAYS | {f"a{name}" for name in _ALWAYS}
WITHOUT_POSITIONAL = {"update", "delete", "aupdate", "adelete"}
"""Written so on models and querysets only: dict.update and cache.delete are given something."""
WRITING_FUNCTIONS = {"insert_new", "insert_rows", "insert_objects"}
"""Of outbox.rows."""
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
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in WRITING_FUNCTIONS:
            yield owner.get(node, ""), node.lineno, node.func.id
        if isinstance(node.func, ast.Attribute):
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


@dataclass(frozen=True)
class Count:
    """The most transactions opened and outbox rows recorded on any one way through a function."""

    transactions: int = 0
    rows: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.transactions + other.transactions, self.rows + other.rows)

    def __or__(self, other: Count) -> Count:
        return Count(max(self.transactions, other.transactions), max(self.rows, other.rows))

    def __str__(self) -> str:
        return f"{self.transactions} × transaction.atomic and {self.rows} × outbox record"


NOTHING = Count()


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

    def verbs(self) -> Iterator[tuple[str, str, str]]:
        """Yield `package.name`, module and function of each verb: the public functions of an
        `actions.py`, or what the `__init__` of an `actions` folder passes on.
        """
        for module in self.imports:
            if not module.endswith(".actions"):
                continue
            package = module.split(".")[-2]
            names = [name for owner, name in self.functions if owner == module]
            for name in [*names, *self.imports[module]]:
                found = self._resolve(module, name)
                # What another package's actions offer is their verb, not this one's.
                if found and found[0].startswith(module) and not name.startswith("_"):
                    yield f"{package}.{name}", *found

    def problems(
        self, parts: Mapping[str, str], with_another: Mapping[str, str] = MappingProxyType({})
    ) -> Iterator[str]:
        """Yield what is wrong, for each verb.

        `parts` names those (`package.name`) that join their caller's transaction, each with the
        reason: they may neither open one nor record. `with_another` names those that hold one more
        verb inside their own transaction.
        """
        meant = dict.fromkeys(parts, NOTHING) | dict.fromkeys(with_another, Count(2, 2))
        for name, module, function in self.verbs():
            count = self._of_function((module, function), ())
            if count != meant.get(name, Count(1, 1)):
                wanted = meant.get(name, "one of each, which makes a verb")
                yield f"{name} has {count}; it should have {wanted}"

    def _of_function(self, place: tuple[str, str], above: tuple[tuple[str, str], ...]) -> Count:
        if place in above:
            return NOTHING
        function = self.functions[place]
        steps = Steps(lambda node: self._of_node(place[0], node, (*above, place)))
        return steps.of_expressions(function.decorator_list) + steps.most(function.body)

    def _of_node(self, module: str, node: ast.AST, above: tuple[tuple[str, str], ...]) -> Count:
        if not isinstance(node, ast.Call):
            # The decorator without parentheses.
            return Count(1, 0) if _dotted(node) == "transaction.atomic" else NOTHING
        dotted = _dotted(node.func)
        if dotted in ("record", "record_each", "outbox.record", "record.record"):
            # Each of several items has one of several rows.
            return Count(0, 1)
        if dotted == "together" and node.args:
            work = self._resolve(module, _dotted(node.args[0]))
            inside = self._of_function(work, above) if work else NOTHING
            # In rounds, perhaps, but each item is in one of them.
            return Count(1 + inside.transactions, min(inside.rows, 1))
        callee = self._resolve(module, dotted)
        return self._of_function(callee, above) if callee else NOTHING

    def _resolve(self, module: str, dotted: str) -> tuple[str, str] | None:
        """The function a name stands for: of this module, imported, or of an imported module."""
        if (module, dotted) in self.functions:
            return module, dotted
        head, _, rest = dotted.partition(".")
        origin = self.imports.get(module, {}).get(head)
        if origin is None:
            return None
        return self._resolve(".".join(origin), rest) if rest else self._resolve(*origin)


class Steps:
    """Adds up, over the statements of a function, the way through it on which most happens."""

    def __init__(self, of_node: Callable[[ast.AST], Count]) -> None:
        self.of_node = of_node

    def most(self, body: Sequence[ast.stmt]) -> Count:
        total = NOTHING
        # From the end: what follows an `if` is only reached by the branches that do not leave.
        for step in reversed(body):
            total = self._step(step, total)
        return total

    def of_expressions(self, nodes: Iterable[ast.AST]) -> Count:
        return sum(
            (self.of_node(inner) for node in nodes for inner in ast.walk(node)), start=NOTHING
        )

    def _step(self, step: ast.stmt, rest: Count) -> Count:
        match step:
            case ast.If():
                branches = self._then(step.body, rest) | self._then(step.orelse, rest)
                return self.of_expressions([step.test]) + branches
            case ast.Match():
                branches = rest
                for case in step.cases:
                    branches |= self._then(case.body, rest)
                return self.of_expressions([step.subject]) + branches
            case ast.With() | ast.AsyncWith():
                opened = self.of_expressions(item.context_expr for item in step.items)
                return opened + self._then(step.body, rest)
            case ast.For() | ast.AsyncFor() | ast.While():
                # Twice stands for many.
                body = self.most(step.body)
                return body + body + self.most(step.orelse) + rest
            case ast.Try():
                ways = self._then([*step.body, *step.orelse], rest)
                for handler in step.handlers:
                    ways |= self._then(handler.body, rest)
                return ways + self.most(step.finalbody)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return rest
            case ast.Return() | ast.Raise():
                return self.of_expressions([step])
            case _:
                return self.of_expressions([step]) + rest

    def _then(self, body: Sequence[ast.stmt], rest: Count) -> Count:
        leaves = bool(body) and isinstance(body[-1], ast.Return | ast.Raise)
        return self.most(body) + (NOTHING if leaves else rest)


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return ""
