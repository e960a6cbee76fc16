"""Keeps mails as files in the data folder, where no mail server is set."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from addyours.conf import current
from addyours.notify.models import Mail


def keep(mail: Mail) -> str:
    """Write a mail to its file, for the site's own account only, and return its name.

    It has the same name however often it is written, and is there whole or not at all.
    """
    name = mail.kept_in or f"{mail.queued_at:%Y%m%d-%H%M%S}-{mail.pk}.eml"
    folder = current().mail_folder
    folder.mkdir(mode=0o700, exist_ok=True)
    draft = folder / f".{name}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(mail.message)
    draft.replace(folder / name)
    return name


def drop(name: str) -> None:
    """Remove the file of a mail; one that somebody else removed is no trouble."""
    with suppress(FileNotFoundError):
        (current().mail_folder / Path(name).name).unlink()
