"""The newsroom with somebody of each role signed in."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.test import Client


class Browser(Client):
    """A browser that knows who is signed in."""

    user: Any


SignIn = Callable[[Any], Browser]


@pytest.fixture
def factories(db):
    """The factories: this file is read before Django is set up, and may not import models."""
    return import_module("tests.factories")


@pytest.fixture(autouse=True)
def site(founded_site):
    """A founded site, as every test of the newsroom needs it."""
    return founded_site


@pytest.fixture
def sign_in(site, factories) -> SignIn:
    """Return what gives a browser in which an account, or somebody of a role, is signed in."""

    def browser(who: Any) -> Browser:
        client = Browser()
        client.user = factories.make_user(who) if isinstance(who, str) else who
        client.force_login(client.user)
        return client

    return browser


@pytest.fixture
def moderator(sign_in) -> Browser:
    return sign_in("moderator")


@pytest.fixture
def owner(sign_in) -> Browser:
    return sign_in("owner")
