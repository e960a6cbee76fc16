"""The command itself: finds the subcommand, points it at its data folder, turns refusals into one line."""

from __future__ import annotations

import atexit
import importlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import click

from addyours.accounts.errors import Refused
from addyours.cli.data_folder import FolderRefused, make_secret_key
from addyours.conf import SettingsRefused, read

REFUSED = 2


@dataclass(frozen=True)
class Lazy:
    """A subcommand that is imported when it is asked for: Django costs a second and 60 MB."""

    module: str
    help: str
    needs_django: bool = True
    hidden: bool = False


COMMANDS = {
    "serve": Lazy("addyours.cli.serve", "Serve the site; on first run, make it.", False),
    "worker": Lazy("addyours.cli.worker", "Do what happens by itself, such as scheduled stories."),
    "import": Lazy("addyours.cli.import_", "Bring stories in from elsewhere."),
    "user": Lazy("addyours.cli.user", "Accounts: list, add, change roles, sign-in links."),
    "mail": Lazy("addyours.cli.mail", "Take reports of mails that came back."),
    "moderation": Lazy("addyours.cli.moderation", "Train the spam scorer, and measure it."),
    "move-to": Lazy(
        "addyours.cli.move_to", "Copy the site into an empty PostgreSQL database.", False
    ),
    "export": Lazy("addyours.cli.export", "Take stories and comments out."),
    "backup": Lazy("addyours.cli.backup", "Back the site up, or check a backup.", False),
    "restore": Lazy("addyours.cli.restore", "Make the site in a backup again.", False),
    "check": Lazy("addyours.cli.check", "Check that the site is in order."),
    "config": Lazy("addyours.cli.config", "Show the settings in force.", False),
    "manage": Lazy("addyours.cli.manage", "Run a Django management command."),
    "prepare": Lazy("addyours.cli.prepare", "Make the site or bring it up to date.", hidden=True),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, lazy in COMMANDS.items() if not lazy.hidden]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        lazy = COMMANDS.get(cmd_name)
        if lazy is None:
            return None
        if lazy.needs_django:
            _find_site()
            # The module sets Django up as it is imported, before any that needs it set up.
            importlib.import_module("addyours.cli.django_setup")
        command: click.Command = importlib.import_module(lazy.module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, COMMANDS[name].help) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done, 2 refused with one line on stderr, 1 a defect.",
)
@click.version_option(version("addyours"), prog_name="addyours")
def cli() -> None:
    """Publish stories and let readers add theirs.

    Each command works on one data folder: --data, else ADDYOURS_DATA, else ./addyours-site.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its status."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    _point_at_data(arguments)
    try:
        status = cli.main(args=arguments, prog_name="addyours", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as nothing:
        nothing.show()
        sys.exit(REFUSED)
    except click.ClickException as mistake:
        _refuse(_in_one_line(mistake))
    except click.Abort:
        sys.exit(128 + signal.SIGINT)
    except (Refused, FolderRefused, SettingsRefused) as refusal:
        _refuse(str(refusal))
    except _of_django("django.core.exceptions", "ImproperlyConfigured") as refusal:
        _refuse(str(refusal))
    except _of_django("django.db", "DatabaseError") as error:
        _refuse(f"The database can't be used: {' '.join(str(error).split())}.")
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(status if isinstance(status, int) else 0)


def _in_one_line(mistake: click.ClickException) -> str:
    words = " ".join(mistake.format_message().split())
    context = mistake.ctx if isinstance(mistake, click.UsageError) else None
    path = context.command_path if context else "addyours"
    return f"{words} “{path} --help” shows what there is."


def _refuse(reason: str) -> NoReturn:
    click.echo(f"addyours: {reason}", err=True)
    sys.exit(REFUSED)


def _point_at_data(arguments: Sequence[str]) -> None:
    """Let --data take effect before settings are read, which is before click parses a subcommand."""
    for number, argument in enumerate(arguments):
        name, is_joined, value = argument.partition("=")
        if name == "--data":
            following = arguments[number + 1] if number + 1 < len(arguments) else ""
            os.environ["ADDYOURS_DATA"] = value if is_joined else following


def _of_django(module: str, name: str) -> tuple[type[Exception], ...]:
    """Return an exception of Django's, if this process has loaded it; serve has not, to stay small."""
    loaded = sys.modules.get(module)
    return (getattr(loaded, name),) if loaded else ()


def _find_site() -> None:
    """Make sure that there is a site to work on; help is given without one too, from an empty one."""
    conf = read()
    if not conf.secret_key_file.exists():
        if not {"-h", "--help"} & set(sys.argv):
            raise SettingsRefused(
                f"There is no site in {conf.data}. Make one with “addyours serve --data {conf.data}”, "
                "or name its folder with --data."
            )
        empty = Path(tempfile.mkdtemp(prefix="addyours-help-"))
        atexit.register(shutil.rmtree, empty, ignore_errors=True)
        make_secret_key(empty / "secret.key")
        os.environ["ADDYOURS_DATA"] = str(empty)
