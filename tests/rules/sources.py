"""Finds and parses the files of the repository for the tests of its rules."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_OURS = {".git", ".venv", "node_modules", "build", "dist", "addyours-site", "__pycache__"}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the repository, those not yet added too; what git ignores is left out."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\0")
        found = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        # Unpacked from an archive: no repository to ask.
        found = [path for path in ROOT.rglob("*") if not NOT_OURS.intersection(path.parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def is_vendored(path: Path) -> bool:
    return "vendor" in path.relative_to(ROOT).parts


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file written here: not the vendored ones, not pictures."""
    for path in files():
        if not is_vendored(path):
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def python_files(folder: str = "") -> list[Path]:
    """The Python modules under a folder; migrations, which Django writes, are left out."""
    return [
        path
        for path in files()
        if path.suffix == ".py"
        and path.is_relative_to(ROOT / folder)
        and "migrations" not in path.parts
    ]


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(module: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function with its dotted name inside the module, methods and inner ones too."""

    def walk(
        node: ast.AST, prefix: str
    ) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield prefix + child.name, child
                yield from walk(child, f"{prefix}{child.name}.")
            elif isinstance(child, ast.ClassDef):
                yield from walk(child, f"{prefix}{child.name}.")
            else:
                yield from walk(child, prefix)

    yield from walk(module, "")
