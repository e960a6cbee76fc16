"""Every change to mails and to who gets them, one verb each."""

from addyours.notify.actions.choices import start_mail, stop_mail
from addyours.notify.actions.queue import queue_mail

__all__ = ["queue_mail", "start_mail", "stop_mail"]
