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
from addyours.accounts.actions.erasure import ask_to_be_erased, erase_person, keep_account
from addyours.accounts.actions.guests import remember_guest, remember_guests
from addyours.accounts.actions.mutes import mute, unmute
from addyours.accounts.actions.names import change_name, hold_author_name, hold_name
from addyours.accounts.actions.profile import (
    remove_avatar,
    save_reader_settings,
    set_avatar,
    show_profile,
)
from addyours.accounts.actions.proofs import ask_for_proof, forget_old_proofs, use_proof
from addyours.accounts.actions.sign_in import (
    drop_second_factors,
    end_session,
    save_sign_in_settings,
    sign_up_with_provider,
)

__all__ = [
    "LINK_LIFETIME",
    "ask_for_proof",
    "ask_to_be_erased",
    "change_account",
    "change_name",
    "change_role",
    "create_account",
    "delete_account",
    "drop_second_factors",
    "end_session",
    "erase_person",
    "forget_old_proofs",
    "hold_author_name",
    "hold_name",
    "issue_sign_in_link",
    "keep_account",
    "mute",
    "remember_guest",
    "remember_guests",
    "remove_avatar",
    "save_reader_settings",
    "save_sign_in_settings",
    "set_avatar",
    "set_password",
    "show_profile",
    "sign_up_with_provider",
    "switch_account",
    "unmute",
    "use_proof",
    "use_sign_in_link",
]
