"""Runs the bench, as `python -m bench --only 1,3 --seconds 10 --rounds 3`."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import click

from bench.accepted import accepted
from bench.contenders import HERE
from bench.figures import Part
from bench.plot import draw
from bench.report import write
from bench.running import Missing
from bench.sizes import front_pages, threads
from bench.start import start
from bench.streams import streams
from bench.warm import quiet, under_posts

PARTS = {
    1: quiet,
    2: under_posts,
    3: accepted,
    4: threads,
    5: front_pages,
    6: streams,
    7: start,
}


@click.command()
@click.option("--only", default="", help="Numbers of parts, separated by commas.  [default: all]")
@click.option("--seconds", type=click.IntRange(1, 600), default=10, show_default=True)
@click.option("--rounds", type=click.IntRange(1, 50), default=3, show_default=True)
@click.option(
    "--results", type=click.Path(path_type=Path, file_okay=False), default=HERE / "results"
)
def main(only: str, seconds: int, rounds: int, results: Path) -> None:
    """Measure, and write the results as Markdown, as a picture and as raw numbers."""
    chosen = _chosen(only)
    began = time.monotonic()
    done: list[Part] = []
    failed = False
    for number in chosen:
        click.echo(f"{number}. {PARTS[number].__doc__}")
        try:
            done.append(PARTS[number](seconds=seconds, rounds=rounds))
        except Missing as missing:
            click.echo(f"  left out: {missing}", err=True)
            continue
        except (RuntimeError, subprocess.CalledProcessError, OSError) as error:
            click.echo(f"  FAILED: {error}", err=True)
            failed = True
            continue
        # Written after each part: a bench that breaks off has not measured for nothing.
        page = write(done[-1:], results, {"seconds": seconds, "rounds": rounds})
        draw(results)
        for bar in done[-1].bars:
            verdict = "met   " if bar.is_met else "MISSED"
            sign = "≤" if bar.is_at_most else "≥"
            click.echo(
                f"  {verdict} {bar.what}: {bar.found:.3g} ({sign} {bar.wanted:g} {bar.unit})"
            )
    if done:
        click.echo(f"{time.monotonic() - began:.0f} s. See {page}.")
    if failed or not done:
        sys.exit(1 if failed else 2)


def _chosen(only: str) -> list[int]:
    words = [word.strip() for word in only.split(",") if word.strip()]
    if unknown := [word for word in words if not word.isdecimal() or int(word) not in PARTS]:
        raise click.UsageError(f"There is no part {unknown[0]}; there are 1 to {len(PARTS)}.")
    return sorted({int(word) for word in words}) or list(PARTS)


if __name__ == "__main__":
    main()
