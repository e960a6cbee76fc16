"""Reads the patterns of word rules; says at once what is wrong with one, before it meets a comment."""

from __future__ import annotations

import re

import regex
from django.utils.translation import gettext as _

from addyours.moderation.errors import RuleRefused
from addyours.moderation.words.models import LONGEST_PATTERN, RuleKind
from addyours.text.fold import fold_name

MOST_UNROLLED = 20_000
"""Signs that a pattern with its counted repeats may stand for: the library unrolls them, 270 bytes each."""
_FLAGS = regex.IGNORECASE | regex.MULTILINE | regex.VERSION0
_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(?P<least>\d+)(?:,\d*)?\}|(?P<open>\()|(?P<close>\))|(?P<blank>\s)|.",
    re.DOTALL,
)
_WILD = re.compile(r"([*?])")
_TRIED_FOR = 0.05
"""Seconds to find out whether a pattern is in an empty text."""


def check(pattern: str, kind: str) -> None:
    """Raise RuleRefused with what is wrong with a pattern."""
    if len(pattern) > LONGEST_PATTERN:
        raise RuleRefused(
            "too_long", _("Please shorten it to %d characters.") % LONGEST_PATTERN, field="pattern"
        )
    if kind == RuleKind.REGEX:
        _check_regex(pattern)
    elif not fold_name(pattern):
        raise RuleRefused("empty", _("It needs a letter or a digit."), field="pattern")


def compiled(pattern: str) -> regex.Pattern[str]:
    """Return a regular expression ready to search. Raises RuleRefused."""
    if _unrolled(pattern) > MOST_UNROLLED:
        raise RuleRefused("too_large", _("Its repeats are too many."), field="pattern")
    try:
        return regex.compile(pattern, _FLAGS, cache_pattern=False)
    except (RecursionError, MemoryError) as error:
        raise RuleRefused("too_large", _("It is nested too deeply."), field="pattern") from error
    except regex.error as error:
        raise RuleRefused(
            "not_regex",
            _("This is no regular expression: %s.") % error,
            field="pattern",
        ) from error
    # What a library raises at nonsense is its own affair; the form says so and stays.
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise RuleRefused(
            "not_regex", _("This is no regular expression."), field="pattern"
        ) from error


def wildcards(pattern: str) -> tuple[regex.Pattern[str], str] | None:
    """Return what finds a pattern with * and ? in folded text, and the longest part that must be in it.

    None when nothing of it is left.
    """
    words: list[str] = []
    fixed = [""]
    for word in pattern.split():
        made = ""
        for part in _WILD.split(word):
            if part in ("*", "?"):
                made += r"\S*" if part == "*" else r"\S"
            elif folded := fold_name(part):
                made += regex.escape(folded)
                fixed.append(folded)
        words += [made] if made else []
    longest = max(fixed, key=len)
    if not longest:
        return None
    return regex.compile(rf"(?<!\S){' '.join(words)}(?!\S)", cache_pattern=False), longest


def _check_regex(pattern: str) -> None:
    if not pattern.strip():
        raise RuleRefused("empty", _("It needs a letter or a digit."), field="pattern")
    made = compiled(pattern)
    try:
        finds_nothing = made.search("", timeout=_TRIED_FOR, concurrent=False) is not None
    except TimeoutError as error:
        raise RuleRefused("slow", _("It takes too long on any text."), field="pattern") from error
    if finds_nothing:
        raise RuleRefused(
            "everything", _("It would find something in every comment."), field="pattern"
        )


def _unrolled(pattern: str) -> int:
    """Return for how many signs a pattern stands when its counted repeats are written out, at least."""
    groups = [0]
    last = 0
    for token in _TOKEN.finditer(pattern):
        if token["open"]:
            groups.append(0)
            continue
        if token["close"] and len(groups) > 1:
            last = groups.pop()
        elif token["least"]:
            # What stands before it is counted once already.
            times = int(token["least"][:9])
            groups[-1] -= last
            last *= max(times, 1)
        elif token["blank"]:
            groups[-1] += 1
            continue
        else:
            last = 1
        groups[-1] += last
        if groups[-1] > MOST_UNROLLED:
            break
    return max(groups[-1], sum(groups))
