"""Reads Ghost's redirects.json and redirects.yaml."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from addyours.transfer.errors import ImportRefused
from addyours.transfer.incoming import Incoming, LeftOut, Place, SiteRedirect
from addyours.transfer.json_scan import text_of

MOST_BYTES = 16 * 1024**2
_SUFFIXES = (".yaml", ".yml")
# A section of the YAML file, then lines such as  /old/: /new/  with or without quotes.
_SECTION = re.compile(r"[\"']?(301|302)[\"']?\s*+:\s*+(?:\{\s*+\}\s*+)?(?:#.*)?$")
_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'"
_PAIR = re.compile(
    rf"\s++(?:\?\s++)?({_QUOTED}|[^\s\"'#&*!|>%@`](?:[^:]|:(?!\s))*+)\s*+:\s++"
    rf"({_QUOTED}|[^#]*+)\s*+(?:(?<=\s)#.*)?$"
)
_MEANS_MORE = re.compile(r"[\\^$.*+?()\[\]{}|]")


def is_redirects(path: Path) -> bool:
    """Tell whether a file is one of redirects and not an export. Raises ImportRefused."""
    if not path.is_file():
        raise ImportRefused("unreadable", f"{path} can't be read: there is no such file.")
    if path.suffix.lower() in _SUFFIXES:
        return True
    with path.open("rb") as file:
        return file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")


def redirects(path: Path) -> Iterator[Incoming]:
    """Yield the redirects of a file; patterns are left out. Raises ImportRefused."""
    if path.stat().st_size > MOST_BYTES:
        raise ImportRefused("hostile", f"{path.name} is too big for a list of redirects.")
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"{path.name} is damaged at byte {error.start}: it is not UTF-8."
        raise ImportRefused("damaged", reason) from error
    found = _yaml(text, path) if path.suffix.lower() in _SUFFIXES else _json(text, path)
    for start, end, is_permanent, place in found:
        yield _redirect(start, end, is_permanent, place)


def _redirect(start: str, end: str, is_permanent: bool, place: Place) -> Incoming:
    path = start.strip().removeprefix("^").removesuffix("$").removesuffix("?").replace("\\/", "/")
    path = path.replace("\\.", "\0").replace("\\-", "-")
    literal = path.replace("\0", ".")
    target = end.strip()
    reason = ""
    if _MEANS_MORE.search(path.replace(".", "")) or "$1" in target:
        reason = "It is a pattern; redirects here are from one address to another."
    elif not literal.startswith("/") or not re.match(r"/|https?://", target):
        reason = "It names no address."
    elif target.startswith("//"):
        reason = "It leads to another site without saying how."
    if reason:
        name = f"{start} → {end}"
        return LeftOut(
            kind="redirect", id=start[:200], title=name[:300], reason=reason, place=place
        )
    return SiteRedirect(
        id=literal[:200], old_path=literal, target=target, is_permanent=is_permanent, place=place
    )


def _json(text: str, path: Path) -> Iterator[tuple[str, str, bool, Place]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        line, at = getattr(error, "lineno", 1), getattr(error, "pos", 0)
        reason = f"{path.name} is damaged at line {line}, byte {at}."
        raise ImportRefused("damaged", reason) from error
    for number, one in enumerate(found if isinstance(found, list) else []):
        given: dict[str, Any] = one if isinstance(one, dict) else {}
        place = Place(number + 1, 0, path.name)
        permanent = given.get("permanent") is True
        yield text_of(given.get("from")), text_of(given.get("to")), permanent, place


def _yaml(text: str, path: Path) -> Iterator[tuple[str, str, bool, Place]]:
    """Read what Ghost reads of YAML there: two sections of pairs of addresses."""
    section = ""
    byte = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        place = Place(number, byte, path.name)
        byte += len(line.encode())
        bare = line.rstrip()
        if not bare.strip() or bare.lstrip().startswith("#") or bare.strip() in ("---", "..."):
            continue
        if head := _SECTION.match(bare):
            section = head[1]
        elif section and (pair := _PAIR.match(bare)):
            yield _unquoted(pair[1].strip()), _unquoted(pair[2].strip()), section == "301", place
        else:
            raise ImportRefused(
                "damaged",
                f"{path.name} is damaged at line {number}, byte {place.byte}: it is no redirect.",
            )


def _unquoted(given: str) -> str:
    if given.startswith("'"):
        return given[1:-1].replace("''", "'")
    if given.startswith('"'):
        return re.sub(r"\\(.)", r"\1", given[1:-1])
    return given
