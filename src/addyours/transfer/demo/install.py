"""Installs the demonstration content."""

from collections.abc import Callable


def install(*, report: Callable[[str], None]) -> None:
    """Install the demonstration content."""
