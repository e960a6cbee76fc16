"""Finds what the word rules name in a text, in bounded time whatever the rules and the text are."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import regex

from addyours.moderation.errors import RuleRefused
from addyours.moderation.words.models import RuleAction, RuleKind
from addyours.moderation.words.patterns import compiled, wildcards
from addyours.text.fold import fold_name
from addyours.text.names import latin_looks

BUDGET = 0.05
"""Seconds of computing that all rules together have for one comment."""
LONGEST = 0.02
"""Seconds that one rule has."""
_SHOWN = 60
_STRENGTHS = tuple(RuleAction.values)
_TOKEN = re.compile(r"[a-z0-9@$|]+")
_LETTER = re.compile(r"[a-z]")
_FIGURE = re.compile(r"[0-9@$|]")
_FIGURES = {one: str.maketrans("013457@$|", f"o{one}eastas{one}") for one in "il"}
"""What figures and signs pass for inside a word; a 1 for two letters."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule as comments meet it."""

    pk: int
    pattern: str
    kind: str
    action: str


@dataclass(frozen=True, kw_only=True)
class Hit:
    """That a rule found something, and what."""

    rule: Rule
    found: str


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What the rules found in one comment, the strongest first."""

    hits: tuple[Hit, ...] = ()
    slow: tuple[int, ...] = ()
    """The keys of rules that took too long."""
    is_complete: bool = True
    """Whether every rule that holds or refuses was looked at to its end."""


NOTHING = Findings()


@dataclass(frozen=True)
class _Text:
    """A text in the forms that rules are compared with."""

    raw: str
    alike: str
    folded: str
    folded_alike: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> _Text:
        alike = latin_looks(text)
        small = alike.casefold()
        forms = [fold_name(alike)]
        if _FIGURE.search(small):
            forms += [fold_name(_without_figures(small, one)) for one in _FIGURES]
        return cls(text, alike, fold_name(text), tuple(dict.fromkeys(forms)))


@dataclass
class _Purse:
    """The computing time that is left for one comment."""

    left: float
    slow: list[int] = field(default_factory=list)
    is_complete: bool = True

    def search(self, rule: Rule, pattern: regex.Pattern[str], text: str) -> str | None:
        """Return what a rule found first; None when it found nothing or took too long."""
        # The library's clock runs on while others compute: what was not really slow is tried again.
        for _try in range(2):
            if self.left <= 0:
                self._give_up(rule)
                return None
            begun = time.thread_time()
            limit = min(LONGEST, self.left)
            try:
                found = pattern.search(text, timeout=limit, concurrent=False)
            except TimeoutError:
                used = time.thread_time() - begun
                self.left -= used
                if used < limit / 2:
                    continue
                self.slow.append(rule.pk)
                self._give_up(rule)
                return None
            except MemoryError:
                self.slow.append(rule.pk)
                self._give_up(rule)
                return None
            self.left -= time.thread_time() - begun
            return None if found is None else found.group()
        self._give_up(rule)
        return None

    def _give_up(self, rule: Rule) -> None:
        if rule.action != RuleAction.MARK:
            self.is_complete = False


class RuleSet:
    """All rules in force, made ready once; shared by all threads."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._words: dict[str, list[tuple[list[str], Rule]]] = {}
        self._alike: dict[str, list[tuple[list[str], Rule]]] = {}
        self._wild: list[tuple[Rule, bool, regex.Pattern[str], str]] = []
        self._regexes: list[tuple[Rule, regex.Pattern[str]]] = []
        ordered = sorted(rules, key=lambda rule: (_STRENGTHS.index(rule.action), rule.pk))
        for rule in ordered:
            self._add(rule)
        self._size = len(ordered)

    def look(self, text: str, *, budget: float = BUDGET) -> Findings:
        """Return what is found in a text. Ends with the first finding that refuses.

        Takes about `budget` seconds of computing at most, beside what folding the text takes.
        """
        if not self._size:
            return NOTHING
        forms = _Text.of(text)
        purse = _Purse(budget)
        hits: dict[int, Hit] = {}
        for hit in self._hits(forms, purse):
            hits.setdefault(hit.rule.pk, hit)
            if hit.rule.action == RuleAction.REFUSE:
                break
        ordered = sorted(hits.values(), key=lambda hit: _STRENGTHS.index(hit.rule.action))
        slow = tuple(dict.fromkeys(purse.slow))
        return Findings(hits=tuple(ordered), slow=slow, is_complete=purse.is_complete)

    def _hits(self, text: _Text, purse: _Purse) -> Iterator[Hit]:
        yield from _phrases(self._words, text.folded)
        for form in text.folded_alike:
            yield from _phrases(self._alike, form)
        for rule, is_alike, pattern, part in self._wild:
            for form in text.folded_alike if is_alike else (text.folded,):
                if part in form and (found := purse.search(rule, pattern, form)) is not None:
                    yield Hit(rule=rule, found=found[:_SHOWN])
                    break
        for rule, expression in self._regexes:
            for form in dict.fromkeys((text.raw, text.alike)):
                if (found := purse.search(rule, expression, form)) is not None:
                    yield Hit(rule=rule, found=" ".join(found.split())[:_SHOWN])
                if found is not None or rule.pk in purse.slow:
                    break

    def _add(self, rule: Rule) -> None:
        if rule.kind == RuleKind.REGEX:
            try:
                self._regexes.append((rule, compiled(rule.pattern)))
            except RuleRefused:
                # Kept by an older version of the library, which took it: it finds nothing now.
                return
        elif rule.kind == RuleKind.WILDCARD:
            for is_alike, pattern in ((False, rule.pattern), (True, latin_looks(rule.pattern))):
                if made := wildcards(pattern):
                    self._wild.append((rule, is_alike, *made))
        else:
            for shelf, pattern in (
                (self._words, rule.pattern),
                (self._alike, latin_looks(rule.pattern)),
            ):
                if words := fold_name(pattern).split():
                    shelf.setdefault(words[0], []).append((words, rule))


def _phrases(shelf: dict[str, list[tuple[list[str], Rule]]], text: str) -> Iterator[Hit]:
    words = text.split()
    for place, word in enumerate(words):
        for wanted, rule in shelf.get(word, ()):
            if words[place : place + len(wanted)] == wanted:
                yield Hit(rule=rule, found=rule.pattern.strip())


def _without_figures(text: str, one: str) -> str:
    def read(token: re.Match[str]) -> str:
        word = token.group()
        is_mixed = _LETTER.search(word) and _FIGURE.search(word)
        return word.translate(_FIGURES[one]) if is_mixed else word

    return _TOKEN.sub(read, text)
