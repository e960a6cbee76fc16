"""No regular expression of the program takes longer than its text is long, whatever the text."""

from __future__ import annotations

import re
from time import process_time

from addyours.transfer import boilerplate, embeds
from tests.security.expressions import Expression, attacks, of_the_addresses, of_the_program

SHORT, LONG = 500, 8_000
LENGTHS = (18, 24, 200, SHORT, LONG)
"""Growing, so that what doubles with each sign is seen while it still ends."""
MOST = 0.15
"""Seconds of the processor for any of them."""
WORTH_A_LOOK = 0.002
"""Seconds for the longest, below which nothing is compared."""
GROWS = LONG // SHORT * 4
"""Times the short one's: between a text's length and its square."""
BOUNDED = {"transfer/boilerplate.py": boilerplate._LONGEST, "embeds": 2_000}
"""Files whose expressions only get texts so long."""
END = "\n\0!"
"""What fits hardly anywhere."""
OTHERWISE = {
    # Of moderators, with a time limit: tests/moderation/test_words.py.
    "moderation/words/patterns.py": 2,
    # Tried below by what they are made of.
    "transfer/embeds.py": 2,
    # The site's own hosts, with every sign escaped.
    "transfer/static_site/links.py": 1,
}
"""Expressions of a file that are made while it runs."""


def test_no_expression_is_slow_on_any_text():
    expressions, unknown = of_the_program()
    assert len(expressions) > 150
    files = [place.partition(":")[0] for place in unknown]
    assert {file: files.count(file) for file in files} == OTHERWISE
    players = [re.compile(f"https?://{pattern}") for pattern, _made in embeds._PLAYERS]
    made = [Expression("embeds", one, is_anchored=True) for one in [*players, *embeds._known()]]
    slow = [why for one in [*expressions, *made, *of_the_addresses()] if (why := slowness(one))]
    assert slow == []


def test_slow_expressions_are_found():
    for pattern in (r"<[^>]*>", r"(?:a|a)*b"):
        assert slowness(Expression("here", re.compile(pattern))), pattern
    for pattern in (r"(?<!\s)\s++$", r"<[^<>]*>", r"\w+"):
        assert not slowness(Expression("here", re.compile(pattern))), pattern


def slowness(expression: Expression) -> str:
    """Return on what an expression is slow; empty if on nothing."""
    longest = BOUNDED.get(expression.place.partition(":")[0], LONG)
    for beginning, pump in attacks(expression):
        attack = (expression, beginning, pump)
        took = 0.0
        for length in LENGTHS:
            if length <= longest and (took := seconds(*attack, length)) > MOST:
                return f"{expression.place}: {beginning!r} {pump!r} × {length}"
        if longest == LONG and took > WORTH_A_LOOK:
            least = min(seconds(*attack, LONG) for _ in range(3))
            if least > GROWS * min(seconds(*attack, SHORT) for _ in range(5)):
                return f"{expression.place}: the square of {beginning!r} {pump!r}"
    return ""


def seconds(expression: Expression, beginning: str, pump: str, length: int) -> float:
    text = beginning + (pump * (length // len(pump) + 1))[:length] + END
    begin = process_time()
    expression.runs(text)
    return process_time() - begin
