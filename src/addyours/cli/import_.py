"""Brings stories in from the shell."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from addyours.cli.import_archive import archive
from addyours.cli.import_site import site_command
from addyours.cli.options import data_option, json_option
from addyours.stories.models import Section, Story
from addyours.stories.queries import path_of, served_address
from addyours.transfer.actions import bring_page
from addyours.transfer.errors import PageRefused
from addyours.transfer.formats import FORMATS
from addyours.transfer.page_pictures import PagePhotos, choose, picture_name
from addyours.transfer.page_source import open_bytes, open_page
from addyours.transfer.saved_page import MOST_BYTES, SavedPage
from addyours.transfer.saved_page import as_json as page_as_json


@click.group("import")
def command() -> None:
    """Bring stories, or whole sites, in from elsewhere."""


command.add_command(archive)
for one in FORMATS:
    command.add_command(site_command(one))


@command.command("page")
@click.argument("file")
@data_option
@json_option
@click.option("--section", "section_name", metavar="NAME", help="Section.  [default: the first]")
@click.option("--publish", is_flag=True, help="Publish it at once instead of leaving a draft.")
def page(
    file: str, data: Path | None, as_json: bool, section_name: str | None, publish: bool
) -> None:
    """Make a draft story out of a saved page: HTML, MHTML or plain text.

    FILE is its path, the folder it is in, or "-" for standard input. Pictures saved with it become
    photos. Quoted speech becomes quotes with their speaker; what is unsure is marked for the editor.
    """
    saved, files = open_bytes(_standard_input()) if file == "-" else open_page(Path(file))
    photos = choose(saved, files)
    story = bring_page(saved, section=_section(section_name), photos=photos, publish=publish)
    if as_json:
        result = _result(saved, story, publish) | {"photos": _photos(photos)}
        click.echo(json.dumps(result, ensure_ascii=False))
        return
    state = "Published" if publish else "Draft"
    click.echo(f"{state}: {story.title}")
    number = len(photos.inside) + bool(photos.lead)
    photos_said = "1 photo" if number == 1 else f"{number} photos"
    click.echo(f"  {len(saved.quotes)} quotes, {len(saved.people)} people, {photos_said}")
    for picture, reason in photos.left_out:
        click.echo(f"  Left out: {picture_name(picture)[:120]} – {reason}")
    for sentence in saved.unsure:
        click.echo(f"  To check: {sentence}")
    click.echo(f"  {_address(story, publish)}")


def _standard_input() -> bytes:
    """Return what comes by standard input, never more than a page may have."""
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        limit = MOST_BYTES // 1024**2
        raise PageRefused("too_big", f"The page has more than {limit} MB, which is the limit.")
    return data


def _photos(photos: PagePhotos) -> dict[str, Any]:
    return {
        "lead": picture_name(photos.lead.picture) if photos.lead else None,
        "inside": [picture_name(one.picture) for one in photos.inside.values()],
        "left_out": [
            {"picture": picture_name(picture), "reason": reason}
            for picture, reason in photos.left_out
        ],
    }


def _section(name: str | None) -> Section:
    sections = list(Section.objects.order_by("path"))
    if not sections:
        raise PageRefused("no_section", "The site has no section. Make one in the newsroom first.")
    if name is None:
        return sections[0]
    for section in sections:
        if name.casefold() in (section.title.casefold(), section.slug):
            return section
    known = ", ".join(section.title for section in sections)
    raise PageRefused("unknown_section", f"There is no section “{name}”. There are: {known}.")


def _result(saved: SavedPage, story: Story, publish: bool) -> dict[str, Any]:
    result = page_as_json(saved)
    address = _address(story, publish)
    return {**result, "source_url": result["url"], "url": address, "story": story.pk}


def _address(story: Story, publish: bool) -> str:
    return served_address() + (path_of(story) if publish else f"/newsroom/pages/{story.pk}/edit/")
