"""One screen for how people sign in: passwords for readers, and who of the staff takes two steps."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from addyours.accounts.actions import save_sign_in_settings
from addyours.accounts.models import SecondFactorRule, SignInSettings
from addyours.accounts.queries import sign_in_settings
from addyours.conf import FILE_NAME, current
from addyours.newsroom.screens import needs, screen

RULES = {
    SecondFactorRule.NONE: gettext_lazy("Whoever wants to"),
    SecondFactorRule.OWNERS: gettext_lazy("All owners, and whoever wants to"),
    SecondFactorRule.STAFF: gettext_lazy("All staff, and whoever wants to"),
}


class SignInSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """How people sign in."""

    second_factor = forms.ChoiceField(
        label=gettext_lazy("Who signs in in two steps"),
        choices=[(rule.value, words) for rule, words in RULES.items()],
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "A passkey, or a code from an app on the phone. Who has none yet sets one up before the"
            " newsroom opens."
        ),
    )

    class Meta:
        model = SignInSettings
        fields = ("second_factor", "readers_passwords")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("accounts.change_signinsettings")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Show the settings of signing in and save them."""
    given = request.POST if request.method == "POST" else None
    form = SignInSettingsForm(given, instance=sign_in_settings())
    if given is not None and form.is_valid():
        save_sign_in_settings(form.save(commit=False))
        messages.success(request, _("The settings of signing in are saved."))
        return redirect("newsroom:sign_in")
    if given is not None:
        messages.error(request, _("Nothing was saved: please look at the fields marked below."))
    return screen(
        request,
        "newsroom/settings.html",
        title=_("Signing in"),
        icon="key",
        groups=[("", _providers(), list(form))],
        status=422 if given is not None else 200,
    )


def _providers() -> str:
    names = ", ".join(provider.name for provider in current().oidc)
    if not names:
        return _("Other sites that sign people in (OpenID Connect) are named in %s.") % FILE_NAME
    return _("Other sites that sign people in: %s.") % names
