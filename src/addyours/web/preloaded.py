"""Loads once what all processes of a site need: they part afterwards, and share the memory of it."""

from __future__ import annotations

import gc

# First of all: it sets Django up, and what follows may use models.
from addyours.web.wsgi import application

# isort: split
from django.db import connections
from django.urls import reverse

from addyours.web import server, worker

__all__ = ["application", "make_ready", "server", "worker"]


def make_ready() -> None:
    """Load the rest, and have it left alone: what the collector of garbage touches is shared no more.

    To be called before this process parts, and while it has no threads.
    """
    # All addresses, and with them every view.
    reverse("comments:mine")
    connections.close_all()
    gc.collect()
    gc.freeze()
