"""Which comments are a wave, however they are handed over: sorted by kinds, of which the first is compared."""

from __future__ import annotations

from datetime import datetime, timedelta
from operator import eq
from zlib import crc32

import pytest

from addyours.comments.actions import edit_comment
from addyours.comments.learning import note_alike
from addyours.moderation.models import Likeness, Wave
from addyours.moderation.scorer import actions, firsts, kinds
from addyours.moderation.scorer.actions import forget_likenesses, keep_alike
from addyours.moderation.scorer.firsts import Firsts, first_ones
from addyours.moderation.scorer.likeness import BINS, Sketched, likeness, likeness_of, sketch
from addyours.moderation.scorer.reading import read
from addyours.outbox.changes import ChangeRow
from addyours.outbox.models import Change
from tests import factories as make

TEXT = "The night ferry to {} leaves from the old fish market, come early and bring something warm."


@pytest.fixture(autouse=True)
def _fresh_memory():
    first_ones.clear()


def changes(*comments, topic="comment.posted"):
    return [ChangeRow(1, topic, (), {"comment": comment.pk}) for comment in comments]


def post(number, *, sender=None, text=TEXT, days=0.0):
    """A comment of a kind; of a sender of its own unless one is named."""
    return make.post(
        make.make_thread(),
        text.format(f"Arn{number}"),
        address_key=f"address:{number if sender is None else sender}",
        now=make.NOON + timedelta(days=days, seconds=number),
        writer=make.make_writer(name=f"Guest {number}"),
    )


def drawn(name, *like, sender="", days=0.0):
    """A comment with a sketch that has nothing in common but what is said: whose bins, and which."""
    owners = [name] * BINS
    for other, places in like:
        for place in places:
            owners[place] = other
    made = [crc32(f"{owner} {place}".encode()) % 65_536 for place, owner in enumerate(owners)]
    made_at = make.NOON + timedelta(days=days)
    sketch = b"".join(value.to_bytes(2, "big") for value in made)
    return Sketched(subject=name, sender=sender or name, sketch=sketch, at=made_at)


def sizes():
    return sorted(Wave.objects.values_list("size", flat=True))


def grown():
    return Change.objects.filter(topic="wave.grown").count()


# Sketches


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (TEXT.format("Arn"), "ascii"),
        ("Привет всем соседям с набережной, паром до острова опять опаздывает на час!", "cyrillic"),
        ("Cheap pills shipped today: https://deal.example", "short"),
        ("", "nothing"),
    ],
)
def test_what_was_sketched_before_is_sketched_the_same(text, kept):
    known = {
        "ascii": "841407170716499ed86c0a1cca102463c7012f1723d569853957c8155fe705fff5066213b20676105cf804d59417218913c117c9b05805e901c20b44a768a767",
        "cyrillic": "d7aeff185e23127bdcc56c186c17f0475a1016a7d9a938ecc2eec2edb132407727b15ade0098395331ab263735623561b611b61041c2298a298998e6e75f62f9",
        "short": "92f692f592f492f392f292f1cc4c0af385558554b6ec794aeb1feb1e9ba29ba19ba0d0abd0aad0a9648bb0b37a94dfc91ed21ed11ed01ecf511751165b875b86",
        "nothing": "",
    }
    assert sketch(read(text)).hex() == known[kept]


def test_sketches_need_not_know_how_a_text_looks():
    text = "LOOK!!! 77 f r e e boats at http://quay.example/x, says раypal dot com"
    whole, part = read(text), read(text, with_marks=False)
    assert (part.words, part.hosts, part.marks) == (whole.words, whole.hosts, ())


def test_likeness_is_the_share_of_bins_in_common():
    one = sketch(read(TEXT.format("Arn")))
    other = sketch(read(TEXT.format("Tarnholm and Varn")))
    common = sum(map(eq, memoryview(one).cast("H"), memoryview(other).cast("H")))
    assert likeness(one, other) == common / BINS
    assert likeness(one, one) == 1
    assert likeness(b"\0\0" * BINS, b"\0\1" * BINS) == 0


# Waves


@pytest.mark.django_db
@pytest.mark.parametrize("at_once", [1, 2, 7])
def test_a_wave_is_found_however_its_comments_are_handed_over(at_once):
    make.make_policy()
    comments = [post(number) for number in range(7)]
    for start in range(0, 7, at_once):
        note_alike(changes(*comments[start : start + at_once]))
    assert sizes() == [7]
    assert Likeness.objects.filter(first=None).count() == 1
    wave = Wave.objects.get()
    assert wave.first_at == comments[0].created_at
    assert wave.last_at == comments[-1].created_at
    assert grown() == {1: 5, 2: 3, 7: 1}[at_once]


@pytest.mark.django_db
def test_what_is_told_again_changes_nothing():
    make.make_policy()
    comments = [post(number) for number in range(4)]
    note_alike(changes(*comments[:3]))
    for _time in range(2):
        note_alike(changes(*comments))
    note_alike(changes(*comments, *comments, topic="comment.edited"))
    assert (sizes(), Likeness.objects.count(), grown()) == ([4], 4, 2)


@pytest.mark.django_db
def test_all_that_one_sender_said_is_part_of_the_wave_that_a_second_makes_of_it():
    make.make_policy()
    note_alike(changes(*[post(number, sender=1) for number in range(6)]))
    assert (sizes(), grown()) == ([], 0)
    note_alike(changes(post(7)))
    assert (sizes(), grown()) == ([7], 1)
    assert not Likeness.objects.filter(wave=None).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "senders", "size"),
    [
        ((0, 1, 1.9), "abc", [3]),
        ((0, 1, 2.1), "abc", []),
        ((0, 1.5, 2.5, 2.6), "aabc", [4]),
        ((0, 1.5, 3, 4.5), "aaab", []),
        ((0, 2.5, 2.6), "abb", []),
        ((0, 1, 1.1, 2.5), "baaa", [4]),
        ((0, 0.1, 2.5, 2.6), "abcd", []),
        ((0, 0.1, 0.2, 1.5, 3, 4.5, 6), "abcdefg", [7]),
        ((0, 0.1, 0.2, 3, 3.1, 3.2), "abcdef", [3, 3]),
    ],
)
@pytest.mark.parametrize("is_restarted", [False, True])
def test_three_of_two_senders_are_a_wave_within_two_days(days, senders, size, is_restarted):
    for number, (day, sender) in enumerate(zip(days, senders, strict=True)):
        one = drawn(f"x{number}", ("x", range(24)), sender=sender, days=day)
        if is_restarted:
            first_ones.clear()
        keep_alike([one])
    assert sizes() == size


@pytest.mark.django_db
@pytest.mark.parametrize("at_once", [1, 3])
def test_one_in_the_middle_makes_a_wave_of_two_that_are_unlike(at_once):
    left, right = drawn("l"), drawn("r", ("l", range(12)))
    middle = drawn("m", ("l", range(21)), ("r", range(21, 32)))
    assert likeness(left.sketch, right.sketch) < 0.6 <= likeness(right.sketch, middle.sketch)
    found = [left, right, middle]
    for start in range(0, 3, at_once):
        keep_alike(found[start : start + at_once])
    assert sizes() == [3]
    assert Likeness.objects.filter(first=None).count() == 2


@pytest.mark.django_db
def test_each_wave_that_grows_is_told_of_once_a_batch():
    one, other = "xx", "yy"
    batch = [
        drawn(f"{kind}{number}", (kind, range(24))) for number in range(4) for kind in (one, other)
    ]
    keep_alike(batch[:4])
    assert grown() == 0
    keep_alike(batch[4:])
    assert (sizes(), grown()) == ([4, 4], 2)


@pytest.mark.django_db
def test_a_comment_that_was_edited_is_looked_at_when_it_was_too_short_before():
    make.make_policy()
    comments = [post(number, text="{}!") for number in range(3)]
    note_alike(changes(*comments))
    assert not Likeness.objects.exists()
    for comment in comments:
        body = TEXT.format(comment.pk)
        edit_comment(comment, writer=make.writer_of(comment), body=body, now=comment.created_at)
    note_alike(changes(*comments, topic="comment.edited"))
    assert sizes() == [3]


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_comments(queries):
    keep_alike(
        [drawn(f"{kind}{number}", (kind, range(24))) for kind in "xy" for number in range(3)]
    )
    made = []
    for few in (range(3, 5), range(5, 25)):
        with queries() as counted:
            keep_alike(
                [
                    drawn(f"{kind}{n}", (kind, range(24)))
                    for n in few
                    for kind in ("x", "y", f"new{n}")
                ]
            )
        made.append(len(counted.statements))
    assert made[0] == made[1] <= 10


# Memory


@pytest.mark.django_db
def test_who_takes_over_reads_what_others_have_added(monkeypatch):
    other = Firsts()
    keep_alike([drawn("x0", ("x", range(24)))])
    with monkeypatch.context() as patch:
        patch.setattr(actions, "first_ones", other)
        keep_alike([drawn("y0", ("y", range(24))), drawn("x1", ("x", range(24)))])
    keep_alike([drawn("y1", ("y", range(24))), drawn("y2", ("y", range(24)))])
    assert sizes() == [3]
    with monkeypatch.context() as patch:
        patch.setattr(actions, "first_ones", other)
        keep_alike([drawn("x2", ("x", range(24)))])
    assert sizes() == [3, 3]


@pytest.mark.django_db
def test_what_was_rolled_back_is_not_remembered(monkeypatch):
    batch = [drawn(f"x{number}", ("x", range(24))) for number in range(3)]
    with monkeypatch.context() as patch:
        patch.setattr(actions, "record_each", lambda *_told: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            keep_alike(batch)
    assert first_ones.last is None
    keep_alike(batch)
    assert sizes() == [3]


@pytest.mark.django_db
def test_who_was_like_one_that_is_forgotten_stays():
    keep_alike([drawn(f"x{day}", ("x", range(24)), sender="a", days=day) for day in range(4)])
    assert forget_likenesses(now=make.NOON + timedelta(days=8)) == 1
    assert Likeness.objects.filter(first=None).count() == 3
    keep_alike([drawn("x4", ("x", range(24)), sender="b", days=4)])
    keep_alike([drawn("x5", ("x", range(24)), sender="c", days=4)])
    keep_alike([drawn("x6", ("x", range(24)), sender="c", days=4)])
    assert sizes() == [3]


def found_by(known, one):
    return set(known.like(one.sketch, one.bands))


def test_kinds_are_remembered_while_they_go_on():
    known = Firsts()
    alone, busy = drawn("a", ("a", range(24))), drawn("b", ("b", range(24)))
    for number, one in enumerate((alone, busy)):
        known.add(number, one.sketch, at=one.at)
    for day in (1.5, 2.5, 4, 5, 6):
        at: datetime = make.NOON + timedelta(days=day)
        known.add(1, busy.sketch, at=at)
        known.add(100 + int(day), drawn(f"{day}").sketch, at=at)
    assert found_by(known, busy) == {1}
    assert found_by(known, alone) == set()


def test_of_many_those_with_most_in_common_and_the_newest_are_compared(monkeypatch):
    known = Firsts()
    # One that is alike; fifty with one band in common, of this one or that.
    known.add(0, drawn("x").sketch, at=make.NOON)
    for number in range(1, 51):
        part = range(24, 27) if number % 2 else range(27, 30)
        known.add(number, drawn(f"{number}", ("this", part)).sketch, at=make.NOON)
    this = drawn("this", ("x", range(22)))
    compared = []

    def compare(one, other):
        compared.append(other)
        return likeness_of(one, other)

    monkeypatch.setattr(firsts, "likeness_of", compare)
    assert found_by(known, this) == {0}
    assert len(compared) == 20


def test_no_more_is_remembered_than_two_generations(monkeypatch):
    monkeypatch.setattr(firsts, "MOST", 5)
    known = Firsts()
    ones = [drawn(f"{number:02}") for number in range(13)]
    for number, one in enumerate(ones):
        known.add(number, one.sketch, at=one.at)
    assert [bool(found_by(known, one)) for one in ones] == [False] * 5 + [True] * 8


def test_what_a_first_one_keeps_of_its_kind_is_read_as_it_was():
    recent = [kinds.coming(f"address:{number}", make.NOON) for number in range(3)]
    assert kinds.unpacked(kinds.packed(recent)) == recent
    assert kinds.unpacked(b"") == []
