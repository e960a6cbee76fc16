"""Knows the newspapers, magazines and stations a text speaks of, and their short forms."""

from __future__ import annotations

from addyours.text.fold import fold_name
from addyours.text.quoted_speech.lexicon import (
    DAYS,
    KNOWN_OUTLETS,
    MONTHS,
    OUTLET_WORDS,
    SENTENCE_WORDS,
)
from addyours.text.quoted_speech.people import Cast, Marked
from addyours.text.quoted_speech.words import Capitals

_TOLD = frozenset(["told", "tells", "telling"])
_TALKED_TO = frozenset(
    [
        "interview",
        "conversation",
        "chat",
        "talking",
        "speaking",
        "spoke",
        "speaks",
        "talked",
        "chatted",
        "statement",
        "out",
        "up",
        "down",
        "exclusively",
        "email",
        "interviews",
        "comments",
        "remarks",
    ]
)
_NOT_OUTLETS = frozenset(
    [
        "parliament",
        "congress",
        "senate",
        "commons",
        "lords",
        "court",
        "god",
        "i",
        "mum",
        "dad",
        "mom",
        "mps",
    ]
)


class Outlets:
    """The outlets of one text by every form they are written in."""

    def __init__(self, cast: Cast) -> None:
        """Collect full names from the whole text before short forms are looked up."""
        self._forms: dict[str, list[str]] = {}
        self._full: dict[str, str] = {}
        weak: list[str] = []
        for para in cast.marked:
            for run in para.runs:
                name = outlet_words(run)
                if not name:
                    continue
                if _is_outlet_name(name):
                    self._remember(name, run.starts_sentence, para, run)
                elif _is_addressed(para, run) and run.first not in para.mentions:
                    weak.append(" ".join(name))
        for spelled in weak:
            if not self._forms.get(fold_name(_bare(spelled))):
                self._remember(spelled.split(), False, None, None)

    def _remember(
        self, words: list[str], starts: bool, para: Marked | None, run: Capitals | None
    ) -> None:
        name, bare = " ".join(words), _bare(" ".join(words))
        key = fold_name(bare)
        article = not starts and words[0] == "The"
        if key not in self._full or (article and not self._full[key].startswith("The ")):
            self._full[key] = name
        elif not starts and words[0] != "The" and para is not None and run is not None:
            before = para.tokens[run.first - 1].text if run.first else ""
            if before == "the" and self._full[key].startswith("The "):
                self._full[key] = bare
        parts = bare.split()
        forms = {key}
        if len(parts) > 1:
            forms |= {fold_name(parts[0]), fold_name(parts[-1])}
            forms.add("".join(part[0] for part in parts).casefold())
        for form in forms:
            known = self._forms.setdefault(form, [])
            if key not in known:
                known.append(key)

    def named(self, run: Capitals) -> str | None:
        """Return the full name of the outlet a capitalised run stands for, or None."""
        words = outlet_words(run)
        if not words:
            return None
        key = fold_name(_bare(" ".join(words)))
        if key in self._full and len(self._forms.get(key, [])) == 1 and self._forms[key][0] != key:
            return self._full[self._forms[key][0]]
        if key in self._full:
            return self._full[key]
        keys = self._forms.get(key, [])
        return self._full[keys[0]] if len(keys) == 1 else None


def outlet_words(run: Capitals) -> list[str]:
    """Return the words of a run without the sentence words before it, its article kept."""
    words = list(run.words)
    while words and words[0].casefold() in SENTENCE_WORDS - {"the"}:
        words.pop(0)
    if words and words[0].casefold() in DAYS | MONTHS:
        return []
    while len(words) > 1 and words[-1].casefold() in DAYS | MONTHS:
        words.pop()
    return [] if words == ["The"] else words


def _bare(name: str) -> str:
    return name[4:] if name.startswith("The ") else name


def _is_outlet_name(words: list[str]) -> bool:
    lows = [word.casefold() for word in words]
    if lows[0] == "the":
        lows = lows[1:]
    if " ".join(lows) in KNOWN_OUTLETS or lows[0] in ("bbc", "cnn", "nbc", "cbs", "itv"):
        return True
    return len(lows) > 1 and lows[-1] in OUTLET_WORDS


def _is_addressed(para: Marked, run: Capitals) -> bool:
    """Tell whether a run stands where only the one spoken to can: told X, interview with X."""
    at = run.first - 1
    if at >= 0 and para.tokens[at].low == "the":
        at -= 1
    if at < 0 or run.words[0].casefold() in _NOT_OUTLETS:
        return False
    if para.tokens[at].low in _TOLD:
        return True
    return (
        para.tokens[at].low in ("to", "with") and at > 0 and para.tokens[at - 1].low in _TALKED_TO
    )
