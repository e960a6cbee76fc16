"""Keeps the catalogues of translations in step with the words in the source.

Without an argument it brings them up to date; with --check it says what is not complete.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parents[1] / "src" / "addyours"
CATALOGUES = PACKAGE / "web" / "locale"
LANGUAGES = ("ar", "de", "es", "fr")
STAFF_ONLY = ("cli", "newsroom", "transfer")
"""What only staff see is in English, beside Wagtail's own words in the language they choose."""
PLURAL_FORMS = {
    # As Django's own catalogues say them: where two catalogues differ, Django splits them.
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 :"
    " n%100>=11 && n%100<=99 ? 4 : 5;",
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")
TAG = re.compile(r"</?\w+")


def found() -> Catalog:
    """Return every message that readers' templates and modules mark, with the files it is in."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    catalogue = Catalog()
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE)
        if name.parts[0] in STAFF_ONLY or path.suffix not in {".py", ".html", ".txt"}:
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = templatize(text)
        for _line, words, comments, context in extract(
            "python", io.BytesIO(text.encode()), KEYWORDS, ("Translators:",), {}
        ):
            catalogue.add(
                words, locations=[(str(name), 1)], auto_comments=comments, context=context
            )
    return catalogue


def update(language: str) -> int:
    """Bring one catalogue up to date; return how many messages still want a translation."""
    path = _path(language)
    catalogue = _read(language) if path.exists() else Catalog(locale=language)
    catalogue.update(found(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(
        buffer, catalogue, width=100, omit_header=True, sort_by_file=True, include_lineno=False
    )
    path.write_bytes(_header(language).encode() + buffer.getvalue())
    return sum(not _is_complete(message) for message in catalogue if message.id)


def problems() -> Iterator[str]:
    """Yield what keeps a catalogue from being complete and right."""
    wanted = {(message.context, _key(message)) for message in found() if message.id}
    for language in LANGUAGES:
        have = {
            (message.context, _key(message)): message for message in _read(language) if message.id
        }
        for context, key in sorted(wanted - have.keys(), key=str):
            yield f"{language}: not in the catalogue: {key!r} {context or ''}"
        for context, key in sorted(have.keys() - wanted, key=str):
            yield f"{language}: in no source any more: {key!r} {context or ''}"
        for message in have.values():
            if wrong := complaint(message):
                yield f"{language}: {_key(message)!r}: {wrong}"


def complaint(message: Message) -> str:
    """Return what is wrong with a translation; empty when nothing is."""
    if not _is_complete(message):
        return "not translated"
    if message.fuzzy:
        return "marked fuzzy"
    ids = tuple(map(str, message.id)) if isinstance(message.id, tuple) else (str(message.id),)
    strings = _strings(message)
    for pattern, what in ((PLACEHOLDER, "placeholders"), (TAG, "tags")):
        allowed = [sorted(pattern.findall(text)) for text in ids]
        # Where the number is said by a word ("two replies"), its placeholder may be left out.
        fewest = min(allowed, key=len)
        for text in strings:
            got = sorted(pattern.findall(text))
            is_subset = len(ids) > 1 and set(got) <= set(allowed[-1]) and what == "placeholders"
            if got not in allowed and not is_subset:
                return f"{what} {got or 'none'} instead of {fewest or allowed[-1]}"
    return ""


def _is_complete(message: Message) -> bool:
    return all(_strings(message))


def _strings(message: Message) -> tuple[str, ...]:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return tuple(str(text or "") for text in strings)


def _key(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def _read(language: str) -> Catalog:
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _path(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "django.po"


def _header(language: str) -> str:
    forms = PLURAL_FORMS.get(language) or Catalog(locale=language).plural_forms
    return (
        f"# The words of Add Yours in this language. Written by `make words`; complete by hand.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {forms}\\n"\n\n'
    )


def main(arguments: list[str]) -> int:
    """Update the catalogues, or with --check tell what is wrong with them."""
    if arguments == ["--check"]:
        wrong = list(problems())
        for line in wrong:
            print(line)
        if wrong:
            print(
                "`make words` brings the catalogues up to date; what is new is completed by hand."
            )
        return bool(wrong)
    for language in LANGUAGES:
        print(f"{language}: {update(language)} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
