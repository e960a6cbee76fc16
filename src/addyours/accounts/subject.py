"""Somebody as the site holds them: an account, the guests they were, the addresses they gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from addyours.accounts.models import User
from addyours.accounts.queries import account_of_address, guests_of_address

Record = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A person, by everything that names them here."""

    user: User | None
    guest_ids: tuple[int, ...] = ()
    emails: tuple[str, ...] = ()

    @property
    def keys(self) -> list[str]:
        """The names this person has in moderation: `user:5`, `guest:12`."""
        own = [f"user:{self.user.pk}"] if self.user else []
        return [*own, *(f"guest:{guest}" for guest in self.guest_ids)]


@dataclass(frozen=True, kw_only=True)
class Erasing:
    """How a person is erased."""

    subject: Subject
    mark: str
    """What stands in the audit log in their place."""
    keeps_comments: bool


class Holding(Protocol):
    """What one package holds of people: how it is given to them, and how it is erased."""

    name: str
    """Of the file in what readers take away."""

    @property
    def title(self) -> str:
        """What it is, in words."""

    def records(self, subject: Subject) -> Iterator[Record]:
        """Yield everything held of a person, as values that JSON knows; however much it is."""

    def files(self, subject: Subject) -> Iterator[tuple[str, bytes]]:
        """Yield names and contents of what they uploaded."""

    def erase(self, erasing: Erasing) -> bool:
        """Erase as much as fits one short transaction; return whether there may be more."""


def subject_of(user: User) -> Subject:
    """Return all that an account is: itself, and the guests who gave its address."""
    return Subject(user=user, guest_ids=tuple(guests_of_address(user.email)), emails=(user.email,))


def subject_of_address(email: str) -> Subject | None:
    """Return who is held under an address; None when nobody is."""
    user = account_of_address(email)
    if user is not None:
        return subject_of(user)
    guests = tuple(guests_of_address(email))
    return Subject(user=None, guest_ids=guests, emails=(email.strip(),)) if guests else None
