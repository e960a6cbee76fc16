"""Names that look alike share a skeleton, and names that don't look alike share none."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from addyours.text.names import LONGEST, skeletons


def are_alike(one, other):
    return bool(skeletons(one) & skeletons(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mara Vint", "mara vint"),
        ("Mara Vint", "MaraVint"),
        ("Mara Vint", "Mara  Vint."),
        ("Mara Vint", "Mara_Vint ★"),
        ("Mara Vint", "Mаrа Vint"),  # Cyrillic а
        ("Mara Vint", "ΜARA VINT"),  # Greek Μ
        ("Mara Vint", "Ｍａｒａ Ｖｉｎｔ"),
        ("Mara Vint", "𝕸𝖆𝖗𝖆 𝖁𝖎𝖓𝖙"),
        ("Mara Vint", "Ma\u200dra\u200b Vi\ufe0fnt"),
        ("Mara Vint", "Ma\u2063ra\u034f Vint\U000e0041"),
        ("Mara Vint", "\u202eMara Vint"),
        ("Mara Vint", "Mara\u3164Vint\u2800"),
        ("Mara Vint", "Márà Vïnt"),
        ("Mara Vint", "Mara V1nt"),
        ("Mara Vint", "rnara Vlnt"),
        ("Søren", "Soren"),
        ("Otto", "0tt0"),
        ("Ian Lee", "lan Iee"),
        ("Willa", "vviIIa"),
        ("Ηλίας", "ΗΛΙΑΣ"),
        ("Straße", "STRASSE"),
        ("José", "Jose\u0301"),
        ("Пётр", "ПЁТР"),
        ("٤٢", "42"),
        ("🙂", "🙂"),
    ],
)
def test_names_that_look_alike_are_alike(one, other):
    assert are_alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mara Vint", "Mara Vinter"),
        ("Mara Vint", "Vint Mara"),
        ("Hina", "Nina"),
        ("Anna", "Hanna"),
        ("Мария", "Марина"),
        ("राम", "रीमा"),
        ("小林", "大林"),
        ("محمد", "أحمد"),
        ("🙂", "🙃"),
        ("?!", "!?"),
    ],
)
def test_names_that_do_not_look_alike_are_not(one, other):
    assert not are_alike(one, other)


@pytest.mark.parametrize("nothing", ["", " ", "\u200b", "\x00"])
def test_what_is_no_name_has_no_skeleton(nothing):
    assert skeletons(nothing) == frozenset()


LETTERS = some.characters(codec="utf-8", exclude_categories=["Cs"])


@settings(max_examples=150, deadline=None)
@given(some.text(LETTERS, min_size=1, max_size=20))
def test_disguises_change_nothing(name):
    found = skeletons(name)
    assert skeletons(f" {name}\u200b") & found == found
    for form in ("NFC", "NFD"):
        assert skeletons(unicodedata.normalize(form, name)) == found
    for same in (name.upper(), name.lower()):
        # One letter in a thousand has no way back from its capital: ŉ, ǰ and their like.
        if same.lower() == name.lower():
            assert skeletons(same) & found or not found
    assert all("\0" not in form and len(form) <= LONGEST for form in found)
