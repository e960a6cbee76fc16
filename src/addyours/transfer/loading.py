"""Brings what a reader yields into the site: each thing once, whole, with a line in the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from wagtail.contrib.redirects.models import Redirect

from addyours.comments.models import Thread
from addyours.stories.models import Author, PlainPage, Section, Story
from addyours.text.fold import clean_line
from addyours.text.rich import safe_page
from addyours.transfer.actions import (
    Kept,
    bring_author,
    bring_plain_page,
    bring_redirect,
    bring_section,
    bring_story,
    bring_thread,
    bring_thread_again,
)
from addyours.transfer.aside import Names
from addyours.transfer.comment_batches import CommentBatches
from addyours.transfer.hashing import short_hash, source_hash
from addyours.transfer.incoming import (
    Incoming,
    LeftOut,
    SiteAuthor,
    SiteComment,
    SiteMedia,
    SitePage,
    SiteRedirect,
    SiteSection,
    SiteStory,
    SiteThread,
)
from addyours.transfer.joining import address_of, thread_at, thread_named
from addyours.transfer.models import ImportItem, ImportRun
from addyours.transfer.photo_shelf import PhotoShelf
from addyours.transfer.report import CAME, KEPT, LEFT_OUT, UNCHANGED, UPDATED, Report
from addyours.transfer.story_text import story_text

EDITED = "It was changed here since; what the file has was not written over it."
DELETED = "It was brought before and deleted here since."


class Loader:
    """Takes records in the order of a reader. Without `writes` it only says what it would do."""

    def __init__(
        self, run: ImportRun, report: Report, photos: PhotoShelf, *, writes: bool = True
    ) -> None:
        self.run = run
        self.report = report
        self.photos = photos
        self.writes = writes
        self._authors: dict[str, Author] = {}
        self._sections: dict[str, Section] = {}
        self._would_come = Names()
        """Stories, pages and conversations that are not here but would be, in a run that writes nothing."""
        thread_of = lru_cache(maxsize=10_000)(self._find_thread)
        self._comments = CommentBatches(run, report, thread_of, writes=writes)

    def load(self, records: Iterable[Incoming]) -> None:
        """Bring everything. Safe to break off anywhere and to repeat."""
        take: dict[type, Callable[[Any], None]] = {
            SiteAuthor: self._author,
            SiteSection: self._section,
            SiteMedia: self._media,
            SiteStory: self._story,
            SitePage: self._page,
            SiteThread: self._site_thread,
            SiteComment: self._comments.add,
            SiteRedirect: self._redirect,
            LeftOut: self._left_out,
        }
        try:
            for one in records:
                self._take(take[type(one)], one)
            self._comments.finish()
        except KeyboardInterrupt:
            # What is read and whole comes yet: the next run has that much less to do.
            self._comments.flush()
            raise
        finally:
            self._comments.close()
            self._would_come.close()

    def _take(self, verb: Callable[[Any], None], one: Any) -> None:
        """Bring one thing; what breaks the site's own rules is left out, and the rest goes on."""
        try:
            verb(one)
        except ValidationError as error:
            reason = " ".join(error.messages)
            self._note(
                type(one).__name__.removeprefix("Site").lower(), one, LEFT_OUT, reason=reason
            )

    def _left_out(self, one: LeftOut) -> None:
        said = {"title": one.title, "reason": one.reason}
        self.report.note(one.kind, one.id, LEFT_OUT, said=said, place=one.place)

    def _author(self, one: SiteAuthor) -> None:
        kept = self._kept("author", one)
        here = Author.objects.filter(pk=kept.item.object_id).first() if kept.item else None
        if here is not None:
            self._authors[one.id] = here
            self._note("author", one, UNCHANGED)
            return
        name = clean_line(one.name)[:120] or one.id[:120] or "Unnamed"
        same = Author.objects.filter(name__iexact=name)
        known = same.filter(user=None).first()
        adapted = []
        if known is None and same.exists():
            adapted = ["An author of that name has an account here; another one was made beside."]
        if self.writes:
            author = replace(one, name=name)
            self._authors[one.id] = bring_author(author, kept, known=known)
        self._note("author", one, CAME, adapted=adapted)

    def _section(self, one: SiteSection) -> None:
        kept = self._kept("section", one)
        here = Section.objects.filter(pk=kept.item.object_id).first() if kept.item else None
        if here is None:
            slug = slugify(one.slug or one.name, allow_unicode=True)
            here_by_name = Section.objects.filter(title__iexact=one.name).first()
            known = here_by_name or Section.objects.filter(slug=slug).first()
            if self.writes:
                here = bring_section(one, kept, known=known)
            self._note("section", one, CAME)
        else:
            self._note("section", one, UNCHANGED)
        if here is not None:
            self._sections[one.id] = here

    def _media(self, one: SiteMedia) -> None:
        outcome, reason = self.photos.bring(one)
        said = {"title": one.title or one.url, "reason": reason}
        self.report.note("media", one.id, outcome, said=said, place=one.place)

    def _story(self, one: SiteStory) -> None:
        one, go_live_at, publish = self._dated(one)
        made = story_text(one, self._authors, self.photos, go_live_at=go_live_at)
        kept = self._kept("story", one, f"{made.photo_ids}")
        story = Story.objects.filter(pk=kept.item.object_id).first() if kept.item else None
        outcome = _fate(kept, story)
        if outcome in (CAME, UPDATED):
            section = self._sections.get(one.section) or Section.objects.order_by("path").first()
            if section is None and self.writes:
                site_section = SiteSection(id="", name="News")
                section = bring_section(
                    site_section, self._kept("section", site_section), known=None
                )
            if self.writes and section is not None:
                story = bring_story(
                    made.text,
                    kept,
                    section=section,
                    publish=publish,
                    old_paths=one.old_paths,
                    takes_comments=one.takes_comments,
                )
            else:
                self._would_come.add([one.id])
        adapted = [*one.adapted, *made.adapted] if outcome in (CAME, UPDATED) else []
        self._note(
            "story",
            one,
            outcome,
            adapted=adapted,
            here=_here(story),
            reason=_why(kept, story, outcome),
        )

    def _dated(self, one: SiteStory) -> tuple[SiteStory, datetime | None, bool]:
        """Say whether a story is published, and when if later. Nobody decided again about a date past."""
        if one.state != "scheduled":
            return one, None, one.state == "published"
        if one.published_at and one.published_at > timezone.now():
            return one, one.published_at, True
        late = "It was scheduled for a time that has passed; it came as a draft."
        return replace(one, state="draft", adapted=(*one.adapted, late)), None, False

    def _page(self, one: SitePage) -> None:
        kept = self._kept("page", one)
        page = PlainPage.objects.filter(pk=kept.item.object_id).first() if kept.item else None
        outcome = _fate(kept, page)
        if outcome in (CAME, UPDATED):
            if self.writes:
                page = bring_plain_page(one, safe_page(one.html), kept)
            else:
                self._would_come.add([one.id])
        adapted = one.adapted if outcome in (CAME, UPDATED) else ()
        self._note(
            "page",
            one,
            outcome,
            adapted=adapted,
            here=_here(page),
            reason=_why(kept, page, outcome),
        )

    def _site_thread(self, one: SiteThread) -> None:
        kept = self._kept("thread", one)
        here = Thread.objects.filter(pk=kept.item.object_id).first() if kept.item else None
        if here is not None and kept.item is not None:
            is_same = kept.item.source_hash == kept.source_hash
            if self.writes and not is_same:
                bring_thread_again(here, one, kept)
            self._note("thread", one, UNCHANGED if is_same else UPDATED, here=here.path)
            return
        known = thread_at(one.url) or thread_named(one.name) or self._same_address(one)
        if self.writes:
            opened_at = one.opened_at or timezone.now()
            address = self._address(one)
            here = bring_thread(one, kept, known=known, opened_at=opened_at, address=address)
        else:
            self._would_come.add([one.id])
        adapted = list(one.adapted)
        if known is None:
            adapted.append("No story here has its address; it stands alone.")
        elif not hasattr(known, "story"):
            adapted.append("It is one with another conversation of that address.")
        here_path = here.path if here else known.path if known else ""
        self._note("thread", one, CAME, adapted=adapted, here=here_path)

    def _address(self, one: SiteThread) -> Kept | None:
        """Return the note under which a conversation is found by its address, whatever its number."""
        address = address_of(one.url)
        if not address:
            return None
        item = ImportItem.objects.filter(
            source=self.run.source,
            site=self.run.site,
            kind="address",
            source_id=short_hash(address),
        ).first()
        return Kept(self.run, "address", short_hash(address), "", item)

    def _same_address(self, one: SiteThread) -> Thread | None:
        address = self._address(one)
        if address is None or address.item is None:
            return None
        return Thread.objects.filter(pk=address.item.object_id).first()

    def _redirect(self, one: SiteRedirect) -> None:
        kept = self._kept("redirect", one)
        path = Redirect.normalise_path(one.old_path)[:255]
        outcome, reason = CAME, ""
        if kept.item is not None:
            here = Redirect.objects.filter(pk=kept.item.object_id).exists()
            same = kept.item.source_hash == kept.source_hash
            outcome = UNCHANGED if here and same else KEPT
            reason = "" if outcome == UNCHANGED else EDITED if here else DELETED
        elif path in ("", "/") or Redirect.objects.filter(old_path=path).exists():
            outcome, reason = LEFT_OUT, "Its address leads somewhere here already."
        elif self.writes:
            bring_redirect(one, kept)
        self._note("redirect", one, outcome, reason=reason)

    def _find_thread(self, source_id: str) -> int | None:
        """Return the number of the conversation of a story, page or thread; 0 for one that would come."""
        rows = ImportItem.objects.filter(
            source=self.run.source,
            site=self.run.site,
            kind__in=("story", "thread", "page"),
            source_id=source_id,
        )
        found = {item.kind: item for item in rows}
        if "thread" in found:
            return found["thread"].object_id
        if "story" in found:
            story = Story.objects.filter(pk=found["story"].object_id).first()
            return story.thread_id if story else None
        if "page" in found:
            return self._thread_of_page(source_id, found["page"].object_id)
        return 0 if self._would_come.among([source_id]) else None

    def _thread_of_page(self, source_id: str, page_id: int) -> int | None:
        """Open a conversation for a plain page, which has none of its own here."""
        page = PlainPage.objects.filter(pk=page_id).first()
        if page is None:
            return None
        if not self.writes:
            return 0
        thread = SiteThread(id=source_id, url="", title=page.title)
        opened_at = page.first_published_at if page.live else None
        kept = self._kept("thread", thread)
        return bring_thread(thread, kept, known=None, opened_at=opened_at).pk

    def _kept(self, kind: str, one: Any, more: str = "") -> Kept:
        item = ImportItem.objects.filter(
            source=self.run.source, site=self.run.site, kind=kind, source_id=one.id[:255]
        ).first()
        return Kept(self.run, kind, one.id[:255], source_hash(one, more), item)

    def _note(self, kind: str, one: Any, outcome: str, **said: Any) -> None:
        title = getattr(one, "title", "") or getattr(one, "name", "")
        self.report.note(kind, one.id, outcome, said={"title": title, **said}, place=one.place)


def _fate(kept: Kept, here: Story | PlainPage | None) -> str:
    if kept.item is None:
        return CAME
    if here is None:
        return KEPT
    if kept.item.source_hash == kept.source_hash:
        return UNCHANGED
    return UPDATED if str(here.latest_revision_id) == kept.item.mark else KEPT


def _why(kept: Kept, here: Story | PlainPage | None, outcome: str) -> str:
    if outcome != KEPT:
        return ""
    return EDITED if here is not None else DELETED


def _here(page: Story | PlainPage | None) -> str:
    return f"page {page.pk}" if page is not None else ""
