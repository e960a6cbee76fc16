"""Checks a site from the shell."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from addyours.cli.audit_log import problems_of_log
from addyours.cli.options import data_option, json_option
from addyours.conf import current
from addyours.moderation.audit.queries import Checked, check_chain
from addyours.notify.trial import send_trial
from addyours.stories.models import FrontPage


@click.command("check")
@data_option
@json_option
@click.option("--mail", "mail_to", metavar="ADDRESS", help="Send a mail there instead.")
def command(data: Path | None, as_json: bool, mail_to: str | None) -> None:
    """Check the database, the migrations, the folders, the configuration and the audit log.

    With --mail: send a mail at once and say what the mail server answered.
    """
    if mail_to is not None:
        answer = send_trial(mail_to)
        click.echo(json.dumps({"ok": True, "answer": answer}) if as_json else answer)
        return
    problems, log = _problems()
    if as_json:
        said = {"ok": not problems, "problems": problems, "audit_log": log and asdict(log)}
        click.echo(json.dumps(said, ensure_ascii=False))
    elif not problems:
        click.echo(f"The site in {current().data} is in order.")
        if log is not None and log.rows:
            click.echo(f"The audit log is whole: {log.rows:,} rows, the last one {log.head}.")
    else:
        for problem in problems:
            click.echo(f"addyours: {problem}", err=True)
    sys.exit(2 if problems else 0)


def _problems() -> tuple[list[str], Checked | None]:
    """Return what is wrong, and what was found of the audit log where it could be read."""
    log = None
    found = [message.msg for message in checks.run_checks() if message.level >= checks.WARNING]
    conf = current()
    found += [
        f"The folder {one} is missing." for one in (conf.media, conf.static) if not one.is_dir()
    ]
    found += [*_template_problems()]
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
        if not missing:
            log = check_chain()
            found += problems_of_log(log)
    except DatabaseError as error:
        found.append(f"The database can't be used: {error}.")
    return found, log


def _template_problems() -> Iterator[str]:
    """Yield what is wrong with the owner's own templates."""
    folder = current().templates
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            try:
                get_template(path.relative_to(folder).as_posix())
            except (TemplateSyntaxError, TemplateDoesNotExist, UnicodeDecodeError) as error:
                yield f"The template {path} can't be used: {error}."
