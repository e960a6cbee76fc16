"""One screen for how conversations work: who is held, what is refused, how long a comment can be changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from addyours.accounts.models import User
from addyours.comments.actions import save_conversation_settings
from addyours.comments.models import ConversationSettings
from addyours.comments.queries import conversation_settings
from addyours.conf import FILE_NAME, current
from addyours.moderation.actions import save_policy
from addyours.moderation.models import Policy
from addyours.moderation.trust import levels_of
from addyours.newsroom.screens import needs, screen, staff
from addyours.newsroom.trust_forms import TrustTable


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]
    """The rules for new comments."""

    class Meta:
        model = Policy
        fields = (
            "hold",
            "least_seconds",
            "held_in_error",
            "reports_to_hold",
            "per_writer",
            "per_address",
        )
        widgets = {"hold": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if current().comments_hold:
            # The settings file goes before the newsroom: the newsroom's own value stays as it is.
            self.fields["hold"].disabled = True
            self.initial["hold"] = current().comments_hold
            self.fields["hold"].help_text = _(
                "The site's settings decide this (comments_hold in %s or in the environment)."
            ) % (FILE_NAME,)


class ConversationForm(forms.ModelForm):  # type: ignore[type-arg]
    """How conversations work."""

    class Meta:
        model = ConversationSettings
        fields = (
            "order",
            "votes",
            "down_votes",
            "edit_minutes",
            "depth",
            "close_after_days",
        )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("moderation.change_policy")
def conversation(request: HttpRequest) -> HttpResponseBase:
    """Show the settings of conversations and save them."""
    given = request.POST if request.method == "POST" else None
    rules = PolicyForm(given, instance=Policy.objects.first() or Policy(), prefix="rules")
    ways = ConversationForm(given, instance=conversation_settings(), prefix="ways")
    trust = TrustTable(given, levels_of(rules.instance))
    # Each is asked, so that all that is wrong is shown at once.
    is_valid = [form.is_valid() for form in (rules, ways, trust)] if given is not None else []
    if given is not None and all(is_valid):
        _save(rules, ways, trust, by=staff(request))
        messages.success(request, _("The conversation settings are saved."))
        return redirect("newsroom:settings")
    if given is not None:
        messages.error(request, _("Nothing was saved: please look at the fields marked below."))
    return screen(
        request,
        "newsroom/settings.html",
        title=_("Conversation settings"),
        icon="comment",
        groups=_groups(rules, ways),
        trust=trust,
        status=422 if given is not None else 200,
    )


def _groups(rules: PolicyForm, ways: ConversationForm) -> list[tuple[str, str, list[Any]]]:
    return [
        ("", "", [rules["hold"]]),
        (
            _("Held for a look"),
            _("What a comment is held for, whoever wrote it. Staff are never held."),
            [
                rules["held_in_error"],
                rules["least_seconds"],
                rules["reports_to_hold"],
            ],
        ),
        (
            _("Refused"),
            _("The writer is told why, and keeps what they typed."),
            [rules["per_writer"], rules["per_address"]],
        ),
        (_("Conversations"), "", list(ways)),
    ]


def _save(rules: PolicyForm, ways: ConversationForm, trust: TrustTable, *, by: User) -> None:
    """Save what has changed, each through its own action; a form that was only looked at logs nothing."""
    with transaction.atomic():
        if rules.has_changed() or trust.has_changed():
            policy = _with_own_hold(rules)
            if trust.has_changed():
                policy.trust = trust.as_rows()
            save_policy(policy, by=by)
        if ways.has_changed():
            save_conversation_settings(ways.save(commit=False), by=by)


def _with_own_hold(rules: PolicyForm) -> Policy:
    policy = rules.save(commit=False)
    if rules.fields["hold"].disabled:
        kept = Policy.objects.first() or Policy()
        policy.hold = kept.hold
    return policy
