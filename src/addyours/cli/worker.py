"""Runs the worker: what happens on the site by itself."""

from __future__ import annotations

from pathlib import Path

import click

from addyours.cli.options import data_option
from addyours.web.worker import run


@click.command("worker")
@data_option
def command(data: Path | None) -> None:
    """Do what happens by itself, such as publishing scheduled stories, until stopped.

    “addyours serve” runs one; run it alone only where the web runs elsewhere.
    """
    run()
