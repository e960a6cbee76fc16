"""Which address is which for the one mail that proves it, and how often strangers may be written to."""

from __future__ import annotations

import hmac
from datetime import timedelta

from django.conf import settings

AGAIN = timedelta(days=30)
"""After so long an unproven address may get one more mail."""
LASTS = timedelta(days=7)
"""For so long the link in it works."""
PER_SENDER, SENDER_WINDOW = 3, timedelta(days=1)
"""Mails that one network address or one guest may cause in that time."""
PER_SITE, SITE_WINDOW = 100, timedelta(hours=1)
"""Mails that all senders together may cause in that time."""
_DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
"""Providers who deliver the same with and without dots."""


def address_proof_key(email: str) -> str:
    """Return a keyed hash of where mail to an address arrives.

    Case, what stands behind a plus sign, and at some providers dots make no other mailbox: else a
    stranger could be written to under a thousand addresses.
    """
    local, _at, domain = email.strip().casefold().rpartition("@")
    local = local.split("+", 1)[0] or local
    if domain in _DOTLESS:
        local, domain = local.replace(".", ""), _DOTLESS[domain]
    plain = f"proof {local}@{domain}"
    return hmac.new(settings.SECRET_KEY.encode(), plain.encode(), "sha256").hexdigest()
