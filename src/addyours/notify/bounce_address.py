"""The address on a mail's envelope: where mail servers report to, with a signed part that names the mail."""

from __future__ import annotations

import hmac
import re

from django.utils.crypto import salted_hmac

from addyours.conf import current
from addyours.notify.models import Mail
from addyours.notify.server import envelope_of

PURPOSE = "bounce"
"""Part of the signature, so that addresses for another purpose (`reply+…`) can't stand for this one."""
_TOKEN = re.compile(r"([0-9a-z]{1,13})-([0-9a-f]{16})")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def envelope_sender(mail: Mail) -> str:
    """Return the address that a mail's delivery reports go to, by `mail_bounces`, else `mail_from`."""
    pattern = current().mail_bounces
    return pattern.replace("{token}", token_of(mail.pk)) if pattern else plain_sender()


def plain_sender() -> str:
    """Return the bare address that mails come from."""
    return envelope_of(current().mail_from)


def token_of(number: int, purpose: str = PURPOSE) -> str:
    """Return the signed name of a mail. Mail servers may change the case of letters: it has but one."""
    return f"{_base36(number)}-{_signature(number, purpose)}"


def number_in(address: str, purpose: str = PURPOSE) -> int | None:
    """Return the number of the mail that an address of the pattern names; None if its signature is
    not ours.
    """
    for name, signature in _TOKEN.findall(address.lower()):
        number = int(name, 36)
        if hmac.compare_digest(signature, _signature(number, purpose)):
            return number
    return None


def _signature(number: int, purpose: str) -> str:
    return salted_hmac(f"addyours.mail.{purpose}", str(number)).hexdigest()[:16]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
