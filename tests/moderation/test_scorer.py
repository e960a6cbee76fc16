"""The scorer by itself, without a database: what it reads, how it learns and unlearns, what it says."""

from __future__ import annotations

import math
import random
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addyours.moderation.scorer import prior
from addyours.moderation.scorer.evaluation import calibration, recall_at, report, threshold_at
from addyours.moderation.scorer.features import SIZE, Features, features
from addyours.moderation.scorer.model import Lesson, Model, ModelDamaged, sigmoid
from addyours.moderation.scorer.reading import HEAD, LINK, TAIL, read
from addyours.moderation.scorer.reasons import reasons
from addyours.moderation.scorer.training import Example, calibrate, fit

SPAM = "Check out my channel and subscribe please, free gifts at http://gifts-now.xyz/win"
GOOD = "I have lived next to the harbour for twenty years and nobody ever asked us about the ferry."


@pytest.fixture(scope="module")
def shipped():
    return prior.shipped()


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("s u b s c r i b e", "subscribe"),
        ("s.u.b.s.c.r.i.b.e", "subscribe"),
        ("S-U-B-S-C-R-I-B-E", "subscribe"),
        ("sub\u200bscribe", "subscribe"),
        ("\uff53\uff55\uff42\uff53\uff43\uff52\uff49\uff42\uff45", "subscribe"),
        ("SUBSCRIBE", "subscribe"),
        ("sub\u0441\u0433ibe", "subcгibe".replace("г", "г")),
        ("subs&#99;ribe", "subscribe"),
        ("<b>subscribe</b>", "subscribe"),
        ("ch4nn3l", "channel"),
        ("pleeeeease", "pleease"),
        ("caf\u00e9", "cafe"),
    ],
)
def test_words_are_read_behind_their_disguise(disguised, plain):
    assert plain in read(disguised).words


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("see https://www.Example.com/a?b=c now", "example.com"),
        ("see example . com/shop", "example.com"),
        ("example.co.uk", "example.co.uk"),
        ("a <a href='http://x.example/y'>link</a> http://y.example", "y.example"),
        ("/watch?v=abc123", "watch"),
    ],
)
def test_links_become_one_word_and_a_host(text, host):
    reading = read(text)
    assert host in reading.hosts
    assert LINK in reading.words


@pytest.mark.parametrize(
    "text", ["e.g. this", "at 10.30 in Rome", "me.too", "Mr. Com", "a@b.example"]
)
def test_what_is_no_link_is_none(text):
    assert read(text).hosts in ((), ("me.too",))


@given(st.text(max_size=3_000))
def test_any_text_has_a_score_between_nothing_and_one(text):
    reading = read(text)
    assert len(reading.words) <= 2 * (HEAD + TAIL)
    found = features(reading)
    for group in (found.parts, found.phrases, found.facts):
        assert all(0 <= number < SIZE for number in group)
    assert 0 <= _shipped().score(found) <= 1


def _shipped(known=[]):  # noqa: B006 - loaded once
    if not known:
        known.append(prior.shipped())
    return known[0]


def test_an_empty_site_knows_spam_from_a_remark(shipped):
    assert shipped.score(features(read(SPAM))) > 0.9
    assert shipped.score(features(read(GOOD))) < 0.1


def test_what_ships_is_small_and_whole(shipped):
    folder = prior._FOLDER
    assert len((folder / "weights.bin").read_bytes()) < 300_000
    assert len(prior.good_scores()) == 200
    texts = prior.texts()
    for kind in (True, False):
        assert len({text for text, is_spam in texts if is_spam is kind}) > 500


def test_scoring_takes_less_than_a_millisecond_of_a_usual_comment(shipped):
    texts = [text for text, _is_spam in prior.texts()][::10]
    for text in texts:
        shipped.score(features(read(text)))
    started = time.process_time()
    for text in texts:
        shipped.score(features(read(text)))
    # A quarter of this on an idle machine; the test may run on a busy one.
    assert (time.process_time() - started) / len(texts) < 0.001


def test_the_longest_comment_takes_no_longer_than_its_beginning(shipped):
    words = [f"word{number}" for number in range(2_000)]
    assert len(read(" ".join(words)).words) <= 2 * (HEAD + TAIL)
    started = time.process_time()
    shipped.score(features(read(" ".join(words)[:10_000])))
    assert time.process_time() - started < 0.05


def test_a_model_takes_less_than_twenty_megabytes():
    tracemalloc.start()
    model = prior.shipped()
    for text, _is_spam in prior.texts()[::40]:
        model.score(features(read(text)))
    size, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size < 20 * 1024**2


def test_a_lesson_moves_the_score_and_taking_it_back_brings_it_back(shipped):
    model = shipped.copy()
    text = features(read("The brass band plays at noon, bring a chair."))
    before = model.score(text)
    lesson = model.lesson(text, is_spam=True)
    model.apply(lesson)
    taught = model.score(text)
    assert taught > before + 0.1
    model.apply(Lesson.from_bytes(lesson.to_bytes()), sign=-1)
    assert model.score(text) == pytest.approx(before, abs=1e-5)
    assert model.seen == shipped.seen


def test_what_is_foreseen_teaches_little(shipped):
    foreseen = shipped.lesson(features(read(SPAM)), is_spam=True)
    surprising = shipped.lesson(features(read(SPAM)), is_spam=False)
    assert sum(map(abs, foreseen.steps)) * 5 < sum(map(abs, surprising.steps))


def test_a_score_is_that_of_the_whole_vector_before_and_after_a_lesson(shipped):
    model = shipped.copy()
    rows = [features(read(text), ("accepted:0",)) for text in (SPAM, GOOD, "win win win", "")]

    def by_vector(found: Features) -> float:
        return sigmoid(model.slope * model.total(model.vector(found)) + model.offset)

    for _lesson in range(2):
        scores = [model.score(found) for found in rows]
        assert scores == pytest.approx([by_vector(found) for found in rows])
        assert scores == [model.score(found) for found in rows], "remembered words score the same"
        model.apply(model.lesson(rows[1], is_spam=True))
    assert model.score(rows[1]) > scores[1]


def test_old_lessons_are_forgotten_slowly(shipped):
    model = shipped.copy()
    text = features(read("Order the seaside lottery almanac."))
    model.apply(model.lesson(text, is_spam=True))
    early = model.score(text)
    for _ in range(30):
        model.apply(model.lesson(text, is_spam=False))
    assert model.score(text) < 0.2 < early


def test_a_model_is_the_same_after_it_was_stored(shipped):
    again = Model.from_bytes(shipped.to_bytes())
    for text in (SPAM, GOOD):
        assert again.score(features(read(text))) == shipped.score(features(read(text)))


@pytest.mark.parametrize("stored", [b"", b"AYS1", b"x" * 500, prior.shipped().to_bytes()[:-50]])
def test_damaged_weights_are_known_as_such(stored):
    with pytest.raises(ModelDamaged):
        Model.from_bytes(stored)
    with pytest.raises(ModelDamaged):
        Lesson.from_bytes(stored)


def test_training_learns_what_it_is_given_and_is_repeatable():
    rows = [("the tide table is wrong", False), ("win a boat now", True)] * 8
    examples = [Example(features(read(text)), spam) for text, spam in rows]
    one, two = (fit(Model(), examples, tell=lambda: None) for _ in range(2))
    assert one.weights == two.weights
    assert one.score(features(read("win a boat"))) > 0.8
    assert one.score(features(read("the tide table"))) < 0.2


def test_reasons_name_what_weighed(shipped):
    said = reasons(shipped, read(SPAM))
    assert "gifts-now.xyz, which was never seen here" in said
    assert "“" in said
    assert reasons(shipped, read("Good morning.")) == ""


def test_the_threshold_lets_through_the_share_it_promises():
    chance = random.Random(7)
    good = [chance.random() for _ in range(1_000)]
    threshold = threshold_at(good, 0.01)
    assert sum(score > threshold for score in good) == 10
    assert threshold_at([], 0.01) == 1.0
    assert threshold_at([0.3] * 50, 0.01) == 0.3


def test_the_report_is_right_where_it_can_be_counted_by_hand():
    judged = [(0.9, True), (0.8, False), (0.7, True), (0.2, False), (0.1, False)]
    found = report(judged)
    assert found.auc == pytest.approx(5 / 6)
    assert found.f1 == pytest.approx(2 * 2 / (2 * 2 + 1))
    assert found.recall_at_1pct_fpr == 0.5
    assert recall_at(judged, 0.34) == 1.0
    assert found.brier == pytest.approx((0.01 + 0.64 + 0.09 + 0.04 + 0.01) / 5)
    assert [one.texts for one in calibration(judged)] == [1, 1, 1, 1, 1]


def test_calibration_makes_sums_into_probabilities():
    chance = random.Random(3)
    told = []
    for _ in range(3_000):
        total = chance.uniform(-4, 4)
        told.append((total, chance.random() < 1 / (1 + math.exp(-(0.5 * total + 1)))))
    slope, offset = calibrate(told)
    assert slope == pytest.approx(0.5, abs=0.1)
    assert offset == pytest.approx(1.0, abs=0.2)
    assert calibrate(told[:5]) == (1.0, 0.0)
