"""Manages accounts from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import click

from addyours.accounts.actions import (
    change_role,
    create_account,
    drop_second_factors,
    issue_sign_in_link,
)
from addyours.accounts.errors import AccountRefused
from addyours.accounts.models import Role, User
from addyours.cli.options import data_option, json_option
from addyours.stories.queries import served_address

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
