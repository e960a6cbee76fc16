"""Somebody as the site holds them: an account, the guests they were, the addresses they gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from addyours.accounts.models import User
from addyours.accounts.queries import account_of_address, guests_of_address

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

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


class Holding:
    """What one package holds of people: how it is given to them, and how it is erased.

    Each package has its own; `web.holdings` lists them all.
    """

    name: str
    """Of the file in what readers take away."""
    title: StrPromise
    """What it is, in words for them."""

    def records(self, subject: Subject) -> Iterator[Record]:
        """Yield everything held of a person, as values that JSON knows; however much it is."""
        raise NotImplementedError

    def files(self, subject: Subject) -> Iterator[tuple[str, bytes]]:
        """Yield names and contents of what they uploaded."""
        yield from ()

    def erase(self, erasing: Erasing) -> bool:
        """Erase as much as fits one short transaction; return whether there may be more."""
        return False


def values(rows: QuerySet[Any], *columns: str, **words: str) -> Iterator[Record]:
    """Yield the columns of rows as records, a few at a time; `words` go with each."""
    for row in rows.order_by("pk").values(*columns).iterator(chunk_size=500):
        yield {**words, **row}


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
