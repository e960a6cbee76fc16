"""The table of trust, one row of the settings for each level."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from addyours.moderation.trust import MOST, NAMES, Level, as_rows


class LevelForm(forms.Form):
    """What the writers of one level may do."""

    points = forms.IntegerField(label=_("From so many points"), min_value=1, max_value=MOST)
    links = forms.IntegerField(label=_("Links in a comment"), min_value=0, max_value=100)
    may_vote = forms.BooleanField(label=_("May vote"), required=False)
    is_held = forms.BooleanField(label=_("Waits for a moderator"), required=False)
    weight = forms.IntegerField(label=_("Weight of a report"), min_value=0, max_value=20)

    def __init__(self, given: Any, *, level: Level) -> None:
        first = {name: getattr(level, name) for name in self.base_fields}
        super().__init__(given, initial=first, prefix=f"trust-{level.key}")
        self.level, self.name = level, NAMES[level.key]
        if level.points <= 0:
            # Where the lowest two begin is what they are.
            del self.fields["points"]
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{self.name}: {field.label}"
            if name in ("points", "links", "weight"):
                field.widget.attrs["size"] = 4

    def cells(self) -> list[Any]:
        """Return the row's fields, None where there is none."""
        return [self[name] if name in self.fields else None for name in self.base_fields]

    def as_level(self) -> Level:
        """Return the level as it was typed."""
        return Level(key=self.level.key, **{"points": self.level.points, **self.cleaned_data})


class TrustTable:
    """All rows together."""

    columns = [field.label for field in LevelForm.base_fields.values()]

    def __init__(self, given: Any, levels: tuple[Level, ...]) -> None:
        self.rows = [LevelForm(given, level=level) for level in levels]

    def is_valid(self) -> bool:
        """Tell whether every row is right and a higher level takes more points."""
        # Each is asked, so that all that is wrong is shown at once.
        valid = [row.is_valid() for row in self.rows]
        if not all(valid):
            return False
        known, trusted = self.rows[-2:]
        if trusted.cleaned_data["points"] <= known.cleaned_data["points"]:
            trusted.add_error("points", _("A higher level takes more points."))
            return False
        return True

    def has_changed(self) -> bool:
        return any(row.has_changed() for row in self.rows)

    def as_rows(self) -> list[dict[str, Any]]:
        """Return the table as the policy keeps it."""
        return as_rows(row.as_level() for row in self.rows)
