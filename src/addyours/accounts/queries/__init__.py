"""What is asked about people."""

from addyours.accounts.queries.readers import (
    NAME_TAKEN,
    guests_of_address,
    is_name_taken,
    muted_keys,
    muters_of,
    names_taken,
    open_erasure,
    reader_settings,
)
from addyours.accounts.queries.sign_in import (
    SignedIn,
    WaysIn,
    account_of_address,
    has_passkey,
    has_second_factor,
    may_use_password,
    must_have_second_factor,
    places_signed_in,
    sign_in_settings,
    takes_second_step,
    ways_in,
)

__all__ = [
    "NAME_TAKEN",
    "SignedIn",
    "WaysIn",
    "account_of_address",
    "guests_of_address",
    "has_passkey",
    "has_second_factor",
    "is_name_taken",
    "may_use_password",
    "must_have_second_factor",
    "muted_keys",
    "muters_of",
    "names_taken",
    "open_erasure",
    "places_signed_in",
    "reader_settings",
    "sign_in_settings",
    "takes_second_step",
    "ways_in",
]
