"""Changes to how people sign in, and where they are signed in."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialLogin
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from addyours.accounts.actions.names import free_name, hold_name
from addyours.accounts.barred import check_address
from addyours.accounts.models import Role, SignInSettings, User
from addyours.outbox.record import record


def save_sign_in_settings(settings: SignInSettings) -> None:
    """Save how people sign in on this site."""
    with transaction.atomic():
        settings.pk = 1
        settings.save()
        record("sign_in.settings_changed", keys=[])


def sign_up_with_provider(request: HttpRequest, login: SocialLogin, *, name: str) -> User:
    """Make a reader's account of somebody whom a provider vouches for; never another role's.

    Of the provider's addresses only the account's own is kept. Raises AccountRefused when the name
    is none or somebody else's, or the address is barred.
    """
    user: User = login.user
    check_address(user.email)
    name = free_name(name, now=timezone.now())
    with transaction.atomic():
        user.name, user.role, user.is_superuser = name, Role.READER, False
        user.set_unusable_password()
        login.email_addresses = [one for one in login.email_addresses if one.email == user.email]
        login.save(request)
        hold_name(user)
        record("account.created", keys=[f"user:{user.pk}"], user=user.pk)
    return user


def end_session(user: User, *, session_id: int) -> None:
    """Sign an account out in one place; nothing happens when it is signed out there already."""
    with transaction.atomic():
        for one in UserSession.objects.filter(user=user, pk=session_id):
            one.end()
        record("account.session_ended", keys=[f"user:{user.pk}"], user=user.pk)


def drop_second_factors(user: User) -> None:
    """Take an account's passkeys, app and recovery codes away, for somebody who has lost them.

    They sign in by a code or a link again, and set up new ones if their role must.
    """
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        record("account.second_factors_dropped", keys=[f"user:{user.pk}"], user=user.pk)
