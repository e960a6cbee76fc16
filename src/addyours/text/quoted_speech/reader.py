"""Reads a text from top to bottom and remembers who spoke last, which is what pronouns need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from addyours.text.fold import clean_line
from addyours.text.quoted_speech.attribution import (
    Attribution,
    audience,
    find_after,
    find_before,
    lead_in,
    said_on,
)
from addyours.text.quoted_speech.grammar import Subject, Unit, clause_subjects, units_of
from addyours.text.quoted_speech.marks import Span, find_spans
from addyours.text.quoted_speech.outlets import Outlets
from addyours.text.quoted_speech.passages import Passage, PlainPassage, QuotePassage, Reading
from addyours.text.quoted_speech.people import Cast, Marked
from addyours.text.quoted_speech.pieces import pieces_of
from addyours.text.quoted_speech.resolve import Answer, Focus, note_of
from addyours.text.quoted_speech.speech import is_speech, join_spans, outside, spoken_spans

# A story is never longer; beyond this the paragraphs come back plain. Bounds the time.
MOST_CHARACTERS = 1_000_000
LONGEST_PARAGRAPH = 20_000
FROM_SENTENCE_BEFORE = "Nothing says who speaks here; taken from the sentence before it."

FROM_QUOTE_BEFORE = "Nothing says who speaks here; taken from the quote before it."


@dataclass(slots=True)
class _State:
    """What has been read so far."""

    focus: Focus
    outlets: Outlets
    last_outlet: str | None = None
    said_to: dict[int, str] = field(default_factory=dict)
    previous: QuotePassage | None = None  # only while the paragraph before was quoted speech
    still_open: bool = False
    lead: tuple[Subject | None, bool, Marked, str] | None = None


def read(paragraphs: Sequence[str]) -> Reading:
    """Tell quoted speech from narration, paragraph by paragraph, and resolve its speakers.

    Pure and bounded: a text of more than MOST_CHARACTERS is returned as plain paragraphs.
    """
    if sum(map(len, paragraphs)) > MOST_CHARACTERS:
        return Reading(tuple(PlainPassage(text) for text in paragraphs))
    texts = [clean_line(text) if len(text) <= LONGEST_PARAGRAPH else "" for text in paragraphs]
    cast = Cast(texts)
    state = _State(Focus(cast), Outlets(cast))
    spans = [find_spans(text) for text in texts]
    passages: list[Passage] = []
    for number, marked in enumerate(cast.marked):
        following = spans[number + 1] if number + 1 < len(spans) else []
        usable = _usable(spans[number], marked.text, following, texts, number)
        passages.append(_read_one(state, marked, usable, paragraphs[number]))
    people = tuple(person.name for person in cast.people)
    return Reading(tuple(passages), people, tuple(dict.fromkeys(cast.doubtful)))


def _usable(
    spans: list[Span], text: str, following: list[Span], texts: Sequence[str], number: int
) -> list[Span]:
    """Drop a single mark left open, unless the next paragraph opens one again."""
    if spans and not spans[-1].closed and spans[-1].mark in "\u2018'":
        if not (following and following[0].start == 0 and following[0].mark == spans[-1].mark):
            return spans[:-1]
    return spans


def _read_one(state: _State, para: Marked, spans: list[Span], original: str) -> Passage:
    units = units_of(para, spans)
    found = _attributions(units, spans) if spans else {}
    continues = state.still_open and bool(spans) and spans[0].start == 0
    if spans and (continues or is_speech(para.text, spans, found)):
        passage = _quote(state, para, units, spans, found, original)
        state.previous, state.lead = passage, None
        return passage
    _narrate(state, para, units)
    return PlainPassage(original)


def _attributions(units: Sequence[Unit], spans: Sequence[Span]) -> dict[int, list[Attribution]]:
    """Return the attributions of each quotation by its number, the closest first."""
    found: dict[int, list[Attribution]] = {}
    for at, unit in enumerate(units):
        if unit.kind != "quote":
            continue
        after = find_after(units, at, spans[unit.index])
        before = find_before(units, at)
        both = [one for one in (after, before) if one is not None]
        if before is not None and before.strong and not (after and after.strong):
            both.reverse()
        if both:
            found[unit.index] = both
    return found


def _narrate(state: _State, para: Marked, units: Sequence[Unit]) -> None:
    """Take note of who and which outlet a paragraph without speech is about."""
    state.still_open = False
    state.previous = None
    subjects = clause_subjects(units)
    for subject in subjects:
        state.focus.saw(subject)
    outlet = _outlet_in(state, para, (0, len(para.tokens) - 1))
    leads, announces = lead_in(units)
    state.lead = (leads, announces, para, para.text)
    # "Lind spoke to the Gazette": what she says next, she said there.
    if outlet is not None and subjects:
        person = state.focus.answer(para, subjects[-1]).person
        if person is not None:
            state.said_to[id(person)] = outlet


def _outlet_in(state: _State, para: Marked, area: tuple[int, int]) -> str | None:
    outlet, _addressed = audience(para, area, state.outlets, state.last_outlet)
    for run in para.runs:
        if area[0] <= run.first and run.last <= area[1] and run.first not in para.mentions:
            state.last_outlet = state.outlets.named(run) or state.last_outlet
    return outlet


def _quote(
    state: _State,
    para: Marked,
    units: Sequence[Unit],
    spans: Sequence[Span],
    found: dict[int, list[Attribution]],
    original: str,
) -> QuotePassage:
    spoken = spoken_spans(para.text, spans, found)
    state.focus.enter_paragraph()
    answer, attribution = _speaker(state, para, units, spans, found, spoken)
    unsure = list(answer.unsure)
    words = outside(para.text, spans)
    lead = state.lead
    if not words and answer.led and lead is not None:
        words = lead[3]
    said_to, when = _context(state, para, answer, attribution, unsure)
    if any(not span.closed for span in spans[:-1]):
        unsure.append("The quote marks in this paragraph do not pair up.")
    state.still_open = not spans[-1].closed
    note = answer.note
    if note is None and answer.person is not None and answer.mention is not None:
        note = note_of(answer.in_para or para, answer.mention)
    if answer.person is not None:
        state.focus.spoke(answer.person)
    elif attribution is not None or answer.unsure:
        state.focus.spoke(None)
    return QuotePassage(
        text=join_spans(para.text, spans, spoken),
        paragraph=original,
        speaker=answer.person.name if answer.person else None,
        speaker_note=note,
        said_to=said_to,
        said_on=when,
        attribution=words,
        unsure=tuple(dict.fromkeys(unsure)),
        pieces=pieces_of(para, units, spans, spoken, found),
    )


def _context(
    state: _State,
    para: Marked,
    answer: Answer,
    attribution: Attribution | None,
    unsure: list[str],
) -> tuple[str | None, str | None]:
    """Return whom it was said to and when, carried on from the same speaker's quote before."""
    said_to, addressed, when = None, False, None
    places = []
    if attribution is not None:
        places.append((para, (attribution.first, attribution.last)))
    if answer.led and state.lead is not None:
        lead = state.lead[2]
        places.append((lead, (0, len(lead.tokens) - 1)))
    for where, area in places:
        before = state.last_outlet
        outlet, told = audience(where, area, state.outlets, before)
        _outlet_in(state, where, area)
        said_to, addressed = said_to or outlet, addressed or told
        start = where.tokens[area[0]].start
        text = where.text[start : where.tokens[area[1]].end]
        when = when or said_on(text, _verb_offset(where, area, attribution, start))
    if addressed and said_to is None and _told_outlet(para):
        unsure.append("The page does not name the outlet this was said to.")
    if answer.person is None:
        return said_to, when
    key = id(answer.person)
    if said_to is not None:
        state.said_to[key] = said_to
    elif addressed:
        state.said_to.pop(key, None)
    else:
        said_to = state.said_to.get(key)
    return said_to, when


def _told_outlet(para: Marked) -> bool:
    lows = [token.low for token in para.tokens]
    return any(f"told the {noun}" in " ".join(lows) for noun in ("magazine", "paper", "newspaper"))


def _verb_offset(
    para: Marked, area: tuple[int, int], attribution: Attribution | None, start: int
) -> int:
    verb = attribution.verb if attribution else ""
    for token in para.tokens[area[0] : area[1] + 1]:
        if token.low == verb:
            return token.end - start
    return 0


def _speaker(
    state: _State,
    para: Marked,
    units: Sequence[Unit],
    spans: Sequence[Span],
    found: dict[int, list[Attribution]],
    spoken: Sequence[int],
) -> tuple[Answer, Attribution | None]:
    """Return who speaks in a paragraph and the attribution that says so."""
    answers: list[tuple[Answer, Attribution]] = []
    seen: set[tuple[int, int, int]] = set()
    reached = 0
    for index in spoken:
        for attribution in found.get(index, ())[:1]:
            place = (attribution.first, attribution.last, attribution.subject.first)
            if place in seen:
                continue
            seen.add(place)
            reached = _walk(state, para, units, reached, attribution.subject.first)
            answer = state.focus.answer(para, attribution.subject, attribution.verb)
            if not attribution.verb and answer.person is not None:
                answer = replace(answer, unsure=(*answer.unsure, FROM_SENTENCE_BEFORE))
            answers.append((answer, attribution))
    named = {id(answer.person): answer for answer, _ in answers if answer.person is not None}
    if len(named) > 1:
        names = " and ".join(a.person.name for a in named.values() if a.person)
        return Answer(unsure=(f"More than one person speaks in this paragraph: {names}.",)), None
    for answer, attribution in answers:
        if answer.person is not None:
            return answer, attribution
    if answers:
        return answers[0]
    return _without_attribution(state, para, units, spans), None


def _walk(state: _State, para: Marked, units: Sequence[Unit], start: int, stop: int) -> int:
    """Take note of the subjects of the narration that comes before an attribution."""
    sentence = [unit for unit in units if start <= unit.first < stop]
    for subject in clause_subjects(sentence):
        state.focus.saw(subject, near=True, para=para)
    return max(start, stop)


def _without_attribution(
    state: _State, para: Marked, units: Sequence[Unit], spans: Sequence[Span]
) -> Answer:
    previous = state.previous
    if previous is not None:
        if state.still_open and spans[0].start == 0:
            return state.focus.again(None)
        asked = previous.text.rstrip().endswith("?")
        if not asked and state.focus.only_one_spoke():
            return state.focus.again(FROM_QUOTE_BEFORE)
        return Answer(
            unsure=("Nothing says who speaks here; the quote before it may have the same speaker.",)
        )
    subject, announces, where, _text = state.lead or (None, False, para, "")
    if subject is not None:
        answer = state.focus.answer(where, subject)
        if announces:
            return answer.as_led(where)
        if answer.person is not None and answer.person is state.focus.last_speaker:
            return answer.as_led(where, FROM_SENTENCE_BEFORE)
    return Answer(unsure=("Nothing says who speaks here.",))
