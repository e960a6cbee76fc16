"""Opens Django's own commands for what has no command of ours."""

from __future__ import annotations

from pathlib import Path

import click
from django.core.management import execute_from_command_line

from addyours.cli.options import data_option


@click.command(
    "manage", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}
)
@data_option
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(data: Path | None, arguments: tuple[str, ...]) -> None:
    """Run a Django or Wagtail management command, such as “addyours manage shell”."""
    execute_from_command_line(["addyours manage", *arguments])
