"""Accounts with a role, guests without one, and links that sign an account in once."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 80


class Role(models.TextChoices):
    """What an account may do; rights come from nothing else."""

    READER = "reader", _("Reader")
    AUTHOR = "author", _("Author")
    MODERATOR = "moderator", _("Moderator")
    EDITOR = "editor", _("Editor")
    OWNER = "owner", _("Owner")


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an e-mail address is compared without regard to case."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Write an address as allauth does, so that both find the same account."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, role=Role.OWNER, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account: a reader, or one of the staff."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(
        _("name"), max_length=LONGEST_NAME, help_text=_("Shown beside comments.")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.READER)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    has_profile = models.BooleanField(_("public profile"), default=False)
    avatar = models.CharField(max_length=80, blank=True)
    """Where in the media folder the picture is that was uploaded; empty for a drawn one."""

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        return self.role != Role.READER

    @property
    def look(self) -> str:
        """The key of pages that show how this account looks: its picture, profile and badge."""
        return f"reader:{self.pk}"

    @property
    def first_name(self) -> str:
        """Wagtail's sidebar asks for it, and would show the address without."""
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Guest(models.Model):
    """A person without an account, known again by a signed cookie."""

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    email = models.EmailField(_("e-mail address"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        indexes = [models.Index(Lower("email"), name="guest_address")]

    def __str__(self) -> str:
        return self.name


class SignInLink(models.Model):
    """A link that signs its account in once; only the hash of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link of {self.user_id}"


class SecondFactorRule(models.TextChoices):
    """Which staff sign in with a second factor."""

    NONE = "none", _("Whoever wants to")
    OWNERS = "owners", _("Owners")
    STAFF = "staff", _("All staff")


class SignInSettings(models.Model):
    """How people sign in on this site; one row, or none while nothing was changed."""

    readers_passwords = models.BooleanField(
        _("readers may use a password"),
        default=False,
        help_text=_(
            "Beside the code by e-mail and passkeys. Staff who have a password can always use it."
        ),
    )
    second_factor = models.CharField(
        _("two-step sign-in is a must for"),
        max_length=8,
        choices=SecondFactorRule,
        default=SecondFactorRule.NONE,
        help_text=_(
            "A passkey, or a code from an app on the phone. Who has none yet sets one up before"
            " the newsroom opens."
        ),
    )

    class Meta:
        verbose_name = _("settings of signing in")
        verbose_name_plural = _("settings of signing in")


class Limit(models.Model):
    """What Django's database cache keeps for rate limits; a model so that migrations make its table."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)


class ReaderSettings(models.Model):
    """What readers may do with their accounts; one row."""

    has_avatars = models.BooleanField(
        _("pictures of readers"),
        default=True,
        help_text=_("Readers may upload a picture of themselves. Off, all pictures are drawn."),
    )
    name_days = models.PositiveSmallIntegerField(
        _("days between changes of name"),
        default=30,
        help_text=_("Readers may change the name beside their comments once in so many days."),
    )
    old_name_days = models.PositiveSmallIntegerField(
        _("days an old name stays taken"),
        default=90,
        help_text=_("For so long nobody else may take the name that a reader has given up."),
    )
    erase_days = models.PositiveSmallIntegerField(
        _("days before an account is erased"),
        default=7,
        help_text=_("For so long readers can change their mind after asking to be erased."),
    )

    class Meta:
        verbose_name = _("reader settings")
        verbose_name_plural = _("reader settings")

    def __str__(self) -> str:
        return str(_("Reader settings"))


class ReservedName(models.Model):
    """That a name, in one form it looks like, is somebody's: of an account, or of a story's author."""

    skeleton = models.CharField(max_length=200)
    user = models.ForeignKey(
        User, null=True, on_delete=models.CASCADE, related_name="reserved_names"
    )
    """Who may write under it."""
    source = models.CharField(max_length=40, blank=True)
    """Empty for the name of the account itself; `author:3` for that of a story's author."""
    until = models.DateTimeField(null=True)
    """For a name that was given up: when others may have it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["skeleton"],
                condition=models.Q(source=""),
                name="reserved_name_of_one_account",
            ),
            models.UniqueConstraint(fields=["skeleton", "source"], name="reserved_name_once"),
        ]

    def __str__(self) -> str:
        return self.skeleton


class NameChange(models.Model):
    """That an account had another name before."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="name_changes")
    before = models.CharField(max_length=LONGEST_NAME)
    after = models.CharField(max_length=LONGEST_NAME)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class AddressProof(models.Model):
    """The one mail by which a guest can prove an address; one row for each address that got one."""

    address_key = models.CharField(max_length=64, unique=True)
    """A keyed hash of the address as it is delivered to, so that one with a tag counts as the same."""
    email = models.EmailField(blank=True)
    """As it was typed; empty when the link is used or too old."""
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    guest = models.ForeignKey(Guest, null=True, on_delete=models.SET_NULL)
    sender_key = models.CharField(max_length=80, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    sent_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["sent_at"], name="proof_sent"),
            models.Index(fields=["sender_key", "sent_at"], name="proof_sender"),
        ]

    def __str__(self) -> str:
        return f"proof of {self.sent_at:%Y-%m-%d}"


class Mute(models.Model):
    """That an account wants to see nothing of another writer."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mutes")
    key = models.CharField(max_length=40)
    """Of the writer: `user:5` or `guest:12`."""
    name = models.CharField(max_length=LONGEST_NAME)
    """As it stood beside the comment."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="mute_once")]

    def __str__(self) -> str:
        return f"{self.user_id} mutes {self.key}"


class Erasure(models.Model):
    """A wish to be erased: whose, how, and when it is due; what is left of it names nobody."""

    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="erasures")
    email = models.EmailField(blank=True)
    """Of the account, or of guests without one; empty once it is done."""
    mark = models.CharField(max_length=40, unique=True)
    """What stands in the audit log in the place of the person."""
    keeps_comments = models.BooleanField(default=False)
    """Whether published comments stay, under no name."""
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(cancelled_at=None, done_at=None),
                name="erasure_one_at_a_time",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(cancelled_at=None, done_at=None),
                name="erasure_due",
            )
        ]

    def __str__(self) -> str:
        return self.mark
