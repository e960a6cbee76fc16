"""A backup each night, checked as soon as it is made, and the oldest ones removed."""

from __future__ import annotations

import logging
import re
import threading
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from addyours.conf import Conf, current
from addyours.transfer.backup import make_backup, verify_backup
from addyours.transfer.errors import BackupRefused

logger = logging.getLogger(__name__)
HOUR = 3
"""Of the newsroom's time zone: from then on the night's backup is due."""
_NAME = re.compile(r"addyours-\d{4}-\d\d-\d\d\.zip")
_going_on = threading.Lock()


class Silent:
    """Hears how a backup gets on, and tells nobody."""

    def step(self, name: str, text: str) -> None: ...

    def expect(self, rows: int) -> None: ...

    def advance(self, rows: int) -> None: ...


def begin_when_due() -> None:
    """Let a thread make the backup, if one is wanted and due: other duties don't wait for it."""
    conf = current()
    if due(conf, now=datetime.now(ZoneInfo(conf.time_zone))) is None or _going_on.locked():
        return
    # It may be cut off at any moment, and what it leaves behind is used or removed by the next.
    threading.Thread(target=_make_when_due, args=(conf,), name="backup", daemon=True).start()


def due(conf: Conf, *, now: datetime) -> Path | None:
    """Return the file of the night's backup, if it is not there yet; a site's first is due at once."""
    if conf.backup_to is None:
        return None
    night = (now - timedelta(hours=HOUR)).date()
    path = conf.backup_to / f"addyours-{night.isoformat()}.zip"
    return None if path.exists() else path


def keep_up(conf: Conf, *, now: datetime) -> Path | None:
    """Make the night's backup if it is due, check it, and only then remove the oldest ones.

    Raises BackupRefused; what was there before is there still.
    """
    path = due(conf, now=now)
    if path is None:
        return None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupRefused(
            "unwritable", f"{path.parent} can't be made: {error.strerror}."
        ) from error
    for left in path.parent.glob("addyours-*.zip.partial*"):
        # Of an earlier night that was cut off; tonight's own are used again.
        if not left.name.startswith(path.name):
            left.unlink(missing_ok=True)
    make_backup(conf, path, watch=Silent())
    try:
        verify_backup(path, watch=Silent())
    except BackupRefused:
        path.unlink(missing_ok=True)
        raise
    made = sorted(found for found in path.parent.iterdir() if _NAME.fullmatch(found.name))
    for old in made[: -conf.backup_keep]:
        old.unlink(missing_ok=True)
    return path


def _make_when_due(conf: Conf) -> None:
    with _going_on:
        try:
            keep_up(conf, now=datetime.now(ZoneInfo(conf.time_zone)))
        except (BackupRefused, OSError) as refusal:
            logger.error("No backup was made: %s It is tried again in ten minutes.", refusal)
        except Exception:
            logger.exception("No backup was made; it is tried again in ten minutes.")
