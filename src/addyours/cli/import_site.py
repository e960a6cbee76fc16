"""Brings whole sites in from the shell, with a bar while it lasts and an account of it at the end."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from addyours.cli.options import data_option, json_option
from addyours.transfer.actions import begin_run, end_run
from addyours.transfer.errors import ImportRefused
from addyours.transfer.loading import Loader
from addyours.transfer.models import ImportRun, RunState
from addyours.transfer.photo_shelf import Folder, MediaSource, NoMedia, PhotoShelf
from addyours.transfer.remote_media import Remote
from addyours.transfer.report import Report
from addyours.transfer.wordpress.reader import WordPress

PLAIN_EVERY = 10.0
"""Seconds between two lines of progress where there is no terminal."""


@click.command("wordpress")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@data_option
@json_option
@click.option(
    "--media",
    metavar="DIR|URL",
    help="Its pictures: a copy of wp-content/uploads, or that folder's address.",
)
@click.option("--no-media", is_flag=True, help="Bring no pictures.  [default without --media]")
@click.option("--dry-run", is_flag=True, help="Read everything and write nothing.")
@click.option("--keep-going", is_flag=True, help="Bring what is whole of a damaged file.")
@click.option(
    "--report",
    "report_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write what became of each thing there, one JSON object a line.",
)
def wordpress(files: tuple[Path, ...], data: Path | None, as_json: bool, **options: Any) -> int:
    """Bring in a WordPress site from its export (WXR), one file or several, also .gz.

    Stories, pages, authors, pictures, comments and old addresses. May be stopped at any time and
    run again: nothing comes twice, what changed there is updated, what was edited here is kept.
    """
    media, dry_run = options["media"], options["dry_run"]
    if media and options["no_media"]:
        raise ImportRefused("options", "--media and --no-media exclude each other.")
    for file in files:
        if not file.is_file():
            raise ImportRefused("unreadable", f"{file} can't be read: there is no such file.")
    source = _media(media)
    reader = WordPress(files, keep_going=options["keep_going"])
    try:
        with Report() as report, Watch(reader.size, is_quiet=as_json) as watch:
            reader.survey(watch.to)
            half = reader.size // 2
            run = ImportRun(source="wordpress", site=reader.site, files=[f.name for f in files])
            if not dry_run:
                run = begin_run(source=run.source, site=run.site, files=run.files)
            photos = PhotoShelf(run, source, writes=not dry_run)
            loader = Loader(run, report, photos, writes=not dry_run)
            read = reader.read(lambda at: watch.to(half + at, report.total))
            state = _load(lambda: loader.load(read), run, report, writes=not dry_run)
            watch.close()
            file = options["report_file"]
            return _tell(report, state, as_json=as_json, dry_run=dry_run, file=file)
    finally:
        reader.close()


def _media(given: str | None) -> MediaSource:
    if given is None:
        return NoMedia()
    if "://" in given:
        return Remote(given)
    folder = Path(given)
    if not folder.is_dir():
        raise ImportRefused("media", f"{given} is no folder with media.")
    return Folder(folder)


def _load(load: Callable[[], None], run: ImportRun, report: Report, *, writes: bool) -> RunState:
    """Run an import; being stopped is one of its ways to end."""
    before = signal.signal(signal.SIGTERM, _stop)
    state = RunState.FAILED
    try:
        load()
        state = RunState.DONE
    except KeyboardInterrupt:
        state = RunState.STOPPED
    finally:
        signal.signal(signal.SIGTERM, before)
        if writes:
            end_run(run, state=state, counts=report.table())
    return state


def _stop(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _tell(
    report: Report, state: RunState, *, as_json: bool, dry_run: bool, file: Path | None
) -> int:
    if file is not None:
        with file.open("w", encoding="utf-8") as lines:
            for line in report.lines():
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")
    if as_json:
        head = {"state": state.value, "dry_run": dry_run, "total": report.total}
        head |= {"counts": report.table(), "adapted": report.adapted}
        _print_json(head, report)
    else:
        _print_table(report, dry_run=dry_run)
    if state == RunState.STOPPED:
        click.echo("Stopped. Run the same command again to go on.", err=True)
        return 128 + signal.SIGINT
    return 0


def _print_json(head: dict[str, Any], report: Report) -> None:
    """Print one object without ever holding its items, which may be millions."""
    out = sys.stdout
    out.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "items": [')
    for number, line in enumerate(report.lines()):
        out.write((",\n" if number else "\n") + json.dumps(line, ensure_ascii=False))
    out.write("\n]}\n")


def _print_table(report: Report, *, dry_run: bool) -> None:
    if dry_run:
        click.echo("Nothing was written. A run would bring:")
    for kind, outcomes in report.table().items():
        counts = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.items())
        click.echo(f"  {kind:<16} {counts}")
    click.echo(f"  {report.total} in all, {report.adapted} of them adapted.")
    shown: Sequence[str] = ("left out", "kept")
    reasons: dict[tuple[str, str, str], int] = {}
    for line in report.lines():
        if line["outcome"] in shown:
            key = (line["outcome"], line["kind"], line.get("reason", ""))
            if key in reasons or len(reasons) < 40:
                reasons[key] = reasons.get(key, 0) + 1
    for (outcome, kind, reason), number in reasons.items():
        click.echo(f"  {outcome}: {number} × {kind}: {reason}")


class Watch:
    """Shows how far an import is: a bar on a terminal, a line now and then elsewhere."""

    def __init__(self, size: int, *, is_quiet: bool) -> None:
        self._console = Console(stderr=True, quiet=is_quiet)
        self._is_plain = is_quiet or not self._console.is_terminal
        self._size, self._at, self._begun = size, time.monotonic(), time.monotonic()
        self._progress = Progress(
            TextColumn("  {task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=self._is_plain,
        )
        self._task = self._progress.add_task("reading", total=size)

    def __enter__(self) -> Watch:
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Take the bar away."""
        self._progress.stop()

    def to(self, position: int, done: int = 0) -> None:
        """Say how many bytes are read and how many things are done."""
        seconds = max(time.monotonic() - self._begun, 0.001)
        words = f"{done} done, {done / seconds:.0f} a second" if done else "reading"
        if not self._is_plain:
            self._progress.update(self._task, completed=position, description=words)
        elif time.monotonic() - self._at > PLAIN_EVERY and position:
            self._at = time.monotonic()
            left = seconds * (self._size - position) / position
            share = 100 * position // max(self._size, 1)
            self._console.print(f"  {share} %, {words}, about {left:.0f} s left", highlight=False)
