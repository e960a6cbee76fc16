"""Finds the people a text names and which words stand for which of them, proof before guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from addyours.text.fold import fold_name
from addyours.text.quoted_speech.evidence import (
    described_after,
    is_given,
    role_before,
    same_full_name,
    signs,
    speaks,
    without_suffix,
)
from addyours.text.quoted_speech.given_names import GIVEN_NAMES, SHORT_FORMS, gender_of
from addyours.text.quoted_speech.lexicon import (
    ANSWERS,
    ARTISTS,
    DAYS,
    KNOWN_OUTLETS,
    MONTHS,
    NOT_PERSON_WORDS,
    OUTLET_WORDS,
    PERSON_FIRST_ANYWAY,
    ROLES,
    SENTENCE_WORDS,
    SPEECH_VERBS,
    SURNAMES_TOO,
    TELL_VERBS,
    TITLES,
)
from addyours.text.quoted_speech.words import Capitals, Token, find_capitals, tokenise

_NICKNAMED = re.compile(
    "(?<![^\\W\\d_])([^\\W\\d_][\\w\u2019'-]{0,60}) [\u201c\u2018\"'(]([^\\W\\d_][\\w-]*(?: [A-Z][\\w-]*)?)[\u201d\u2019\"')]"
    " (?=([^\\W\\d_][\\w\u2019'-]*))"
)
_PLURAL_NOUN = re.compile("(?:ers|ings|ies|tions|ics|ments|ors|ists)$")
# Beyond this a text is no story, and a short form could be anybody's: bounds the time too.
_MOST_PEOPLE = 300


@dataclass(slots=True)
class Person:
    """A person named in the text; `roles` are the words they were introduced with, lower case."""

    words: tuple[str, ...]
    gender: str | None = None
    roles: set[str] = field(default_factory=set)
    nicknames: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """Return the full name as written."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `first` to `last` of a paragraph stand for `person`; `title` stood before the name."""

    first: int
    last: int
    person: Person
    possessive: bool
    title: str = ""


@dataclass(slots=True)
class Marked:
    """A paragraph cut into tokens and capitalised runs, with who is mentioned where."""

    text: str
    tokens: list[Token]
    runs: list[Capitals]
    mentions: dict[int, Mention] = field(default_factory=dict)


@dataclass(slots=True)
class _Evidence:
    """What the text says about one spelling of a possible name."""

    words: tuple[str, ...]
    order: tuple[int, int]
    strong: bool = False
    speaks: bool = False
    after_the: bool = False
    seen_inside: bool = False
    gender: str | None = None
    roles: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Name:
    """A capitalised run with its titles and sentence words taken off the front."""

    words: tuple[str, ...]
    skipped: int
    title: str


class Cast:
    """The people of one text and its paragraphs with their mentions marked."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        """Read all paragraphs, since a full name may come after its short form."""
        self.marked = [self._mark(text) for text in paragraphs]
        self._common = {
            token.text for para in self.marked for token in para.tokens if token.text.islower()
        }
        self.people: list[Person] = []
        self.doubtful: list[str] = []
        self._doubled: list[str] = []
        self._by_ends: dict[tuple[str, str], list[Person]] = {}
        self._evidence: dict[str, _Evidence] = {}
        self._names: dict[tuple[int, int], _Name] = {}
        self._gather()
        self._choose()
        self._by_word = self._index()
        self._nicknames()
        self._attach()
        self._order()

    @staticmethod
    def _mark(text: str) -> Marked:
        tokens = tokenise(text)
        return Marked(text, tokens, find_capitals(text, tokens))

    def _gather(self) -> None:
        for number, para in enumerate(self.marked):
            for run in para.runs:
                name = self._strip(para, run)
                if name is None:
                    continue
                self._names[number, run.first] = name
                key = fold_name(" ".join(name.words))
                entry = self._evidence.get(key)
                if entry is None:
                    entry = _Evidence(name.words, (number, run.first))
                    self._evidence[key] = entry
                self._look_around(para, run, name, entry)

    def _strip(self, para: Marked, run: Capitals) -> _Name | None:
        words = list(run.words)
        before = para.tokens[run.first - 1].low if run.first else ""
        if before in ARTISTS and words[0] == "The" and len(words) > 1:
            return _Name(tuple(words), 0, before)
        skipped = 0
        while words and self._is_sentence_word(words, run.starts_sentence and not skipped):
            words.pop(0)
            skipped += 1
        titles: list[str] = []
        while len(words) > 1 and words[0].casefold() in TITLES and not is_given(words[0]):
            titles.append(words.pop(0))
        while words and words[0].isupper() and len(words[0]) > 2 and len(words) > 1:
            if any(word.isupper() and len(word) > 2 for word in words[1:]):
                break
            words.pop(0)  # "NBA", "BBC" before a name
        if words and words[-1].casefold() in MONTHS | DAYS and len(words) > 2:
            words.pop()
        if not words or (words[0].casefold() in TITLES and len(words) == 1 and not titles):
            return None
        if words[0].casefold() in SENTENCE_WORDS and not is_given(words[0]):
            return None
        return _Name(tuple(words), len(run.words) - len(words), " ".join(titles))

    def _is_sentence_word(self, words: list[str], starts: bool) -> bool:
        low = words[0].casefold()
        given = low in GIVEN_NAMES
        if low in SENTENCE_WORDS:
            return not (given and len(words) > 1)
        if low in DAYS or (low in MONTHS and not (given and len(words) > 1)):
            return True
        if not starts or given or len(words) < 2:
            return False
        if low in TITLES:
            return False
        return low.endswith("ly") or low in ROLES or low[:-1] in ROLES or low in self._common

    def _look_around(self, para: Marked, run: Capitals, name: _Name, entry: _Evidence) -> None:
        tokens = para.tokens
        before = tokens[run.first - 1].low if run.first else ""
        if name.skipped and not name.title:
            before = run.words[name.skipped - 1].casefold() if name.skipped else before
        if name.title:
            entry.strong = True
            for word in name.title.casefold().split():
                entry.gender = entry.gender or TITLES.get(word) or ROLES.get(word) or None
                entry.roles.add(word)
            before = ""
        entry.seen_inside = entry.seen_inside or not run.starts_sentence
        role = role_before(tokens, run.first) if not name.skipped else None
        if name.skipped and not name.title and before in ROLES:
            role = before  # "Joiner Mara Lind built …"
        if role or signs(tokens, run.first, len(name.words)):
            entry.strong = True
            entry.roles |= {role} if role else set()
            entry.gender = entry.gender or ROLES.get(role or "") or None
        elif before in ("the", "a", "an", "this", "these"):
            entry.after_the = True
        after = [token.low for token in tokens[run.last + 1 : run.last + 12]]
        role_after = None if run.possessive else described_after(after)
        if role_after is not None:
            entry.strong = True
            if role_after in ROLES:
                entry.roles.add(role_after)
                entry.gender = entry.gender or ROLES[role_after] or None
        verb_after = bool(after) and not run.possessive and speaks(after)
        if verb_after or (before in SPEECH_VERBS - TELL_VERBS and not name.skipped):
            entry.speaks = True
        if run.possessive and after and (after[0] in ROLES or after[0] in ANSWERS):
            entry.speaks = True

    def _choose(self) -> None:
        """Decide which spellings are people: full names first, then names of one word."""
        singles = {key: e for key, e in self._evidence.items() if len(e.words) == 1}
        for entry in sorted(self._evidence.values(), key=lambda e: e.order):
            if len(entry.words) < 2 or len(entry.words) > 6:
                continue
            if len(entry.words) == 2 and entry.words[0] == entry.words[1] and not entry.strong:
                self._doubled.append(entry.words[0])
                continue
            verdict = self._judge(entry, singles)
            if verdict is None:
                continue
            if verdict:
                self._add(entry)
            elif entry.seen_inside or len(entry.words) == 2:
                self.doubtful.append(" ".join(entry.words))
        self._choose_singles(singles)

    def _judge(self, entry: _Evidence, singles: dict[str, _Evidence]) -> bool | None:
        """Return True for a person, False for a doubtful one, None for something else."""
        words = [word.casefold().rstrip(".") for word in entry.words]
        given = words[0] in GIVEN_NAMES
        if entry.words[0] == "The":
            return True if entry.strong else None
        if any(word.isupper() and len(word) > 2 for word in entry.words[:-1]):
            return None
        if any(char.isdigit() for word in entry.words for char in word):
            return None
        if " ".join(words) in KNOWN_OUTLETS or words[-1] in OUTLET_WORDS - SURNAMES_TOO:
            return None
        bad = [w for w in words if w in NOT_PERSON_WORDS]
        if bad and words[0] in PERSON_FIRST_ANYWAY and bad == [words[0]]:
            bad = []
        if bad:
            surname = given and bad == [words[-1]] and words[-1] in SURNAMES_TOO
            if not surname or entry.after_the:
                return None
            return entry.strong or entry.speaks
        if entry.strong and not entry.after_the:
            return True
        if entry.after_the:
            return True if entry.strong and given else None
        if given:
            return True
        alone = singles.get(fold_name(entry.words[-1]))
        if alone is not None and (alone.strong or alone.speaks):
            return True
        return entry.speaks and not _PLURAL_NOUN.search(words[-1])

    def _add(self, entry: _Evidence) -> Person:
        key = (fold_name(entry.words[0]), fold_name(without_suffix(entry.words)[-1]))
        alike = self._by_ends.setdefault(key, [])
        for person in alike:
            if same_full_name(person.words, entry.words):
                if len(entry.words) > len(person.words):
                    person.words = entry.words
                break
        else:
            person = Person(entry.words)
            self.people.append(person)
            alike.append(person)
        person.gender = person.gender or entry.gender
        person.roles |= entry.roles
        return person

    def _choose_singles(self, singles: dict[str, _Evidence]) -> None:
        known = {fold_name(word) for person in self.people for word in person.words}
        for key, entry in sorted(singles.items(), key=lambda item: item[1].order):
            word = entry.words[0]
            low = word.casefold()
            if key in known or low in NOT_PERSON_WORDS | KNOWN_OUTLETS or low in MONTHS | DAYS:
                continue
            if entry.after_the or len(word) < 2 or word.isupper() or low in SENTENCE_WORDS:
                continue
            if self._short_form(low) is not None:
                continue
            if entry.strong or (entry.speaks and low in GIVEN_NAMES):
                self._add(entry)

    def _short_form(self, low: str) -> Person | None:
        """Return the one person whose given name this is plainly a short form of."""
        if len(self.people) > _MOST_PEOPLE:
            return None
        full = SHORT_FORMS.get(low)
        fits = [
            person
            for person in self.people
            if len(person.words) > 1
            and (
                person.words[0].casefold() == full
                or (len(low) >= 3 and person.words[0].casefold().startswith(low))
            )
        ]
        return fits[0] if len(fits) == 1 else None

    def _index(self) -> dict[str, list[Person]]:
        """Map every folded word and full name to the people it may stand for."""
        index: dict[str, list[Person]] = {}
        for person in self.people:
            tail = without_suffix(person.words)
            forms = {" ".join(person.words), tail[0], tail[-1], f"{tail[0]} {tail[-1]}"}
            if len(tail) > 2:
                forms.add(" ".join(tail[1:]))
            if person.words[0] == "The":
                forms = {person.name}
            for form in forms:
                index.setdefault(fold_name(form), []).append(person)
        for word in self._doubled:
            # A given name cut short and said twice is a pet name, if it can be only one person's.
            if (short_for := self._short_form(word.casefold())) is not None:
                index.setdefault(fold_name(f"{word} {word}"), []).append(short_for)
            else:
                self.doubtful.append(f"{word} {word}")
        return index

    def _nicknames(self) -> None:
        for para in self.marked:
            for match in _NICKNAMED.finditer(para.text):
                full = fold_name(f"{match.group(1)} {match.group(3)}")
                if full not in self._by_word:
                    first, last = match.group(1), match.group(3)
                    if not (first[0].isupper() and last[0].isupper() and is_given(first)):
                        continue
                    person = Person((first, last), gender_of(first))
                    self.people.append(person)
                    for form in (full, fold_name(first), fold_name(last)):
                        self._by_word.setdefault(form, []).append(person)
                self._by_word.setdefault(fold_name(match.group(2)), []).extend(
                    self._by_word[full][:1]
                )

    def who(self, words: Sequence[str]) -> Person | None:
        """Return the one person a name or part of a name stands for, or None."""
        found = self._by_word.get(fold_name(" ".join(words)), [])
        if len(found) == 1:
            return found[0]
        if found:
            return None
        lows = {word.casefold() for word in words}
        if len(lows) == 1:
            return self._short_form(lows.pop())
        return None

    def candidates(self, words: Sequence[str]) -> list[Person]:
        """Return everybody a name or part of a name may stand for."""
        return self._by_word.get(fold_name(" ".join(words)), [])

    def _attach(self) -> None:
        runs = [{run.first: run for run in para.runs} for para in self.marked]
        for (number, first), name in self._names.items():
            para, run = self.marked[number], runs[number][first]
            person = self.who(name.words)
            if person is None:
                continue
            start = _nth_word(para.tokens, run, name.skipped)
            para.mentions[start] = Mention(start, run.last, person, run.possessive, name.title)
        for person in self.people:
            if person.gender is None and len(person.words) > 0:
                person.gender = gender_of(person.words[0])
        resolved = {fold_name(person.name) for person in self.people}
        self.doubtful = [
            name
            for name in self.doubtful
            if fold_name(name) not in resolved and self.who(name.split()) is None
        ]

    def _order(self) -> None:
        """Put the people in the order they are first mentioned."""
        mentioned = [
            para.mentions[at].person for para in self.marked for at in sorted(para.mentions)
        ]
        self.people = list({id(person): person for person in mentioned + self.people}.values())


def _nth_word(tokens: list[Token], run: Capitals, skipped: int) -> int:
    at = run.first
    while skipped and at < run.last:
        at += 1
        if tokens[at].text != ".":
            skipped -= 1
    return at
