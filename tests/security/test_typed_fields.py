"""Each field of text has been looked at: people fill it in, and it is tried with attacks, or they do not."""

from __future__ import annotations

from django.apps import apps

from tests.journeys.typed import OURS, TYPED, columns


def test_each_field_of_text_is_attacked_or_made_by_the_program():
    ours = {f"{label}.{name}" for label, names in OURS.items() for name in names.split()}
    found = {
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        if model.__module__.startswith("addyours.")
        for name in columns(model)
    }
    theirs = {field for field in TYPED if field.startswith(("taggit.", "user", "wagtail"))}
    assert found == ours | (set(TYPED) - theirs)
    assert ours.isdisjoint(TYPED)
