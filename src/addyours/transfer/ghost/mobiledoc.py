"""Makes HTML of Mobiledoc, what Ghost's editor kept before Lexical."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from addyours.transfer.ghost.cards import Cards
from addyours.transfer.json_scan import text_of

_MARKUP, _IMAGE, _LIST, _CARD = 1, 2, 3, 10
_SECTIONS = frozenset("p h1 h2 h3 h4 h5 h6 blockquote aside".split())
_MARKS = {"strong": "b", "b": "b", "em": "i", "i": "i", "s": "s", "del": "s", "strike": "s"} | {
    name: name for name in ("a", "code", "sub", "sup")
}


def mobiledoc_html(state: Any, cards: Cards) -> str:
    """Return the HTML of a document, of version 0.2 or later; damaged parts of it are passed over."""
    if not isinstance(state, Mapping):
        return ""
    sections, markups = state.get("sections"), state.get("markups")
    if text_of(state.get("version")).startswith("0.2") and _is_pair(sections):
        markups, sections = sections  # type: ignore[misc]
    document = _Document(_list(markups), _list(state.get("atoms")), _list(state.get("cards")))
    return "".join(
        document.section(one, cards) for one in _list(sections) if isinstance(one, list) and one
    )


class _Document:
    def __init__(self, markups: list[Any], atoms: list[Any], cards: list[Any]) -> None:
        self.markups, self.atoms, self.cards = markups, atoms, cards

    def section(self, one: list[Any], cards: Cards) -> str:
        if one[0] == _MARKUP and len(one) > 2:
            tag = one[1] if one[1] in _SECTIONS else "p"
            tag = "blockquote" if tag == "aside" else tag
            return f"<{tag}>{self._words(one[2])}</{tag}>"
        if one[0] == _IMAGE and len(one) > 1:
            return cards.html("image", {"src": one[1]})
        if one[0] == _LIST and len(one) > 2:
            tag = "ol" if one[1] == "ol" else "ul"
            items = "".join(f"<li>{self._words(item)}</li>" for item in _list(one[2]))
            return f"<{tag}>{items}</{tag}>"
        if one[0] == _CARD and len(one) > 1:
            return self._card(one, cards)
        return ""

    def _card(self, one: list[Any], cards: Cards) -> str:
        # Version 0.2 has the card in the section itself.
        found = one[1:] if isinstance(one[1], str) else _at(self.cards, one[1])
        if not isinstance(found, list) or not found:
            return ""
        payload = found[1] if len(found) > 1 and isinstance(found[1], Mapping) else {}
        return cards.html(text_of(found[0]), payload)

    def _words(self, markers: Any) -> str:
        parts: list[str] = []
        opened: list[str] = []
        for marker in _list(markers):
            if not isinstance(marker, list) or len(marker) < 3:
                continue
            # 0.2: [opened, closed, text]; later: [kind, opened, closed, text or number].
            kind, opens, closes, value = (marker if len(marker) > 3 else [0, *marker])[:4]
            for number in _list(opens):
                tag, start = self._mark(number)
                opened.append(tag)
                parts.append(start)
            parts.append(self._atom(value) if kind == 1 else escape(text_of(value)))
            for _number in range(min(closes if isinstance(closes, int) else 0, len(opened))):
                tag = opened.pop()
                parts.append(f"</{tag}>" if tag else "")
        parts += [f"</{tag}>" for tag in reversed(opened) if tag]
        return "".join(parts)

    def _mark(self, number: Any) -> tuple[str, str]:
        markup = _at(self.markups, number)
        tag = _MARKS.get(text_of(markup[0]), "") if isinstance(markup, list) and markup else ""
        if tag != "a":
            return tag, f"<{tag}>" if tag else ""
        pairs = _list(markup[1]) if len(markup) > 1 else []
        given = {text_of(name): value for name, value in zip(pairs[::2], pairs[1::2], strict=False)}
        return tag, f'<a href="{escape(text_of(given.get("href")))}">'

    def _atom(self, number: Any) -> str:
        atom = _at(self.atoms, number)
        if not isinstance(atom, list) or not atom:
            return ""
        if atom[0] == "soft-return":
            return "<br>"
        return escape(text_of(atom[1])) if len(atom) > 1 else ""


def _is_pair(given: Any) -> bool:
    return isinstance(given, list) and len(given) == 2


def _list(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _at(given: list[Any], number: Any) -> Any:
    is_there = isinstance(number, int) and 0 <= number < len(given)
    return given[number] if is_there else None
