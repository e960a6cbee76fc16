"""Puts text into XML the way WordPress's own exports do, which its simpler readers count on."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape

from django.utils import timezone

_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ZEROS = "0000-00-00 00:00:00"


def plain(text: str) -> str:
    """Return text as it stands in an element or attribute."""
    return escape(_NO_XML.sub("", text))


def cdata(text: str) -> str:
    """Return text as a section in which nothing is mark-up."""
    words = _NO_XML.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{words}]]>"


def words(text: str) -> str:
    """Return plain text where WordPress keeps HTML: titles, names, excerpts."""
    return cdata(escape(text, quote=False))


def remark(text: str) -> str:
    """Return an XML comment, in which two dashes may not follow each other."""
    return f"<!-- {re.sub('-(?=-|$)', '%2D', _NO_XML.sub('', text))} -->"


def local(at: datetime | None) -> str:
    """Return a time by the site's clock."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else _ZEROS


def universal(at: datetime | None) -> str:
    """Return a time in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if at else _ZEROS
