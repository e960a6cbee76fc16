"""Checks the templates for what the Content-Security-Policy would block, escaping would miss, or no translator would see."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
REASON = "{# safe:"
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}", re.DOTALL)
TAG = re.compile(r"<[a-zA-Z](?:[^<>{]|\{\{.*?\}\}|\{%.*?%\})*>", re.DOTALL)
LOADS = re.compile(r"\s(?:src|srcset|poster|data)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE)

INLINE_STYLE = "an inline style: write a rule in the stylesheet"
RULES_FOR_TAGS = [
    (re.compile(r"\sstyle\s*=", re.IGNORECASE), INLINE_STYLE),
    (re.compile(r"\son[a-z]+\s*=", re.IGNORECASE), "an inline handler: write it in a module"),
    (re.compile(r"<style\b", re.IGNORECASE), "an inline stylesheet"),
    (re.compile(r"[\"'\s]javascript:", re.IGNORECASE), "a javascript: address"),
    (LOADS, "something loaded from another machine"),
    (
        re.compile(
            r"<link\b(?=[^>]*stylesheet)[^>]*href\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE
        ),
        "a stylesheet from another machine",
    ),
    (re.compile(r"<img\b(?![^>]*\salt\s*=)", re.IGNORECASE), "a picture without alt"),
    (
        re.compile(r"<iframe\b", re.IGNORECASE),
        "a frame: readers' pages make no third-party request",
    ),
]
RULES_FOR_TEXT = [
    (
        re.compile(r"\|\s*(safe|safeseq)\b"),
        "marks text as safe: do it in Python",
    ),
    (re.compile(r"\{%\s*autoescape\s+off\b"), "switches escaping off"),
]
INLINE_SCRIPT = re.compile(
    r"<script\b(?![^>]*\ssrc\s*=)(?![^>]*application/ld\+json)", re.IGNORECASE
)


TRANSLATED = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL
)
CODE = re.compile(
    r"\{% block kind %\}.*?\{% endblock %\}|\{%.*?%\}|\{\{.*?\}\}"
    r"|<(script|style|kbd)\b.*?</\1>",
    re.DOTALL,
)
SAID = re.compile(r"\s(?:alt|title|placeholder|aria-label|aria-description)\s*=\s*\"([^\"]*)\"")
BARE_TAG = re.compile(r"<[^>]*>")
SAME_EVERYWHERE = re.compile(r"&#?\w+;|Add Yours")
LETTER = re.compile(r"[^\W\d_]")


def unmarked(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and words of each text that a reader sees and no translator would."""
    for pattern in (COMMENT, TRANSLATED, CODE, SAME_EVERYWHERE):
        text = pattern.sub(_blank, text)
    for tag in BARE_TAG.finditer(text):
        for said in SAID.finditer(tag[0]):
            if LETTER.search(said[1]):
                yield _line(text, tag.start()), said[1].strip()
    for line, words in enumerate(BARE_TAG.sub(_blank, text).splitlines(), 1):
        if LETTER.search(words):
            yield line, words.strip()


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def problems(text: str, *, is_mail: bool = False) -> Iterator[tuple[int, str]]:
    """Yield line and fault of each thing in a reader's template that should not be there.

    A mail may have inline styles: most programs that show mails know no others.
    """
    plain = COMMENT.sub(_blank, text)
    for tag in TAG.finditer(plain):
        for pattern, wrong in RULES_FOR_TAGS:
            if pattern.search(tag[0]) and not (is_mail and wrong == INLINE_STYLE):
                yield _line(plain, tag.start()), wrong
        if INLINE_SCRIPT.search(tag[0]):
            yield _line(plain, tag.start()), "an inline script: write a module"
    lines = text.splitlines()
    for pattern, wrong in RULES_FOR_TEXT:
        for found in pattern.finditer(plain):
            line = _line(plain, found.start())
            if REASON not in lines[line - 1]:
                yield line, f"{wrong}; or give the reason on its line: {REASON} … #}}"


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def main() -> int:
    """Check every template; return the exit status. The newsroom's policy is Wagtail's own."""
    status = 0
    for path in sorted(ROOT.glob("src/addyours/*/templates/**/*.html")):
        text = path.read_text(encoding="utf-8")
        found = [(line, f"not marked for translation: {words}") for line, words in unmarked(text)]
        if path.relative_to(ROOT / "src/addyours").parts[0] != "newsroom":
            found += problems(text, is_mail=path.parent.name == "mail")
        for line, wrong in sorted(found):
            print(f"{path.relative_to(ROOT)}:{line}: {wrong}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
