"""Measures the reading of quoted speech on passages of every way to attribute words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from addyours.text.fold import clean_line
from addyours.text.quoted_speech import read

CORPUS = Path(__file__).parent / "quoted_speech_corpus.toml"
PRECISION = 0.95
RECALL = 0.85


@dataclass
class Score:
    """Counts of what was right, wrong and missed, with a line for each mistake."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    def count(self, want: str, got: str, where: str) -> None:
        """Count one value; a wrong one is also one that was missed."""
        if want == got:
            self.right += bool(want)
            return
        self.wrong += bool(got)
        self.missed += bool(want)
        self.notes.append(f"{where}: wanted {want or 'nothing'!r}, got {got or 'nothing'!r}")

    def report(self, name: str) -> str:
        numbers = f"{name}: precision {self.precision:.3f}, recall {self.recall:.3f}"
        return "\n".join([numbers, *self.notes])


def _cases() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = tomllib.loads(CORPUS.read_text(encoding="utf-8"))["case"]
    return cases


def _score(key: str) -> Score:
    score = Score()
    for case in _cases():
        quotes = read(case["paragraphs"]).quotes
        wanted = case["quotes"]
        for at in range(max(len(quotes), len(wanted))):
            want = wanted[at].get(key, "") if at < len(wanted) else ""
            if at < len(wanted) and key not in wanted[at]:
                continue
            got = getattr(quotes[at], key) or "" if at < len(quotes) else ""
            score.count(want, got, case["way"])
    return score


def test_the_corpus_has_at_least_sixty_passages() -> None:
    assert sum(len(case["quotes"]) or 1 for case in _cases()) >= 60


def test_what_a_quote_block_takes_away_is_whole_sentences_and_nothing_twice() -> None:
    for case in _cases():
        for quote in read(case["paragraphs"]).quotes:
            text = clean_line(quote.paragraph)
            at = 0
            for piece in quote.pieces:
                assert at <= piece.start < piece.end <= len(text), case["way"]
                before = text[at : piece.start].strip()
                assert not before or before[-1] in ".?!…:”’", case["way"]
                at = piece.end
            rest = text[at:].strip()
            assert not rest or rest[0].isupper() or rest[0] in "“‘", case["way"]
            assert quote.pieces, case["way"]


def test_speakers_are_found_with_the_promised_precision_and_recall() -> None:
    score = _score("speaker")
    report = score.report("speaker")
    print(report)
    assert score.precision >= PRECISION, report
    assert score.recall >= RECALL, report


def test_outlets_are_found_with_the_promised_precision_and_recall() -> None:
    score = _score("said_to")
    report = score.report("said_to")
    print(report)
    assert score.precision >= PRECISION, report
    assert score.recall >= RECALL, report


def test_paragraphs_of_speech_are_told_from_narration() -> None:
    score = Score()
    for case in _cases():
        got, want = len(read(case["paragraphs"]).quotes), len(case["quotes"])
        score.right += min(got, want)
        score.wrong += max(0, got - want)
        score.missed += max(0, want - got)
        if got != want:
            score.notes.append(f"{case['way']}: wanted {want} quotes, got {got}")
    report = score.report("quotes")
    print(report)
    assert score.precision >= PRECISION, report
    assert score.recall >= PRECISION, report


def test_people_are_found_with_the_promised_precision_and_recall() -> None:
    score = Score()
    for case in _cases():
        if "people" not in case:
            continue
        got, want = set(read(case["paragraphs"]).people), set(case["people"])
        for name in sorted(got | want):
            score.count(name if name in want else "", name if name in got else "", case["way"])
    report = score.report("people")
    print(report)
    assert score.precision >= PRECISION, report
    assert score.recall >= RECALL, report


def test_notes_and_times_hang_on_the_attribution() -> None:
    for key, name in (("speaker_note", "note"), ("said_on", "said_on")):
        for case in _cases():
            for want, got in zip(case["quotes"], read(case["paragraphs"]).quotes, strict=False):
                if name in want:
                    assert (getattr(got, key) or "") == want[name], case["way"]


def test_a_speaker_that_is_not_known_is_always_marked_for_the_editor() -> None:
    for case in _cases():
        for quote in read(case["paragraphs"]).quotes:
            assert quote.speaker or quote.unsure, case["way"]
