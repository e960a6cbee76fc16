"""Every change to mails and to who gets them, one verb each."""

from addyours.notify.actions.choices import start_mail, stop_mail
from addyours.notify.actions.decisions import mail_decision, mail_warning, tell_writer
from addyours.notify.actions.deliver import (
    allow_address,
    call_for_due_mail,
    forget_mails,
    note_bounce,
    send_again,
    settle_mail,
    take_up_mail,
)
from addyours.notify.actions.following import follow, follow_own_story, save_wishes
from addyours.notify.actions.forgetting import forget_reader
from addyours.notify.actions.queue import queue_mail
from addyours.notify.actions.telling import (
    forget_notifications,
    mail_digest,
    mail_readers,
    read_notifications,
    take_back_muted,
    tell_readers,
)

__all__ = [
    "allow_address",
    "call_for_due_mail",
    "follow",
    "follow_own_story",
    "forget_mails",
    "forget_notifications",
    "forget_reader",
    "mail_decision",
    "mail_digest",
    "mail_readers",
    "mail_warning",
    "note_bounce",
    "queue_mail",
    "read_notifications",
    "save_wishes",
    "send_again",
    "settle_mail",
    "start_mail",
    "stop_mail",
    "take_back_muted",
    "take_up_mail",
    "tell_readers",
    "tell_writer",
]
