"""Finds the words that say who spoke, for one quotation: after it, before it or around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from addyours.text.quoted_speech.grammar import (
    Subject,
    Unit,
    clause_subject,
    clause_subjects,
    is_passive,
    subject_after,
    subject_before,
)
from addyours.text.quoted_speech.lexicon import (
    ANSWERS,
    CLAUSE_WORDS,
    CLOSE_VERBS,
    LEAD_VERBS,
    OBJECT_AUDIENCES,
    OUTLET_NOUNS,
    ROLES,
    SPEECH_VERBS,
)
from addyours.text.quoted_speech.marks import Span
from addyours.text.quoted_speech.outlets import Outlets
from addyours.text.quoted_speech.people import Marked

# In words and marks; a longer one is no prose. Bounds the time.
_LONGEST_SENTENCE = 150
_DASHES = ("\u2014", "\u2013", "-", "\u2015")
_ATTACHED_ENDS = tuple(",?!\u2026-\u2014\u2013:;")
_OPENS_TO = frozenset(["to", "with", "on", "for", "from", "at", "in", "via", "by"])


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to have spoken, by which verb, in which tokens; strong when it touches."""

    subject: Subject
    verb: str
    first: int
    last: int
    strong: bool


def after_quote(units: Sequence[Unit], at: int) -> list[Unit]:
    """Return the units between a quotation and the end of its sentence or the next quotation."""
    found: list[Unit] = []
    for unit in units[at + 1 :]:
        if unit.kind == "quote":
            break
        found.append(unit)
        if (unit.ends_sentence and len(found) > 1) or len(found) >= _LONGEST_SENTENCE:
            break
    return found


def before_quote(units: Sequence[Unit], at: int) -> list[Unit]:
    """Return the units from the beginning of the sentence, or the last quotation, up to here."""
    first = at - 1 if at and units[at - 1].kind != "quote" else at
    while first > 0 and units[first - 1].kind != "quote" and not units[first - 1].ends_sentence:
        first -= 1
    return list(units[max(first, at - _LONGEST_SENTENCE) : at])


def _attached(span: Span, units: Sequence[Unit]) -> bool:
    if span.ending in _ATTACHED_ENDS or not span.closed:
        return True
    first = units[0]
    if first.kind == "mark":
        return first.low in (",", *_DASHES)
    if span.ending != ".":
        return True
    return len(units) <= 8  # “We won.” Lind said.


def find_after(units: Sequence[Unit], at: int, span: Span) -> Attribution | None:
    """Return the attribution that follows a quotation, or None."""
    sentence = after_quote(units, at)
    if not sentence or not _attached(span, sentence):
        return None
    if sentence[0].ends_sentence and len(sentence) == 1:
        return None
    signed = _signature(sentence)
    if signed is not None:
        return signed
    for index, unit in enumerate(sentence):
        if unit.kind == "verb" and not is_passive(sentence, index):
            if unit.low in CLOSE_VERBS and index > 4 and unit.low not in SPEECH_VERBS:
                continue
            subject = subject_before(sentence, index) or subject_after(sentence, index)
            if subject is not None:
                near = _begins_with(sentence, subject, index)
                if near or subject.mention is not None:
                    return _made(subject, unit.low, sentence, near)
        elif unit.low == "according":
            return _according(sentence, index)
    return None


def _begins_with(sentence: Sequence[Unit], subject: Subject, verb: int) -> bool:
    """Tell whether a sentence begins with its attribution and not with something else."""
    first = min(subject.first, sentence[verb].first)
    before = [unit for unit in sentence if unit.last < first and unit.kind != "mark"]
    return len(before) <= 8 and not any(unit.low in CLAUSE_WORDS for unit in before[1:])


def find_before(units: Sequence[Unit], at: int) -> Attribution | None:
    """Return the attribution that leads into a quotation, or None."""
    sentence = before_quote(units, at)
    if not sentence:
        return None
    ends = sentence[-1]
    touches = not ends.ends_sentence
    vague: Attribution | None = None
    for index in range(len(sentence) - 1, -1, -1):
        unit = sentence[index]
        if unit.low == "according":
            found = _according(sentence, index)
            if found is not None:
                return found
        if unit.kind != "verb" or is_passive(sentence, index):
            continue
        if unit.low in CLOSE_VERBS - SPEECH_VERBS and len(sentence) - index > 4:
            continue
        subject = subject_before(sentence, index) or subject_after(sentence, index)
        if subject is not None:
            near = ends.low in (":", ",") or len(sentence) - index <= 3
            found = _made(subject, unit.low, sentence, touches and near)
            if subject.is_vague(sentence):
                vague = vague or found
            else:
                return found
    return _before_without_verb(sentence, vague)


def _before_without_verb(sentence: Sequence[Unit], vague: Attribution | None) -> Attribution | None:
    """Return what leads into a quotation without a verb of speech ("Lind was blunt: “…”")."""
    ends = sentence[-1]
    if ends.low == ":" and (owner := _answers(sentence)) is not None:
        return _made(owner, ":", sentence, True)
    if ends.low == ":" or (ends.ends_sentence and vague is None):
        subject = clause_subject(sentence)
        if subject is not None:
            leads = any(unit.low in LEAD_VERBS for unit in sentence)
            verb = ":" if ends.low == ":" or leads else ""
            return _made(subject, verb, sentence, ends.low == ":")
    return vague


def _answers(sentence: Sequence[Unit]) -> Subject | None:
    """Return whose answer a sentence leads in ("Lind's answer was short:")."""
    for unit, following in pairwise(sentence):
        owned = unit.kind == "person" and unit.mention is not None and unit.mention.possessive
        if owned and following.low in ANSWERS:
            return Subject(unit.mention, first=unit.first, last=unit.last)
    return None


def lead_in(units: Sequence[Unit]) -> tuple[Subject | None, bool]:
    """Return the subject of a paragraph's last sentence, and whether it announces speech."""
    end = len(units)
    first = end - 1
    while first > 0 and not units[first - 1].ends_sentence:
        first -= 1
    sentence = units[max(first, 0, end - _LONGEST_SENTENCE) : end]
    if not sentence:
        return None, False
    colon = sentence[-1].low == ":"
    for index in range(len(sentence) - 1, -1, -1):
        unit = sentence[index]
        if unit.kind == "verb" and unit.low in SPEECH_VERBS and not is_passive(sentence, index):
            subject = subject_before(sentence, index)
            if subject is not None and not subject.is_vague(sentence):
                return subject, True
        elif unit.low == "according":
            found = _according(sentence, index)
            if found is not None:
                return found.subject, True
    subjects = clause_subjects(sentence)
    speaks = colon or any(unit.low in LEAD_VERBS for unit in sentence)
    return (subjects[-1] if subjects else None), speaks


def _made(subject: Subject, verb: str, sentence: Sequence[Unit], strong: bool) -> Attribution:
    return Attribution(subject, verb, sentence[0].first, sentence[-1].last, strong)


def _signature(sentence: Sequence[Unit]) -> Attribution | None:
    """Return the name signed under a quotation after a dash ("— Mara Lind, mayor")."""
    if sentence[0].low not in _DASHES or len(sentence) < 2:
        return None
    at = 1
    while at < len(sentence) and sentence[at].low in ROLES:
        at += 1
    if at >= len(sentence) or sentence[at].kind != "person":
        return None
    if any(unit.kind == "verb" for unit in sentence):
        return None
    name = sentence[at]
    return _made(Subject(name.mention, first=name.first, last=name.last), "\u2014", sentence, True)


def _according(sentence: Sequence[Unit], index: int) -> Attribution | None:
    if index + 2 >= len(sentence) or sentence[index + 1].low != "to":
        return None
    for unit in sentence[index + 2 : index + 14]:
        if unit.kind == "person" and unit.mention is not None and not unit.mention.possessive:
            subject = Subject(unit.mention, first=unit.first, last=unit.last)
            return _made(subject, "according", sentence, True)
        if unit.kind == "mark" and unit.low != "'" and unit.low != ",":
            break
        if unit.low in ("of", "for", "in", "from", "with", "by", ","):
            break
    start = sentence[index + 2]
    end = index + 2
    while end + 1 < len(sentence) and sentence[end + 1].kind in ("word", "name"):
        end += 1
    role = Subject(role="\x00", first=start.first, last=sentence[end].last)
    return _made(role, "according", sentence, True)


def audience(
    para: Marked, area: tuple[int, int], outlets: Outlets, last_outlet: str | None
) -> tuple[str | None, bool]:
    """Return the outlet something was said to, and whether any audience is named at all."""
    first, last = area
    addressed = False
    runs = {run.first: run for run in para.runs}
    for run in para.runs:
        if run.first < first or run.last > last:
            continue
        if run.first in para.mentions:
            continue
        name = outlets.named(run)
        if name is None or not _is_spoken_to(para, run.first, first, run.words[0] == "The"):
            continue
        show = runs.get(run.last + 1) if run.possessive else None
        return (outlets.named(show) if show else None) or name, True
    for at in range(first, min(last, len(para.tokens) - 2) + 1):
        low = para.tokens[at].low
        if low not in ("told", "tells", "telling", "to", "with"):
            continue
        following = para.tokens[at + 1].low
        if low.startswith("tell") or low == "told":
            addressed = True
        noun = para.tokens[at + 2].low if at + 2 < len(para.tokens) else ""
        if following == "the" and noun in OUTLET_NOUNS:
            return last_outlet, True
        if following in OBJECT_AUDIENCES:
            addressed = True
    return None, addressed


def _is_spoken_to(para: Marked, run_first: int, first: int, article: bool) -> bool:
    at = run_first - 1
    while at >= first and para.tokens[at].low in (
        "the", "a", "an", "magazine", "newspaper", "local", "broadcaster", "website", "site",
        "radio", "station", "outlet", "paper", "podcast", "daily", "weekly", "show", "its", "his",
        "her", "their", "us", "british", "american", "news",
    ):  # fmt: skip
        at -= 1
    if at < 0:
        return article
    low = para.tokens[at].low
    return (
        low in _OPENS_TO
        or low in ("told", "tells", "telling", "informed", "assured")
        or (para.tokens[at].is_possessive)
    )


_DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = "(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\\.?"
_DATE = f"(?:{_MONTH} [0-9]{{1,2}}(?:, [0-9]{{4}})?|[0-9]{{1,2}} {_MONTH}(?: [0-9]{{4}})?)"
_WHEN = re.compile(
    f"\\b(?:{_DAY}(?: (?:morning|afternoon|evening|night))?(?:,? {_DATE})?|{_DATE}"
    "|yesterday(?: (?:morning|afternoon|evening))?|(?:last|this) (?:week|month|year|night|morning"
    f"|afternoon|evening|weekend|spring|summer|autumn|winter|{_DAY})"
    f"|earlier (?:today|this (?:week|month|year))|in (?:{_MONTH} )?[12][0-9]{{3}})\\b"
)
_NOT_THEN = re.compile(
    "\\b(?:who|which|that|after|when|where|before|as|of|because|since|until|about|how|whether|if)\\b"
)


def said_on(text: str, verb_at: int) -> str | None:
    """Return the time words that hang on the verb of speech itself, as written.

    Only what follows the verb without a clause between, or opens the sentence, is taken: other
    dates belong to what is spoken of.
    """
    following = text[verb_at : verb_at + 160]
    match = _WHEN.search(following)
    if match and not _NOT_THEN.search(following[: match.start()]):
        return match.group()
    head = text[:verb_at]
    opening = re.match(
        f"\\s*(?:On |Speaking on |Late )?({_WHEN.pattern}),? ", head[:80], re.IGNORECASE
    )
    return opening.group(1) if opening else None
