"""Finds the subject of a verb of speech in the words around a quotation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from addyours.text.quoted_speech.lexicon import (
    ADVERBS,
    AUXILIARIES,
    CLAUSE_WORDS,
    CLOSE_VERBS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    SENTENCE_WORDS,
    SPEECH_VERBS,
    TELL_VERBS,
)
from addyours.text.quoted_speech.marks import Span
from addyours.text.quoted_speech.people import Marked, Mention
from addyours.text.quoted_speech.words import Capitals

_PASSIVE = frozenset(["was", "were", "is", "are", "been", "being", "got", "be"])
_PASSIVE_VERBS = frozenset(
    [
        "asked",
        "told",
        "informed",
        "reminded",
        "advised",
        "assured",
        "urged",
        "warned",
        "cautioned",
        "called",
        "described",
        "quoted",
        "teased",
        "texted",
        "emailed",
        "messaged",
    ]
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One step of a sentence: a person, pronoun, verb of speech, other name, mark or plain word.

    `kind` is "person", "pron", "verb", "name", "quote", "mark" or "word"; `first` and `last` are
    the tokens it covers. For a quotation `index` is its number in the paragraph.
    """

    kind: str
    low: str
    first: int
    last: int
    mention: Mention | None = None
    run: Capitals | None = None
    index: int = -1
    ends_sentence: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """Who does the saying: a mention, a pronoun or a description; `plural` when several do."""

    mention: Mention | None = None
    pronoun: str = ""
    role: str = ""
    first: int = -1
    last: int = -1
    plural: bool = False

    def is_vague(self, units: Sequence[Unit]) -> bool:
        """Tell whether it is a description of no person ("the letter said")."""
        if not self.role:
            return False
        covered = [unit for unit in units if self.first <= unit.first and unit.last <= self.last]
        return not any(unit.low in ROLES for unit in covered)


def units_of(para: Marked, spans: Sequence[Span]) -> list[Unit]:
    """Return the paragraph as units, each quotation as one."""
    units: list[Unit] = []
    runs = {run.first: run for run in para.runs}
    tokens, at, span = para.tokens, 0, 0
    while at < len(tokens):
        token = tokens[at]
        while span < len(spans) and spans[span].end <= token.start:
            span += 1
        if span < len(spans) and token.start >= spans[span].start:
            first = at
            while at < len(tokens) and tokens[at].start < spans[span].end:
                at += 1
            units.append(Unit("quote", "", first, at - 1, index=span))
            continue
        mention = para.mentions.get(at)
        run = runs.get(at)
        if mention is not None:
            units.append(Unit("person", token.low, at, mention.last, mention))
            at = mention.last + 1
            continue
        if run is not None and not _is_plain(run, para, at):
            units.append(Unit("name", token.low, at, run.last, run=run))
            at = run.last + 1
            continue
        units.append(_plain_unit(para, at))
        at += 1
    return units


def _is_plain(run: Capitals, para: Marked, at: int) -> bool:
    if any(first in para.mentions for first in range(at, run.last + 1)):
        return True
    low = para.tokens[at].low
    known = low in PRONOUNS or low in DETERMINERS or low in CLAUSE_WORDS or low in PREPOSITIONS
    alone = run.last == at and (low in ROLES or low in SENTENCE_WORDS or low in SPEECH_VERBS)
    return run.starts_sentence and (known or alone)


def _plain_unit(para: Marked, at: int) -> Unit:
    token = para.tokens[at]
    low = token.low
    if not token.is_word:
        following = para.tokens[at + 1] if at + 1 < len(para.tokens) else None
        ends = token.text in ".!?\u2026" and (following is None or following.starts_sentence)
        return Unit("mark", token.text, at, at, ends_sentence=ends)
    if low in PRONOUNS:
        return Unit("pron", low, at, at)
    if low in SPEECH_VERBS or low in CLOSE_VERBS:
        return Unit("verb", low, at, at)
    return Unit("word", low, at, at)


def is_passive(units: Sequence[Unit], verb: int) -> bool:
    """Tell whether its subject did not say it: it was told so, or never said it."""
    at = verb - 1
    while at >= 0 and units[at].low in ADVERBS:
        if units[at].low == "never":
            return True  # "as Lind never said"
        at -= 1
    if at >= 0 and (units[at].low == "not" or units[at].low.endswith(("n't", "n\u2019t"))):
        return True
    return units[verb].low in _PASSIVE_VERBS and at >= 0 and units[at].low in _PASSIVE


def _is_governed(units: Sequence[Unit], at: int) -> bool:
    """Tell whether the name at `at` hangs on a preposition ("a friend of Lind")."""
    at -= 1
    while at >= 0 and (units[at].low in ROLES or units[at].low in DETERMINERS):
        at -= 1
    return at >= 0 and units[at].low in PREPOSITIONS


def _is_name(unit: Unit) -> bool:
    return unit.kind == "person" and unit.mention is not None and not unit.mention.possessive


def _is_plural(units: Sequence[Unit], at: int) -> bool:
    """Tell whether the name at `at` is one of several joined by "and"."""
    before = (
        at > 1 and units[at - 1].low in ("and", "&") and units[at - 2].kind in ("person", "name")
    )
    after = at + 2 < len(units) and units[at + 1].low in ("and", "&")
    return before or (after and units[at + 2].kind in ("person", "name"))


def _named(units: Sequence[Unit], at: int, plural: bool = False) -> Subject:
    unit = units[at]
    return Subject(unit.mention, first=unit.first, last=unit.last, plural=plural)


def subject_before(units: Sequence[Unit], verb: int) -> Subject | None:
    """Return the subject that stands before a verb, through adverbs and appositions."""
    at = verb - 1
    while at >= 0 and (
        units[at].low in AUXILIARIES
        or units[at].low in ADVERBS
        or (units[at].kind == "word" and units[at].low.endswith("ly"))
    ):
        at -= 1
    if at < 0:
        return None
    unit = units[at]
    if unit.low in ("and", "but", "as", "by", "to", ":", "before") or unit.low.endswith("ing"):
        return _carried(units, at)
    if unit.kind == "pron":
        if unit.low == "who":
            return _antecedent(units, at)
        return Subject(pronoun=unit.low, first=unit.first, last=unit.last)
    if unit.low in (",", ")", "\u2014", "\u2013"):
        return _through_apposition(units, at)
    if _is_name(unit) and not _is_governed(units, at):
        return _named(units, at, _is_plural(units, at) and units[at - 1].low in ("and", "&"))
    return _described(units, at)


def _carried(units: Sequence[Unit], at: int) -> Subject | None:
    """Return the subject of a second verb ("Lind laughed and said")."""
    return clause_subject(units[:at])


def _antecedent(units: Sequence[Unit], at: int) -> Subject | None:
    back = at - 1
    if back >= 0 and units[back].low == ",":
        back -= 1
    if back >= 0 and _is_name(units[back]):
        return _named(units, back)
    return None


def _through_apposition(units: Sequence[Unit], at: int) -> Subject | None:
    opening = {")": "(", "\u2014": "\u2014", "\u2013": "\u2013"}.get(units[at].low, ",")
    if at and _is_name(units[at - 1]) and not _is_governed(units, at - 1):
        before = units[at - 2].low if at > 1 else ""
        if before == "," and at > 2 and units[at - 3].low in ROLES:
            return _named(units, at - 1)  # "The mayor, Mara Lind, said"
    for back in range(at - 2, 0, -1):
        if units[back].low != opening:
            continue
        name = units[back - 1]
        if name.kind == "pron" and name.low != "who":
            return Subject(pronoun=name.low, first=name.first, last=name.last)
        if _is_name(name) and not _is_governed(units, back - 1):
            return _named(units, back - 1, _is_plural(units, back - 1))
    if at and _is_name(units[at - 1]) and not _is_governed(units, at - 1):
        return _named(units, at - 1)
    for back in range(at - 1, 0, -1):
        if units[back].low == opening and units[back - 1].kind == "word":
            return _described(units, back - 1)
    return clause_subject(units[:at])


def _described(units: Sequence[Unit], at: int) -> Subject | None:
    """Return a subject that is a description ("a spokesman for the council")."""
    first = at
    while first > 0 and units[first - 1].kind != "quote" and units[first - 1].low not in (
        ",", ";", ":", ".", "\u2014", "\u2013", "and", "but", "as", "that", "while", "when", "(",
    ):  # fmt: skip
        first -= 1
    while first < at and (units[first].low in ADVERBS or units[first].low in CLAUSE_WORDS):
        first += 1
    if units[first].kind not in ("word", "name", "person") or at - first > 12:
        return None
    if units[first].low in PREPOSITIONS or units[at].kind in ("verb", "mark", "quote"):
        return None
    return Subject(role="\x00", first=units[first].first, last=units[at].last)


def subject_after(units: Sequence[Unit], verb: int) -> Subject | None:
    """Return the subject that follows its verb ("said Mara Lind", "said the mayor, Mara Lind")."""
    if units[verb].low in TELL_VERBS or units[verb].low.endswith("ing"):
        return None
    at = verb + 1
    while at < len(units) and (units[at].low in ADVERBS or units[at].low.endswith("ly")):
        at += 1
    if at >= len(units):
        return None
    if units[at].kind == "pron" and units[at].low != "who":
        return Subject(pronoun=units[at].low, first=units[at].first, last=units[at].last)
    start = at
    while at < len(units) and at - start <= 12:
        unit = units[at]
        if _is_name(unit):
            back = at
            while back > start and (
                units[back - 1].low in ROLES or units[back - 1].low in DETERMINERS
            ):
                back -= 1
            governed = back > start and units[back - 1].low in PREPOSITIONS
            if not governed:
                return _named(units, at, _is_plural(units, at))
        if unit.kind in ("quote", "pron", "verb") or unit.ends_sentence or unit.low in (";", ":"):
            break
        if unit.low in CLAUSE_WORDS and at > start:
            break
        if unit.low == "," and not _goes_on(units, at):
            break
        at += 1
    last = at - 1
    if last < start or units[start].kind not in ("word", "name", "person"):
        return None
    if units[start].low in PREPOSITIONS or units[start].low in CLAUSE_WORDS:
        return None
    while last > start and units[last].kind == "mark":
        last -= 1
    return Subject(role="\x00", first=units[start].first, last=units[last].last)


def _goes_on(units: Sequence[Unit], comma: int) -> bool:
    """Tell whether a name in apposition follows a comma ("the mayor, Mara Lind")."""
    return comma + 1 < len(units) and units[comma + 1].kind == "person"


def clause_subject(units: Sequence[Unit]) -> Subject | None:
    """Return the last name or pronoun of a sentence that stands where a subject does."""
    subjects = clause_subjects(units)
    return subjects[-1] if subjects else None


def clause_subjects(units: Sequence[Unit]) -> list[Subject]:
    """Return every name or pronoun that stands where a subject does, in order."""
    found: list[Subject] = []
    for at, unit in enumerate(units):
        if unit.kind == "pron" and unit.low in ("he", "she", "they", "i"):
            found.append(Subject(pronoun=unit.low, first=unit.first, last=unit.last))
        elif _is_name(unit) and _in_subject_place(units, at):
            found.append(_named(units, at, _is_plural(units, at)))
        elif unit.low in ROLES and unit.kind == "word":
            role = _unnamed(units, at)
            if role is not None:
                found.append(role)
    return found


def _unnamed(units: Sequence[Unit], at: int) -> Subject | None:
    """Return a description that is a subject of its own ("The driver got out", "Her mother wept")."""
    following = units[at + 1 : at + 3]
    if (
        not following
        or following[0].kind not in ("word", "verb")
        or following[0].low in PREPOSITIONS
    ):
        return None
    back = at - 1
    while back >= 0 and at - back <= 3 and units[back].kind == "word":
        if units[back].low in DETERMINERS:
            break
        back -= 1
    if back < 0 or (units[back].low not in DETERMINERS and units[back].kind != "person"):
        return None
    mention = units[back].mention
    if mention is not None and not mention.possessive:
        return None
    place = back - 1
    opens = place < 0 or units[place].ends_sentence or units[place].low in CLAUSE_WORDS
    if not opens and not (units[place].low == "," and place == 1):
        return None
    return Subject(role=units[at].low, first=units[back].first, last=units[at].last)


def _in_subject_place(units: Sequence[Unit], at: int) -> bool:
    back = at - 1
    while back >= 0 and (
        units[back].low in ROLES
        or units[back].low in DETERMINERS
        or units[back].low in ADVERBS
        or units[back].kind == "name"
    ):
        back -= 1
    if back < 0:
        return True
    low = units[back].low
    if low in ("after", "before", "since", "until", "than", "like"):
        following = units[at + 1] if at + 1 < len(units) else None
        return following is not None and following.kind in ("word", "verb")
    if low == "and" and back > 0 and units[back - 1].kind in ("person", "name"):
        return back > 1 and _in_subject_place(units, back - 1)
    if low == "," and back > 1 and units[back - 1].low in ROLES:
        return False  # "… her conductor, Hamish Doyle"
    return low in CLAUSE_WORDS or units[back].kind in ("mark", "quote")
