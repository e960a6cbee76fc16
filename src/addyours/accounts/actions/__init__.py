"""Every change to people, one verb each."""

from addyours.accounts.actions.accounts import (
    LINK_LIFETIME,
    change_account,
    change_role,
    create_account,
    delete_account,
    issue_sign_in_link,
    set_password,
    switch_account,
    use_sign_in_link,
)
from addyours.accounts.actions.guests import remember_guest
from addyours.accounts.actions.names import change_name, hold_author_name, hold_name
from addyours.accounts.actions.sign_in import (
    drop_second_factors,
    end_session,
    save_sign_in_settings,
    sign_up_with_provider,
)

__all__ = [
    "LINK_LIFETIME",
    "change_account",
    "change_name",
    "change_role",
    "create_account",
    "delete_account",
    "drop_second_factors",
    "end_session",
    "hold_author_name",
    "hold_name",
    "issue_sign_in_link",
    "remember_guest",
    "save_sign_in_settings",
    "set_password",
    "sign_up_with_provider",
    "switch_account",
    "use_sign_in_link",
]
