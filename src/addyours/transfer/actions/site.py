"""Brings one thing of another site, or one batch of comments, together with the note that it is here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils.text import slugify
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from addyours.accounts.models import Guest
from addyours.comments.actions import (
    BroughtFrom,
    bring_comments,
    rebring_comment,
    set_thread_state,
    sync_thread,
)
from addyours.comments.models import Comment, Thread, ThreadState
from addyours.comments.queries.alone import own_path
from addyours.outbox.record import record
from addyours.outbox.rows import insert_objects, insert_rows, next_numbers
from addyours.stories.actions import StoryText, rewrite_story, write_story
from addyours.stories.models import Author, FrontPage, Photo, PlainPage, Section, Story
from addyours.stories.models.pages import TAKEN_SLUGS
from addyours.text.fold import clean_line
from addyours.transfer.incoming import (
    SiteAuthor,
    SiteMedia,
    SitePage,
    SiteRedirect,
    SiteSection,
    SiteThread,
)
from addyours.transfer.joining import address_of
from addyours.transfer.models import ImportItem, ImportRun

_NOTED = tuple("source site kind source_id run_id object_id source_hash mark".split())


@dataclass(frozen=True, slots=True)
class Kept:
    """The note that something is here: under which id of the source, and how it was there."""

    run: ImportRun
    kind: str
    source_id: str
    source_hash: str
    item: ImportItem | None = None
    """What was noted before, when it is brought again."""


def bring_author(author: SiteAuthor, kept: Kept, *, known: Author | None) -> Author:
    """Make an author without an account, or take `known`, who has none either."""
    with transaction.atomic():
        here = known or Author.objects.create(name=author.name[:120], bio=author.bio)
        _keep(kept, here)
        record("author.brought", keys=[here.key], author=here.pk)
    return here


def bring_section(section: SiteSection, kept: Kept, *, known: Section | None) -> Section:
    """Make a section beneath the front page, or take the one of that name."""
    with transaction.atomic():
        here = known
        if here is None:
            front = FrontPage.objects.get()
            here = Section(
                title=section.name[:255],
                slug=_free_slug(front, section.slug or section.name),
                description=section.description[:300],
            )
            front.add_child(instance=here)
        _keep(kept, here)
        record("section.brought", keys=[here.key], section=here.pk)
    return here


def bring_media(media: SiteMedia, data: bytes, kept: Kept, *, name: str) -> Photo:
    """Put a picture into the library with its words."""
    with transaction.atomic():
        photo = Photo.objects.create(
            title=(media.title or name)[:255],
            file=ContentFile(data, name=name),
            description=media.alt[:255],
            caption=media.caption[:500],
        )
        _keep(kept, photo)
        record("photo.brought", keys=[], photo=photo.pk)
    return photo


def bring_story(
    text: StoryText,
    kept: Kept,
    *,
    section: Section,
    publish: bool,
    old_paths: Sequence[str] = (),
    takes_comments: bool = True,
) -> Story:
    """Write a story, or write it anew where the note says that it is here already."""
    with transaction.atomic():
        if kept.item is not None:
            story = Story.objects.get(pk=kept.item.object_id)
            story = rewrite_story(story, text, publish=publish)
        else:
            story = write_story(text, section=section, publish=publish)
            if not takes_comments and story.thread is not None:
                set_thread_state(story.thread, state=ThreadState.CLOSED, by=None)
        _lead_here(story, old_paths)
        _keep(kept, story, mark=str(story.latest_revision_id))
        record("story.brought", keys=[story.key], story=story.pk)
    return story


def bring_plain_page(page: SitePage, html: str, kept: Kept) -> PlainPage:
    """Write a plain page, or write it anew where the note says that it is here already."""
    # A page may be empty at the source, where a form here would not allow it.
    html = html or "<p></p>"
    with transaction.atomic():
        if kept.item is not None:
            here = PlainPage.objects.get(pk=kept.item.object_id)
            here.title, here.body = page.title[:255], html
        else:
            front = FrontPage.objects.get()
            slug = _free_slug(front, page.slug or page.title)
            here = PlainPage(title=page.title[:255], slug=slug, body=html, live=False)
            front.add_child(instance=here)
        revision = here.save_revision()
        if page.state == "published":
            revision.publish()
        elif here.live:
            here.unpublish()
        here.refresh_from_db()
        _lead_here(here, page.old_paths)
        _keep(kept, here, mark=str(here.latest_revision_id))
        record("page.brought", keys=[f"tree:{here.pk}"], page=here.pk)
    return here


def bring_redirect(redirect: SiteRedirect, kept: Kept) -> Redirect:
    """Let an address lead to another; to the page itself, where that one leads to a page here."""
    with transaction.atomic():
        target = Redirect.normalise_path(redirect.target)[:255]
        led = Redirect.objects.filter(old_path=target, redirect_page__isnull=False).first()
        is_here = led is not None and redirect.target.startswith("/")
        here = Redirect.objects.create(
            old_path=Redirect.normalise_path(redirect.old_path)[:255],
            redirect_page=led.redirect_page if led is not None and is_here else None,
            redirect_link="" if is_here else redirect.target[:255],
            is_permanent=redirect.is_permanent,
        )
        _keep(kept, here)
        record("redirect.brought", keys=[], redirect=here.pk)
    return here


def bring_thread(
    thread: SiteThread,
    kept: Kept,
    *,
    known: Thread | None,
    opened_at: datetime | None,
    address: Kept | None = None,
) -> Thread:
    """Open a conversation that stands alone, or join the `known` one of a story.

    One that stands alone is led to from the address it had, which `address` notes, too.
    """
    with transaction.atomic():
        here = known
        if here is None:
            title = (clean_line(thread.title) or thread.url or thread.id)[:255]
            here = sync_thread(None, path="", title=title, opened_at=opened_at)
            here = sync_thread(here, path=own_path(here.pk), title=title, opened_at=opened_at)
            _lead_from(thread.url, here)
        if thread.is_closed and here.state == ThreadState.OPEN:
            set_thread_state(here, state=ThreadState.CLOSED, by=None)
        _keep(kept, here)
        if address is not None and address.item is None:
            _keep(address, here)
        record("thread.brought", keys=[here.key], thread=here.pk)
    return here


def bring_thread_again(here: Thread, thread: SiteThread, kept: Kept) -> None:
    """Bring a conversation in line with what changed at its source since it was brought."""
    with transaction.atomic():
        if here.path == own_path(here.pk):
            title = (clean_line(thread.title) or here.title)[:255]
            sync_thread(here, path=here.path, title=title, opened_at=here.opened_at)
        if thread.is_closed and here.state == ThreadState.OPEN:
            set_thread_state(here, state=ThreadState.CLOSED, by=None)
        _keep(kept, here)
        record("thread.brought", keys=[here.key], thread=here.pk)


def bring_batch(
    comments: Sequence[BroughtFrom],
    kept: Sequence[Kept],
    *,
    whose: Sequence[str],
    writers: Mapping[str, int],
    new: Sequence[tuple[Guest, Kept]],
) -> list[int]:
    """Add many comments and their notes, all or none; return their numbers.

    `whose` names the writer of each, in order, by a key whose number is in `writers`; or whose note is
    in `new`, which are saved with them.
    """
    with transaction.atomic():
        numbers = dict(writers)
        for number, (guest, note) in zip(next_numbers(Guest, len(new)), new, strict=True):
            guest.pk = numbers[note.source_id] = number
        insert_objects([guest for guest, _note in new])
        for one, writer in zip(comments, whose, strict=True):
            one.guest_id = numbers.get(writer)
        made = bring_comments(comments)
        notes = [(note, guest.pk, "") for guest, note in new]
        notes += [(note, pk, one.state) for note, pk, one in zip(kept, made, comments, strict=True)]
        insert_rows(ImportItem, _NOTED, (_note(*note) for note in notes))
        record("comments.noted", keys=[], comments=len(made))
    return made


def bring_comment_again(comment: Comment, kept: Kept, *, body: str, state: str) -> None:
    """Bring a comment in line with what changed at its source since it was brought."""
    with transaction.atomic():
        rebring_comment(comment, body=body, state=state)
        _keep(kept, comment, mark=comment.state)
        record("comment.noted", keys=[], comment=comment.pk)


def _item(kept: Kept, object_id: int, mark: str) -> ImportItem:
    return ImportItem(
        source=kept.run.source,
        site=kept.run.site,
        kind=kept.kind,
        source_id=kept.source_id,
        run=kept.run,
        object_id=object_id,
        source_hash=kept.source_hash,
        mark=mark,
    )


def _note(kept: Kept, object_id: int, mark: str) -> tuple[str | int, ...]:
    """Return the values of _NOTED."""
    run = kept.run
    return (
        run.source,
        run.site,
        kept.kind,
        kept.source_id,
        run.pk,
        object_id,
        kept.source_hash,
        str(mark),
    )


def _keep(kept: Kept, here: Model, *, mark: str = "") -> None:
    item = kept.item
    if item is None:
        _item(kept, here.pk, mark).save(force_insert=True)
        return
    item.run, item.source_hash, item.mark, item.object_id = (
        kept.run,
        kept.source_hash,
        mark,
        here.pk,
    )
    item.save()


def _lead_here(page: Page, old_paths: Sequence[str]) -> None:
    """Let the addresses it had elsewhere lead to a page; what leads somewhere already stays."""
    own = Redirect.normalise_path(page.url_path.split("/", 2)[-1])
    for path in dict.fromkeys(Redirect.normalise_path(one)[:255] for one in old_paths):
        if path in (own, "/", ""):
            continue
        leads = Redirect.objects.filter(old_path=path).first()
        if leads is None:
            Redirect.objects.create(old_path=path, redirect_page=page, is_permanent=True)
        elif leads.redirect_link.startswith(reverse("comments:conversations")):
            # A conversation came before what it is about.
            leads.redirect_page, leads.redirect_link, leads.is_permanent = page, "", True
            leads.save()


def _lead_from(url: str, thread: Thread) -> None:
    """Let the address a conversation had elsewhere lead to its page here, where nothing else is."""
    path = Redirect.normalise_path(address_of(url))
    if path != "/" and len(path) <= 255 and not Redirect.objects.filter(old_path=path).exists():
        Redirect.objects.create(old_path=path, redirect_link=thread.path, is_permanent=False)


def _free_slug(front: FrontPage, wanted: str) -> str:
    stem = slugify(wanted, allow_unicode=True)[:80].strip("-") or "page"
    taken = TAKEN_SLUGS | set(
        front.get_children().filter(slug__startswith=stem).values_list("slug", flat=True)
    )
    numbers = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(slug for slug in numbers if slug not in taken)
