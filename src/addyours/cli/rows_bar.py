"""The bar that counts rows, shown where somebody looks."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def bar(*, quiet: bool = False) -> Progress:
    """Return a bar that counts rows."""
    return Progress(
        TextColumn("  {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True, quiet=quiet),
        transient=True,
        # To a file it would write an empty line before the one that says what was refused.
        disable=quiet or not sys.stderr.isatty(),
    )
