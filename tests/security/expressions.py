"""All regular expressions of the program, and texts that a slow one would be slow on."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as op
from re import _parser
from types import ModuleType
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import RoutePattern, URLResolver

import addyours

SOURCES = Path(addyours.__file__).parent
VERBS = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
AT_THE_START = {"match", "fullmatch"}
MANY = 16
"""A part that may come more often than that is tried with thousands."""
SIGNS = "a1 A\n.-_/<>\"'&;:,=(é*#@\0"
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


@dataclass(frozen=True)
class Expression:
    """One regular expression, where it was found, and whether it is only tried at a text's start."""

    place: str
    compiled: re.Pattern[Any]
    is_anchored: bool = False

    def runs(self, text: str) -> None:
        """Look for all that it finds in a text."""
        given = text if isinstance(self.compiled.pattern, str) else text.encode()
        if self.is_anchored:
            self.compiled.match(given)
            self.compiled.fullmatch(given)
        else:
            for _found in self.compiled.finditer(given):
                pass


def of_the_program() -> tuple[list[Expression], list[str]]:
    """Return each expression that our modules hand to `re`, and the places where it isn't known."""
    found: dict[tuple[Any, int], Expression] = {}
    unknown = []
    for path in sorted(SOURCES.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "migrations" in path.parts or "re." not in source:
            continue
        tree = ast.parse(source)
        calls: list[Any] = [node for node in ast.walk(tree) if _is_use(node)]
        module = _module(path) if calls else None
        for call in calls:
            place = f"{path.relative_to(SOURCES)}: {ast.unparse(call.args[0])[:60]}"
            if (compiled := _compiled(call, module)) is None:
                unknown.append(place)
                continue
            one = Expression(place, compiled, _verbs(call, tree) <= AT_THE_START)
            key = (compiled.pattern, compiled.flags)
            if key not in found or found[key].is_anchored:
                found[key] = one
    return list(found.values()), unknown


def of_the_addresses() -> list[Expression]:
    """Return every expression of the URL map that has something variable in it."""
    found = {}
    todo = list(get_resolver().url_patterns)
    while todo:
        one = todo.pop()
        if isinstance(one, URLResolver):
            todo += one.url_patterns
        if not isinstance(one.pattern, RoutePattern) or "<" in str(one.pattern):
            compiled = one.pattern.regex
            # Addresses begin at their start, whichever of Django's ways is used.
            found[compiled.pattern] = Expression(str(one.pattern), compiled, is_anchored=True)
    return list(found.values())


def attacks(expression: Expression) -> list[tuple[str, str]]:
    """Return beginnings, and what a backtracking engine tries again and again after them.

    For each part that may be repeated: what leads there, and what fits the part – each of its
    choices, alone and with what follows.
    """
    compiled = expression.compiled
    parsed = _parser.parse(compiled.pattern, compiled.flags & ~re.DEBUG)
    found: dict[tuple[str, str], None] = {}
    for before, pumps in _repeats(list(parsed), ""):
        for pump in filter(None, pumps):
            found |= dict.fromkeys([("", pump), (before, pump), ("", before + pump)])
    return list(found)


def _is_use(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) in ("re", "regex")
        and node.func.attr in VERBS
    )


def _module(path: Path) -> ModuleType:
    name = ".".join(("addyours", *path.relative_to(SOURCES).with_suffix("").parts))
    return importlib.import_module(name.removesuffix(".__init__"))


def _compiled(call: Any, module: ModuleType | None) -> re.Pattern[Any] | None:
    pattern = _value(call.args[0], module)
    flags = [_value(word.value, module) for word in call.keywords if word.arg == "flags"]
    if call.func.attr == "compile":
        flags += [_value(word, module) for word in call.args[1:]]
    return re.compile(pattern, *flags) if isinstance(pattern, str | bytes) else None


def _value(node: ast.expr, module: ModuleType | None) -> Any:
    """Return what an expression of a module's own names means; None where it has others."""
    try:
        return eval(compile(ast.Expression(node), "", "eval"), dict(vars(module)))
    except NameError:
        return None


def _verbs(call: Any, tree: ast.Module) -> set[str]:
    """Return what is done with an expression: at once, or by the name it is given."""
    if call.func.attr != "compile":
        return {call.func.attr}
    targets = {
        ast.Assign: lambda node: node.targets[0],
        ast.AnnAssign: lambda node: node.target,
    }
    names = [
        ast.unparse(targets[type(node)](node))
        for node in ast.walk(tree)
        if type(node) in targets and getattr(node, "value", None) is call
    ]
    used = [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in names
    ]
    # Handed on or used by another module: anything may be done.
    return set(used) & VERBS or {"search"}


def _repeats(parts: list[Any], before: str) -> Iterator[tuple[str, list[str]]]:
    for place, (kind, value) in enumerate(parts):
        if kind in REPEATS:
            _least, most, body = value
            if most is op.MAXREPEAT or most > MANY:
                pumps = _samples(list(body))
                after = _samples(parts[place + 1 : place + 3])
                yield before, pumps + [pumps[0] + one for one in after[:2]] + after[:1]
        for inner in _inner(kind, value):
            yield from _repeats(list(inner), before)
        before += _samples([(kind, value)])[0]


def _inner(kind: Any, value: Any) -> list[Any]:
    if kind in REPEATS:
        return [value[2]]
    if kind is op.BRANCH:
        return list(value[1])
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.ATOMIC_GROUP:
        return [value]
    return [value[1]] if kind in (op.ASSERT, op.ASSERT_NOT) else []


def _samples(parts: list[Any]) -> list[str]:
    """Return some texts that fit: each choice is in one of them."""
    choices = [_choices(kind, value) or [""] for kind, value in parts]
    first = [some[0] for some in choices]
    found = {"".join(first): None}
    for place, some in enumerate(choices):
        for other in some[1:]:
            found["".join([*first[:place], other, *first[place + 1 :]])] = None
    return list(found)[:8]


def _choices(kind: Any, value: Any) -> list[str]:
    if kind is op.LITERAL:
        return [chr(value)]
    if kind in (op.NOT_LITERAL, op.ANY, op.IN):
        return [sign for sign in _signs(kind, value) if _fits(kind, value, sign)][:5]
    if kind in REPEATS:
        return [one * max(value[0], 1) for one in _samples(list(value[2]))]
    if kind is op.BRANCH:
        return [one for branch in value[1] for one in _samples(list(branch))[:2]]
    if kind in (op.SUBPATTERN, op.ATOMIC_GROUP):
        return _samples(list(_inner(kind, value)[0]))
    return [""]


def _signs(kind: Any, value: Any) -> str:
    if kind is not op.IN:
        return SIGNS
    own = [item[1] if item[0] is op.LITERAL else item[1][0] for item in value if item[0] in (op.LITERAL, op.RANGE)]  # fmt: skip
    return "".join(dict.fromkeys([*SIGNS, *map(chr, own)]))


def _fits(kind: Any, value: Any, sign: str) -> bool:
    if kind is op.ANY:
        return sign != "\n"
    if kind is op.NOT_LITERAL:
        return ord(sign) != value
    fits = False
    for item, what in value:
        if item is op.LITERAL:
            fits |= ord(sign) == what
        elif item is op.RANGE:
            fits |= what[0] <= ord(sign) <= what[1]
        elif item is op.CATEGORY:
            name = str(what).rpartition("_")[2].lower()
            is_it = {"digit": str.isdigit, "space": str.isspace}.get(name, _is_word)(sign)
            fits |= is_it != ("NOT" in str(what))
    return fits != (value[0][0] is op.NEGATE)


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
