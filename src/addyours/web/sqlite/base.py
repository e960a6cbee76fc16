"""Lets who writes take turns, instead of sleeping in SQLite's busy handler."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from addyours.web.process import begin_anew
from addyours.web.sqlite.turns import Turn, turn_at

CAN_BE_WRITTEN = "The database was read-only and can be written again; this process begins anew."
_found_read_only: set[str] = set()
"""Files that could not be written when this process opened them. SQLite reads them only for as long
as anything in the process has them open: to close one connection would not do."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin when it is their turn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: Turn | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and note when the file can't be written."""
        name = str(self.settings_dict["NAME"])
        if Path(name).exists() and not _can_be_written(name):
            _found_read_only.add(name)
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        name = str(self.settings_dict["NAME"])
        turn = turn_at(name)
        patience = float(self.settings_dict["OPTIONS"].get("timeout", 5))
        if not turn.acquire(timeout=patience):
            raise OperationalError("database is locked")
        self._turn = turn
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise
        if name in _found_read_only and _can_be_written(name):
            # This transaction fails at its first write; the next process takes it.
            begin_anew(CAN_BE_WRITTEN)

    def _commit(self) -> None:
        # Where this fails the transaction is still open, and Django rolls it back.
        super()._commit()  # type: ignore[misc]
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.release()


def _can_be_written(name: str) -> bool:
    """Tell whether a database may be written now. Asked without opening it: closing it again would
    take away SQLite's locks on it.
    """
    path = Path(name)
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
