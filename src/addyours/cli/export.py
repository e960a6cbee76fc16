"""Takes out of the site what is in it, from the shell."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from addyours.cli.export_static import static
from addyours.cli.export_wordpress import wordpress
from addyours.cli.move_to import Shown
from addyours.cli.options import data_option, json_option
from addyours.cli.rows_bar import bar
from addyours.conf import current
from addyours.stories.queries import served_address
from addyours.transfer import comment_table
from addyours.transfer.archive import write_archive
from addyours.transfer.errors import ExportRefused


@click.group("export")
def command() -> None:
    """Take stories and comments out, to keep them or to move elsewhere."""


command.add_command(static)
command.add_command(wordpress)


@command.command("comments")
@click.argument("file")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "jsonl"]),
    default="csv",
    show_default=True,
    help="A table, or lines of JSON.",
)
@data_option
def comments(file: str, kind: str, data: Path | None) -> None:
    """Write all comments, of every state, to FILE, or to standard output if it is "-".

    A file that is there already is replaced when all is written.
    """
    with _written(file) as target, bar() as progress:
        task = progress.add_task("Comments", total=comment_table.count())
        number = comment_table.write_comments(
            target,
            kind=kind,
            site=served_address(),
            advance=lambda rows: progress.advance(task, rows),
        )
    if file != "-":
        click.echo(f"{number} comments are in {file}.")


@command.command("archive")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@json_option
def archive(file: Path, data: Path | None, as_json: bool) -> None:
    """Write everything of the site to FILE, for another site of ours or for programs.

    Only secrets stay here: passwords, links, sessions. The site may run meanwhile. A file that is there
    already is replaced when all is written.
    """
    with bar(quiet=as_json) as progress:
        rows = write_archive(
            file, media=current().media, site=served_address(), watch=Shown(progress)
        )
    if as_json:
        click.echo(json.dumps({"rows": rows}))
    else:
        click.echo(f"{sum(rows.values())} rows of {len(rows)} tables are in {file}.")


@contextmanager
def _written(name: str) -> Iterator[IO[str]]:
    """Give a text file that gets its name when it is whole. Raises ExportRefused."""
    if name == "-":
        # Line ends are the format's own, and the encoding is not the terminal's.
        out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        yield out
        out.detach()
        return
    path = Path(name)
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(path)
    except OSError as error:
        raise ExportRefused("unwritable", f"{name} can't be written: {error.strerror}.") from error
    finally:
        partial.unlink(missing_ok=True)
