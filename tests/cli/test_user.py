"""Accounts are managed from the shell, and what can't be is refused in one line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from addyours.accounts.models import Role
from addyours.cli.main import main
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shell(capsys, monkeypatch) -> Callable[..., tuple[int, str, str]]:
    """Return what runs the command in this process: its status, what it said, and what it complained of."""
    # Django is set up here already.
    monkeypatch.setitem(sys.modules, "addyours.cli.django_setup", ModuleType("django_setup"))

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(words)
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture(autouse=True)
def owner():
    return make.make_user(Role.OWNER, email="owner@localhost.localdomain")


def test_accounts_are_added_listed_changed_and_let_in(shell):
    status, said, complaint = shell(
        "user", "add", "Mara@Example.com", "--name", "Mara", "--role", "editor", "--json"
    )
    assert (status, complaint) == (0, "")
    made = json.loads(said)
    assert (made["email"], made["role"]) == ("mara@example.com", "editor")
    assert "/sign-in/" in made["link"]
    listed = json.loads(shell("user", "list", "--json")[1])["accounts"]
    assert {row["role"] for row in listed} == {"owner", "editor"}
    assert "now moderator" in shell("user", "role", "mara@example.com", "moderator")[1]
    assert "moderator" in shell("user", "list")[1]
    assert "/sign-in/" in shell("user", "link", "owner")[1]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["user", "add", "no address", "--name", "X"], "not an e-mail address"),
        (["user", "add", "a@example.com", "--name", " "], "name"),
        (["user", "add", "owner@localhost.localdomain", "--name", "X"], "There is an account"),
        (["user", "add", "a@example.com", "--name", "X", "--role", "king"], "king"),
        (["user", "link", "nobody@example.com"], "no account"),
        (["user", "role", "owner", "reader"], "at least one owner"),
        (["user", "frobnicate"], "No such command"),
    ],
)
def test_what_the_shell_asks_and_can_not_have_is_refused(shell, words, reason):
    status, said, complaint = shell(*words)
    assert (status, said) == (2, "")
    (line,) = complaint.splitlines()
    assert reason in line
