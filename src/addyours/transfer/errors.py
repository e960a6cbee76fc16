"""Why something cannot be brought in or taken out, in words for the person who tried."""

from __future__ import annotations

from addyours.accounts.errors import Refused


class PageRefused(Refused):
    """A saved page cannot be read: empty, too_big, binary, encoding, archive or no_article."""


class MoveRefused(Refused):
    """A site cannot be moved to another database: source, target, rows, broken or verify."""


class BackupRefused(Refused):
    """A backup cannot be made, read or restored: source, damaged, hostile, exists, not_empty …"""


class ImportRefused(Refused):
    """A file cannot be imported: unreadable, damaged, hostile or no_export."""


class ExportRefused(Refused):
    """Something cannot be written out: unwritable."""


class ArchiveRefused(Refused):
    """An archive cannot be imported: unreadable, no_archive, damaged, hostile, not_empty …"""
