"""What names look like, so that nobody passes for somebody else by letters that look the same."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files

from addyours.text.fold import clean

_MARKS = re.compile(
    # Accents, what is laid over letters, variation selectors, points of Hebrew and Arabic. The vowel
    # signs of Indic scripts are marks to Unicode too, and stay: names there differ by nothing else.
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
_BLANK_LETTERS = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
_SAME_SMALL = str.maketrans("1i0", "llo")
"""Which small letters and digits pass for each other once their case is gone."""
_SAME_PAIRS = (("rn", "m"), ("vv", "w"))
LONGEST = 200
"""Signs of a form; some letters stand for eighteen."""
_LEFT_TO_RIGHT = "\u200e"


def skeletons(name: str) -> frozenset[str]:
    """Return the forms by which names are compared: two that share one look alike.

    Letters are replaced by the one that all that look like it stand for (Unicode's list of
    confusables, UTS 39), in the case they are written in and in capitals and small letters, because
    letters of different scripts look alike in one case only. Case, accents, blanks, punctuation
    and what nobody sees don't count. Never show them to anybody.
    """
    bare = _bare(name)
    found = {_looks(form) for form in (bare, bare.upper(), bare.lower())} - {""}
    # A name of pictures or punctuation alone is compared as it is.
    found = found or {"".join(clean(name).split()).casefold()} - {""}
    return frozenset(form[:LONGEST] for form in found)


def latin_looks(text: str) -> str:
    """Return a text without accents, and with a Latin letter for each foreign one that looks like it.

    What looks like an I, an l and a 1 becomes a 1. Latin letters and digits stay as they are.
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", clean(text)))
    return bare if bare.isascii() else bare.translate(_latin())


def _bare(name: str) -> str:
    """Return a name decomposed, without accents and without what nobody sees."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", _BLANK_LETTERS.sub("", clean(name))))


def _looks(bare: str) -> str:
    alike = _MARKS.sub("", unicodedata.normalize("NFKD", bare.translate(_prototypes())))
    small = _digits(alike.casefold()).translate(_SAME_SMALL)
    # Letters, digits, and the vowel signs that letters carry.
    seen = "".join(sign for sign in small if unicodedata.category(sign)[0] in "LNM")
    for pair, one in _SAME_PAIRS:
        seen = seen.replace(pair, one)
    return seen


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


@cache
def _prototypes() -> dict[int, str]:
    """Return for each letter the one that stands for all that look like it.

    Read when first needed: 60 ms and, for a moment, 7 MB.
    """
    source = files("confusable_homoglyphs") / "confusables.json"
    groups: dict[str, set[str]] = {}
    for letter, others in json.loads(source.read_text(encoding="utf-8")).items():
        group = {form.strip(_LEFT_TO_RIGHT) for form in (letter, *(other["c"] for other in others))}
        for known in [groups[form] for form in group if form in groups]:
            group |= known
        groups.update(dict.fromkeys(group, group))
    found: dict[int, str] = {}
    for form, group in groups.items():
        if len(form) == 1 and (chosen := min(group, key=_rank)) != form:
            found[ord(form)] = chosen
    return found


@cache
def _latin() -> dict[int, str]:
    """Return the Latin letter for each other one that looks like it in its own case or as a capital."""
    found = {}
    known = _prototypes()
    letters = {chr(code) for code in known}
    for letter in letters | {other.lower() for other in letters if len(other.lower()) == 1}:
        for form in (letter, letter.upper()):
            chosen = known.get(ord(form), "") if len(form) == 1 else ""
            if not letter.isascii() and chosen.isascii() and chosen.isalpha() and len(chosen) == 1:
                found[ord(letter)] = "1" if chosen == "I" else chosen
                break
    return found


def _rank(form: str) -> tuple[bool, bool, int, str]:
    """Order the forms of a group: a Latin letter stands for the rest, before digits and signs."""
    plain = _MARKS.sub("", form)
    return not (plain.isascii() and plain.isalpha()), not plain.isascii(), len(form), form
