"""Puts our screens for accounts in the place of Wagtail's."""

from wagtail.users.apps import WagtailUsersAppConfig


class AccountsInWagtail(WagtailUsersAppConfig):
    """Wagtail's users app, with the screens that know our accounts: one name, one role, no groups."""

    user_viewset = "addyours.newsroom.accounts.viewset.AccountViewSet"
