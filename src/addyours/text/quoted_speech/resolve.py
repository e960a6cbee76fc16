"""Resolves names, pronouns and descriptions to a person, or says why it can't."""

from __future__ import annotations

from dataclasses import dataclass, replace

from addyours.text.quoted_speech.grammar import Subject
from addyours.text.quoted_speech.lexicon import DETERMINERS, PREPOSITIONS, PRONOUNS, ROLES
from addyours.text.quoted_speech.people import Cast, Marked, Mention, Person

_NOTE_WORDS = 14


@dataclass(frozen=True, slots=True)
class Answer:
    """Who speaks, where that is said, and what is unsure about it."""

    person: Person | None = None
    mention: Mention | None = None
    note: str | None = None
    unsure: tuple[str, ...] = ()
    led: bool = False
    in_para: Marked | None = None

    def as_led(self, where: Marked, reason: str | None = None) -> Answer:
        """Return the answer as one given by the paragraph before."""
        more = (reason,) if reason else ()
        return replace(self, led=True, in_para=where, unsure=self.unsure + more)


class Focus:
    """Who has been spoken of and who has spoken, as far as the text has been read."""

    def __init__(self, cast: Cast) -> None:
        """Start with nobody."""
        self._cast = cast
        self._seen: list[tuple[Person, bool]] = []
        self._unnamed: str | None = None  # the gender of somebody unnamed who came last
        self._spoke: list[Person | None] = []
        self._group = False

    @property
    def last(self) -> Person | None:
        """Return the person last spoken of or speaking."""
        return self._seen[-1][0] if self._seen else None

    @property
    def last_speaker(self) -> Person | None:
        """Return the person last known to have spoken."""
        return next((person for person in reversed(self._spoke) if person is not None), None)

    def enter_paragraph(self) -> None:
        """Forget which subjects stood near: they belong to an earlier paragraph."""
        self._seen = [(person, False) for person, _near in self._seen[-12:]]
        self._unnamed = None

    def saw(self, subject: Subject, *, near: bool = False, para: Marked | None = None) -> None:
        """Take note of a subject of narration; a pronoun counts as the person it stands for."""
        if subject.plural:
            self._group = True
        if subject.role and near and para is not None:
            person = self._described(para, subject).person
            self._unnamed = ROLES.get(subject.role, "") if person is None else None
            if person is not None:
                self._seen.append((person, near))
        elif subject.mention is not None:
            self._unnamed = None
            self._seen.append((subject.mention.person, near))
        elif subject.pronoun in ("he", "she"):
            person, _unsure = self._pronoun(subject.pronoun)
            if person is not None:
                self._seen.append((person, near))

    def spoke(self, person: Person | None) -> None:
        """Take note of a speaker; None when somebody unknown spoke."""
        self._spoke.append(person)
        self._group = False
        self._unnamed = None
        if person is not None:
            self._seen.append((person, False))

    def only_one_spoke(self) -> bool:
        """Tell whether the quotes so far, the last few at least, have one and the same speaker."""
        recent = self._spoke[-4:]
        return bool(recent) and recent[-1] is not None and all(p is recent[-1] for p in recent)

    def again(self, reason: str | None) -> Answer:
        """Return the last speaker once more."""
        last = self._spoke[-1] if self._spoke else None
        if last is None:
            return Answer(unsure=("The speaker of the quote before this one is not known.",))
        return Answer(person=last, unsure=(reason,) if reason else ())

    def answer(self, para: Marked, subject: Subject, verb: str = "") -> Answer:
        """Return the person a subject stands for."""
        if subject.plural:
            return Answer(
                note=describe(para, subject.first, subject.last),
                unsure=("The words are attributed to more than one person.",),
            )
        if subject.mention is not None:
            return Answer(person=subject.mention.person, mention=subject.mention)
        if subject.pronoun:
            person, unsure = self._pronoun(subject.pronoun)
            return Answer(person=person, unsure=unsure)
        return self._described(para, subject, verb)

    def _pronoun(self, pronoun: str) -> tuple[Person | None, tuple[str, ...]]:
        gender = PRONOUNS[pronoun]
        if pronoun in ("i", "we"):
            return None, ("The words are attributed to the writer of the page.",)
        if pronoun == "they":
            return self._they()
        if self._unnamed is not None and self._unnamed in ("", gender):
            return None, (f"\u201c{pronoun}\u201d seems to be somebody the page does not name.",)
        fits = [
            (person, near)
            for person, near in reversed(self._seen)
            if person.gender is None or person.gender == gender
        ]
        if not fits:
            return None, (f"It is not clear whom \u201c{pronoun}\u201d stands for.",)
        first, near = fits[0]
        speaker = self.last_speaker
        rival = speaker is not None and speaker is not first
        if not rival or speaker is None:
            return first, ()
        if speaker.gender not in (None, gender):
            return first, ()
        if near or (first.gender == gender and speaker.gender is None):
            doubt = () if near else self._doubt(pronoun, first, speaker)
            return first, doubt
        return speaker, self._doubt(pronoun, speaker, first)

    @staticmethod
    def _doubt(pronoun: str, chosen: Person, other: Person) -> tuple[str, ...]:
        return (
            f"\u201c{pronoun}\u201d is taken to be {chosen.name}; it could also be {other.name}.",
        )

    def _they(self) -> tuple[Person | None, tuple[str, ...]]:
        speaker = self.last_speaker
        if speaker is not None and not self._group and self.last is speaker:
            if speaker.gender is None and len({id(p) for p, _ in self._seen}) == 1:
                return speaker, ()
        return None, ("It is not clear whom \u201cthey\u201d stands for.",)

    def _same_again(self, head: str | None, verb: str) -> Answer | None:
        """Return the last speaker where "the actor added" can mean nobody else."""
        last = self._spoke[-1] if self._spoke else None
        people = [person for person in self._cast.people if not head or head in person.roles]
        if head and people:
            return None  # somebody has that role: it is for the caller to find out who
        if last is not None and verb in ("added", "adds", "continued", "continues", "went"):
            if not head or ROLES.get(head, "") in ("", last.gender or ROLES[head]):
                return Answer(person=last)
        return None

    def _described(self, para: Marked, subject: Subject, verb: str = "") -> Answer:
        """Return the one person a description fits, or the description itself."""
        note = describe(para, subject.first, subject.last)
        tokens = para.tokens[subject.first : subject.last + 1]
        head = _head([token.low for token in tokens])
        definite = tokens[0].low in ("the", "his", "her", "their") or tokens[0].is_possessive
        if definite and tokens[0].low == "the" and (head or _is_age(tokens[-1].low)):
            same = self._same_again(head, verb)
            if same is not None:
                return same
        if head and definite:
            fits = [person for person in self._cast.people if head in person.roles]
            if len(fits) == 1:
                return Answer(person=fits[0])
        unsure = f"The page does not name who speaks here: \u201c{note}\u201d."
        return Answer(note=note, unsure=(unsure,))


def _is_age(word: str) -> bool:
    return word.endswith("-year-old")


def _head(words: list[str]) -> str | None:
    """Return the role a description ends in, before any preposition."""
    head = None
    for word in words:
        if word in PREPOSITIONS or word in (",", "who", "whose"):
            break
        head = word if word in ROLES else head
    return head


def describe(para: Marked, first: int, last: int) -> str:
    """Return the words of a description as written, shortened to a sensible length."""
    last = min(last, first + _NOTE_WORDS)
    text = para.text[para.tokens[first].start : para.tokens[last].end].strip(" ,;:")
    low = text.split(" ", 1)[0].casefold()
    return text[0].lower() + text[1:] if low in DETERMINERS and low != "i" else text


def note_of(para: Marked, mention: Mention) -> str | None:
    """Return how a speaker is described where they are named: an age, a role, a title."""
    tokens = para.tokens
    after = mention.last + 1
    if after + 1 < len(tokens) and tokens[after].text == "(" and tokens[after + 1].text.isdecimal():
        return tokens[after + 1].text
    if after + 1 < len(tokens) and tokens[after].text == ",":
        note = _apposition(para, after + 1)
        if note is not None:
            return note
    if mention.title:
        return mention.title
    return _role_before(para, mention.first)


def _apposition(para: Marked, first: int) -> str | None:
    """Return the words between the comma after a name and the one that closes them."""
    tokens = para.tokens
    if first >= len(tokens):
        return None
    age = tokens[first].text.isdecimal() and len(tokens[first].text) <= 3
    lows: list[str] = []
    for at in range(first, min(first + 24, len(tokens))):
        text = tokens[at].text
        closes = text in (",", ".", ")", ";", ":") or tokens[at].low in ("told", "said", "says")
        if closes and at > first:
            if age and at == first + 1 and text == ",":
                more = _apposition(para, at + 1)
                role = more if more and not more[0].isdecimal() else None
                return f"{tokens[first].text}, {role}" if role else tokens[first].text
            return para.text[tokens[first].start : tokens[at - 1].end] if _fits(lows, age) else None
        lows.append(tokens[at].low)
    return None


def _fits(lows: list[str], age: bool) -> bool:
    if age:
        return True
    if not lows or lows[0] in ("who", "whose", "which", "and", "but", "adding", "speaking"):
        return False
    return (lows[0] in DETERMINERS | {"former"} and len(lows) <= 20) or lows[0] in ROLES


def _role_before(para: Marked, first: int) -> str | None:
    at = first - 1
    if at >= 0 and para.tokens[at].text == ",":
        at -= 1
    end = at
    while at >= 0 and para.tokens[at].low in ROLES:
        at -= 1
    if at == end:
        return None
    return para.text[para.tokens[at + 1].start : para.tokens[end].end]
