"""What people are told, how, and what they don't want to be told."""

from addyours.notify.models.following import (
    Follow,
    Notification,
    NotificationKind,
    Way,
    Wishes,
)
from addyours.notify.models.mail import (
    LEADS_TO,
    MAY_BECOME,
    Mail,
    MailChoice,
    MailState,
    MailText,
    Outcome,
    Suppression,
)

__all__ = [
    "LEADS_TO",
    "MAY_BECOME",
    "Follow",
    "Mail",
    "MailChoice",
    "MailState",
    "MailText",
    "Notification",
    "NotificationKind",
    "Outcome",
    "Suppression",
    "Way",
    "Wishes",
]
