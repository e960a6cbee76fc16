"""Says in words why a text has its score: the phrases and facts that weighed most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from addyours.moderation.scorer.features import fact_number, features, number, phrases
from addyours.moderation.scorer.model import Model
from addyours.moderation.scorer.reading import LINK, Reading

MOST_REASONS = 3
MOST_PHRASES = 2
LEAST = 0.15
"""What weighs less is no reason."""


def reasons(model: Model, reading: Reading, facts: Iterable[str] = ()) -> str:
    """Return what spoke most for spam, in words: "a link to x.example, never seen here; “check out my”".

    Empty when nothing did.
    """
    values = dict(zip(*model.vector(features(reading, facts)), strict=True))
    weighed = [
        (weight, said)
        for name in [*reading.marks, *facts]
        if (weight := _weight(model, values, fact_number(name))) > LEAST and (said := _said(name))
    ]
    weighed += _hosts(model, values, reading)
    weighed.sort(key=lambda pair: -pair[0])
    told = _phrases(model, values, reading.words)
    found = [said for _weight_of, said in weighed[: MOST_REASONS - bool(told)]]
    return "; ".join([*found, *told][: MOST_REASONS + 1])


def _weight(model: Model, values: dict[int, float], place: int) -> float:
    return model.weights[place] * values.get(place, 0.0)


def _hosts(model: Model, values: dict[int, float], reading: Reading) -> list[tuple[float, str]]:
    """Return each host that is new here, or known from spam."""
    found = []
    for host in dict.fromkeys(reading.hosts):
        place = fact_number(f"host:{host}")
        if model.seen[place] < 1:
            found.append((1.0, _("a link to %s, which was never seen here") % host))
        elif (weight := _weight(model, values, place)) > LEAST:
            found.append((1.0 + weight, _("a link to %s, known from spam") % host))
    return found


def _phrases(model: Model, values: dict[int, float], words: Sequence[str]) -> list[str]:
    """Return the phrases that weigh most, with the parts of their words; overlapping ones once."""
    known = phrases(words)
    parts = {word: _of_parts(model, values, word) for word in dict.fromkeys(words)}
    weighed = []
    for phrase in known:
        inside = [word for word in phrase.split() if word in parts and word.isalpha()]
        if not inside or "_" in phrase or "^" in phrase or "$" in phrase or LINK in phrase:
            continue
        weight = _weight(model, values, number(phrase)) + sum(parts[word] for word in inside)
        weighed.append((weight, phrase))
    found: list[str] = []
    for weight, phrase in sorted(weighed, key=lambda pair: -pair[0]):
        if weight <= (LEAST if found else 0) or len(found) == MOST_PHRASES:
            break
        if not any(set(phrase.split()) & set(other.split()) for other in found):
            found.append(phrase)
    return [_("“%s”") % phrase for phrase in found]


def _of_parts(model: Model, values: dict[int, float], word: str) -> float:
    alone = features(Reading((word,), (), ()))
    return sum(_weight(model, values, place) for place in set(alone.parts))


def _said(name: str) -> str:
    """Return a fact in words; empty for those that say nothing to a person."""
    kind, _colon, step = name.partition(":")
    if kind == "links" and step in ("2", "3"):
        return _("several links")
    if kind == "name":
        return _("the name “%s”") % step
    return {
        "path": "",
        "bare": _("a link and little else"),
        "disguised": _("letters spaced out or borrowed from another alphabet"),
        "capitals": _("capital letters") if step in ("3", "4") else "",
        "shouts": _("exclamation marks") if step in ("2", "3", "4") else "",
        "took": _("written very fast") if step in ("0", "1") else "",
        "age": _("a writer new here") if step == "0" else "",
        "wave": _("the same text as others of late"),
    }.get(kind, "")
