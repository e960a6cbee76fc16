"""Brings whole sites in from the shell, with a bar while it lasts and an account of it at the end."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar

from addyours.cli.options import data_option, json_option
from addyours.transfer.actions import begin_run, end_run
from addyours.transfer.errors import ImportRefused
from addyours.transfer.formats import Format, open_export
from addyours.transfer.importing import Progress, bring, keep_report, media_at
from addyours.transfer.models import ImportRun, RunState
from addyours.transfer.report import Report

ABOUT = (
    "May be stopped at any time and run again: nothing comes twice, what changed there is updated,"
    " what was edited here is kept."
)
PLAIN_EVERY = 10.0
"""Seconds between two lines of progress where there is no terminal."""


def site_command(wanted: Format) -> click.Command:
    """Return the subcommand that imports one format."""
    options = [
        click.Option(["--dry-run"], is_flag=True, help="Read everything and write nothing."),
        click.Option(["--keep-going"], is_flag=True, help="Bring what is whole of a damaged file."),
        click.Option(
            ["--report", "report_file"],
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Write what became of each thing there, one JSON object a line.",
        ),
    ]
    if wanted.has_media:
        options += [
            click.Option(
                ["--media"],
                metavar="DIR|URL",
                help="Its pictures: a folder with copies of them, or that folder's address.",
            ),
            click.Option(
                ["--no-media"], is_flag=True, help="Bring no pictures.  [default without --media]"
            ),
        ]
    options += [
        click.Option(
            [f"--{extra.name}"],
            metavar="FILE" if extra.is_file else "TEXT",
            type=click.Path(path_type=Path) if extra.is_file else str,
            help=extra.help,
        )
        for extra in wanted.extras
    ]
    files = click.Argument(
        ["files"], nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
    )

    def run(files: tuple[Path, ...], data: Path | None, as_json: bool, **given: Any) -> int:
        return _import(wanted, files, as_json=as_json, given=given)

    help_text = f"Bring in a site from {wanted.title}.\n\n{wanted.about}\n\n{ABOUT}"
    command = click.Command(wanted.name, params=[files, *options], callback=run, help=help_text)
    return data_option(json_option(command))


def _import(wanted: Format, files: Sequence[Path], *, as_json: bool, given: dict[str, Any]) -> int:
    media, dry_run = given.pop("media", None), given.pop("dry_run")
    if given.pop("no_media", False) and media:
        raise ImportRefused("options", "--media and --no-media exclude each other.")
    report_file = given.pop("report_file")
    source = media_at(media)
    with closing(open_export(wanted, files, **given)) as reader:
        with Report() as report, Watch(reader.size, is_quiet=as_json) as watch:
            reader.survey(watch.to)
            run = ImportRun(source=wanted.name, site=reader.site, is_dry=dry_run)
            if not dry_run:
                names = [file.name for file in files]
                run = begin_run(source=run.source, site=run.site, files=names, size=reader.size)
            progress = Progress(run, report, show=watch.to)

            def load() -> None:
                writes = not dry_run
                bring(run, reader, report, media=source, writes=writes, progress=progress)

            state = _load(load, run, report, writes=not dry_run)
            watch.close()
            return _tell(report, state, as_json=as_json, dry_run=dry_run, file=report_file)


def _load(load: Callable[[], None], run: ImportRun, report: Report, *, writes: bool) -> RunState:
    """Run an import; being stopped is one of its ways to end."""
    before = signal.signal(signal.SIGTERM, _stop)
    state, reason = RunState.FAILED, ""
    try:
        load()
        state = RunState.DONE
    except KeyboardInterrupt:
        state = RunState.STOPPED
    except ImportRefused as refusal:
        reason = refusal.reason
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
        if writes:
            keep_report(run, report)
            counts = report.table()
            end_run(run, state=state, counts=counts, adapted=report.adapted, reason=reason)
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
        self._progress = Bar(
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
