"""Loads once what all processes of a site need: they part afterwards, and share the memory of it."""

from __future__ import annotations

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "addyours.web.settings")
django.setup()

# isort: split
from django.db import connections
from django.urls import get_resolver, reverse

from addyours.web import server, worker

__all__ = ["make_ready", "server", "worker"]


def make_ready() -> None:
    """Load the rest, and have it left alone: what the collector of garbage touches is shared no more.

    To be called before this process parts, and while it has no threads.
    """
    # All addresses, and with them every view.
    get_resolver()
    reverse("comments:mine")
    connections.close_all()
    gc.collect()
    gc.freeze()
