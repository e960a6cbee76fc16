"""Trains and measures the spam scorer, and signs the audit log, from the shell."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from addyours.cli.options import data_option, json_option
from addyours.moderation.audit.actions import sign_head
from addyours.moderation.audit.errors import LogRefused
from addyours.moderation.audit.queries import Problem, check_chain
from addyours.moderation.scorer.evaluation import Report
from addyours.moderation.scorer.remembered import read
from addyours.moderation.scorer.schooling import evaluate_on, steps_of, train_on
from addyours.moderation.scorer.table import read_table

DIGITS = 4
file_argument = click.argument("file", type=click.Path(path_type=Path))


@click.group("moderation")
def command() -> None:
    """Train the spam scorer on judged comments, measure how good it is; sign the audit log."""


@command.command("train")
@data_option
@json_option
@file_argument
def train(data: Path | None, as_json: bool, file: Path) -> None:
    """Teach the spam scorer the comments of a CSV FILE: CONTENT and CLASS, 1 for spam.

    What it has learned from this site's own decisions stays in it. Nothing of the texts is kept.
    """
    rows = read_table(file)
    with _bar(steps_of(len(rows)), "Training", as_json) as tell:
        trained = train_on(rows, known=read(), now=timezone.now(), tell=tell)
    if as_json:
        click.echo(json.dumps({"texts": trained.texts, "foretold": _figures(trained.foretold)}))
        return
    click.echo(f"Trained on {trained.texts:,} comments.")
    click.echo("On thirds of the file that it had not seen:")
    _say(trained.foretold)


@command.command("evaluate")
@data_option
@json_option
@file_argument
def evaluate(data: Path | None, as_json: bool, file: Path) -> None:
    """Measure the spam scorer on a CSV FILE: CONTENT and CLASS, 1 for spam. It learns nothing from it."""
    rows = read_table(file)
    with _bar(len(rows), "Scoring", as_json) as tell:
        found = evaluate_on(rows, known=read(), tell=tell)
    if as_json:
        click.echo(json.dumps(_figures(found)))
        return
    click.echo(f"{found.texts:,} comments, {found.spam:,} of them spam.")
    _say(found)
    click.echo("Said and true, by tenths:")
    for one in found.bins:
        click.echo(
            f"  {one.low:.1f} to {one.high:.1f}: {one.texts:5,} comments,"
            f" said {one.said:.2f}, were spam {one.true:.2f}"
        )


@command.command("sign-log")
@data_option
def sign_log(data: Path | None) -> None:
    """Sign the end of the audit log anew, after you have looked into what “addyours check” says of it.

    Needed after the secret key was replaced, and after rows were lost. The log says that it was done.
    """
    found = check_chain()
    if found.problem not in (Problem.NOT_SIGNED, Problem.CUT_OFF):
        raise LogRefused("fine", "The end of the audit log is signed: there is nothing to do.")
    head = sign_head(because=found.problem)
    click.echo(f"Signed: {head.number:,} rows, the last one {head.hex}.")


class _bar:  # noqa: N801 - used as a function
    """A progress bar on standard error, seen by people only."""

    def __init__(self, steps: int, what: str, is_quiet: bool) -> None:
        console = Console(stderr=True)
        self._bar = Progress(
            console=console, transient=True, disable=is_quiet or not console.is_terminal
        )
        self._steps, self._what = steps, what

    def __enter__(self) -> Any:
        self._bar.start()
        task = self._bar.add_task(self._what, total=self._steps)
        return lambda: self._bar.advance(task)

    def __exit__(self, *error: object) -> None:
        self._bar.stop()


def _figures(found: Report) -> dict[str, Any]:
    """Return a report with the names and rounding that machines get."""
    figures = asdict(found)
    bins = figures.pop("bins")
    rounded = {
        name: round(value, DIGITS) if isinstance(value, float) else value
        for name, value in figures.items()
    }
    rounded["calibration"] = {
        "brier": rounded.pop("brier"),
        "error": rounded.pop("calibration_error"),
        "bins": [{name: round(value, DIGITS) for name, value in one.items()} for one in bins],
    }
    return rounded


def _say(found: Report) -> None:
    click.echo(f"  AUC {found.auc:.4f}, F1 {found.f1:.3f}")
    click.echo(f"  spam caught while 1 % of good comments are held: {found.recall_at_1pct_fpr:.1%}")
    click.echo(f"  Brier score {found.brier:.4f}, calibration error {found.calibration_error:.4f}")
