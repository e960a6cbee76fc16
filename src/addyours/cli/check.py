"""Checks a site from the shell."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from addyours.cli.options import data_option, json_option
from addyours.conf import current
from addyours.stories.models import FrontPage


@click.command("check")
@data_option
@json_option
def command(data: Path | None, as_json: bool) -> None:
    """Check the database, the migrations, the folders and the configuration."""
    problems = _problems()
    if as_json:
        click.echo(json.dumps({"ok": not problems, "problems": problems}, ensure_ascii=False))
    elif not problems:
        click.echo(f"The site in {current().data} is in order.")
    else:
        for problem in problems:
            click.echo(f"addyours: {problem}", err=True)
    sys.exit(2 if problems else 0)


def _problems() -> list[str]:
    found = [message.msg for message in checks.run_checks() if message.level >= checks.WARNING]
    conf = current()
    found += [
        f"The folder {one} is missing." for one in (conf.media, conf.static) if not one.is_dir()
    ]
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            found.append(f"{len(missing)} migrations are missing: “addyours serve” applies them.")
        elif not FrontPage.objects.exists():
            found.append("There is no front page: “addyours serve” makes it.")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA quick_check(1)")
                answer = cursor.fetchone()[0]
            if answer != "ok":
                found.append(f"The database is damaged ({answer}). Restore a backup.")
    except DatabaseError as error:
        found.append(f"The database can't be used: {error}.")
    return found
