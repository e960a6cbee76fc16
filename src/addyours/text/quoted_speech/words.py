"""Cuts paragraphs into words and finds the capitalised sequences that may be names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from addyours.text.quoted_speech.lexicon import PARTICLES, TITLES

_TOKEN = re.compile(
    "(?:E|OK|Yahoo)!(?= )|Hello!(?= [a-z])"  # names that end in a mark
    "|(?:[^\\W\\d_]\\.){2,}[^\\W\\d_]?(?![^\\W_])"  # U.S., J.R.
    "|[^\\W_]+(?:['\u2019\u2018\u2010\u2011-][^\\W_]+)*"
    "|\\S"
)
_POSSESSIVE = re.compile("(?:['\u2019\u2018][sS])$")
_ENDERS = frozenset(".!?\u2026")
OPENING = frozenset("\u201c\u2018\u201e\u201a\u00ab\"'([`\u2013\u2014\u2022:;")
_CLOSING = frozenset("\u201d\u2019\"')]\u00bb\ue000")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a single mark; `low` is the word caseless and without its possessive ending."""

    text: str
    start: int
    end: int
    low: str
    starts_sentence: bool

    @property
    def is_word(self) -> bool:
        """Tell words and numbers from marks."""
        return self.text[0].isalnum()

    @property
    def is_possessive(self) -> bool:
        """Tell whether the word ends in 's."""
        return self.text != self.low and bool(_POSSESSIVE.search(self.text))

    @property
    def bare(self) -> str:
        """Return the word as written, without a possessive ending."""
        return _POSSESSIVE.sub("", self.text)


def tokenise(text: str) -> list[Token]:
    """Return the words and marks of a text, each with its place and whether it starts a sentence."""
    tokens: list[Token] = []
    starts = True
    for match in _TOKEN.finditer(text):
        word = match.group()
        low = _POSSESSIVE.sub("", word).casefold()
        tokens.append(Token(word, match.start(), match.end(), low, starts))
        if word in _ENDERS:
            starts = not _is_abbreviation(tokens)
        elif word in OPENING:
            starts = True
        elif word not in _CLOSING:
            starts = False
    return tokens


def _is_abbreviation(tokens: list[Token]) -> bool:
    """Tell whether the full stop just read belongs to a title or an initial."""
    if tokens[-1].text != "." or len(tokens) < 2 or tokens[-2].end != tokens[-1].start:
        return False
    before = tokens[-2]
    return (
        before.low + "." in TITLES
        or before.low in ("st", "jr", "sr", "vs", "no")
        or (len(before.text) == 1 and before.text.isupper() and before.text != "I")
    )


@dataclass(frozen=True, slots=True)
class Capitals:
    """A run of capitalised words: tokens `first` to `last` (inclusive) of a paragraph."""

    first: int
    last: int
    words: tuple[str, ...]
    possessive: bool
    starts_sentence: bool


def _is_capital(token: Token) -> bool:
    return token.text[0].isupper() or (token.text[0].isalpha() and token.text[1:2].isupper())


def _next_in_run(text: str, tokens: list[Token], index: int) -> int | None:
    """Return the token that goes on a run of capitals after `index`, or None."""
    at = index + 1
    if at < len(tokens) and tokens[at].text == "." and tokens[at].start == tokens[index].end:
        if not _is_abbreviation(tokens[: at + 1][-2:]):
            return None
        at += 1
    if at < len(tokens) and tokens[at].text == "&":
        at += 1
    seen = 0
    while at < len(tokens) and tokens[at].low in PARTICLES and not _is_capital(tokens[at]):
        at, seen = at + 1, seen + 1
        if seen > 2:
            return None
    if at >= len(tokens) or not _is_capital(tokens[at]):
        return None
    gap = text[tokens[at - 1].end : tokens[at].start]
    return at if gap.strip() == "" and "\n" not in gap and len(gap) <= 2 else None


def find_capitals(text: str, tokens: list[Token]) -> list[Capitals]:
    """Return the runs of capitalised words in order; a possessive ends its run."""
    runs: list[Capitals] = []
    index = 0
    while index < len(tokens):
        if not (tokens[index].is_word and _is_capital(tokens[index])):
            index += 1
            continue
        first = last = index
        # Nobody's name is longer: the bound keeps texts set in capitals cheap.
        while last - first < 12 and not tokens[last].is_possessive:
            following = _next_in_run(text, tokens, last)
            if following is None:
                break
            last = following
        words = tuple(
            token.bare + ("." if _dotted(tokens, at, last) else "")
            for at, token in enumerate(tokens[first : last + 1], first)
            if token.text != "."
        )
        runs.append(
            Capitals(first, last, words, tokens[last].is_possessive, tokens[first].starts_sentence)
        )
        index = last + 1
    return runs


def _dotted(tokens: list[Token], at: int, last: int) -> bool:
    return at < last and tokens[at + 1].text == "."
