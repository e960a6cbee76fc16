"""Takes a saved page in plain text apart, where only its lines tell what is what."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from addyours.text.fold import clean
from addyours.text.quoted_speech.people import Cast
from addyours.transfer.boilerplate import begins_comments, begins_related, is_boilerplate
from addyours.transfer.page_blocks import Heading, ListBlock, Paragraph, RawPage

_ITEM = re.compile(r"(?:[-*\u2022\u2013]|(\d{1,3})[.)])\s+(\S.*)")
_URL = re.compile(
    r"(?:(?:source|url|link|from|address|saved from)\s*:\s*)?(https?://\S{4,2000})$", re.I
)
_FIELD = re.compile(r"(title|headline|date|published|author|site)\s*:\s+(\S.{0,300})$", re.I)
_BYLINE = re.compile(r"(?:written |reported )?by(?:\s*+:)?\s++([A-Z][^.!?]{2,100})$", re.I)
_CREDIT = re.compile(
    r"(?i)^(?:photo|image|picture|pictured|credit|file photo|photograph)s?\b\s*(?:\(|:|by|credit)"
    r"|(?:getty images|/getty|reuters|via ap|/ap)\)?\s*$|^\(?(?:photo|image|picture)\b.{0,80}\)?$"
)
_DATE_FORMATS = ("%Y-%m-%d", "%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%d %b %Y", "%d/%m/%Y")
_SENTENCE_END = re.compile(r"[.!?\u2026:;,][\"'\u201d\u2019)\]]*$")
_OPENS_QUOTE = ("\u201c", '"', "\u2018", "\u00ab", "\u201e")
_BODY_LENGTH = 130
_LONGEST_HEAD = 400
_TITLE_LENGTH = 200


def read_text(text: str) -> RawPage:
    """Return a plain-text page taken apart: what stands above the body, then the body."""
    page = RawPage()
    lines = _without_tail(_paragraphs(clean(text)), page)
    start = next((at for at, line in enumerate(lines) if _is_body(line)), len(lines))
    if start == len(lines):
        start = 0 if len(lines) == 1 else min(1, len(lines))
    _read_head(lines[:start], page)
    _read_body(lines[start:], page)
    return page


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs: groups between blank lines, hard-wrapped lines joined."""
    found: list[str] = []
    for group in re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", text):
        lines = [" ".join(line.split()) for line in group.split("\n") if line.strip()]
        lines = [line for line in lines if begins_comments(line) or not is_boilerplate(line)]
        if _is_wrapped(lines):
            found.append(" ".join(lines))
        else:
            found.extend(lines)
    return found


def _is_wrapped(lines: list[str]) -> bool:
    if len(lines) < 2 or any(_ITEM.match(line) for line in lines):
        return False
    body = lines[:-1]
    longest = max(len(line) for line in lines)
    return 40 <= longest <= 100 and all(len(line) >= longest * 0.55 for line in body)


def _without_tail(lines: list[str], page: RawPage) -> list[str]:
    """Leave out the readers' comments and lists of other stories that follow the body."""
    kept: list[str] = []
    related = after_body = False
    for at, line in enumerate(lines):
        if begins_comments(line):
            if after_body and (at == len(lines) - 1 or at > len(lines) // 3):
                left = [one for one in lines[at + 1 :] if not is_boilerplate(one)]
                if left:
                    page.unsure.append(
                        f"Left out as readers\u2019 comments: {len(left)} paragraphs after"
                        f" \u201c{line[:60]}\u201d."
                    )
                break
            continue
        if begins_related(line):
            related = after_body
            continue
        is_body = _is_body(line)
        related = related and not is_body
        if not related and not is_boilerplate(line):
            kept.append(line)
            after_body = after_body or is_body
    return kept


def _is_body(line: str) -> bool:
    if len(line) > _LONGEST_HEAD:
        return True
    if _BYLINE.match(line) or _URL.match(line) or _CREDIT.search(line):
        return False
    if line.startswith(_OPENS_QUOTE) and len(line) > 40:
        return True
    return len(line) > _BODY_LENGTH or (len(line) > 60 and any(mark in ".!?" for mark in line[-2:]))


def _read_head(lines: list[str], page: RawPage) -> None:
    rest = [line for line in lines if not _read_field(line, page)]
    for line in rest:
        if _CREDIT.search(line) or _only_people(line):
            page.caption = page.caption or line
        elif not page.title and len(line) <= _TITLE_LENGTH:
            page.title = line.lstrip("# ")
        elif not page.dek and page.title and len(line) > 20:
            page.dek = line
        else:
            page.items.append(Paragraph(line))


def _read_field(line: str, page: RawPage) -> bool:
    """Take an address, a byline, a date or a labelled field into the page, if the line is one."""
    url = _URL.match(line)
    if url:
        page.url = page.url or url.group(1)
        return True
    date = _date(re.sub(r"(?i)^(?:date|published|posted|updated)(?: on)?\s*:?\s*", "", line))
    if date is not None:
        page.published_at = page.published_at or date
        return True
    by = _BYLINE.match(line)
    if by:
        page.authors = page.authors or split_names(by.group(1))
        return True
    labelled = _FIELD.match(line)
    if labelled is None:
        return False
    label, value = labelled.group(1).lower(), labelled.group(2).strip()
    if label in ("title", "headline"):
        page.title = value
    elif label == "author":
        page.authors = split_names(value)
    elif label == "site":
        page.site_name = value
    else:
        return False
    return True


def split_names(text: str) -> tuple[str, ...]:
    """Return the names of a byline ("A and B", "A; B")."""
    parts = re.split(r"(?<!\s)\s*+(?:;|,|(?<=\s)&\s|\band\b)\s*+", text)
    return tuple(dict.fromkeys(part.strip(" |") for part in parts if part.strip(" |")))


def _date(text: str) -> datetime | None:
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text.strip().rstrip("."))
    plain = re.sub(r"(?i)^(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+", "", plain)
    if not 6 <= len(plain) <= 40:
        return None
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(plain, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _only_people(line: str) -> bool:
    """Tell whether a line only names people, as the caption of a portrait does."""
    if len(line) > 120 or _SENTENCE_END.search(line):
        return False
    cast = Cast([line])
    (marked,) = cast.marked
    if not cast.people and not re.search(r"\b(?:and|with|&)\b", line):
        return False
    covered = {
        at
        for run in marked.runs
        if len(run.words) >= 2 or run.first in marked.mentions
        for at in range(run.first, run.last + 1)
    }
    rest = [
        token.low for at, token in enumerate(marked.tokens) if at not in covered and token.is_word
    ]
    small = {"and", "with", "left", "right", "centre", "center", "from", "in", "at"}
    return bool(covered) and all(word in small for word in rest)


def _read_body(lines: list[str], page: RawPage) -> None:
    items: list[str] = []
    ordered = False
    for at, line in enumerate([*lines, ""]):
        match = _ITEM.match(line)
        if match:
            ordered = bool(match.group(1))
            items.append(match.group(2))
            continue
        if items:
            alone = len(items) == 1
            page.items.append(
                Paragraph(lines[at - 1]) if alone else ListBlock(tuple(items), ordered)
            )
            items = []
        if line:
            page.items.append(_heading_or_paragraph(line, at, len(lines)))


def _heading_or_paragraph(line: str, at: int, count: int) -> Heading | Paragraph:
    if re.match(r"#{1,6} \S", line):
        hashes = len(line) - len(line.lstrip("#"))
        return Heading(line.lstrip("# "), max(2, min(hashes, 4)))
    words = line.split()
    short = 1 <= len(words) <= 10 and len(line) <= 80
    if not short or at in (0, count - 1) or _SENTENCE_END.search(line):
        return Paragraph(line)
    if line.startswith(_OPENS_QUOTE) or not line[0].isupper():
        return Paragraph(line)
    return Heading(line)
