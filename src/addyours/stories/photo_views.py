"""Photos in the sizes pages need, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.images.models import AbstractImage

from addyours.text.links import web_link


@dataclass(frozen=True)
class Shape:
    """The sizes a place on a page needs: Wagtail filters, smallest first, and the `sizes` of the place."""

    specs: tuple[str, ...]
    sizes: str


LEAD = Shape(
    tuple(f"width-{width}|format-webp|webpquality-78" for width in (480, 800, 1200, 1600)),
    "(min-width: 60rem) 56rem, 100vw",
)
INLINE = Shape(
    tuple(f"width-{width}|format-webp|webpquality-78" for width in (480, 800, 1200)),
    "(min-width: 46rem) 44rem, 100vw",
)
CARD = Shape(
    tuple(f"fill-{size}|format-webp|webpquality-76" for size in ("480x320", "960x640")),
    "(min-width: 60rem) 24rem, 100vw",
)
PORTRAIT = Shape(
    tuple(f"fill-{size}|format-webp|webpquality-78" for size in ("160x160", "480x480")),
    "10rem",
)
SHARE = "fill-1200x630|format-jpeg|jpegquality-80"
"""For other sites' previews, which don't all read WebP."""


@dataclass(frozen=True, kw_only=True)
class PhotoView:
    """A photo with everything its mark-up needs."""

    src: str
    srcset: str
    sizes: str
    width: int
    height: int
    alt: str
    caption: str = ""
    credit: str = ""
    source_url: str = ""


def photo_view(
    photo: AbstractImage,
    shape: Shape,
    *,
    alt: str = "",
    caption: str = "",
    credit: str = "",
    source_url: str = "",
) -> PhotoView | None:
    """Return a photo as it is drawn; what is empty is the photo's own. None when its file is gone.

    One query unless its renditions were prefetched; sizes not made before are made now.
    """
    try:
        made = photo.get_renditions(*shape.specs)
    except (OSError, ValueError):
        return None
    renditions = [made[spec] for spec in shape.specs]
    # A photo smaller than the place is not blown up: equal widths would be said twice.
    by_width = {rendition.width: rendition for rendition in renditions}
    middle = renditions[min(1, len(renditions) - 1)]
    return PhotoView(
        src=middle.url,
        srcset=", ".join(f"{one.url} {width}w" for width, one in sorted(by_width.items())),
        sizes=shape.sizes,
        width=renditions[-1].width,
        height=renditions[-1].height,
        alt=alt or photo.description,
        caption=caption or photo.caption,
        credit=credit or photo.credit,
        source_url=web_link(source_url or photo.source_url),
    )


def share_url(photo: AbstractImage) -> str:
    """Return the address of the photo's JPEG for other sites' previews; empty when its file is gone."""
    try:
        return str(photo.get_rendition(SHARE).url)
    except (OSError, ValueError):
        return ""
