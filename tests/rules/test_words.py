"""The catalogues of translations are complete, and an incomplete one is found out."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

from scripts import words


def test_every_catalogue_is_complete_and_right():
    assert list(words.problems()) == []


@pytest.mark.parametrize(
    ("source", "string", "wrong"),
    [
        ("Hello", "", "not translated"),
        ("Hello %(name)s", "Hallo", "placeholders"),
        ("Hello %(name)s", "Hallo %(nme)s", "placeholders"),
        ("<b>Hello</b>", "Hallo", "tags"),
        (("%(n)s dog", "%(n)s dogs"), ("%(n)s Hund", ""), "not translated"),
        (("%(n)s dog", "%(n)s dogs"), ("%(n)s Hund", "%(m)s Hunde"), "placeholders"),
    ],
)
def test_a_bad_translation_is_complained_of(source, string, wrong):
    message = Catalog(locale="de").add(source, string)
    assert wrong in words.complaint(message)


@pytest.mark.parametrize(
    ("source", "string"),
    [
        ("Hello %(name)s", "%(name)s, hallo"),
        (("%(n)s dog", "%(n)s dogs"), ("Ein Hund", "%(n)s Hunde")),
        (("One dog", "%(n)s dogs"), ("%(n)s Hund", "%(n)s Hunde")),
    ],
)
def test_a_good_translation_passes(source, string):
    assert words.complaint(Catalog(locale="de").add(source, string)) == ""
