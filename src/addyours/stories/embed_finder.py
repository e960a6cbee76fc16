"""Looks up what an editor embeds: asked of the sites that Wagtail knows, carefully, and nothing of theirs is kept but words."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders.oembed import OEmbedFinder
from wagtail.embeds.models import EMBED_TYPES

from addyours.stories.elsewhere import Answer, Ip, NotAsked, TooMuch, ask, is_public
from addyours.text.fold import clean, clean_line

LONGEST_ADDRESS = 2_000
LONGEST_WORDS = 500
MOST_BYTES = 1024**2
SECONDS = 10
MOST_REDIRECTS = 3
_NO_ANSWER = (NotAsked, TooMuch, OSError, ValueError, RecursionError, http.client.HTTPException)
KINDS = frozenset(kind for kind, _name in EMBED_TYPES)


class CarefulFinder(OEmbedFinder):
    """Wagtail's list of sites, asked as somebody asks who trusts none of them.

    Names lapse and are bought by others: whom an answer leads to is looked at like the first one.
    """

    def may_connect(self, address: Ip) -> bool:
        """Tell whether somebody at that address is asked."""
        return is_public(address)

    def accept(self, url: str) -> bool:
        return len(url) <= LONGEST_ADDRESS and bool(super().accept(url))

    def find_embed(
        self, url: str, max_width: int | None = None, max_height: int | None = None
    ) -> dict[str, Any]:
        """Return what a page shows of an address. Raises EmbedNotFoundException."""
        if not self.accept(url):
            raise EmbedNotFoundException
        endpoint = self._get_endpoint(url)
        query = urlencode({"url": url, "format": "json"})
        told = self._told(f"{endpoint}{'&' if '?' in endpoint else '?'}{query}")
        kind, title = _words(told, "type"), _words(told, "title")
        return {
            "title": title,
            "author_name": _words(told, "author_name"),
            "provider_name": _words(told, "provider_name"),
            "type": kind if kind in KINDS else "link",
            "thumbnail_url": "",
            # Wagtail takes nothing without HTML. Theirs would be a frame, which no page shows.
            "html": format_html('<a href="{}">{}</a>', url, title or url),
            "width": None,
            "height": None,
        }

    def _told(self, address: str) -> dict[str, Any]:
        try:
            answer = self._answer(address)
            told = json.loads(answer.body) if answer.status == http.client.OK else None
        except _NO_ANSWER as error:
            raise EmbedNotFoundException(str(error)) from error
        if not isinstance(told, dict) or "type" not in told:
            raise EmbedNotFoundException("What it answered describes nothing.")
        return told

    def _answer(self, address: str) -> Answer:
        for _redirect in range(MOST_REDIRECTS + 1):
            answer = ask(
                address,
                accept="application/json",
                most_bytes=MOST_BYTES,
                seconds=SECONDS,
                may_connect=self.may_connect,
            )
            if not answer.leads_to:
                return answer
            address = answer.leads_to
        raise TooMuch("it leads from one address to the next")


def _words(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return clean_line(clean(value))[:LONGEST_WORDS] if isinstance(value, str) else ""
