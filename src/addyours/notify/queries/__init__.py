"""What is known of mails, and of who wants none."""

from addyours.notify.queries.mail import (
    account_of,
    is_stopped,
    is_suppressed,
    why_not_written_to,
)

__all__ = ["account_of", "is_stopped", "is_suppressed", "why_not_written_to"]
