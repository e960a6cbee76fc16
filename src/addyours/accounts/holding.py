"""What this package holds of people."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from addyours.accounts.devices import device_words
from addyours.accounts.faces import picture_name
from addyours.accounts.models import AddressProof, Erasure, Guest, Mute, NameChange, User
from addyours.accounts.pictures import SIZES
from addyours.accounts.proofs import address_proof_key
from addyours.accounts.subject import Holding, Record, Subject, values


class AccountHolding(Holding):
    """The account itself, its addresses and names, where it is signed in, whom it has muted.

    Erased last of all, with the account: by `erase_person`.
    """

    name = "account"
    title = _("Account")

    def records(self, subject: Subject) -> Iterator[Record]:
        if subject.user is not None:
            yield from self._of_account(subject.user)
        guests = Guest.objects.filter(pk__in=subject.guest_ids)
        yield from values(guests, "id", "name", "email", "created_at", kind="guest")
        keys = [address_proof_key(email) for email in subject.emails]
        proofs = AddressProof.objects.filter(address_key__in=keys)
        yield from values(proofs, "email", "name", "sent_at", "proven_at", kind="proof of address")

    def files(self, subject: Subject) -> Iterator[tuple[str, bytes]]:
        if subject.user is not None and (avatar := subject.user.avatar):
            for side in SIZES:
                place = picture_name(avatar, side)
                if default_storage.exists(place):
                    with default_storage.open(place) as file:
                        yield f"picture-{side}.webp", file.read()

    def _of_account(self, user: User) -> Iterator[Record]:
        own = User.objects.filter(pk=user.pk)
        columns = ("id", "email", "name", "role", "date_joined", "last_login", "has_profile")
        yield from values(own, *columns, kind="account")
        addresses = EmailAddress.objects.filter(user=user)
        yield from values(addresses, "email", "verified", "primary", kind="address")
        changes = NameChange.objects.filter(user=user)
        yield from values(changes, "before", "after", "at", kind="change of name")
        for place in UserSession.objects.filter(user=user).order_by("pk"):
            device = device_words(place.user_agent)
            browser = {"browser": place.user_agent, "device": device}
            yield {"kind": "signed in", "since": place.created_at, **browser}
        for way in Authenticator.objects.filter(user=user).order_by("pk"):
            yield {"kind": "way in", "type": way.type, "since": way.created_at, "name": str(way)}
        elsewhere = SocialAccount.objects.filter(user=user)
        yield from values(elsewhere, "provider", "uid", "extra_data", kind="other site")
        yield from values(Mute.objects.filter(user=user), "name", "at", kind="muted")
        wishes = Erasure.objects.filter(user=user)
        when = ("asked_at", "due_at", "cancelled_at", "keeps_comments")
        yield from values(wishes, *when, kind="wish to be erased")
