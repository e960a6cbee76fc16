"""Reads the JSON that Isso's own importer takes: an array of conversations with their comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from addyours.transfer.damage import Damage
from addyours.transfer.incoming import Place
from addyours.transfer.json_scan import Broken, JsonText, opened

Watch = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation, told of when all of it is read: what it is called may stand behind its comments."""

    number: int
    fields: dict[str, Any]
    place: Place


@dataclass(frozen=True, slots=True)
class Said:
    """A comment of the conversation with that number."""

    number: int
    value: Any
    place: Place


Event = Conversation | Said | Damage


def scan(path: Path, watch: Watch) -> Iterator[Event]:
    """Yield comments and conversations, numbered by their order; go on behind damage."""
    with opened(path, watch) as text:
        reading = _Reading(text)
        parts = reading.whole()
        while True:
            try:
                yield from parts
                return
            except Broken as broken:
                yield broken.damage
                yield from reading.interrupted()
                if not text.skip():
                    return
                parts = reading.rest()


class _Reading:
    def __init__(self, text: JsonText) -> None:
        self.text = text
        self.number = 0
        self.open: Conversation | None = None

    def interrupted(self) -> Iterator[Event]:
        """Tell of the conversation that damage was met in, as far as it is known."""
        if self.open is not None:
            yield self.open
            self.open = None

    def whole(self) -> Iterator[Event]:
        for place in self.text.elements():
            yield from self._conversation(place)
        if self.text.peek():
            raise Broken(self.text.place(), "something stands behind its end")

    def rest(self) -> Iterator[Event]:
        """Take objects one by one: behind damage nobody knows in which array they stand."""
        while sign := self.text.peek():
            if sign in ",]}":
                self.text.take(sign)
                continue
            place = self.text.place()
            value = self.text.value()
            if isinstance(value, dict) and isinstance(value.get("comments"), list):
                self.number += 1
                yield from (Said(self.number, one, place) for one in value.pop("comments"))
                yield Conversation(self.number, value, place)
            else:
                yield Said(self.number, value, place)

    def _conversation(self, place: Place) -> Iterator[Event]:
        self.number += 1
        fields: dict[str, Any] = {}
        self.open = Conversation(self.number, fields, place)
        if self.text.peek() != "{":
            self.open = None
            yield Conversation(self.number, {"": self.text.value()}, place)
            return
        for name in self.text.members():
            if name == "comments" and self.text.peek() == "[":
                for at in self.text.elements():
                    yield Said(self.number, self.text.value(), at)
            else:
                fields[name] = self.text.value()
        self.open = None
        yield Conversation(self.number, fields, place)
