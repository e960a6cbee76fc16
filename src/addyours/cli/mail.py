"""Takes what mail servers report, from the shell or from a mail server's own pipe."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from django.utils import timezone

from addyours.cli.options import data_option, json_option
from addyours.notify.actions import note_bounce
from addyours.notify.errors import MailRefused
from addyours.notify.reports import MOST_BYTES, read_report


@click.group("mail")
def command() -> None:
    """Deal with mails that came back."""


@command.command("bounced")
@click.argument("file", default="-")
@data_option
@json_option
@click.option("--to", default="", metavar="ADDRESS", help="The address that the report came to.")
def bounced(file: str, data: Path | None, as_json: bool, to: str) -> None:
    """Note that a mail came back; write no more to an address that does not exist.

    FILE is a delivery report, by default standard input.
    """
    report = read_report(_read(file), to=to)
    note_bounce(report.mail, words=report.words, is_for_good=report.is_for_good, now=timezone.now())
    if as_json:
        result = {
            "to": report.mail.to,
            "answer": report.words,
            "suppressed": report.is_for_good,
        }
        click.echo(json.dumps(result, ensure_ascii=False))
        return
    follows = "No more is sent there." if report.is_for_good else "Further mail is sent there."
    click.echo(f"The mail to {report.mail.to} came back: {report.words}. {follows}")


def _read(file: str) -> bytes:
    """Return the report; of a big one, with all that came back in it, the first part is enough."""
    if file == "-":
        return sys.stdin.buffer.read(MOST_BYTES)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES)
    except OSError as error:
        raise MailRefused("unreadable", f"{file} can't be read: {error.strerror}.") from error
