"""Shows the settings in force."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import click

from addyours.cli.options import data_option, json_option
from addyours.conf import SETTING_NAMES, read


@click.command("config")
@data_option
@json_option
def command(data: Path | None, as_json: bool) -> None:
    """Show the settings in force, from the environment, addyours.toml and the defaults."""
    conf = read()
    values: dict[str, Any] = {"data": str(conf.data)}
    for name in SETTING_NAMES:
        value = getattr(conf, name)
        values[name] = _shown(value)
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False))
        return
    for name, value in values.items():
        click.echo(f"{name} = {json.dumps(value, ensure_ascii=False)}")


def _shown(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        return [_shown(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {**asdict(value), "secret": "…"}
    return without_password(value) if isinstance(value, str) else value


def without_password(url: str) -> str:
    """Return an address that may be shown; any other text as it is."""
    before, at, after = url.rpartition("@")
    scheme, is_address, login = before.partition("://")
    if not (at and is_address):
        return url
    user, has_password, _password = login.partition(":")
    return f"{scheme}://{user}{':…' if has_password else ''}@{after}"
