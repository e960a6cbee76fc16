"""A browser on the site's own pages, as tests of conversations use it."""

from __future__ import annotations

from typing import Any

from django.test import Client
from lxml import html

HTMX = {"HX-Request": "true"}


class Reader(Client):
    """Says that its requests come from the site's own pages."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(headers={"Sec-Fetch-Site": "same-origin"}, **extra)

    def send(
        self, thread: Any, body: str = "A remark.", *, htmx: bool = False, **fields: Any
    ) -> Any:
        """Send the comment form, filled in but for what the test says."""
        data = {"name": "Mara Vint", "email": "", "body": body, "parent": "", "website": ""}
        headers = HTMX if htmx else {}
        return self.post(f"/threads/{thread.pk}/comments/", {**data, **fields}, headers=headers)


def drawn(response: Any) -> Any:
    """The page or fragment that was answered."""
    return html.fromstring(response.content.decode())
