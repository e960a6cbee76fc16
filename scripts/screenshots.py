"""Takes the pictures of the README from a new site with the demonstration content: `make screenshots`."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from tests.fixtures.browser import ARGUMENTS, PLACES  # noqa: E402
from tests.fixtures.site import FIRST_START_LIMIT, serving  # noqa: E402

IMAGES = ROOT / "docs/images"
LARGEST = 300 * 1024
"""Bytes of one picture: a README is read on telephones too."""
OWN_COLOURS = bytes.fromhex("16150f ffffff f6f5ef ffd93b efece3 151410 1e1c17 f2c92b")
"""Of the stylesheet's theme, light and dark: too small on a page to be among its commonest colours."""
STORY = "/town/the-bell-is-back-on-line-2/"


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One picture: which page, how it is looked at, and where it begins."""

    name: str
    path: str
    width: int
    height: int
    scheme: str
    at: str = ""
    """A selector that is scrolled to the top of the window."""


SHOTS = (
    Shot(name="front-laptop-light", path="/", width=1280, height=960, scheme="light"),
    Shot(name="story-phone-dark", path=STORY, width=390, height=844, scheme="dark"),
    Shot(
        name="conversation-laptop-light",
        path=STORY,
        width=1280,
        height=960,
        scheme="light",
        at="#comments",
    ),
)


def take(browser: Browser, url: str, shot: Shot) -> bytes:
    """Return the picture as PNG, twice as fine as its size on a telephone."""
    page = browser.new_page(
        base_url=url,
        viewport={"width": shot.width, "height": shot.height},
        color_scheme=shot.scheme,  # type: ignore[arg-type]
        device_scale_factor=2 if shot.width < 600 else 1,
        reduced_motion="reduce",
        locale="en-GB",
    )
    page.goto(shot.path, wait_until="networkidle")
    if shot.at:
        page.locator(shot.at).evaluate("it => it.scrollIntoView()")
    page.evaluate(
        "Promise.all([...document.images].filter(it => it.complete).map(it => it.decode()))"
    )
    picture = page.screenshot()
    page.close()
    return picture


def small(picture: bytes) -> bytes:
    """Return the picture in as many of 256 colours as fit into LARGEST bytes, the site's own among them."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    palette = Image.new("P", (1, 1))
    for colours in (240, 180, 120, 60, 30):
        found = image.quantize(colours).getpalette() or []
        palette.putpalette([*found[: 3 * colours], *OWN_COLOURS])
        made = BytesIO()
        reduced = image.quantize(palette=palette, dither=Image.Dither.NONE)
        reduced.save(made, "PNG", optimize=True)
        if made.tell() <= LARGEST:
            break
    return made.getvalue()


def main() -> None:
    """Write all pictures to docs/images/."""
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PLACES)), None)
    if chromium is None:
        sys.exit("Chromium is missing: install it, or set CHROMIUM to its path.")
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "data", limit=FIRST_START_LIMIT) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for shot in SHOTS:
            picture = small(take(browser, site.url, shot))
            (IMAGES / f"{shot.name}.png").write_bytes(picture)
            print(f"docs/images/{shot.name}.png  {len(picture) // 1024} KB")
        browser.close()


if __name__ == "__main__":
    main()
