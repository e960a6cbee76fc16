"""Makes a copy of the site for any file server, from the shell."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from addyours.cli.options import data_option, json_option
from addyours.cli.rows_bar import bar
from addyours.transfer.static_site.crawl import Tell
from addyours.transfer.static_site.export import Copied, write_copy
from addyours.transfer.static_site.folder import MANIFEST

SHOWN = 3
"""So many addresses are named for each reason."""


@click.command("static")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@data_option
@json_option
@click.option(
    "--base-url",
    metavar="URL",
    default="",
    help="Where the copy will be served.  [default: in the place of the site]",
)
def static(folder: Path, data: Path | None, as_json: bool, base_url: str) -> int:
    """Write a copy of the whole site to DIR, for any file server.

    DIR is empty, or holds an earlier copy, which is brought up to date. The site may run meanwhile.
    Exits with 1 where the site could not draw a page.
    """
    try:
        with _progress(quiet=as_json) as tell, _stoppable():
            copied = write_copy(folder, base=base_url, tell=tell)
    except KeyboardInterrupt:
        click.echo("Stopped. Run the same command again to go on.", err=True)
        return 128 + signal.SIGINT
    if as_json:
        click.echo(json.dumps(asdict(copied), ensure_ascii=False))
    else:
        _tell(folder, copied)
    return 1 if any(one.is_defect for one in copied.left_out) else 0


def _tell(folder: Path, copied: Copied) -> None:
    click.echo(f"{copied.pages} pages, {copied.files} files, {copied.size / 1e6:.1f} MB: {folder}")
    click.echo(
        f"  {copied.written} written, {copied.files - copied.written} unchanged,"
        f" {copied.removed} removed. To be served at {copied.base}/"
    )
    reasons: dict[str, list[str]] = {}
    for one in copied.left_out:
        reasons.setdefault(one.reason, []).append(one.address)
    for reason, addresses in reasons.items():
        shown = ", ".join(addresses[:SHOWN])
        more = len(addresses) - SHOWN
        click.echo(f"  Left out: {shown}{f' and {more} more' if more > 0 else ''} – {reason}")
    if reasons:
        click.echo(f"  All of them are listed in {MANIFEST}.")


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Tell]:
    with bar(quiet=quiet) as progress:
        task = progress.add_task("", total=None)

        def tell(what: str, done: int, known: int) -> None:
            progress.update(task, description=what, completed=done, total=known)

        yield tell


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a service manager stop the work as a person does with Ctrl-C."""

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
