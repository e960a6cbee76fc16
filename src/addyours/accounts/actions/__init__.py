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

__all__ = [
    "LINK_LIFETIME",
    "change_account",
    "change_role",
    "create_account",
    "delete_account",
    "issue_sign_in_link",
    "remember_guest",
    "set_password",
    "switch_account",
    "use_sign_in_link",
]
