"""Every change to mails and to who gets them, one verb each."""

from addyours.notify.actions.choices import start_mail, stop_mail
from addyours.notify.actions.deliver import (
    allow_address,
    call_for_due_mail,
    forget_mails,
    note_bounce,
    send_again,
    settle_mail,
    take_up_mail,
)
from addyours.notify.actions.queue import queue_mail

__all__ = [
    "allow_address",
    "call_for_due_mail",
    "forget_mails",
    "note_bounce",
    "queue_mail",
    "send_again",
    "settle_mail",
    "start_mail",
    "stop_mail",
    "take_up_mail",
]
