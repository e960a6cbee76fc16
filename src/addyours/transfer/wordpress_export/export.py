"""Writes the whole site as one export of WordPress, piece by piece, however large it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import IO

from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect

from addyours.comments.models import Comment, Thread
from addyours.conf import current
from addyours.stories.context import site_view
from addyours.stories.models import Author, Photo, PlainPage, Section, Story
from addyours.stories.queries import path_of, served_address
from addyours.transfer.archive import one_moment
from addyours.transfer.backup_file import Watch
from addyours.transfer.errors import ExportRefused
from addyours.transfer.wordpress_export.comments import Comments, exported
from addyours.transfer.wordpress_export.items import END, Item, Items, login_of, written
from addyours.transfer.wordpress_export.xml import cdata, plain, remark, words

_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- This file holds stories, pages, pictures' addresses and comments for WordPress. -->
<!-- In WordPress: Tools, Import, WordPress, Run Importer, and choose this file. -->
<rss version="2.0"
\txmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
\txmlns:content="http://purl.org/rss/1.0/modules/content/"
\txmlns:wfw="http://wellformedweb.org/CommentAPI/"
\txmlns:dc="http://purl.org/dc/elements/1.1/"
\txmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
"""
_FOOT = "</channel>\n</rss>\n"


@dataclass(slots=True)
class Written:
    """How much of what an export holds."""

    stories: int = 0
    pages: int = 0
    photos: int = 0
    comments: int = 0
    comments_left_out: int = 0
    """Taken back by their writers, and answered by nobody."""
    conversations: int = 0
    """Without a story here: they are pages there."""
    redirects: int = 0


def write_wordpress(path: Path, *, media_base: str, watch: Watch) -> Written:
    """Write everything to a file that WordPress imports. Memory does not grow; the site may go on.

    Pictures are fetched by WordPress from `media_base`; empty, from the site itself. Only the file's
    owner can read it: drafts and mail addresses are in it. Raises ExportRefused.
    """
    partial = path.with_name(f"{path.name}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file, one_moment():
                made = _Export(file, media_base or served_address(), watch).write()
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise ExportRefused("unwritable", f"{path} can't be written: {error.strerror}.") from error
    return made


class _Export:
    def __init__(self, file: IO[str], media_base: str, watch: Watch) -> None:
        self.file = file
        self.site = served_address()
        self.items = Items(site=self.site, media_base=media_base.rstrip("/"))
        self.watch = watch
        self.made = Written()

    def write(self) -> Written:
        alone = Thread.objects.filter(story=None, comments__isnull=False).distinct()
        counts = (Story.objects, PlainPage.objects, Photo.objects, alone)
        comments = exported()
        self.watch.step("Writing", f"{comments} comments")
        self.watch.expect(comments + sum(one.count() for one in counts))
        self.made.comments_left_out = Comment.objects.count() - comments
        self._head()
        for photo in Photo.objects.order_by("pk").iterator():
            self._item(self.items.photo(photo))
            self.made.photos += 1
        for page in PlainPage.objects.order_by("pk").iterator():
            self._item(self.items.page(page))
            self.made.pages += 1
        talk = Comments()
        related = Story.objects.select_related("in_section", "thread", "photo").order_by("pk")
        for story in related.iterator(chunk_size=50):
            self._item(self.items.story(story, self._old_slugs(story)), story.thread_id, talk)
            self.made.stories += 1
        for thread in alone.order_by("pk").iterator():
            self._item(self.items.conversation(thread), thread.pk, talk)
            self.made.conversations += 1
        self._redirects()
        self.file.write(_FOOT)
        return self.made

    def _head(self) -> None:
        view, write = site_view(), self.file.write
        write(_HEAD)
        write(f"\t<title>{plain(view.name)}</title>\n\t<link>{plain(self.site)}</link>\n")
        write(f"\t<description>{plain(view.tagline)}</description>\n")
        write(f"\t<pubDate>{format_datetime(datetime.now(UTC))}</pubDate>\n")
        write(f"\t<language>{current().language}</language>\n")
        write("\t<wp:wxr_version>1.2</wp:wxr_version>\n")
        write(f"\t<wp:base_site_url>{plain(self.site)}</wp:base_site_url>\n")
        write(f"\t<wp:base_blog_url>{plain(self.site)}</wp:base_blog_url>\n")
        for author in Author.objects.select_related("user").order_by("pk").iterator():
            email = author.user.email if author.user else ""
            write(
                f"\t<wp:author><wp:author_id>{author.pk}</wp:author_id>"
                f"<wp:author_login>{cdata(login_of(author))}</wp:author_login>"
                f"<wp:author_email>{cdata(email)}</wp:author_email>"
                f"<wp:author_display_name>{cdata(author.name)}</wp:author_display_name>"
                "<wp:author_first_name></wp:author_first_name>"
                "<wp:author_last_name></wp:author_last_name></wp:author>\n"
            )
        for section in Section.objects.order_by("path").iterator():
            write(
                f"\t<wp:category><wp:term_id>{section.pk}</wp:term_id>"
                f"<wp:category_nicename>{cdata(section.slug)}</wp:category_nicename>"
                "<wp:category_parent></wp:category_parent>"
                f"<wp:cat_name>{words(section.title)}</wp:cat_name>"
                f"<wp:category_description>{words(section.description)}</wp:category_description>"
                "</wp:category>\n"
            )
        highest = Section.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        used = Tag.objects.filter(stories_storytag_items__isnull=False).distinct()
        for tag in used.order_by("pk").iterator():
            write(
                f"\t<wp:tag><wp:term_id>{highest + tag.pk}</wp:term_id>"
                f"<wp:tag_slug>{cdata(tag.slug)}</wp:tag_slug>"
                f"<wp:tag_name>{words(tag.name)}</wp:tag_name></wp:tag>\n"
            )

    def _item(self, item: Item, thread_id: int | None = None, talk: Comments | None = None) -> None:
        for part in written(item, site=self.site):
            self.file.write(part)
        if talk is not None and thread_id is not None:
            for comment in talk.of(thread_id):
                self.file.write(comment)
                self.made.comments += 1
                self.watch.advance(1)
        self.file.write(END)
        self.watch.advance(1)

    def _old_slugs(self, story: Story) -> Iterator[str]:
        """Yield the last parts of addresses that lead to a story: WordPress leads on by those itself."""
        paths = Redirect.objects.filter(redirect_page=story.pk).values_list("old_path", flat=True)
        for path in dict.fromkeys(path.rpartition("/")[2] for path in paths):
            if path and "?" not in path and "." not in path:
                yield path

    def _redirects(self) -> None:
        """List what leads elsewhere, for whoever sets that up there: the format has no place for it."""
        rows = Redirect.objects.select_related("redirect_page").order_by("pk")
        for redirect in rows.iterator():
            page = redirect.redirect_page
            to = path_of(page) if page else redirect.redirect_link
            self.file.write(f"\t{remark(f'Redirect: {redirect.old_path} to {to}')}\n")
            self.made.redirects += 1
