"""Reads what the scorer has learned, and how right it was."""

from __future__ import annotations

from collections.abc import Iterable

from addyours.moderation.scorer.models import Lesson, Likeness, Wave


def lesson_in_force(subject: str) -> Lesson | None:
    """Return what the scorer has learned of a comment and not taken back. One query."""
    last = Lesson.objects.filter(subject=subject).order_by("-pk").first()
    return last if last is not None and last.sign > 0 else None


def waves_of(subjects: Iterable[str]) -> dict[str, Wave]:
    """Return the waves that these comments are part of, by subject. One query."""
    found = Likeness.objects.filter(subject__in=list(subjects), wave__isnull=False)
    return {one.subject: one.wave for one in found.select_related("wave") if one.wave}


def wave_members(wave_id: int, *, most: int) -> list[str]:
    """Return the subjects of a wave's comments, the earliest first. One query."""
    found = Likeness.objects.filter(wave=wave_id).order_by("at", "pk")
    return list(found.values_list("subject", flat=True)[:most])
