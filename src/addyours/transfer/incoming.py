"""What every importer's reader yields, whatever it reads: the contract between readers and the loader.

A reader is a generator, free of the database and of Django's models. It streams: nothing it keeps
may grow with the file. What it yields, in this order of dependence:

1. `SiteAuthor`, `SiteSection`, `SiteMedia` before the first thing that names their id;
2. `SiteStory`, `SitePage` and `SiteThread` before the first comment on them;
3. `SiteComment` in any order: one whose parent comes later waits for it;
4. `SiteRedirect` behind the stories and pages, whose own old addresses go first;
5. `LeftOut` for each thing of the file that none of the above stands for.

Everything in the file is yielded once, as itself or as `LeftOut`, so that numbers in are numbers
accounted for. Ids are the source's own, as text, unique within their kind; an author's, section's
or picture's id may be any name that is the same in every export of that site. `adapted` says, one
sentence each, what is not here as it was there. `place` says where in the file it stood.

The loader (`loading.Loader.load`) decides whether each is new, the same, changed there, or edited
here. Readers sanitise nothing: `body` of stories is made by `html_blocks`, which does, and `text` of
comments is Markdown made by `comment_text`, which is rendered like that of any reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where something begins in a file."""

    line: int = 0
    byte: int = 0
    file: str = ""


NOWHERE = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAuthor:
    """Somebody who wrote stories; becomes an Author without an account, whatever their rights were."""

    id: str
    name: str
    bio: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSection:
    """A part of the site."""

    id: str
    name: str
    slug: str = ""
    description: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMedia:
    """A file, by the address it has at the source."""

    id: str
    url: str
    title: str = ""
    alt: str = ""
    caption: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of a story's body: `kind` and `value` as `stories.blocks` has them, but a photo's
    value is `{"url", "media", "alt", "caption", "credit"}` and an embed's is its address.
    """

    kind: str
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStory:
    """A story. `state` is published, scheduled or draft; nothing else is ever made public."""

    id: str
    title: str
    slug: str = ""
    dek: str = ""
    body: Sequence[Block] = ()
    authors: Sequence[str] = ()
    section: str = ""
    """Empty: the site's first."""
    tags: Sequence[str] = ()
    photo: str = ""
    """The id of its lead picture."""
    state: str = "draft"
    published_at: datetime | None = None
    takes_comments: bool = True
    old_paths: Sequence[str] = ()
    """Addresses that lead to it at the source: path and query, without the host."""
    adapted: Sequence[str] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePage:
    """A page that is not news. `html` is sanitised by the loader."""

    id: str
    title: str
    slug: str = ""
    html: str = ""
    state: str = "draft"
    old_paths: Sequence[str] = ()
    adapted: Sequence[str] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteThread:
    """A conversation whose story is not in the file: joined to what is at `url`, or standing alone."""

    id: str
    url: str
    name: str = ""
    """Another name by which the source knows what it is about: an address, a post's number."""
    title: str = ""
    opened_at: datetime | None = None
    """None: now."""
    is_closed: bool = False
    adapted: Sequence[str] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteComment:
    """A comment. `state` is one of CommentState; `thread` the id of a story, page or thread."""

    id: str
    thread: str
    text: str
    at: datetime
    name: str = ""
    email: str = ""
    writer: str = ""
    """Who wrote it, by a name of the source's own, where no address says so."""
    parent: str = ""
    state: str = "pending"
    ups: int = 0
    downs: int = 0
    """Votes for and against it, of nobody known."""
    is_pick: bool = False
    adapted: Sequence[str] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRedirect:
    """An address the site itself led to another one, besides those of its stories and pages."""

    id: str
    old_path: str
    """Path and query, without the host."""
    target: str
    """A path here, or an address elsewhere."""
    is_permanent: bool = True
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something of the file that is not brought, and why."""

    kind: str
    id: str
    reason: str
    title: str = ""
    place: Place = NOWHERE


Incoming = (
    SiteAuthor
    | SiteSection
    | SiteMedia
    | SiteStory
    | SitePage
    | SiteThread
    | SiteComment
    | SiteRedirect
    | LeftOut
)
