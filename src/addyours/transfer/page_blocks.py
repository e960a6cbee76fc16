"""The shapes a saved page is read into, free of any database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the story; level 2 is the highest."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list of plain-text items."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its address as written in the page."""

    src: str
    alt: str = ""
    caption: str = ""
    others: tuple[str, ...] = ()
    """Where else it may lie: other sizes, what a script would have shown later."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A paragraph of quoted speech; `paragraph` is the whole of it, as it stood on the page."""

    text: str
    speaker: str | None = None
    speaker_note: str | None = None
    said_to: str | None = None
    said_on: str | None = None
    attribution: str = ""
    paragraph: str = ""
    unsure: tuple[str, ...] = ()


Block = Paragraph | Heading | Quote | ListBlock | Picture


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A saved page as data; `unsure` says in sentences what an editor should look at."""

    url: str | None
    title: str
    title_is_guess: bool
    dek: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    site_name: str = ""
    caption: str | None = None
    blocks: tuple[Block, ...] = ()
    people: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    lead: str = ""
    """The picture the page names to other sites."""
    seen: tuple[Picture, ...] = ()
    """Those that stand outside of what is around the story, in order."""
    inline: tuple[str, ...] = field(default=(), repr=False)
    """Pictures that stand in the page itself, as it wrote them."""

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Return the quotes alone, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Quote))


@dataclass(frozen=True, slots=True)
class Spoken:
    """A block the page itself marks as a quotation, with the name signed under it, if any."""

    text: str
    cite: str = ""


@dataclass(slots=True)
class RawPage:
    """A page taken apart, before anybody has looked for quoted speech in it."""

    items: list[Paragraph | Heading | ListBlock | Picture | Spoken] = field(default_factory=list)
    url: str | None = None
    title: str = ""
    dek: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    site_name: str = ""
    caption: str | None = None
    unsure: list[str] = field(default_factory=list)
    lead: str = ""
    seen: tuple[Picture, ...] = ()
