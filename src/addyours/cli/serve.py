"""Serves the site: prepares its folder when needed, then keeps the web processes and the worker running."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click

from addyours.cli.data_folder import (
    FolderRefused,
    check_database_file,
    check_folder,
    is_prepared,
    is_site,
    make_secret_key,
)
from addyours.cli.options import data_option
from addyours.cli.supervisor import Child, supervise
from addyours.conf import Conf, SettingsRefused, read


@click.command("serve", short_help="Serve the site; on first run, make it.")
@data_option
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.  [default: 8000]")
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes.  [default: 1]")
@click.option("--empty", is_flag=True, help="On first run, leave out the demonstration stories.")
def command(
    data: Path | None, host: str | None, port: int | None, workers: int | None, empty: bool
) -> None:
    """Serve the site until it is stopped with Ctrl-C.

    The first run on an empty data folder makes the site and prints a link that signs its owner in.
    """
    for name, value in (("DATA", data), ("HOST", host), ("PORT", port), ("WORKERS", workers)):
        if value is not None:
            os.environ[f"ADDYOURS_{name}"] = str(value)
    conf = read()
    os.environ["ADDYOURS_DATA"] = str(conf.data)
    check_port(conf)
    check_folder(conf)
    check_database_file(conf)
    if not is_site(conf):
        click.echo(f"Making a site in {conf.data}")
        click.echo("  Secret    key, for this account's eyes only")
        make_secret_key(conf.secret_key_file)
    if not is_prepared(conf):
        _prepare(empty=empty)
    _serve(conf)


def check_port(conf: Conf) -> None:
    """Make sure that the port is free before anything is made. Raises FolderRefused."""
    family = socket.AF_INET6 if ":" in conf.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((conf.host, conf.port))
        except OverflowError as error:
            raise SettingsRefused(f"The port {conf.port} does not exist.") from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise FolderRefused(
                    f"Port {conf.port} on {conf.host} is used by another program. "
                    f"Stop that one, or choose another port with --port."
                ) from error
            raise FolderRefused(
                f"Can't listen on {conf.host}, port {conf.port} ({error.strerror}). "
                "Choose others with --host and --port."
            ) from error


def _prepare(*, empty: bool) -> None:
    """Prepare the folder in a process of its own, so that this one stays small for its long life."""
    arguments = [sys.executable, "-m", "addyours", "prepare"]
    result = subprocess.run([*arguments, "--empty"] if empty else arguments, check=False)
    if result.returncode:
        sys.exit(result.returncode)


def _serve(conf: Conf) -> None:
    click.echo(f"Serving {conf.site_url}/ from {conf.data}. Stop with Ctrl-C.")
    if not conf.mail_url:
        click.echo(f"No mail server is set: mails are kept in {conf.mail_folder}.")
    # Loaded only now: it takes a second, and a refusal should not.
    site = import_module("addyours.web.preloaded")
    site.make_ready()
    supervise([Child("web server", site.server.run), Child("worker", site.worker.run)])
