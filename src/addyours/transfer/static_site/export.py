"""Makes the copy: reads the whole site, then writes it with links that need no server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from addyours.comments.models import Thread, ThreadState
from addyours.comments.queries import thread_head
from addyours.comments.queries.copies import being_copied
from addyours.conf import current
from addyours.stories.models import Author, FrontPage, Person
from addyours.stories.queries import path_of, served_address
from addyours.transfer.errors import ExportRefused
from addyours.transfer.static_site.addresses import Address, Addresses, file_of
from addyours.transfer.static_site.asking import Asker
from addyours.transfer.static_site.crawl import Crawl, LeftOut, Site, Tell
from addyours.transfer.static_site.folder import Folder, opened
from addyours.transfer.static_site.links import Links, leading

FIRST = ("/", "/robots.txt", "/sitemap.xml")


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy consists of, and what became of the files."""

    base: str
    pages: int
    files: int
    size: int
    written: int
    removed: int
    left_out: tuple[LeftOut, ...]


def write_copy(path: Path, *, base: str, tell: Tell) -> Copied:
    """Write a copy of the site to a folder that is empty or holds an earlier one, which it updates.

    `base` is where the copy will be served; empty, it takes the place of the site. The site may go on
    meanwhile: each page is as it was when it was read. May be stopped at any time and repeated. Raises
    ExportRefused.
    """
    base = _checked(base) if base else ""
    site = served_address()
    base = base or site
    own = tuple(dict.fromkeys((site, current().site_url)))
    addresses = Addresses(own, order=thread_head(Thread(pk=0)).sort)
    original = site if base != site else ""
    with (
        opened(path) as folder,
        being_copied(original=original),
        Crawl(Asker(site), addresses, folder.path) as crawl,
    ):
        found = crawl.walk(_seeds(), tell)
        links = Links(found, addresses, base=base, own=own)
        about = {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "program": version("addyours"),
            "site": site,
            "base": base,
        }
        moved = list(_moved(found))
        folder.announce([*(one.name for one in found.taken.values()), *found.files], about)
        _write(folder, crawl, links, tell)
        _write_leading(folder, links, moved, tell)
        left_out = tuple(found.left_out)
        folder.finish({**about, "left_out": [asdict(one) for one in left_out]})
    return Copied(
        base=base,
        pages=sum(one.kind == "text/html" for one in found.taken.values()),
        files=len(folder.files),
        size=folder.size,
        written=folder.written,
        removed=folder.removed,
        left_out=left_out,
    )


def _checked(base: str) -> str:
    parts = urlsplit(base)
    try:
        is_address = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        is_address = False
    if not is_address or parts.query or parts.fragment or parts.username:
        raise ExportRefused("base_url", f"{base} is no address a site can be served at.")
    return base.rstrip("/")


def _seeds() -> Iterator[Address]:
    """Yield what may be reached by no link: all pages, people and authors, conversations on their own."""
    for path in FIRST:
        yield Address(path)
    for front in FrontPage.objects.all():
        for page in front.get_descendants().live().only("url_path").iterator():
            yield Address(path_of(page))
    for model in (Author, Person):
        for one in model._default_manager.only("slug").iterator():
            yield Address(one.get_absolute_url())
    alone = Thread.objects.filter(story=None, opened_at__isnull=False).exclude(path="")
    shown = alone.exclude(state=ThreadState.HIDDEN)
    if shown.exists():
        yield Address(reverse("comments:conversations"))
    for path in shown.values_list("path", flat=True).iterator():
        yield Address(path)


def _moved(found: Site) -> Iterator[tuple[str, str]]:
    """Yield the addresses that lead elsewhere by themselves, with where to; those no file can have
    are noted.
    """
    for old, new in found.led.items():
        # A file server adds the last stroke by itself.
        if not old.query and new.path != f"{old.path}/":
            yield old.path, str(new)
    for redirect in Redirect.objects.select_related("redirect_page").iterator():
        if redirect.redirect_page is None:
            to = redirect.redirect_link
        else:
            to = path_of(redirect.redirect_page) if redirect.redirect_page.live else ""
        if "?" in redirect.old_path:
            reason = "It leads on by its query, which no file can."
            found.left_out.append(LeftOut(redirect.old_path, reason))
        elif to:
            yield redirect.old_path, to


def _write(folder: Folder, crawl: Crawl, links: Links, tell: Tell) -> None:
    found = crawl.site
    total = len(found.taken) + len(found.files)
    for number, taken in enumerate(found.taken.values(), 1):
        folder.write(taken.name, links.redrawn(taken, crawl.body(taken)))
        tell("Writing", number, total)
    for number, (name, source) in enumerate(found.files.items(), len(found.taken) + 1):
        try:
            folder.copy(name, source)
        except FileNotFoundError:
            found.left_out.append(LeftOut(f"/{name}", "The file went away meanwhile."))
        tell("Writing", number, total)


def _write_leading(folder: Folder, links: Links, moved: list[tuple[str, str]], tell: Tell) -> None:
    """Write a page for each address that leads to another one, those of single comments first."""
    found = links.site
    total = len(found.comments) + len(moved)
    for number, comment in enumerate(sorted(found.comments), 1):
        to = links.to_comment(comment)
        if to:
            folder.write(f"comments/{comment}/index.html", leading(to, links.absolute(to)))
        tell("Redirects", number, total)
    for number, (old, new) in enumerate(moved, len(found.comments) + 1):
        name = file_of(Address(old if old.endswith((".html", ".htm", "/")) else f"{old}/"))
        led = links.lead(new, Address("/"))
        if name is None or folder.has(name) or led is None:
            _note_unled(found, old, name, led)
        else:
            folder.write(name, leading(led, links.absolute(led)))
        tell("Redirects", number, total)


def _note_unled(found: Site, old: str, name: str | None, led: str | None) -> None:
    if led is None:
        reason = "What it leads to is not in the copy."
    elif name is None:
        reason = "No file can have its name."
    else:
        reason = "Something else stands at this address."
    found.left_out.append(LeftOut(old, reason))
