"""The one mail by which a guest proves an address, and what comes of it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from addyours.accounts.actions.accounts import make_account
from addyours.accounts.actions.names import free_name
from addyours.accounts.barred import BARRED, is_barred
from addyours.accounts.errors import LinkRefused
from addyours.accounts.mail import Kind, letter
from addyours.accounts.models import AddressProof, Role, User
from addyours.accounts.proofs import (
    AGAIN,
    LASTS,
    PER_SENDER,
    PER_SITE,
    SENDER_WINDOW,
    SITE_WINDOW,
    address_proof_key,
)
from addyours.accounts.queries import account_of_address
from addyours.conf import current
from addyours.outbox.record import record


def ask_for_proof(
    *, email: str, name: str, guest_id: int | None, sender_key: str, now: datetime
) -> bool:
    """Send the mail by which an address is proven, if it may have one; return whether it was sent.

    An address gets one in AGAIN at most, whoever asks; a sender and the site may cause only so
    many. An address with an account is told so, and its link leads to signing in; one that is barred
    gets none. Tell whoever asked the same in each case.
    """
    if is_barred(email):
        return False
    key, token = address_proof_key(email), secrets.token_urlsafe(24)
    with transaction.atomic():
        if not _may_send(key, guest_id, sender_key, now):
            return False
        is_known = account_of_address(email) is not None
        AddressProof.objects.update_or_create(
            address_key=key,
            defaults={
                "email": "" if is_known else email,
                "name": name,
                "guest_id": guest_id,
                "sender_key": sender_key,
                "token_hash": "" if is_known else _hash(token),
                "sent_at": now,
                "proven_at": None,
            },
        )
        path = reverse("comments:claim") if is_known else reverse("accounts:prove", args=[token])
        # Nothing of what was typed is in it: the receiver may be a stranger to who typed.
        context = {"url": current().site_url + path, "days": LASTS.days}
        template = "accounts/proof_known" if is_known else "accounts/proof"
        letter(Kind.PROOF, to=email, template=template, context=context).send()
        record("proof.sent", keys=[])
    return True


def use_proof(token: str, *, name: str, now: datetime) -> User:
    """Make the reader's account that a mailed link proves the address of, and return it.

    Raises LinkRefused when the link is unknown, used or too old, or the address is barred
    or has an account by now; AccountRefused when the name is none or somebody's.
    """
    with transaction.atomic():
        proof = found_proof(token, now=now, is_locked=True)
        user = make_account(email=proof.email, name=free_name(name, now=now), role=Role.READER)
        proof.proven_at, proof.token_hash, proof.email, proof.name = now, "", "", ""
        proof.save(update_fields=["proven_at", "token_hash", "email", "name"])
        record("account.created", keys=[f"user:{user.pk}"], user=user.pk)
    return user


def found_proof(token: str, *, now: datetime, is_locked: bool = False) -> AddressProof:
    """Return what a mailed link can prove. Raises LinkRefused as `use_proof` does."""
    rows = AddressProof.objects.select_for_update() if is_locked else AddressProof.objects.all()
    proof = rows.filter(token_hash=_hash(token)).first()
    if proof is None:
        raise LinkRefused("unknown", _("This link is not known here, or has been used already."))
    if proof.sent_at + LASTS < now:
        raise LinkRefused("old", _("This link is too old."))
    if account_of_address(proof.email) is not None:
        raise LinkRefused("known", _("This address has an account."))
    if is_barred(proof.email):
        raise LinkRefused("barred", str(BARRED))
    return proof


def forget_old_proofs(*, now: datetime) -> int:
    """Forget what was typed with links that are too old, and addresses that may be asked again.

    Returns how many rows were touched. Shown nowhere: no outbox row.
    """
    old = AddressProof.objects.filter(sent_at__lt=now - LASTS).exclude(email="")
    touched = old.update(email="", name="", token_hash="", guest=None)
    return touched + AddressProof.objects.filter(sent_at__lt=now - AGAIN).delete()[0]


def _may_send(key: str, guest_id: int | None, sender_key: str, now: datetime) -> bool:
    if AddressProof.objects.filter(address_key=key, sent_at__gt=now - AGAIN).exists():
        return False
    same = Q(sender_key=sender_key) & ~Q(sender_key="")
    if guest_id:
        same |= Q(guest=guest_id)
    sent = AddressProof.objects.filter(same, sent_at__gt=now - SENDER_WINDOW).count()
    everywhere = AddressProof.objects.filter(sent_at__gt=now - SITE_WINDOW).count()
    return sent < PER_SENDER and everywhere < PER_SITE


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
