"""The duty of the worker that keeps the audit log chained."""

from __future__ import annotations

import logging

from addyours.moderation.audit.actions import AT_ONCE, chain_decisions
from addyours.moderation.audit.errors import LogBroken

logger = logging.getLogger(__name__)
_told: set[str] = set()


def chain_all() -> None:
    """Chain what is not chained yet, in short transactions; of a broken chain, say so once."""
    try:
        while chain_decisions() == AT_ONCE:
            pass
    except LogBroken as error:
        if str(error) not in _told:
            _told.add(str(error))
            logger.error(
                "The end of the audit log is not as it was left (%s): see “addyours check”.", error
            )
