"""Moves a site from SQLite to PostgreSQL from the shell."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from addyours.cli.config import without_password
from addyours.cli.data_folder import FolderRefused, is_site
from addyours.cli.options import data_option, json_option
from addyours.conf import Conf, read
from addyours.transfer.move import Report, move_site

SHOWN = 20
"""So many altered rows are named."""


@click.command("move-to")
@click.argument("url")
@data_option
@json_option
@click.option(
    "--restart", is_flag=True, help="First clear away an earlier move into this database."
)
def command(url: str, data: Path | None, as_json: bool, restart: bool) -> None:
    """Copy the site into an empty PostgreSQL database.

    URL looks like postgresql://user:password@host/name; "-" reads it from standard input, which
    keeps the password out of the list of processes. The site may run meanwhile and is only read.
    """
    url = sys.stdin.readline().strip() if url == "-" else url
    conf = read()
    if not is_site(conf):
        raise FolderRefused(f"There is no site in {conf.data}. Name its folder with --data.")
    # Held to the same rules as the setting it will be.
    target = read({**os.environ, "ADDYOURS_DATABASE_URL": url}).database_url
    with Progress(
        TextColumn("  {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True, quiet=as_json),
        transient=True,
    ) as progress:
        report = move_site(conf, target, restart=restart, watch=Shown(progress))
    if as_json:
        click.echo(json.dumps({"rows": report.rows, **asdict(report)}, ensure_ascii=False))
    else:
        _tell(conf, target, report)


class Shown:
    """Shows a line for each step and a bar for those that take a while."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", visible=False)

    def step(self, name: str, text: str) -> None:
        self._progress.update(self._task, visible=False)
        self._progress.console.print(f"  {name:<9} {text}", highlight=False)

    def expect(self, rows: int) -> None:
        self._progress.reset(self._task, total=rows, visible=True)

    def advance(self, rows: int) -> None:
        self._progress.advance(self._task, rows)


def _tell(conf: Conf, url: str, report: Report) -> None:
    click.echo(
        f"""
Moved: {len(report.tables)} tables with {report.rows} rows, each compared with the original.
Now set, in the environment or in {conf.data / "addyours.toml"}:
  ADDYOURS_DATABASE_URL={without_password(url)}
  database_url = "{without_password(url)}"
and start the site again. Media and the secret key stay where they are. {conf.sqlite_file} is as it
was; keep it until you are content."""
    )
    if report.changes_since:
        click.echo(
            f"\nNot moved: {report.changes_since} changes on the site since the copy began. "
            "Stop the site and move it again with --restart."
        )
    if report.left_out:
        click.echo(f"\nNot moved, as none of the site's tables: {', '.join(report.left_out)}.")
    if report.altered:
        click.echo(
            "\nPostgreSQL can't hold the sign NUL or bytes that are no UTF-8. “\ufffd” stands for them in:"
        )
        for line in report.altered[:SHOWN]:
            click.echo(f"  {line}")
        if (more := len(report.altered) - SHOWN) > 0:
            click.echo(f"  and {more} more")
