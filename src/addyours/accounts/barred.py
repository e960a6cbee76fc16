"""Which mail addresses no reader's account is made of, told by who judges: this package knows no bans."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy

from addyours.accounts.errors import AccountRefused

BARRED = gettext_lazy("This address can't be used here.")
Rule = Callable[[str], bool]
_rule: list[Rule] = []


def told_by(rule: Rule) -> None:
    """Register who tells whether an address is barred now."""
    _rule[:] = [rule]


def is_barred(email: str) -> bool:
    """Tell whether no reader may come with this address, nor change to it."""
    return bool(_rule) and _rule[0](email)


def check_address(email: str) -> None:
    """Raise AccountRefused for an address that is barred."""
    if is_barred(email):
        raise AccountRefused("barred", str(BARRED))
