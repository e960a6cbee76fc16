"""Makes a site in an empty folder, or brings one up to date, with a line for each step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from django.core.management import call_command

from addyours.accounts.actions import create_account, issue_sign_in_link
from addyours.accounts.models import Role, User
from addyours.cli.data_folder import is_stamped, mark_prepared
from addyours.cli.options import data_option
from addyours.conf import Conf, current
from addyours.moderation.audit.chaining import chain_all
from addyours.moderation.audit.guard import guard
from addyours.newsroom.actions import grant_rights
from addyours.stories.actions import found_site
from addyours.stories.models import Story
from addyours.transfer.demo.install import install
from addyours.web.words import compile_words

OWNER_ADDRESS = "owner@localhost.localdomain"


@click.command("prepare", hidden=True)
@data_option
@click.option("--empty", is_flag=True)
def command(data: Path | None, empty: bool) -> None:
    """Make the site or bring it up to date."""
    conf = current()
    report = _reporter()
    # First of all: what is loaded once stays as it was found.
    if compiled := compile_words(conf):
        report(f"Words     {', '.join(compiled)}")
    report(f"Database  {'SQLite' if conf.is_sqlite else 'PostgreSQL'}")
    call_command("migrate", verbosity=0, interactive=False)
    guard()
    chain_all()
    report("Media     folder for photos")
    (conf.media / "images").mkdir(parents=True, exist_ok=True)
    report("Static    stylesheet and scripts")
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)
    report("Roles     owner, editor, author, moderator")
    grant_rights()
    # A first run that was cut off is a first run still: it has no stamp, and no story yet.
    is_new = not is_stamped(conf) and not Story.objects.exists()
    if is_new:
        report("Site      front page, sections, house rules")
    found_site(url=conf.site_url, with_sections=empty)
    if is_new and not empty:
        install(report=lambda line: report(f"Stories   {line}"))
    owner = User.objects.filter(role=Role.OWNER).order_by("pk").first()
    if owner is None:
        report("Account   owner")
        owner = create_account(email=OWNER_ADDRESS, name="Owner", role=Role.OWNER)
        _welcome(conf, issue_sign_in_link(owner))
    mark_prepared(conf)


def _reporter() -> Callable[[str], None]:
    return lambda line: click.echo(f"  {line}")


def _welcome(conf: Conf, token: str) -> None:
    url = conf.site_url
    click.echo(
        f"""
Your site is ready.
  Site       {url}/
  Newsroom   {url}/newsroom/
  Sign in    {url}/sign-in/{token}/
The link signs the owner in once, within seven days. A new one:
  addyours user link owner --data {conf.data}
"""
    )
