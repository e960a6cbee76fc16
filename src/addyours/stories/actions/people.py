"""Makes people and authors, or finds them again."""

from __future__ import annotations

from django.db import transaction

from addyours.outbox.record import record
from addyours.stories.models import Author, Person
from addyours.text.fold import clean_line, fold_name


def make_person(name: str, *, description: str = "") -> Person:
    """Return the person of that name or other name, made now if there is none."""
    name = clean_line(name)[:120]
    with transaction.atomic():
        known = _known(name)
        if known is None:
            known = Person.objects.create(name=name, description=description)
            record("person.made", keys=[known.key], person=known.pk)
    return known


def make_author(name: str) -> Author:
    """Return the author of that name, made now if there is none."""
    name = clean_line(name)[:120]
    with transaction.atomic():
        known = Author.objects.filter(name__iexact=name).first()
        if known is None:
            known = Author.objects.create(name=name)
            record("author.made", keys=[known.key], author=known.pk)
    return known


def _known(name: str) -> Person | None:
    exact = Person.objects.filter(name__iexact=name).first()
    if exact is not None:
        return exact
    wanted = fold_name(name)
    # Few sites know so many people that reading the names costs more than a wrong double would.
    for person in Person.objects.only("name", "other_names", "slug").iterator():
        if wanted in {fold_name(other) for other in person.all_names}:
            return person
    return None
