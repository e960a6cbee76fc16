"""What the scorer learns from decisions: once, in every process, and taken back with the decision."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from addyours.comments.actions import decide, edit_comment, undo_decision
from addyours.comments.learning import CONSUMERS, label_of, learn_from, note_alike, pack
from addyours.comments.models import Comment
from addyours.moderation.models import Lesson, Likeness, Wave, Weights
from addyours.moderation.scorer import queries as scorer_queries
from addyours.moderation.scorer import remembered
from addyours.moderation.scorer.actions import forget_likenesses
from addyours.moderation.scorer.features import features
from addyours.moderation.scorer.likeness import bands, likeness, sketch
from addyours.moderation.scorer.reading import read
from addyours.outbox.changes import ChangeRow
from addyours.outbox.models import Change
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_scorer")]
TEXT = (
    "The brass band of {} plays at noon on the quay, bring your own chair and your neighbours too."
)


@pytest.fixture
def moderator():
    return make.make_user("moderator")


def changes(after=0):
    """What the outbox tells its consumers."""
    rows = Change.objects.filter(pk__gt=after).order_by("pk")
    return [ChangeRow(row.position, row.topic, tuple(row.keys), row.ids) for row in rows]


def score(text):
    """What a process thinks that has just read everything anew."""
    return remembered.read().model.score(features(read(text)))


def in_force(comment):
    lesson = scorer_queries.lesson_in_force(comment.key)
    return lesson and lesson.label


@pytest.mark.parametrize(
    ("to", "label", "is_higher"),
    [("spam", "spam", True), ("rejected", "unwanted", True), ("published", "good", False)],
)
def test_each_decision_is_learned(moderator, to, label, is_higher):
    comment = make.make_comment(
        state="pending",
        body="Nobody said the ferry was free of charge, look here: www.quay.example",
    )
    before = score(comment.body)
    decide(comment, to=to, by=moderator)
    learn_from(changes())
    assert in_force(comment) == label
    assert (score(comment.body) > before) is is_higher
    lesson = Lesson.objects.get()
    assert lesson.score == pytest.approx(before, abs=1e-4)


def test_the_same_changes_told_twice_teach_once(moderator):
    comment = make.make_comment(state="pending", body=TEXT.format("Arn"))
    decide(comment, to="spam", by=moderator)
    told = changes()
    learn_from(told)
    after = score(comment.body)
    learn_from(told)
    assert Lesson.objects.count() == 1
    assert score(comment.body) == after


def test_undo_takes_back_what_was_learned_and_undoing_that_brings_it_again(moderator):
    comment = make.make_comment(state="pending", body=TEXT.format("Arn"))
    before = score(comment.body)
    for expected in ("spam", None, "spam", None):
        if Lesson.objects.exists():
            undo_decision(comment, by=moderator)
        else:
            decide(comment, to="spam", by=moderator)
        learn_from(changes())
        assert in_force(comment) == expected
    assert score(comment.body) == pytest.approx(before, abs=1e-5)


def test_a_changed_mind_is_learned_anew(moderator):
    comment = make.make_comment(state="pending", body=TEXT.format("Arn"))
    before = score(comment.body)
    decide(comment, to="spam", by=moderator)
    learn_from(changes())
    decide(comment, to="published", by=moderator)
    learn_from(changes())
    assert in_force(comment) == "good"
    assert [one.sign for one in Lesson.objects.order_by("pk")] == [1, -1, 1]
    assert score(comment.body) < before


def test_what_was_decided_and_undone_between_two_looks_teaches_nothing(moderator):
    comment = make.make_comment(state="pending")
    decide(comment, to="spam", by=moderator)
    undo_decision(comment, by=moderator)
    learn_from(changes())
    assert not Lesson.objects.exists()


def test_what_was_published_without_a_look_teaches_nothing():
    make.make_policy()
    comment = make.post(make.make_thread())
    assert comment.state == "published"
    learn_from(changes())
    assert label_of(comment) is None
    assert not Lesson.objects.exists()


def test_facts_of_the_posting_are_learned_with_the_text(moderator):
    make.make_policy("all")
    comment = make.post(make.make_thread(), seconds=1.0, writer=make.make_writer(name="Best Deal"))
    assert {"took:0", "accepted:0", "name:best", "name:deal"} <= set(comment.facts.split())
    assert 0 <= comment.spam_score <= 1
    guest = make.writer_of(comment)
    edit_comment(comment, writer=guest, body="Quite another text, then.", now=make.NOON)
    assert "age:0" in Comment.objects.get(pk=comment.pk).facts


def test_a_host_counts_as_new_until_a_decision_about_it_was_learned(moderator):
    make.make_policy("all")
    thread = make.make_thread()
    for day, is_new in (("Monday", True), ("Friday", False)):
        comment = make.post(thread, f"Since {day}: http://quay-norholm.example/times as ever.")
        assert ("newhost" in comment.facts.split()) is is_new
        decide(comment, to="published", by=moderator)
        learn_from(changes())


def test_lessons_packed_into_the_weights_make_no_difference(moderator, monkeypatch):
    for place in ("Arn", "Tarn", "Varn"):
        comment = make.make_comment(state="pending", body=TEXT.format(place))
        decide(comment, to="spam", by=moderator)
    learn_from(changes())
    before = score(TEXT.format("Arn"))
    remembered.forget()
    monkeypatch.setattr("addyours.comments.learning.PACKED_EVERY", 3)
    pack()
    assert Weights.objects.get().until == Lesson.objects.order_by("-pk").first().pk
    remembered.forget()
    assert score(TEXT.format("Arn")) == pytest.approx(before, abs=1e-5)
    assert remembered.refresh().unpacked == 0


def test_a_process_is_brought_up_to_date_by_reading_only_what_is_new(moderator, queries):
    remembered.refresh()
    comment = make.make_comment(state="pending", body=TEXT.format("Arn"))
    decide(comment, to="spam", by=moderator)
    other = remembered.current()
    remembered.forget()
    learn_from(changes())
    with queries() as made:
        fresh = remembered.read(other)
    assert len(made.statements) == 3
    assert fresh.model.score(features(read(comment.body))) == pytest.approx(score(comment.body))


def test_what_was_rolled_back_is_not_remembered(moderator):
    comment = make.make_comment(state="pending", body=TEXT.format("Arn"))
    decide(comment, to="spam", by=moderator)
    learn_from(changes())
    taught = score(comment.body)
    # As if the transaction of the consumer had failed at its end.
    assert remembered.current().is_unsure
    Lesson.objects.all().delete()
    fresh = remembered.refresh()
    assert fresh.lessons == 0
    assert fresh.model.score(features(read(comment.body))) < taught


def test_scoring_asks_the_database_nothing(queries):
    make.make_policy("none", held_in_error=1)
    thread = make.make_thread()
    make.post(thread)
    with queries() as without:
        make.post(thread, writer=make.make_writer(name="Odo"))
    make.make_policy("none")
    with queries() as made:
        make.post(thread, writer=make.make_writer(name="Ina"))
    assert len(made.statements) == len(without.statements)


def test_likely_spam_is_held_and_says_why():
    make.make_policy("none", held_in_error=1)
    comment = make.post(
        make.make_thread(), "Please check out my channel and subscribe, I make gaming videos!!!"
    )
    assert comment.state == "pending"
    assert comment.held_because.startswith("It looks like spam: ")
    assert "channel" in comment.held_because


def test_the_threshold_follows_the_owners_share(moderator):
    known = remembered.current()
    shares = [known.threshold(Decimal(percent)) for percent in (0, 1, 5, 20)]
    assert shares[0] == 1.0
    assert shares == sorted(shares, reverse=True)


def test_rates_are_measured_before_learning_and_without_what_was_taken_back(moderator):
    make.make_policy("none", held_in_error=1)
    spam = make.make_comment(state="pending", body="Subscribe to my channel please, sub 4 sub!!!")
    good = make.make_comment(state="pending", body="The mayor never answered that question.")
    wrong = make.make_comment(state="pending", body="Which bus goes there on Sundays?")
    decide(spam, to="spam", by=moderator)
    decide(good, to="published", by=moderator)
    decide(wrong, to="spam", by=moderator)
    learn_from(changes())
    undo_decision(wrong, by=moderator)
    learn_from(changes())
    found = scorer_queries.rates(scorer_queries.foretold(most=100))
    assert (found.good, found.held_in_error, found.spam, found.caught) == (1, 0, 1, 1)


def test_stretches_of_decisions_are_whole_and_in_order(moderator):
    at = timezone.now()
    lessons = [
        Lesson(subject=f"comment:{n}", label="good" if n % 2 else "spam", score=0.5,
               was_above=n % 4 == 0, change=b"", at=at + timedelta(hours=n))
        for n in range(130)
    ]  # fmt: skip
    found = scorer_queries.rates_over_time(lessons, steps=24, least=50)
    assert [one.good + one.spam for one in found] == [50, 50]
    assert found[-1].until == lessons[-1].at
    assert found[-1].caught_percent == pytest.approx(50, abs=3)


def test_the_consumers_are_known_by_name():
    assert [one.name for one in CONSUMERS] == ["scorer", "waves"]
    assert [one.is_atomic for one in CONSUMERS] == [True, False]


def test_weights_and_lessons_that_cannot_be_read_are_started_anew(moderator):
    Weights.objects.create(pk=1, packed=b"of an older kind", version=7)
    Lesson.objects.create(subject="comment:1", label="spam", change=b"no lesson")
    known = remembered.refresh()
    assert (known.version, known.lessons) == (7, 1)
    assert known.model.score(features(read("Subscribe to my channel!"))) > 0.9


# Waves


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        (TEXT.format("Arn"), TEXT.format("Tarnholm"), True),
        (TEXT.format("Arn"), TEXT.format("Arn").upper() + " 77 http://x.example", True),
        (TEXT.format("Arn"), "The council has not answered the question about the ferry yet, has it?", False),
    ],
)  # fmt: skip
def test_small_changes_leave_a_text_alike(one, other, is_alike):
    first, second = sketch(read(one)), sketch(read(other))
    assert (likeness(first, second) >= 0.6) is is_alike
    assert bool(set(bands(first)) & set(bands(second))) is is_alike


@pytest.mark.parametrize("text", ["Nice!", "I love this song", "first", "👍" * 40])
def test_short_texts_are_alike_by_chance_and_make_no_wave(text):
    assert sketch(read(text)) == b""


def wave_of(number, **draft):
    thread = make.make_thread()
    return [
        make.post(
            thread,
            TEXT.format(f"Arn{n}"),
            address_key=f"address:{n}",
            now=make.NOON + timedelta(minutes=n),
            writer=make.make_writer(name=f"Guest {n}"),
            **draft,
        )
        for n in range(number)
    ]


def test_the_same_text_by_several_senders_is_a_wave(moderator):
    make.make_policy()
    comments = wave_of(3)
    note_alike(changes())
    wave = Wave.objects.get()
    assert (wave.size, wave.title) == (3, "Wave of 3")
    assert {*scorer_queries.waves_of(one.key for one in comments)} == {one.key for one in comments}
    note_alike(changes())
    assert Wave.objects.get().size == 3


def test_one_who_repeats_themselves_is_no_wave():
    make.make_policy()
    thread = make.make_thread()
    for n in range(4):
        make.post(thread, TEXT.format(f"Arn{n}"), address_key="address:1")
    note_alike(changes())
    assert Likeness.objects.count() == 4
    assert not Wave.objects.exists()


def test_what_is_part_of_a_wave_is_held(monkeypatch):
    make.make_policy()
    comments = wave_of(3)
    assert {one.state for one in comments} == {"published"}
    note_alike(changes())
    monkeypatch.setattr(remembered, "WAVES_LAST", timedelta(days=36_500))
    remembered.refresh()
    late = make.post(make.make_thread(), TEXT.format("Varn"), address_key="address:9")
    assert late.state == "pending"
    assert late.held_because == "Nearly the same text came 3 times before."
    assert "wave" in late.facts.split()
    assert make.post(make.make_thread(), "Another thing altogether.").state == "published"


def test_sketches_and_waves_are_forgotten_when_they_are_old():
    make.make_policy()
    wave_of(3)
    make.post(make.make_thread(), "A text of some length that nobody else has written so far.")
    note_alike(changes())
    assert Likeness.objects.count() == 4
    assert forget_likenesses(now=make.NOON + timedelta(days=8)) == 1
    assert forget_likenesses(now=make.NOON + timedelta(days=100)) == 3
    assert not Wave.objects.exists()
