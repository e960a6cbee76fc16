"""What people are told, how, and what they don't want to be told."""

from addyours.notify.models.mail import (
    MAY_BECOME,
    Mail,
    MailChoice,
    MailState,
    Suppression,
)

__all__ = ["MAY_BECOME", "Mail", "MailChoice", "MailState", "Suppression"]
