"""Makes an empty site the one in an archive, from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.core.management import call_command

from addyours.cli.data_folder import mark_restored
from addyours.cli.move_to import Shown
from addyours.cli.options import data_option, json_option
from addyours.cli.rows_bar import bar
from addyours.conf import current
from addyours.newsroom.actions import grant_rights
from addyours.transfer.actions.archive import bring_archive


@click.command("archive")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@json_option
def archive(file: Path, data: Path | None, as_json: bool) -> None:
    """Bring everything of another site in, from what “addyours export archive” wrote.

    The site must have no stories and no comments; what it was made with gives way, its accounts too.
    Import only archives that you trust: who made one decides who owns the site.
    """
    conf = current()
    # Should this be cut off, the next start sets rights and static files right.
    mark_restored(conf)
    with bar(quiet=as_json) as progress:
        watch = Shown(progress)
        rows = bring_archive(file, data=conf.data, watch=watch)
        watch.step("Roles", "owner, editor, author, moderator")
        grant_rights()
        watch.step("Search", "index made anew")
        call_command("rebuild_references_index", verbosity=0)
        call_command("update_index", verbosity=0)
    if as_json:
        click.echo(json.dumps({"rows": rows}))
        return
    click.echo(
        f"Imported: {rows['stories.Story']} stories, {rows['comments.Comment']} comments,"
        f" {rows['accounts.User']} accounts."
    )
    click.echo("Nobody's password came along; “addyours user link <address>” signs an owner in.")
    click.echo("Start the site again if it is running.")
