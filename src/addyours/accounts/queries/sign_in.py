"""What is known of how somebody signs in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.internal.userkit import filter_users_by_email
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from addyours.accounts.devices import device_words
from addyours.accounts.models import Role, SecondFactorRule, SignInSettings, User
from addyours.conf import current

Kind = Authenticator.Type
SECOND_FACTORS = (Kind.TOTP, Kind.WEBAUTHN)


@dataclass(frozen=True, kw_only=True)
class WaysIn:
    """The ways by which one account is signed in, besides the code by mail."""

    passkeys: tuple[str, ...]
    has_app: bool
    has_recovery_codes: bool
    has_password: bool
    may_have_password: bool
    providers: tuple[str, ...]
    must_take_second_step: bool


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """One place where an account is signed in."""

    id: int
    device: str
    since: datetime
    is_here: bool


def sign_in_settings() -> SignInSettings:
    """Return how people sign in on this site."""
    return SignInSettings.objects.first() or SignInSettings()


def must_have_second_factor(user: User) -> bool:
    """Tell whether an account's role has to sign in in two steps."""
    if not user.is_staff:
        return False
    rule = sign_in_settings().second_factor
    is_owner = user.role == Role.OWNER
    return rule == SecondFactorRule.STAFF or (rule == SecondFactorRule.OWNERS and is_owner)


def has_second_factor(user: User) -> bool:
    """Tell whether an account has an authenticator app or a passkey."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def has_passkey(user: User) -> bool:
    """Tell whether an account has a passkey."""
    return Authenticator.objects.filter(user=user, type=Kind.WEBAUTHN).exists()


def takes_second_step(user: User) -> bool:
    """Tell whether an account signs in in two steps: it has an app for it, or its role says so."""
    has_app = Authenticator.objects.filter(user=user, type=Kind.TOTP).exists()
    return has_app or must_have_second_factor(user)


def may_use_password(user: User) -> bool:
    """Tell whether an account may sign in by a password: staff always, readers if the site wants."""
    return user.is_staff or sign_in_settings().readers_passwords


def account_of_address(email: str) -> User | None:
    """Return the account of an address, switched off or not."""
    return next(iter(filter_users_by_email(email, for_login=True)), None)


def ways_in(user: User) -> WaysIn:
    """Return the ways in of an account, in three queries."""
    found = list(Authenticator.objects.filter(user=user).order_by("pk"))
    names = {provider.key: provider.name for provider in current().oidc}
    connected = SocialAccount.objects.filter(user=user).order_by("pk")
    rule = sign_in_settings()
    return WaysIn(
        passkeys=tuple(str(one) for one in found if one.type == Kind.WEBAUTHN),
        has_app=any(one.type == Kind.TOTP for one in found),
        has_recovery_codes=any(one.type == Kind.RECOVERY_CODES for one in found),
        has_password=user.has_usable_password(),
        may_have_password=user.is_staff or rule.readers_passwords,
        providers=tuple(names.get(one.provider, one.provider) for one in connected),
        must_take_second_step=must_have_second_factor(user),
    )


def places_signed_in(user: User, *, session_key: str | None) -> list[SignedIn]:
    """Return where an account is signed in, this place first, then the newest."""
    found = [
        SignedIn(
            id=one.pk,
            device=device_words(one.user_agent),
            since=one.created_at,
            is_here=one.session_key == session_key,
        )
        for one in UserSession.objects.purge_and_list(user)
    ]
    return sorted(found, key=lambda one: (not one.is_here, -one.since.timestamp()))
