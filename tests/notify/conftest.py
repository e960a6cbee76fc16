"""A site whose mail goes where the test says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core.mail import EmailMultiAlternatives

from addyours import conf

if TYPE_CHECKING:
    # Named on the command line, this file is read before Django is set up.
    from addyours.notify.models import Mail

Set = Callable[..., conf.Conf]


@pytest.fixture
def set_conf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Set:
    """Return what changes settings of the site for this test; its data folder is the test's own."""

    def change(**values: Any) -> conf.Conf:
        changed = replace(conf.current(), **{"data": tmp_path, **values})
        for module in ("actions.queue", "actions.deliver", "delivery", "folder", "bounce_address"):
            monkeypatch.setattr(f"addyours.notify.{module}.current", lambda: changed)
        return changed

    return change


@pytest.fixture
def real_mail(settings: Any) -> None:
    """Mails go where they go on a site, and not to Django's box for tests."""
    settings.EMAIL_BACKEND = "addyours.notify.backend.OutboxBackend"


@pytest.fixture
def send(real_mail: None) -> Callable[..., Mail]:
    """Return what sends a message the way the whole site does, and the row it became."""

    def give(kind: str = "answer", to: str = "ada@example.com", **fields: Any) -> Mail:
        message = EmailMultiAlternatives(
            fields.pop("subject", "An answer"),
            fields.pop("body", "Somebody answered.\n.\nSee you – Mara"),
            to=[to],
            headers={"X-AddYours-Kind": kind},
            **fields,
        )
        message.attach_alternative("<p>Somebody answered.</p>", "text/html")
        message.send()
        mail: Mail = apps.get_model("notify", "Mail").objects.latest("pk")
        return mail

    return give
