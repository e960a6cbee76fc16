"""Writes the site for WordPress, from the shell."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from addyours.cli.move_to import Shown
from addyours.cli.options import data_option, json_option
from addyours.cli.rows_bar import bar
from addyours.transfer.errors import ExportRefused
from addyours.transfer.wordpress_export.export import write_wordpress


@click.command("wordpress")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@json_option
@click.option(
    "--media-base",
    metavar="URL",
    default="",
    help="Where WordPress can fetch what lies in the site's folder of media, which is beneath"
    " URL/media/.  [default: the site's own address]",
)
def wordpress(file: Path, data: Path | None, as_json: bool, media_base: str) -> None:
    """Write stories, pages, pictures' addresses and comments to FILE, which WordPress imports (WXR 1.2).

    Only you can read it: drafts and mail addresses are in it. The site may run meanwhile, and should
    while WordPress imports, which fetches the pictures from it.
    """
    if media_base and not media_base.startswith(("http://", "https://")):
        raise ExportRefused(
            "media_base", f"{media_base} is no address pictures can be fetched from."
        )
    with bar(quiet=as_json) as progress:
        made = write_wordpress(file, media_base=media_base, watch=Shown(progress))
    if as_json:
        click.echo(json.dumps(asdict(made)))
        return
    click.echo(
        f"{made.stories} stories, {made.pages} pages, {made.comments} comments and"
        f" {made.photos} pictures' addresses are in {file}."
    )
    if made.conversations:
        click.echo(f"  {made.conversations} conversations without a story are pages.")
    if made.comments_left_out:
        click.echo(f"  Left out: {made.comments_left_out} comments their writers took back.")
    if made.redirects:
        click.echo(f"  {made.redirects} redirects are listed at its end, as comments.")
