"""Makes a site out of a backup from the shell."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import click

from addyours.cli.backup import bar, said
from addyours.cli.data_folder import mark_restored
from addyours.cli.move_to import Shown
from addyours.cli.options import data_option, json_option
from addyours.conf import FILE_NAME, read
from addyours.transfer.backup_file import KEY
from addyours.transfer.restore import restore_backup


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@json_option
def command(file: Path, data: Path | None, as_json: bool) -> None:
    """Make the site in the backup FILE again, in an empty folder.

    Every file is compared with its checksum. A PostgreSQL site goes into the empty database that
    ADDYOURS_DATABASE_URL names.
    """
    conf = read()
    with bar(quiet=as_json) as progress:
        manifest = restore_backup(
            file, conf.data, watch=Shown(progress), finish=partial(mark_restored, conf)
        )
    if as_json:
        click.echo(json.dumps(said(manifest), ensure_ascii=False))
        return
    click.echo(f"Restored: the site of {manifest.made_at} is in {conf.data}.")
    if read().secret_key_file != conf.data / KEY:
        click.echo(
            f"  The settings name another file for the secret key than {conf.data / KEY}."
            f" Move it there, or remove secret_key_file from {FILE_NAME}."
        )
    click.echo(f"  addyours serve --data {conf.data}")
