"""Says what is wrong with the shape of a module: its size, its functions, its name, its docstring."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePath

from tests.rules.sources import functions

LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 50
PARAMETERS = 6
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "core", "common", "services", "service"} | {
    "managers",
    "manager",
    "misc",
}


def problems(path: PurePath, text: str) -> Iterator[tuple[str, str]]:
    """Yield what (a module, or `module::function`) and what is wrong with it."""
    module = ast.parse(text)
    here = path.as_posix()
    if (lines := len(text.splitlines())) > LINES_OF_A_MODULE:
        yield here, f"{lines} lines; at most {LINES_OF_A_MODULE}"
    for word in EMPTY_WORDS.intersection([*path.parts[:-1], path.stem]):
        yield here, f"{word!r} says nothing of what is in it"
    docstring = ast.get_docstring(module)
    if text.strip() and not docstring:
        yield here, "no docstring that says why it exists"
    elif docstring and not docstring.split("\n\n")[0].endswith("."):
        yield here, "its docstring does not begin with a sentence"
    for name, function in functions(module):
        yield from ((f"{here}::{name}", wrong) for wrong in _of_function(function))


def _of_function(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if lines > LINES_OF_A_FUNCTION:
        yield f"{lines} lines; at most {LINES_OF_A_FUNCTION}"
    given = function.args
    names = [argument.arg for argument in given.posonlyargs + given.args + given.kwonlyargs]
    if names[:1] in (["self"], ["cls"]):
        names = names[1:]
    if len(names) > PARAMETERS:
        yield f"{len(names)} parameters; at most {PARAMETERS}"
    for inner in ast.walk(function):
        if isinstance(inner, ast.Import | ast.ImportFrom):
            yield f"imports in line {inner.lineno}, inside a function"


def undescribed(text: str) -> Iterator[str]:
    """Yield the public functions of a module that have no docstring."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if not node.name.startswith("_") and not ast.get_docstring(node):
                yield node.name
