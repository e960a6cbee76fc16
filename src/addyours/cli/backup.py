"""Backs a site up from the shell, and checks backups."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from addyours.cli.data_folder import FolderRefused, is_site
from addyours.cli.move_to import Shown
from addyours.cli.options import data_option, json_option
from addyours.conf import read
from addyours.transfer.backup import make_backup, verify_backup
from addyours.transfer.backup_file import Manifest

SHOWN = 5


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--verify", is_flag=True, help="Make nothing: check that the backup FILE is whole.")
@data_option
@json_option
def command(file: Path, verify: bool, data: Path | None, as_json: bool) -> None:
    """Write the database, photos, settings, templates and secret key to a new file.

    The site may run meanwhile: the backup shows it at one moment. The file has what is needed to be
    this site, the secret key included; keep it where nobody else can read it.
    """
    with bar(quiet=as_json) as progress:
        if verify:
            manifest = verify_backup(file, watch=Shown(progress))
        else:
            conf = read()
            if not is_site(conf):
                raise FolderRefused(
                    f"There is no site in {conf.data}. Name its folder with --data."
                )
            manifest = make_backup(conf, file, watch=Shown(progress))
    if as_json:
        click.echo(json.dumps(said(manifest), ensure_ascii=False))
    elif verify:
        click.echo(f"Whole: {file}, made at {manifest.made_at}; {_sum(manifest)}.")
    else:
        click.echo(f"Backed up to {file}: {_sum(manifest)}.")
        for name in manifest.left_out[:SHOWN]:
            click.echo(f"  Left out, as no file or gone meanwhile: {name}")
        if (more := len(manifest.left_out) - SHOWN) > 0:
            click.echo(f"  and {more} more")


def bar(*, quiet: bool) -> Progress:
    """Return a bar that counts bytes."""
    return Progress(
        TextColumn("  {task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True, quiet=quiet),
        transient=True,
        # To a file it would write an empty line before the one that says what was refused.
        disable=quiet or not sys.stderr.isatty(),
    )


def said(manifest: Manifest) -> dict[str, object]:
    """Return what a program wants to know of a backup."""
    return {
        "made_at": manifest.made_at,
        "program": manifest.program,
        "site": manifest.site,
        "database": manifest.database,
        "files": len(manifest.entries),
        "bytes": manifest.size,
        "left_out": manifest.left_out,
    }


def _sum(manifest: Manifest) -> str:
    return f"{len(manifest.entries)} files with {manifest.size / 1e6:.1f} MB"
