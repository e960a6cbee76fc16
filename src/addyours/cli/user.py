"""Manages accounts from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils import timezone

from addyours.accounts.actions import (
    ask_to_be_erased,
    change_role,
    create_account,
    drop_second_factors,
    issue_sign_in_link,
)
from addyours.accounts.errors import AccountRefused
from addyours.accounts.models import Erasure, Role, User
from addyours.accounts.subject import Subject, subject_of_address
from addyours.cli.options import data_option, json_option
from addyours.stories.queries import served_address
from addyours.web.holdings import erase_due
from addyours.web.takeout import packed

role_choice = click.Choice([role.value for role in Role])


@click.group("user")
def command() -> None:
    """List accounts, add them, change their roles, make links that sign them in."""


@command.command("list")
@data_option
@json_option
def list_(data: Path | None, as_json: bool) -> None:
    """List the accounts."""
    rows = list(User.objects.order_by("pk").values("email", "name", "role", "is_active"))
    if as_json:
        click.echo(json.dumps({"accounts": rows}, ensure_ascii=False))
        return
    for row in rows:
        state = "" if row["is_active"] else "  (switched off)"
        click.echo(f"{row['email']}  {row['role']}  {row['name']}{state}")


@command.command("add")
@data_option
@json_option
@click.argument("email")
@click.option("--name", required=True, help="The name shown beside comments.")
@click.option("--role", type=role_choice, default="reader", show_default=True)
def add(data: Path | None, as_json: bool, email: str, name: str, role: str) -> None:
    """Add an account and print a link that signs it in once."""
    user = create_account(email=email, name=name, role=Role(role))
    _print_link(user, as_json)


@command.command("role")
@data_option
@click.argument("email")
@click.argument("role", type=role_choice)
def role(data: Path | None, email: str, role: str) -> None:
    """Change the role of an account."""
    change_role(_account(email), role=Role(role))
    click.echo(f"{email} is now {role}.")


@command.command("link")
@data_option
@json_option
@click.argument("email")
def link(data: Path | None, as_json: bool, email: str) -> None:
    """Print a link that signs an account in once. “owner” stands for the first owner."""
    _print_link(_account(email), as_json)


@command.command("unlock")
@data_option
@click.argument("email")
def unlock(data: Path | None, email: str) -> None:
    """Take passkeys, app and recovery codes from an account whose holder has lost them."""
    user = _account(email)
    drop_second_factors(user)
    click.echo(f"{user.email} signs in without a second step now.")


@command.command("data")
@data_option
@click.argument("email")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def data_(data: Path | None, email: str, file: Path) -> None:
    """Write all that is held of somebody to a ZIP file: of an account, or of guests with that address.

    Make sure first that whoever asks owns the address.
    """
    subject = _subject(email)
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as target:
            part.chmod(0o600)
            for chunk in packed(subject):
                target.write(chunk)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise AccountRefused("file", f"{file} can't be written: {error.strerror}.") from error
    click.echo(f"{file} holds what this site has of {email}.")


@command.command("erase")
@data_option
@click.argument("email")
@click.option("--keep-comments", is_flag=True, help="Leave published comments, without a name.")
@click.option("--now", "at_once", is_flag=True, help="Erase at once, without days to take it back.")
@click.option("--yes", is_flag=True, help="Don't ask.")
def erase(data: Path | None, email: str, keep_comments: bool, at_once: bool, yes: bool) -> None:
    """Erase somebody: an account, or guests with that address, and what they wrote.

    Make sure first that whoever asks owns the address.
    """
    subject = _subject(email)
    if not yes:
        click.confirm(f"Erase {email} and all that is held of them?", abort=True)
    made = ask_to_be_erased(
        subject.user,
        email=subject.emails[0],
        keeps_comments=keep_comments,
        now=timezone.now(),
        at_once=at_once or subject.user is None,
    )
    if made.due_at > timezone.now():
        click.echo(f"{email} will be erased on {made.due_at:%Y-%m-%d}.")
        return
    while not Erasure.objects.filter(pk=made.pk, done_at__isnull=False).exists():
        erase_due()
    click.echo(f"{email} is erased.")


def _subject(email: str) -> Subject:
    found = subject_of_address(email)
    if found is None:
        raise AccountRefused("unknown", f"Nobody is held here under “{email}”.")
    return found


def _account(email: str) -> User:
    if email == "owner":
        user = User.objects.filter(role=Role.OWNER, is_active=True).order_by("pk").first()
    else:
        user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise AccountRefused(
            "unknown", f"There is no account “{email}”. “addyours user list” shows all."
        )
    return user


def _print_link(user: User, as_json: bool) -> None:
    url = f"{served_address()}/sign-in/{issue_sign_in_link(user)}/"
    if as_json:
        click.echo(json.dumps({"email": user.email, "role": user.role, "link": url}))
        return
    click.echo(f"{user.email} signs in once, within seven days, with\n{url}")
