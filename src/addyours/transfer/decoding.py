"""Turns the bytes of a saved page into text, or says plainly why they are none."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from addyours.transfer.errors import PageRefused

MOST_BYTES = 20 * 1024 * 1024
_GUESS_FROM = 256 * 1024

_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a picture or a recording (RIFF)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"(\xb5/\xfd", "a zstd archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "a rich-text (RTF) document"),
    (b"bplist00", "a Safari web archive; save the page as page source"),
    (b"ID3", "a recording (MP3)"),
    (b"OggS", "a recording (Ogg)"),
)
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*+=\s*+(?:[\"']\s*+)?([A-Za-z0-9_:.-]{2,40})"
    rb"|^\s{0,40}<\?xml[^>]{0,100}?encoding\s*+=\s*+[\"']([A-Za-z0-9_:.-]{2,40})",
    re.IGNORECASE,
)
_NOT_OF_PAGES = frozenset(
    ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined")
)
"""Codecs for something else; some take the square of a text's length."""
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b")) + b"\x7f"
_MOJIBAKE = re.compile(
    "\u00c3[\u0080-\u00bf\u0192\u2019\u201a]|\u00e2\u20ac[\u0153\u009d\u2122\u02dc\u201c\u201d\u00a6]"
    "|\u00e2\u0080[\u0090-\u00bf]|\u00c2[\u00a0-\u00bf]"
)
# As browsers do: pages that say Latin-1 mean Windows-1252.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}


def binary_kind(start: bytes) -> str | None:
    """Return what a file that begins so is, where it is a well-known thing that is no text."""
    return next((what for magic, what in _MAGIC if start.startswith(magic)), None)


def check_size(size: int, *, limit: int = MOST_BYTES) -> None:
    """Refuse a page of too many bytes, before anybody reads them all."""
    if size > limit:
        raise PageRefused(
            "too_big",
            f"The page has {size / 1_048_576:.1f} MB; the limit is {limit // 1_048_576} MB.",
        )


def decode(data: bytes) -> tuple[str, str | None]:
    """Return the text of a page, and a sentence for the editor when its encoding was guessed.

    A byte order mark wins, then valid UTF-8, then the charset the page declares, then a guess.
    Refuses what is empty, too big, binary, undecodable or already garbled.
    """
    check_size(len(data))
    if not data.strip(b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf\xff\xfe"):
        raise PageRefused("empty", "The file is empty.")
    if what := binary_kind(data):
        raise PageRefused("binary", f"The file seems to be {what}, not a saved page.")
    text, doubt = _decoded(data)
    _check_sane(text)
    return text, doubt


def _decoded(data: bytes) -> tuple[str, str | None]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data, encoding, "its byte order mark says"), None
    if b"\x00" in data:
        raise PageRefused("binary", "The file has NUL bytes: it is binary, not a saved page.")
    sample = data[:_GUESS_FROM]
    if len(sample) - len(sample.translate(None, _CONTROLS)) > 2 + len(sample) // 500:
        raise PageRefused("binary", "The file is full of control characters: it seems binary.")
    declared = _declared(data)
    if declared in (None, "utf-8") or b"\x1b" not in data:
        try:
            return data.decode("utf-8"), None
        except UnicodeDecodeError as error:
            if declared == "utf-8":
                raise _not(error, "utf-8", "the page says") from None
    if declared is not None:
        return _strictly(data, declared, "the page says"), None
    return _guessed(data)


def encoding_of_pages(name: str) -> str | None:
    """Return the codec of an encoding that pages have; None for any other name."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # Python's codecs also hold transformations that are no text encodings ("rot13", "hex").
    if not getattr(info, "_is_text_encoding", True) or info.name in _NOT_OF_PAGES:
        return None
    return _MEANT.get(info.name, info.name)


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:8192])
    if match is None:
        return None
    name = encoding_of_pages((match.group(1) or match.group(2)).decode("ascii"))
    return None if name is None or name.startswith(("utf-16", "utf-32")) else name


def _strictly(data: bytes, encoding: str, who: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "cp1252" and len(data) == len(error.object):
            return data.decode("latin-1")  # five bytes of Windows-1252 stand for nothing
        raise _not(error, encoding, who) from None


def _not(error: UnicodeDecodeError, encoding: str, who: str) -> PageRefused:
    shown = {"utf-8-sig": "UTF-8"}.get(encoding, encoding.upper())
    return PageRefused(
        "encoding",
        f"The file is not in the encoding {who} ({shown}): byte {error.start} does not fit."
        " Save the page again as UTF-8.",
    )


def _guessed(data: bytes) -> tuple[str, str | None]:
    western = _as_western(data)
    if western is not None:
        return western, "The file does not say its encoding; it was read as Windows-1252."
    best = from_bytes(data[:_GUESS_FROM], threshold=0.15).best()
    if best is not None:
        try:
            text = data.decode(best.encoding)
        except (UnicodeDecodeError, LookupError):
            text = ""
        if text and _is_wordy(text):
            return text, f"The file does not say its encoding; it was read as {best.encoding}."
    raise PageRefused(
        "encoding", "The encoding of the file cannot be told. Save the page again as UTF-8."
    )


def _as_western(data: bytes) -> str | None:
    """Return the text if it reads as English with a few accents and typographic marks."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    foreign = sum(1 for char in text if char > "\x7f" and char.isalpha())
    odd = sum(1 for char in text if char > "\x7f" and not char.isalpha())
    if foreign + odd > len(text) * 0.08 or not _is_wordy(text):
        return None
    return text


def _is_wordy(text: str) -> bool:
    sample = text[:_GUESS_FROM]
    letters = sum(1 for char in sample if char.isalnum() or char.isspace())
    return letters >= len(sample) * 0.6


def _check_sane(text: str) -> None:
    garbled = len(_MOJIBAKE.findall(text[:1_000_000]))
    lost = text.count("\ufffd")
    if garbled >= 3 and garbled * 400 > min(len(text), 1_000_000):
        raise PageRefused(
            "encoding",
            "The text is garbled: it was once saved in the wrong encoding. Save the page again.",
        )
    if lost >= 5 and lost * 200 > len(text):
        raise PageRefused(
            "encoding", "Many characters of the text were lost in an earlier conversion."
        )
    if text.count("\x00") > 2:
        raise PageRefused("binary", "The file has NUL characters: it is binary, not a saved page.")
