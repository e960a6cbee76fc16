"""Changes to accounts, their roles, and links to sign in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from addyours.accounts.actions.names import checked_name, hold_name, rename
from addyours.accounts.barred import check_address
from addyours.accounts.errors import AccountRefused, LinkRefused
from addyours.accounts.mail import Kind, letter
from addyours.accounts.models import Role, SignInLink, User
from addyours.conf import current
from addyours.outbox.record import record

LINK_LIFETIME = timedelta(days=7)


def create_account(*, email: str, name: str, role: Role, password: str | None = None) -> User:
    """Create an account with a role; without a password it signs in by link only.

    Raises AccountRefused when the address has an account already, or address or name is none, or a
    reader's address is barred.
    """
    name = checked_name(name)
    _check_email(email)
    if role == Role.READER:
        check_address(email)
    with transaction.atomic():
        user = make_account(email=email, name=name, role=role, password=password)
        record("account.created", keys=[f"user:{user.pk}"], user=user.pk)
    return user


def make_account(*, email: str, name: str, role: Role, password: str | None = None) -> User:
    """Make an account with a role and its name, inside the caller's transaction.

    Raises AccountRefused when the address has an account already.
    """
    if User.objects.filter(email__iexact=email).exists():
        raise AccountRefused("known", _("There is an account with the address %s.") % email)
    user = User.objects.create_user(email, password, name=name)
    _give_address(user)
    _give_role(user, role)
    hold_name(user)
    return user


def change_role(user: User, *, role: Role) -> None:
    """Give an account another role, and with it exactly the rights of that role.

    Raises AccountRefused when the site would be left without an owner.
    """
    with transaction.atomic():
        if role != Role.OWNER:
            leave_an_owner_besides(user)
        _give_role(user, role)
        record("account.role_changed", keys=[f"user:{user.pk}", "site"], user=user.pk)


def change_account(user: User, *, name: str, email: str) -> None:
    """Change an account's name and address; comments keep the name they were written under.

    For owners, who vouch for the new address; the old one is told. Raises AccountRefused when another account has the address, or address or name is none.
    """
    name = checked_name(name)
    _check_email(email)
    with transaction.atomic():
        if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
            raise AccountRefused("known", _("There is an account with the address %s.") % email)
        kept = User.objects.get(pk=user.pk)
        before = kept.name
        user.name, user.email = before, User.objects.normalize_email(email)
        if user.email != kept.email:
            user.save(update_fields=["email"])
            _give_address(user)
            _tell_old_address(kept.email)
        if name != before:
            rename(user, name=name, now=timezone.now(), held=timedelta())
        record("account.changed", keys=[f"user:{user.pk}", user.look], user=user.pk)


def set_password(user: User, *, password: str) -> None:
    """Give an account a password; whoever is signed in elsewhere is signed out there."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        record("account.password_set", keys=[f"user:{user.pk}"], user=user.pk)


def switch_account(user: User, *, is_active: bool) -> None:
    """Switch an account off, so that it can't sign in, or on again.

    Raises AccountRefused when the site would be left without an owner.
    """
    with transaction.atomic():
        if not is_active:
            leave_an_owner_besides(user)
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        record("account.switched", keys=[f"user:{user.pk}"], user=user.pk)


def delete_account(user: User) -> None:
    """Delete an account; what it wrote stays, under the name it was written with.

    Raises AccountRefused when the site would be left without an owner.
    """
    with transaction.atomic():
        leave_an_owner_besides(user)
        record("account.deleted", keys=[f"user:{user.pk}", "site"], user=user.pk)
        user.delete()


def issue_sign_in_link(user: User, *, now: datetime | None = None) -> str:
    """Return a new token that signs `user` in once within LINK_LIFETIME; it is not kept in clear."""
    now = now or timezone.now()
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        SignInLink.objects.create(
            user=user, token_hash=_hash(token), expires_at=now + LINK_LIFETIME
        )
        record("account.link_issued", keys=[f"user:{user.pk}"], user=user.pk)
    return token


def use_sign_in_link(token: str, *, now: datetime | None = None) -> User:
    """Use a sign-in token up and return its account.

    Raises LinkRefused when it is unknown, used, too old, or its account is switched off.
    """
    now = now or timezone.now()
    with transaction.atomic():
        link = (
            SignInLink.objects.select_for_update()
            .select_related("user")
            .filter(token_hash=_hash(token))
            .first()
        )
        if link is None or not link.user.is_active:
            raise LinkRefused("unknown", _("This sign-in link is not known here."))
        if link.used_at is not None:
            raise LinkRefused("used", _("This sign-in link has been used already."))
        if link.expires_at < now:
            raise LinkRefused("old", _("This sign-in link is too old."))
        link.used_at = now
        link.save(update_fields=["used_at"])
        record("account.link_used", keys=[f"user:{link.user_id}"], user=link.user_id)
    return link.user


def leave_an_owner_besides(user: User) -> None:
    """Refuse what takes the site's last owner who can sign in; their row in the database decides."""
    owners = User.objects.filter(role=Role.OWNER, is_active=True)
    if owners.filter(pk=user.pk).exists() and not owners.exclude(pk=user.pk).exists():
        raise AccountRefused("last_owner", _("The site needs at least one owner who can sign in."))


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise AccountRefused("email", _("“%s” is not an e-mail address.") % email) from error


def _give_address(user: User) -> None:
    """Make an account's address its one proven one: whoever makes or changes it vouches for it."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": True}
    )


def _tell_old_address(email: str) -> None:
    what = _("An owner of the site changed the e-mail address of your account.")
    context = {"what": what, "at": timezone.now(), "url": current().site_url}
    letter(Kind.ALERT, to=email, template="accounts/changed", context=context).send()


def _give_role(user: User, role: Role) -> None:
    user.role = role
    user.is_superuser = role == Role.OWNER
    user.save(update_fields=["role", "is_superuser"])
    user.groups.set(Group.objects.filter(name=role.value))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
