"""Makes the items of an export: stories, pages, pictures, and conversations that stand alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urljoin

from django.utils.functional import cached_property
from wagtail.models import PageViewRestriction

from addyours.comments.models import Thread, ThreadState
from addyours.stories.models import Author, Photo, PlainPage, Story
from addyours.stories.queries import path_of
from addyours.transfer.wordpress_export.content import caption, post_content, rich_html
from addyours.transfer.wordpress_export.xml import cdata, local, plain, universal, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item, as WordPress has its columns."""

    number: int
    kind: str
    title: str
    path: str
    status: str
    at: datetime | None
    slug: str = ""
    author: str = ""
    content: str = ""
    excerpt: str = ""
    takes_comments: bool = False
    address: str = ""
    terms: tuple[tuple[str, str, str], ...] = ()
    """Taxonomy, slug and name of each."""
    meta: tuple[tuple[str, str], ...] = ()


class Items:
    """Makes items; numbers are those here, apart by kind, and the same in each export."""

    def __init__(self, *, site: str, media_base: str) -> None:
        self._site = site
        self._media_base = f"{media_base}/"

    @cached_property
    def _restricted(self) -> set[int]:
        return set(PageViewRestriction.objects.values_list("page", flat=True))

    @cached_property
    def _said_of_photos(self) -> dict[int, tuple[str, str, str]]:
        """What a story says of its lead picture, for pictures that say nothing themselves."""
        rows = Story.objects.exclude(photo=None).order_by("-pk")
        names = ("photo_alt", "photo_caption", "photo_credit")
        return {row[0]: row[1:] for row in rows.values_list("photo", *names).iterator()}

    def story(self, story: Story, old_slugs: Iterable[str]) -> Item:
        """Return a story; what is not published as it was last saved."""
        shown = story if story.live else story.get_latest_revision_as_object()
        status, at = self._state(story, shown)
        authors = [line.author for line in shown.bylines.all()]
        section = story.in_section
        terms = [("category", section.slug, section.title)] if section else []
        terms += [("post_tag", tag.slug, tag.name) for tag in shown.tags.all()]
        if len(authors) > 1:
            # As Co-Authors Plus has it; WordPress itself knows one author.
            terms += [("author", f"cap-{login_of(one)}", one.name) for one in authors]
        meta = [("_thumbnail_id", str(photo_number(shown.photo)))] if shown.photo else []
        meta += [("_wp_old_slug", slug) for slug in old_slugs if slug != shown.slug]
        return Item(
            number=page_number(story.pk),
            kind="post",
            title=shown.title,
            path=path_of(story),
            status=status,
            at=at,
            slug=shown.slug,
            author=login_of(authors[0]) if authors else "",
            content=post_content(shown.body, self.photo_address, site=self._site),
            excerpt=shown.dek,
            takes_comments=story.thread is not None and story.thread.state == ThreadState.OPEN,
            terms=tuple(terms),
            meta=tuple(meta),
        )

    def page(self, page: PlainPage) -> Item:
        """Return a plain page."""
        shown = page if page.live else page.get_latest_revision_as_object()
        status, at = self._state(page, shown)
        return Item(
            number=page_number(page.pk),
            kind="page",
            title=shown.title,
            path=path_of(page),
            status=status,
            at=at,
            slug=shown.slug,
            content=rich_html(shown.body, site=self._site),
        )

    def conversation(self, thread: Thread) -> Item:
        """Return a conversation that has no story as a page that has nothing else."""
        is_shown = thread.opened_at is not None and thread.state != ThreadState.HIDDEN
        return Item(
            number=thread.pk * 3 + 2,
            kind="page",
            title=thread.title,
            path=thread.path,
            status="publish" if is_shown else "draft",
            at=thread.opened_at or thread.created_at,
            slug=f"conversation-{thread.pk}",
            takes_comments=thread.state == ThreadState.OPEN,
        )

    def photo(self, photo: Photo) -> Item:
        """Return a picture of the library, which WordPress fetches from its address."""
        number, address = self.photo_address(photo)
        alt, text, credit = self._said_of_photos.get(photo.pk, ("", "", ""))
        alt = photo.description or alt
        source = f'<a href="{plain(photo.source_url)}">{plain(photo.source_url)}</a>'
        return Item(
            number=number,
            kind="attachment",
            title=photo.title,
            path=f"/?attachment_id={number}",
            status="inherit",
            at=photo.created_at,
            slug=f"photo-{photo.pk}",
            content=source if photo.source_url else "",
            excerpt=caption(photo.caption or text, photo.credit or credit),
            address=address,
            meta=(("_wp_attachment_image_alt", alt),) if alt else (),
        )

    def photo_address(self, photo: Photo) -> tuple[int, str]:
        """Return a picture's number, and where its file as uploaded can be fetched."""
        return photo_number(photo), urljoin(self._media_base, photo.file.url.lstrip("/"))

    def _state(self, page: Story | PlainPage, shown: Story | PlainPage) -> tuple[str, datetime]:
        at = getattr(shown, "published_at", None) or page.first_published_at
        if page.live:
            is_private = page.pk in self._restricted
            return "private" if is_private else "publish", at or page.latest_revision_created_at
        scheduled = page.scheduled_revision
        if scheduled is not None and scheduled.approved_go_live_at > datetime.now(UTC):
            return "future", scheduled.approved_go_live_at
        return "draft", at or page.latest_revision_created_at


def page_number(pk: int) -> int:
    """Return the number of a page; WordPress has one row of numbers for all kinds of items."""
    return pk * 3


def photo_number(photo: Photo) -> int:
    """Return the number of a picture."""
    return int(photo.pk) * 3 + 1


def login_of(author: Author) -> str:
    """Return a login WordPress takes: it knows ASCII alone."""
    return author.slug if author.slug.isascii() else f"author-{author.pk}"


def written(item: Item, *, site: str) -> Iterator[str]:
    """Yield an item up to where its comments stand."""
    is_draft = item.status == "draft"
    excerpt = cdata(item.excerpt) if item.kind == "attachment" else words(item.excerpt)
    yield (
        "\t<item>\n"
        f"\t\t<title>{words(item.title)}</title>\n"
        f"\t\t<link>{plain(site + item.path)}</link>\n"
        f"\t\t<pubDate>{format_datetime(item.at.astimezone(UTC)) if item.at else ''}</pubDate>\n"
        f"\t\t<dc:creator>{cdata(item.author)}</dc:creator>\n"
        f'\t\t<guid isPermaLink="false">{plain(item.address or f"{site}/?p={item.number}")}</guid>\n'
        "\t\t<description></description>\n"
        f"\t\t<content:encoded>{cdata(item.content)}</content:encoded>\n"
        f"\t\t<excerpt:encoded>{excerpt}</excerpt:encoded>\n"
        f"\t\t<wp:post_id>{item.number}</wp:post_id>\n"
        f"\t\t<wp:post_date>{cdata(local(item.at))}</wp:post_date>\n"
        # WordPress has no such time for a draft, and takes one for a decision about its date.
        f"\t\t<wp:post_date_gmt>{cdata(universal(None if is_draft else item.at))}</wp:post_date_gmt>\n"
        f"\t\t<wp:comment_status>{'open' if item.takes_comments else 'closed'}</wp:comment_status>\n"
        "\t\t<wp:ping_status>closed</wp:ping_status>\n"
        f"\t\t<wp:post_name>{cdata(item.slug)}</wp:post_name>\n"
        f"\t\t<wp:status>{item.status}</wp:status>\n"
        "\t\t<wp:post_parent>0</wp:post_parent>\n"
        "\t\t<wp:menu_order>0</wp:menu_order>\n"
        f"\t\t<wp:post_type>{item.kind}</wp:post_type>\n"
        "\t\t<wp:post_password></wp:post_password>\n"
        "\t\t<wp:is_sticky>0</wp:is_sticky>\n"
    )
    if item.address:
        yield f"\t\t<wp:attachment_url>{cdata(item.address)}</wp:attachment_url>\n"
    for domain, slug, name in item.terms:
        yield f'\t\t<category domain="{domain}" nicename="{plain(slug)}">{words(name)}</category>\n'
    for key, value in item.meta:
        yield (
            f"\t\t<wp:postmeta>\n\t\t\t<wp:meta_key>{key}</wp:meta_key>\n"
            f"\t\t\t<wp:meta_value>{cdata(value)}</wp:meta_value>\n\t\t</wp:postmeta>\n"
        )


END = "\t</item>\n"
