"""Appeals that wait for an answer, and who may give it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from addyours.accounts.models import User
from addyours.comments.models import Ruling
from addyours.comments.rulings import AppealState


def open_appeals() -> QuerySet[Ruling]:
    """Return the appeals that wait, with their comments and who rejected those."""
    found = Ruling.objects.filter(appeal_state=AppealState.OPEN)
    return found.select_related(
        "by", *(f"comment__{name}" for name in ("thread", "parent", "passage", "user", "guest"))
    )


def is_there_another(user: User) -> bool:
    """Tell whether somebody besides this account may decide about comments. One query."""
    by_group = Q(
        groups__permissions__codename="moderate_comment",
        groups__permissions__content_type__app_label="comments",
    )
    others = User.objects.filter(Q(is_superuser=True) | by_group, is_active=True)
    return others.exclude(pk=user.pk).exists()
