"""Reads a comment the way the scorer sees it: words behind their disguises, hosts of links, how it looks."""

from __future__ import annotations

import html
import re
import string
import unicodedata
from dataclasses import dataclass
from math import log2

HEAD, TAIL = 100, 40
"""Words looked at, from the beginning and from the end: scoring takes the same time however long the text."""
_FIRST_SIGNS, _LAST_SIGNS = 1_200, 400
_LONGEST_WORD = 24
LINK = "zurlz"
"""The word that stands where a link stood."""

_BREAK = re.compile(r"<(?:br|p|/p|div|/div|li)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,400}>", re.IGNORECASE)
_ENDINGS = (
    "com|net|org|info|tv|ru|de|co|me|biz|pl|es|fr|it|us|io|ly|be|in|eu|uk|nl|se|xyz|top|online|site|"
    "shop|club|app|link|gg|cc|ws|to|br|tr|cn|jp|id|live|store|pro|ng|example|test"
)
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"\]]+"
    # No part of a host is longer: without a limit, time grows with the square of “a-a-a-…”.
    r"|(?<![\w@])[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,5}"
    rf"(?:\.| \. ?| dot )(?:{_ENDINGS})\b(?:/[^\s<>\"\]]*)?"
    r"|/?\bwatch\?v=[\w-]+",
    re.IGNORECASE,
)
_PLAIN_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"\]]+|/?\bwatch\?v=[\w-]+", re.IGNORECASE)
_ENDING = re.compile(rf"\. ?(?:{_ENDINGS})\b", re.IGNORECASE)
"""Looked for first: where nothing ends like a host, the beginnings of hosts need not be looked for."""
_SPOKEN_ENDING = re.compile(rf" dot  ?(?:{_ENDINGS})\b", re.IGNORECASE)
"""Apart: looked for together, every sign is tried, and not only dots."""
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][ .\-_*]{1,2}){3,}[^\W\d_](?!\w)")
_SEPARATORS = re.compile(r"[ .\-_*]")
_AGAIN = re.compile(r"(.)\1\1+")
"""Three times and more; written as `{2,}` it takes twice as long."""
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
_LETTERS, _CAPITALS = string.ascii_letters.encode(), string.ascii_uppercase.encode()
_NUMERALS = string.digits.encode()
_LEET = str.maketrans("013457@$!", "oieastasi")
_LOOK_ALIKE = str.maketrans(
    "аеорсухіјѕԁԛԝһкмтвнАЕОРСУХІЈЅКМТВНαονρτυικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdqwhkmtbnaeopcyxijskmtbnaovptuikabezhikmnoptyx",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the scorer takes from a text."""

    words: tuple[str, ...]
    """Folded, in order, signs included; LINK where a link stood."""
    hosts: tuple[str, ...]
    """Of the links, in order."""
    marks: tuple[str, ...]
    """How the text looks, as names with steps: `links:1`, `length:4`, `capitals:2`; none when nobody asked."""


def read(text: str, *, with_marks: bool = True) -> Reading:
    """Return what a text comes to when its disguises are taken off; how it looks may be left out.

    HTML and its entities are undone, accents, widths, stretched and spaced-out letters folded,
    numbers become their length; links become one word and their hosts.
    """
    if len(text) > _FIRST_SIGNS + _LAST_SIGNS:
        text = f"{text[:_FIRST_SIGNS]} {text[-_LAST_SIGNS:]}"
    plain = unicodedata.normalize("NFKC", _without_html(text))
    links: list[str] = []

    def note(found: re.Match[str]) -> str:
        links.append(found.group(0))
        return f" {LINK} "

    pattern = _pattern_of_links(plain)
    spoken = pattern.sub(note, plain) if pattern else plain
    words, disguised = _words(spoken)
    hosts = tuple([_host(link) for link in links])
    if not with_marks:
        return Reading(words, hosts, ())
    marks = [*_looks(spoken, len(words)), f"links:{min(len(links), 3)}"]
    marks += ["path"] if any("/" in _after_scheme(link) for link in links) else []
    marks += ["bare"] if links and len(words) <= 2 * len(links) else []
    marks += ["disguised"] if disguised else []
    return Reading(words, hosts, tuple(marks))


def _pattern_of_links(plain: str) -> re.Pattern[str] | None:
    """Return how links are to be looked for; None where there are none, which takes a tenth of the time."""
    lower = plain.lower()
    if _ENDING.search(plain) or (" dot " in lower and _SPOKEN_ENDING.search(plain)):
        return _URL
    return _PLAIN_URL if "://" in lower or "www." in lower or "watch?v=" in lower else None


def _without_html(text: str) -> str:
    # Twice: what was pasted from a page is often escaped once more.
    text = html.unescape(html.unescape(text)) if "&" in text else text
    if "<" in text:
        text = _TAG.sub(" ", _BREAK.sub("\n", text))
    return text.replace("\ufeff", "").replace("\u200b", "").replace("\u00ad", "")


def _words(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the folded words, and whether letters were spaced out or borrowed from other scripts."""
    joined = _SPACED.sub(lambda found: _SEPARATORS.sub("", found.group(0)), text)
    folded = joined.lower()
    if not folded.isascii():
        parts = unicodedata.normalize("NFKD", folded)
        folded = "".join(sign for sign in parts if not unicodedata.combining(sign))
    folded = _AGAIN.sub(r"\1\1", folded)
    found = _WORD.findall(folded)
    if len(found) > HEAD + TAIL:
        found = found[:HEAD] + found[-TAIL:]
    words: list[str] = []
    is_disguised = joined != text
    for whole in found:
        word = whole[:_LONGEST_WORD]
        if word.isascii():
            if len(word) > 1 and not word.isalpha():
                _unmask(word, words)
            else:
                words.append(word)
        elif _is_mixed(word):
            words.append(word.translate(_LOOK_ALIKE))
            is_disguised = True
        else:
            words.append(word)
    return tuple(words), is_disguised


def _unmask(word: str, words: list[str]) -> None:
    """Add a word with digits in it: its shape, and what it reads as when they stand for letters."""
    words.append(_DIGITS.sub(lambda found: "0" * min(len(found.group(0)), 4), word))
    letters = sum(sign.isalpha() for sign in word)
    if letters >= 3 and letters < len(word):
        words.append(word.translate(_LEET))


def _is_mixed(word: str) -> bool:
    return any("a" <= sign <= "z" for sign in word) and any(
        "\u0370" <= sign <= "\u04ff" for sign in word
    )


def _after_scheme(link: str) -> str:
    return link.partition("://")[2] or link


def _host(link: str) -> str:
    bare = re.sub(r" ?\. ?| dot ", ".", _after_scheme(link).lower())
    if "watch?v=" in bare and "/" not in bare.strip("/"):
        return "watch"
    return bare.split("/")[0].split("?")[0].removeprefix("www.")[:60]


def _looks(text: str, words: int) -> list[str]:
    """Return what can be seen of a text without reading it."""
    letters, capitals, digits, foreign = _signs(text)
    marks = [
        f"length:{min(int(log2(words + 1)), 7)}",
        f"shouts:{min(text.count('!'), 4)}",
        f"digits:{min(digits, 4)}",
        f"capitals:{4 * capitals // letters if letters > 3 else 0}",
        f"foreign:{min(foreign, 3)}",
    ]
    if "\n" in text.strip():
        marks.append("lines")
    return marks


def _signs(text: str) -> tuple[int, int, int, int]:
    """Return how many letters, capitals, digits and letters of other scripts a text has."""
    if text.isascii():
        data = text.encode()
        size = len(data)
        without = (len(data.translate(None, kind)) for kind in (_LETTERS, _CAPITALS, _NUMERALS))
        letters, capitals, digits = (size - left for left in without)
        return letters, capitals, digits, 0
    return (
        sum(sign.isalpha() for sign in text),
        sum(sign.isupper() for sign in text),
        sum(sign.isdigit() for sign in text),
        sum(sign > "\u024f" and sign.isalpha() for sign in text),
    )
