"""Modules, functions and names keep to the house's measure."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import PurePath

import pytest

from tests.rules import shape
from tests.rules.sources import python_files, short

EXCEPTIONS = {
    (
        "src/addyours/*/apps.py::*.ready",
        "imports",
    ): "models can't be imported before apps are ready",
}
"""(pattern of a module or module::function, beginning of what is wrong): the reason why it may."""


def test_every_module_is_in_shape():
    wrong = [
        f"{where}: {what}"
        for path in python_files()
        if "vendor" not in path.parts
        for where, what in shape.problems(PurePath(short(path)), path.read_text(encoding="utf-8"))
        if not _is_excepted(where, what)
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def _is_excepted(where: str, what: str) -> bool:
    return any(fnmatch(where, place) and what.startswith(start) for place, start in EXCEPTIONS)


def test_every_public_action_and_query_says_what_it_does():
    wrong = []
    for path in python_files("src/addyours"):
        if not {"actions", "queries"}.intersection([*path.parts[:-1], path.stem]):
            continue
        wrong += [f"{short(path)}::{name}" for name in shape.undescribed(path.read_text("utf-8"))]
    assert not wrong, "no docstring:\n" + "\n".join(wrong)


GOOD = '"""Holds one thing."""\n\ndef it(a, *, b):\n    """Do it."""\n    return a + b\n'


def test_a_good_module_passes():
    assert list(shape.problems(PurePath("src/it.py"), GOOD)) == []
    assert list(shape.undescribed(GOOD)) == []


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("it.py", "x = 1\n", "no docstring"),
        ("it.py", '"""A word"""\n', "does not begin with a sentence"),
        ("utils.py", GOOD, "'utils' says nothing"),
        ("common/it.py", GOOD, "'common' says nothing"),
        ("it.py", GOOD + "\n" * 400, "lines; at most 400"),
        ("it.py", GOOD + "\ndef long():\n" + "    it(1)\n" * 50, "51 lines; at most 50"),
        ("it.py", GOOD + "\ndef wide(a, b, c, d, *, e, f, g): ...\n", "7 parameters"),
        ("it.py", GOOD + "\nclass A:\n    def m(self, a, b, c, d, e, f, g): ...\n", "7 parameters"),
        ("it.py", GOOD + "\ndef late():\n    import os\n", "inside a function"),
        (
            "it.py",
            GOOD + "\ndef late():\n    if 1:\n        from os import path\n",
            "inside a function",
        ),
    ],
)
def test_a_bad_module_is_complained_of(name, text, complaint):
    found = list(shape.problems(PurePath("src") / name, text))
    assert len(found) == 1
    assert complaint in found[0][1]


def test_a_public_function_without_docstring_is_named():
    text = GOOD + "\ndef bare(): ...\n\ndef _private(): ...\n"
    assert list(shape.undescribed(text)) == ["bare"]
