"""Makes thousands of stories in bulk: pages, threads, bylines and photos, as cards show them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from PIL import Image
from wagtail.models import Page
from wagtail.rich_text import RichText

from addyours.comments.models import Thread
from addyours.stories.actions import StoryText, write_story
from addyours.stories.models import Author, Photo, Section, Story, StoryAuthor
from addyours.stories.photo_views import CARD, photo_view
from bench.words import story_paragraphs

BATCH = 500
AUTHORS = 4
PHOTOS = 5


def thousand_stories() -> None:
    """A site of 1,000 stories."""
    _fill(1_000)


def ten_thousand_stories() -> None:
    """A site of 10,000 stories."""
    _fill(10_000)


def hundred_thousand_stories() -> None:
    """A site of 100,000 stories."""
    _fill(100_000)


@transaction.atomic
def _fill(number: int) -> None:
    photos = [_photo(one) for one in range(PHOTOS)]
    authors = [
        Author.objects.create(name=f"Author {n}", slug=f"author-{n}") for n in range(AUTHORS)
    ]
    sections = list(Section.objects.order_by("path"))
    pattern = _pattern(sections[0], authors[0], photos[0])
    first = (Page.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    pages = _pages(pattern, sections, range(first, first + number - 1))
    Page.objects.bulk_create(pages, batch_size=BATCH)
    threads = Thread.objects.bulk_create(
        (
            Thread(
                pk=page.pk,
                path="/" + page.url_path.split("/", 2)[2],
                title=page.title,
                opened_at=page.first_published_at,
                comment_count=page.pk % 90,
            )
            for page in pages
        ),
        batch_size=BATCH,
    )
    _stories(pattern, first, photos, sections)
    StoryAuthor.objects.bulk_create(
        (
            StoryAuthor(story_id=thread.pk, author=authors[thread.pk % AUTHORS])
            for thread in threads
        ),
        batch_size=BATCH,
    )
    for section in sections:
        # Its own column, kept by the tree when pages are added one by one.
        Page.objects.filter(pk=section.pk).update(numchild=Page.objects.child_of(section).count())


def _photo(number: int) -> Photo:
    data = BytesIO()
    Image.new("RGB", (1200, 800), (40 * number, 90, 160)).save(data, "JPEG")
    photo = Photo.objects.create(
        title=f"Photo {number}",
        description="One colour.",
        file=ContentFile(data.getvalue(), name=f"photo-{number}.jpg"),
    )
    photo_view(photo, CARD)
    return photo


def _pattern(section: Section, author: Author, photo: Photo) -> Story:
    """Write one story by the product's own means; the others are its copies."""
    words = story_paragraphs()
    text = StoryText(
        headline="Lanterns over the harbour",
        dek=words[0][:200],
        body=[("paragraph", RichText(f"<p>{paragraph}</p>")) for paragraph in words],
        authors=[author],
        photo=photo,
        published_at=timezone.now() - timedelta(days=400),
    )
    return write_story(text, section=section, publish=True)


def _pages(pattern: Story, sections: list[Section], ids: range) -> list[Page]:
    now = timezone.now()
    pages = []
    for number, pk in enumerate(ids):
        section = sections[number % len(sections)]
        at = now - timedelta(minutes=5 * (len(ids) - number))
        slug = f"story-{pk}"
        pages.append(
            Page(
                pk=pk,
                path=Page._get_path(section.path, section.depth + 1, 100 + number),
                depth=section.depth + 1,
                title=f"Lanterns over the harbour, evening {number}",
                draft_title=f"Lanterns over the harbour, evening {number}",
                slug=slug,
                url_path=f"{section.url_path}{slug}/",
                content_type=pattern.content_type,
                locale=pattern.locale,
                live=True,
                first_published_at=at,
                last_published_at=at,
            )
        )
    return pages


def _stories(pattern: Story, first: int, photos: list[Photo], sections: list[Section]) -> None:
    """Add the story's own row to each page; Django can't do that for many at once."""
    own = {
        "page_ptr_id": "p.id",
        "published_at": "p.first_published_at",
        "thread_id": "p.id",
        "photo_id": f"{photos[0].pk} + p.id % {len(photos)}",
        "in_section_id": "(SELECT s.page_ptr_id FROM stories_section s JOIN wagtailcore_page sp"
        " ON sp.id = s.page_ptr_id WHERE sp.path = substr(p.path, 1, length(p.path) - 4))",
    }
    columns = [field.column for field in Story._meta.local_concrete_fields]
    chosen = ", ".join(own.get(column, f"t.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO stories_story ({', '.join(columns)}) SELECT {chosen}"  # noqa: S608
            " FROM wagtailcore_page p, stories_story t WHERE p.id >= %s AND t.page_ptr_id = %s",
            [first, pattern.pk],
        )
