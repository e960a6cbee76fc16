"""Tells a cache in front of the site which addresses changed: a durable consumer, through Wagtail's frontend cache."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from wagtail.contrib.frontend_cache.utils import get_backends

from addyours.comments.models import Thread
from addyours.conf import Conf, current
from addyours.outbox.changes import ChangeRow
from addyours.outbox.worker import Durable
from addyours.stories.models import Author, Person, Section, Story
from addyours.stories.queries import newest_stories, path_of

BACKENDS = "wagtail.contrib.frontend_cache.backends"
NEWEST_PURGED = 200
"""Stories purged when something changed that all pages show; the others age out by themselves."""


class PurgeFailed(Exception):
    """The cache in front did not take a purge; it is tried again."""


def consumers(conf: Conf) -> tuple[Durable, ...]:
    """Return the consumer that purges, where a cache in front is configured."""
    return (Durable(name="cdn", work=purge, batch=500),) if conf.cdn_purge else ()


def purge(changes: Sequence[ChangeRow]) -> None:
    """Purge the addresses that changes made old. Raises PurgeFailed when the cache refuses one."""
    urls = [current().site_url + path for path in sorted(paths_of(changes))]
    if not urls:
        return
    for backend in get_backends({"cdn": backend_settings(current().cdn_purge)}).values():
        with _failures_raised():
            backend.purge_batch(urls)


def backend_settings(address: str) -> dict[str, Any]:
    """Return Wagtail's settings for a cache, by its address in our own settings."""
    parts = urlsplit(address)
    if parts.scheme == "cloudflare":
        return {
            "BACKEND": f"{BACKENDS}.CloudflareBackend",
            "ZONEID": parts.hostname,
            "BEARER_TOKEN": parts.password or parts.username,
        }
    if parts.scheme == "cloudfront":
        # Host names have no capitals, distributions have.
        return {"BACKEND": f"{BACKENDS}.CloudfrontBackend", "DISTRIBUTION_ID": parts.netloc}
    return {"BACKEND": f"{BACKENDS}.HTTPBackend", "LOCATION": address}


def paths_of(changes: Iterable[ChangeRow]) -> set[str]:
    """Return the paths of the pages that show what changed. Six queries at most."""
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for change in changes:
        for key in change.keys:
            kind, _colon, number = key.partition(":")
            ids[kind].add(number)
    paths = {thread.path for thread in Thread.objects.filter(pk__in=ids["thread"])}
    stories = Story.objects.filter(pk__in=ids["story"]).prefetch_related("tags")
    for story in stories:
        paths |= {path_of(story), *(reverse("stories:tag", args=[tag]) for tag in _tags(story))}
    is_everywhere = ids.keys() & {"site", "tree"}
    if is_everywhere:
        paths |= {path_of(story) for story in newest_stories()[:NEWEST_PURGED]}
    if is_everywhere or "front" in ids:
        paths |= {"/", reverse("stories:site_feed"), "/sitemap.xml"}
    sections = Section.objects.live()
    for section in sections if is_everywhere else sections.filter(pk__in=ids["section"]):
        paths |= {path_of(section), reverse("stories:section_feed", args=[section.slug])}
    for person in Person.objects.filter(pk__in=ids["person"]):
        feed = reverse("stories:person_feed", args=[person.slug])
        paths |= {person.get_absolute_url(), feed}
    for author in Author.objects.filter(pk__in=ids["author"]):
        feed = reverse("stories:author_feed", args=[author.slug])
        paths |= {author.get_absolute_url(), feed}
    return paths


def _tags(story: Story) -> list[str]:
    return [tag.slug for tag in story.tags.all()]


@contextmanager
def _failures_raised() -> Iterator[None]:
    """Raise what Wagtail's backends only log: a purge that failed has to be tried again."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # 404: what is not there need not be purged.
            if record.levelno >= logging.ERROR and 404 not in (record.args or ()):
                said.append(record.getMessage())

    listener, logger = Listener(), logging.getLogger("wagtail.frontendcache")
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)
    if said:
        raise PurgeFailed(said[0])
