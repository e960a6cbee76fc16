"""One's own account page in the newsroom: Wagtail's, with one name in the place of two, and a first password."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.admin.views import account as wagtails

from addyours.newsroom.accounts.forms import FirstPasswordForm, OwnNameForm


class NamePanel(wagtails.NameEmailSettingsPanel):
    """The name; the address is changed where all readers change theirs, with a proof."""

    form_class = OwnNameForm


class FirstPasswordPanel(wagtails.BaseSettingsPanel):
    """A password for those who have none yet."""

    name = "first_password"
    title = gettext_lazy("Set a password")
    order = 500
    form_class = FirstPasswordForm

    def is_active(self) -> bool:
        return not self.user.has_usable_password()


class OwnAccount(wagtails.AccountView):
    """One's own account."""

    def get_panels(self) -> list[Any]:
        panels = super().get_panels()
        mine = [panel for panel in panels if type(panel) is not wagtails.NameEmailSettingsPanel]
        given = (panels[0].request, panels[0].user, panels[0].profile)
        mine.append(NamePanel(*given))
        first_password = FirstPasswordPanel(*given)
        if first_password.is_active():
            mine.append(first_password)
        return mine
