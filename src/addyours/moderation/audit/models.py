"""One row for each decision, and the head of the chain they are put into."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

ERASED = "erased:"
"""How the mark begins that stands in the place of somebody who was erased."""
PERSONS = frozenset({"user", "guest", "address", ERASED.removesuffix(":")})
"""What the key of a person, or of a network address, begins with."""


class AppendOnly(Exception):
    """Somebody tried to change or remove a row of the audit log."""


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Reads and appends; refuses everything else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("decisions are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnly("decisions are never removed")

    def anonymise(self, key: str, *, mark: str) -> None:
        """Put `mark` in the place of a person (`user:5`, `guest:12`): the one change there is.

        The facts stay; the name and the words about the person go, and with them the salt that
        their digest was made with. Without it nobody can try names out on the digest, which stays.
        """
        gone: dict[str, Any] = {"writer_salt": None}
        # What the site said by itself names nobody; what a moderator typed may.
        typed = Q(by__isnull=False) | ~Q(by_name="")
        self.filter(typed, writer_key=key)._replace(reason="", **gone)
        self.filter(writer_key=key)._replace(writer_key=mark, **gone)
        self.filter(subject=key)._replace(subject=mark, reason="", **gone)
        kind, _colon, number = key.partition(":")
        if kind == "user":
            own = self.filter(by=int(number))
            own._replace(by=None, by_name=mark, by_number=None, by_salt=None)

    def _replace(self, **columns: Any) -> None:
        super().update(**columns)


class Decision(models.Model):
    """One row of the audit log: who decided what about which subject, when, why, from what to what.

    It is written without the columns from `link` on. The worker fills them once, a moment later
    (`audit.actions`), so that who posts and who decides waits for nobody else's row.
    """

    subject = models.CharField(max_length=60)
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField(max_length=80, blank=True)
    writer_key = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)

    link = models.BigIntegerField(null=True)
    """Its place in the chain: 1, 2, 3 … without gaps. Empty until it is chained."""
    before = models.BinaryField(null=True)
    """The digest of the row before."""
    digest = models.BinaryField(null=True)
    """Of this row: of its facts, of `before`, and of the two digests of what names people."""
    writer_salt = models.BinaryField(null=True)
    writer_digest = models.BinaryField(null=True)
    by_salt = models.BinaryField(null=True)
    by_digest = models.BinaryField(null=True)
    """Empty where the site decided by itself. A salt goes when the person is erased."""
    by_number = models.BigIntegerField(null=True)
    """The account that decided, also when it is gone."""
    waited = models.PositiveBigIntegerField(null=True)
    """Seconds that what was held waited for this decision of a person, the first since."""

    objects = DecisionQuerySet.as_manager()

    class Meta:
        app_label = "moderation"
        ordering = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject", "-id"], name="decision_subject"),
            models.Index(fields=["writer_key", "-id"], name="decision_writer"),
            models.Index(fields=["id"], condition=Q(link=None), name="decision_unchained"),
            # Of chained rows only: then who posts need not write it.
            models.Index(
                fields=["at", "verb", "to_state", "waited"],
                condition=Q(link__isnull=False),
                name="decision_figures",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["link"], condition=Q(link__isnull=False), name="decision_link_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("decisions are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("decisions are never removed")


class LogHead(models.Model):
    """The end of the chain, one row: how many rows it has, the digest of the last, and our signature."""

    number = models.BigIntegerField(default=0)
    digest = models.BinaryField(default=b"")
    signature = models.CharField(max_length=64, blank=True)
    """By the site's secret key, which is not in the database: cutting rows off is seen by it."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "moderation"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} {self.hex[:16]}"

    @property
    def hex(self) -> str:
        """The digest in hexadecimal digits."""
        return bytes(self.digest).hex()
