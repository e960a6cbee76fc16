"""What the words around a name prove about it."""

from __future__ import annotations

from collections.abc import Sequence

from addyours.text.fold import fold_name
from addyours.text.quoted_speech.given_names import GIVEN_NAMES
from addyours.text.quoted_speech.lexicon import (
    ADVERBS,
    AUXILIARIES,
    LEAD_VERBS,
    MONTHS,
    PRONOUNS,
    ROLES,
    SPEECH_VERBS,
    SUFFIXES,
)
from addyours.text.quoted_speech.words import Token

_OPENING = ("\u201c", '"', "\u2018", "\u00ab", "\u201e", "``")


def is_given(word: str) -> bool:
    return word.casefold() in GIVEN_NAMES


def role_before(tokens: list[Token], first: int) -> str | None:
    """Return the role that stands right before a name ("singer X", "the mayor, X,")."""
    at = first - 1
    if at >= 1 and tokens[at].text == ",":
        words = [token.low for token in tokens[max(0, at - 9) : at]]
        for place in range(len(words) - 1, 0, -1):
            if words[place] in (",", ".", ";", ":") or words[place] in PRONOUNS:
                return None
            if words[place] in ROLES:
                near = {"the", "his", "her", "their", "a", "my", "our", "its", "an"}
                owned = any(token.is_possessive for token in tokens[max(0, at - 9) : at])
                return words[place] if owned or near & set(words[:place]) else None
        return None
    if at >= 0 and tokens[at].low in ROLES and not tokens[at].is_possessive:
        return tokens[at].low
    return None


def signs(tokens: list[Token], first: int, words: int) -> bool:
    """Tell whether a name of several words signs a quotation ("“…” — Mara Lind")."""
    if words < 2 or first < 2 or tokens[first - 1].text not in ("\u2014", "\u2013", "-", "\u2015"):
        return False
    return tokens[first - 2].text in ("\u201d", '"', "\u2019", "\u00bb")


def described_after(after: list[str]) -> str | None:
    """Return what follows a name and shows a person: a role, "who" or an age; None without."""
    if (
        len(after) > 1
        and after[0] == "("
        and after[1].isdecimal()
        and 3 <= int(after[1][:4]) <= 110
    ):
        return after[1]
    if not after or after[0] != "," or len(after) < 2:
        return None
    if after[1] in ("who", "whose", "whom"):
        return "who"
    if after[1].isdecimal() and len(after[1]) <= 3 and 3 <= int(after[1]) <= 110:
        closes = len(after) < 3 or after[2] in (",", ".", ")", ";", "\u201d")
        return after[1] if closes or after[2] not in MONTHS else None
    if after[1] not in ("a", "an", "the", "his", "her", "their", "one", "former", "then"):
        return after[1] if after[1] in ROLES and "," in after[2:] else None
    for word in after[2:9]:
        if word in (",", ".", ";", ":") or word in PRONOUNS:
            return None
        if word in ROLES:
            return word
    return None


def speaks(after: list[str]) -> bool:
    """Tell whether the words after a name are what people do with words."""
    at = 0
    while at < len(after) - 1 and (after[at] in ADVERBS or after[at] in AUXILIARIES):
        at += 1
    if after[at] in SPEECH_VERBS or after[at] in LEAD_VERBS:
        return True
    colon = after.index(":") if ":" in after[:4] else -1
    opens = colon > 0 and after[colon + 1 : colon + 2]
    # "Lind laughed: “…”"; whatever the verb is.
    return after[:2] == ["was", "quoted"] or bool(opens and opens[0] in _OPENING)


def without_suffix(words: Sequence[str]) -> list[str]:
    return [word for word in words if word.casefold() not in SUFFIXES] or list(words)


def same_full_name(one: Sequence[str], other: Sequence[str]) -> bool:
    a = [fold_name(w) for w in one if w.casefold() not in SUFFIXES]
    b = [fold_name(w) for w in other if w.casefold() not in SUFFIXES]
    if len(a) < 2 or len(b) < 2:
        return a == b
    if len(one) != len(a) and len(other) != len(b) and one[-1] != other[-1]:
        return False
    return a[0] == b[0] and a[-1] == b[-1]
