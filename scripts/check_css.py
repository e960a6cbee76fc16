"""Checks the stylesheets for what no formatter sees: physical sides, foreign addresses, unknown properties."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
WAGTAILS_OWN = "--w-"
"""Custom properties with this beginning are defined by Wagtail, whose pages load ours beside them."""

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
# A declaration stands after the start of a block or of another declaration; a selector does not end so.
DECLARATION = re.compile(r"(?<=[{;\s])(?P<name>-{0,2}[a-z][\w-]*)\s*:(?P<value>[^;{}]*)(?=[;}])")
USE = re.compile(r"var\(\s*(--[\w-]+)")
PHYSICAL_NAME = re.compile(
    r"(left|right)|(margin|padding|scroll-margin|scroll-padding)-(left|right)"
    r"|border-(left|right)(-.*)?|border-(top|bottom)-(left|right)-radius"
)
PHYSICAL_VALUE = {"text-align", "float", "clear", "caption-side"}
FOREIGN = re.compile(r"url\(\s*['\"]?\s*(https?:)?//", re.IGNORECASE)


def problems(sheets: Mapping[str, str]) -> Iterator[str]:
    """Yield `name:line: what is wrong` for the sheets of one site, given by name."""
    defined: set[str] = set()
    used: dict[str, str] = {}
    for name, text in sheets.items():
        yield from (f"{name}:{line}: {wrong}" for line, wrong in _shape(text))
        plain = _blank(STRING, _blank(COMMENT, text))
        for found in DECLARATION.finditer(plain):
            place = f"{name}:{_line(plain, found.start())}"
            if found["name"].startswith("--"):
                defined.add(found["name"])
            elif wrong := _physical(found["name"], found["value"]):
                yield f"{place}: {wrong}"
        defined.update(re.findall(r"@property\s+(--[\w-]+)", plain))
        for found in USE.finditer(plain):
            used.setdefault(found[1], f"{name}:{_line(plain, found.start())}")
    for unknown in sorted(used.keys() - defined):
        if not unknown.startswith(WAGTAILS_OWN):
            yield f"{used[unknown]}: {unknown} is defined nowhere"
    for idle in sorted(defined - used.keys()):
        if not idle.startswith(WAGTAILS_OWN):
            yield f"{idle} is defined and never used"


def _shape(text: str) -> Iterator[tuple[int, str]]:
    plain = _blank(COMMENT, text)
    for opening in re.finditer(r"/\*", plain):
        yield _line(plain, opening.start()), "this comment never ends"
    for found in re.finditer(r"@import\b", plain):
        yield (
            _line(plain, found.start()),
            "@import costs a round trip: put it into the one stylesheet",
        )
    for found in FOREIGN.finditer(plain):
        yield _line(plain, found.start()), "an address on another machine"
    plain = _blank(STRING, plain)
    open_at: list[int] = []
    for found in re.finditer(r"[{}]", plain):
        if found[0] == "{":
            open_at.append(found.start())
        elif open_at:
            open_at.pop()
        else:
            yield _line(plain, found.start()), "a } without its {"
    for start in open_at:
        yield _line(plain, start), "a { that is never closed"


def _physical(name: str, value: str) -> str | None:
    if PHYSICAL_NAME.fullmatch(name):
        return f"{name} names a side of the screen: use its logical property (…-inline-start/end)"
    if name in PHYSICAL_VALUE and value.split("!")[0].strip() in ("left", "right"):
        return f"{name}:{value} names a side of the screen: use start or end"
    return None


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Replace what matches by blanks, so that positions and lines stay."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def main() -> int:
    """Check every stylesheet of ours; print what is wrong; return the exit status."""
    paths = [path for path in sorted(ROOT.glob("src/**/*.css")) if "vendor" not in path.parts]
    sheets = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}
    wrong = list(problems(sheets))
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
