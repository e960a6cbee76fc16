"""Something that is there for each parameter of the URL map."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest


@pytest.fixture
def values(founded_site: Any) -> dict[str, object]:
    """Values of the parameters of all addresses, belonging to none of those who ask."""
    # Read before Django is set up: models may not be imported above.
    return import_module("tests.security.content").values()


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no template: what is asked is who may, and where it leads."""
    template = import_module("django.template.backends.django").Template

    def drawn(*_: Any, **__: Any) -> str:
        return ""

    monkeypatch.setattr(template, "render", drawn)
