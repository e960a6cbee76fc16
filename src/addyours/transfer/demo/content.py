"""The demonstration content as typed, checked values, read from the TOML files beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from addyours.transfer.demo.errors import DemoContentBroken
from addyours.transfer.demo.pictures import names as picture_names

ThreadState = Literal["open", "closed"]
CommentState = Literal["published", "pending", "spam", "rejected", "deleted"]

_THREAD_STATES: tuple[ThreadState, ...] = ("open", "closed")
_COMMENT_STATES: tuple[CommentState, ...] = (
    "published",
    "pending",
    "spam",
    "rejected",
    "deleted",
)


@dataclass(frozen=True, slots=True)
class DemoPhoto:
    """A drawn picture with the words that go with it."""

    picture: str
    alt: str
    caption: str
    credit: str
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class DemoSection:
    """A part of the site."""

    slug: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class DemoAuthor:
    """Somebody who writes for the site."""

    slug: str
    name: str
    bio: str
    picture: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody the stories speak of."""

    slug: str
    name: str
    other_names: tuple[str, ...]
    description: str
    picture: str


@dataclass(frozen=True, slots=True)
class DemoPage:
    """A plain page: About, House rules."""

    slug: str
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text with inline HTML: b, i and a."""

    html: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the body."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words; `said_to` is empty when they were said to the site itself."""

    words: str
    speaker: str
    speaker_note: str
    said_to: str
    said_days_ago: int | None
    source_url: str


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list whose items are inline HTML."""

    items: tuple[str, ...]
    is_ordered: bool


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between two parts."""


Block = Paragraph | Heading | DemoPhoto | Quote | ItemList | Divider


@dataclass(frozen=True, slots=True)
class DemoComment:
    """What a guest said, so many minutes after the story was published.

    `why` is the reason of a state other than published, for the moderation queue.
    """

    id: str
    story: str
    parent: str | None
    guest: str
    body: str
    minutes_after: int
    state: CommentState
    why: str


@dataclass(frozen=True, slots=True)
class DemoGuest:
    """Somebody who comments; the e-mail address may be empty."""

    slug: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class DemoStory:
    """One story; `hours_ago` is its age at the moment of installation."""

    slug: str
    headline: str
    dek: str
    section: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    photo: DemoPhoto
    people: tuple[str, ...]
    hours_ago: int
    body: tuple[Block, ...]
    thread: ThreadState


@dataclass(frozen=True, slots=True)
class Demo:
    """All of it. Stories stand newest first; a comment stands behind the one it answers."""

    name: str
    tagline: str
    sections: tuple[DemoSection, ...]
    authors: tuple[DemoAuthor, ...]
    people: tuple[DemoPerson, ...]
    pages: tuple[DemoPage, ...]
    guests: tuple[DemoGuest, ...]
    stories: tuple[DemoStory, ...]
    comments: tuple[DemoComment, ...]


def load() -> Demo:
    """Read the content and check that every reference in it leads somewhere.

    Raises DemoContentBroken, naming what is wrong.
    """
    here = files(__package__)
    site, guests = _toml(here / "site.toml"), _toml(here / "guests.toml")
    stories = [_story(name, table) for name, table in _folder(here / "stories")]
    comments = [
        _comment(name, row)
        for name, table in _folder(here / "comments")
        for row in table["comment"]
    ]
    demo = Demo(
        name=site["name"],
        tagline=site["tagline"],
        sections=tuple(DemoSection(**row) for row in site["sections"]),
        authors=tuple(DemoAuthor(**row) for row in site["authors"]),
        people=tuple(_person(row) for row in site["people"]),
        pages=tuple(DemoPage(**{**row, "html": row["html"].strip()}) for row in site["pages"]),
        guests=tuple(DemoGuest(**{"email": "", **row}) for row in guests["guests"]),
        stories=tuple(sorted(stories, key=lambda story: story.hours_ago)),
        comments=tuple(
            sorted(comments, key=lambda comment: (comment.story, comment.minutes_after))
        ),
    )
    for problem in problems(demo):
        raise DemoContentBroken(problem)
    return demo


def problems(demo: Demo) -> Iterator[str]:
    """Name every reference that leads nowhere, every time out of order, every double name."""
    yield from _twice(demo)
    sections = {section.slug for section in demo.sections}
    authors = {author.slug for author in demo.authors}
    people = {person.slug for person in demo.people}
    pictures = set(picture_names())
    portrayed_people: tuple[DemoAuthor | DemoPerson, ...] = (*demo.authors, *demo.people)
    for portrayed in portrayed_people:
        yield from _missing(portrayed.slug, "picture", [portrayed.picture], pictures)
    for story in demo.stories:
        yield from _missing(story.slug, "section", [story.section], sections)
        yield from _missing(story.slug, "author", story.authors, authors)
        yield from _missing(story.slug, "person", story.people, people)
        shown = [block.picture for block in story.body if isinstance(block, DemoPhoto)]
        yield from _missing(story.slug, "picture", [story.photo.picture, *shown], pictures)
        speakers = [block.speaker for block in story.body if isinstance(block, Quote)]
        yield from _missing(story.slug, "speaker among its people", speakers, set(story.people))
    yield from _comment_problems(demo)


def _twice(demo: Demo) -> Iterator[str]:
    kinds: tuple[Iterable[Any], ...] = (
        demo.sections,
        demo.authors,
        demo.people,
        demo.pages,
        demo.guests,
        demo.stories,
    )
    for kind in kinds:
        slugs = [row.slug for row in kind]
        yield from (f"{slug}: twice" for slug in sorted({s for s in slugs if slugs.count(s) > 1}))


def _missing(where: str, what: str, wanted: Iterable[str], known: set[str]) -> Iterator[str]:
    yield from (f"{where}: no {what} “{name}”" for name in wanted if name not in known)


def _comment_problems(demo: Demo) -> Iterator[str]:
    ages = {story.slug: story.hours_ago * 60 for story in demo.stories}
    guests = {guest.slug for guest in demo.guests}
    seen: dict[tuple[str, str], DemoComment] = {}
    for comment in demo.comments:
        where = f"{comment.story}/{comment.id}"
        if (comment.story, comment.id) in seen:
            yield f"{where}: twice"
        yield from _missing(where, "guest", [comment.guest], guests)
        if not 0 < comment.minutes_after < ages.get(comment.story, 0):
            yield f"{where}: not between the story's publication and now"
        if comment.state not in _COMMENT_STATES:
            yield f"{where}: no state “{comment.state}”"
        if comment.parent is not None and (comment.story, comment.parent) not in seen:
            yield f"{where}: answers “{comment.parent}”, which is not there before it"
        seen[comment.story, comment.id] = comment


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _folder(folder: Traversable) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            yield file.name.removesuffix(".toml"), _toml(file)


def _person(row: dict[str, Any]) -> DemoPerson:
    return DemoPerson(**{**row, "other_names": tuple(row.get("other_names", ()))})


def _story(slug: str, table: dict[str, Any]) -> DemoStory:
    state = table.get("thread", "open")
    if state not in _THREAD_STATES:
        raise DemoContentBroken(f"{slug}: no thread state “{state}”")
    return DemoStory(
        slug=slug,
        headline=table["headline"],
        dek=table["dek"],
        section=table["section"],
        authors=tuple(table["authors"]),
        tags=tuple(table["tags"]),
        photo=DemoPhoto(**table["photo"]),
        people=tuple(table["people"]),
        hours_ago=table["hours_ago"],
        body=tuple(block for row in table["body"] for block in _blocks(slug, row)),
        thread=state,
    )


def _blocks(slug: str, row: dict[str, Any]) -> Iterator[Block]:
    """Read one table of a body; its text holds as many paragraphs as blank lines part."""
    match row:
        case {"text": str(text)}:
            yield from (Paragraph(part.strip()) for part in text.strip().split("\n\n"))
        case {"heading": str(text)}:
            yield Heading(text)
        case {"picture": str()}:
            yield DemoPhoto(**row)
        case {"words": str(words), "speaker": str(speaker)}:
            yield Quote(
                words=words,
                speaker=speaker,
                speaker_note=row.get("speaker_note", ""),
                said_to=row.get("said_to", ""),
                said_days_ago=row.get("said_days_ago"),
                source_url=row.get("source_url", ""),
            )
        case {"items": list(items)}:
            yield ItemList(tuple(items), row.get("is_ordered", False))
        case {"divider": True}:
            yield Divider()
        case _:
            raise DemoContentBroken(f"{slug}: a block with {', '.join(row)} is none we know")


def _comment(story: str, row: dict[str, Any]) -> DemoComment:
    return DemoComment(
        id=row["id"],
        story=story,
        parent=row.get("re"),
        guest=row["by"],
        body=row["body"].strip(),
        minutes_after=row["after"],
        state=row.get("state", "published"),
        why=row.get("why", ""),
    )
