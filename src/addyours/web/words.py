"""The site's own words in other languages: read as .po files, compiled into the data folder on the first run."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from addyours.conf import Conf

SOURCES = Path(__file__).parent / "locale"
"""Holds <language>/LC_MESSAGES/django.po, written by `make words` and completed by hand."""


def compile_words(conf: Conf) -> list[str]:
    """Compile what is new or has changed to where Django looks for it; return those languages.

    Compiled here and not shipped: a catalogue that nobody can read would have to be kept in step
    by hand, and gettext's own compiler is on few machines.
    """
    compiled = []
    for source in sorted(SOURCES.glob("*/LC_MESSAGES/django.po")):
        target = (conf.words / source.relative_to(SOURCES)).with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        language = source.parts[-3]
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".part")
        with partial.open("wb") as file:
            write_mo(file, catalogue)
        partial.replace(target)
        compiled.append(language)
    return compiled
