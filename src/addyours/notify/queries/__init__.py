"""What is known of mails, and of who wants none."""

from addyours.notify.queries.mail import (
    account_of,
    is_stopped,
    is_suppressed,
    kept_files,
    mail_trouble,
    next_due,
    stopped_kinds,
    suppression_of,
    why_not_written_to,
)

__all__ = [
    "account_of",
    "is_stopped",
    "is_suppressed",
    "kept_files",
    "mail_trouble",
    "next_due",
    "stopped_kinds",
    "suppression_of",
    "why_not_written_to",
]
