"""One screen for what readers may do with their accounts: pictures, names, time to change their mind."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from addyours.accounts.actions import save_reader_settings
from addyours.accounts.models import ReaderSettings
from addyours.accounts.queries import reader_settings
from addyours.newsroom.screens import needs, screen


class ReaderSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What readers may do."""

    class Meta:
        model = ReaderSettings
        fields = ("has_avatars", "name_days", "old_name_days", "erase_days")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("accounts.change_readersettings")
def readers(request: HttpRequest) -> HttpResponseBase:
    """Show the settings of readers' accounts and save them."""
    given = request.POST if request.method == "POST" else None
    form = ReaderSettingsForm(given, instance=reader_settings())
    if given is not None and form.is_valid():
        save_reader_settings(form.save(commit=False))
        messages.success(request, _("The settings of readers are saved."))
        return redirect("newsroom:readers")
    if given is not None:
        messages.error(request, _("Nothing was saved: please look at the fields marked below."))
    return screen(
        request,
        "newsroom/settings.html",
        title=_("Readers"),
        icon="group",
        groups=[("", "", list(form))],
        status=422 if given is not None else 200,
    )
