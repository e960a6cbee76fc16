"""Founds the site: its front page, first sections and plain pages."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.models import Locale, Page, Site

from addyours.outbox.record import record
from addyours.stories.models import FrontPage, PlainPage, Section, SiteIdentity

HOUSE_RULES = (
    gettext_noop(
        "Say what you think, and let others do so too. Argue with what somebody wrote, not with"
        " who they are. No threats, no hate, no advertising."
    ),
    gettext_noop(
        "A moderator looks at a person's first comment before it is shown. What breaks these rules"
        " is taken down."
    ),
)
ABOUT = (gettext_noop("Who makes this site, and why: write it here."),)


def found_site(*, url: str, with_sections: bool = True) -> FrontPage:
    """Make the front page, the plain pages and, if wanted, a first section; tell Wagtail the address.

    On a site that is founded already only the address and the language are brought in line.
    """
    with transaction.atomic():
        Locale.objects.update(language_code=settings.LANGUAGE_CODE)
        front = FrontPage.objects.first()
        if front is None:
            front = _plant()
            if with_sections:
                front.add_child(instance=Section(title=_("News"), slug="news"))
            about = PlainPage(title=_("About"), slug="about", body=_paragraphs(ABOUT))
            front.add_child(instance=about)
            words = _paragraphs(HOUSE_RULES)
            rules = PlainPage(title=_("House rules"), slug="house-rules", body=words)
            front.add_child(instance=rules)
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        values = {"hostname": parts.hostname or "localhost", "port": port, "root_page": front}
        site, _made = Site.objects.update_or_create(is_default_site=True, defaults=values)
        SiteIdentity.objects.get_or_create(site=site)
        record("site.founded", keys=["site"])
    return front


def _paragraphs(texts: Iterable[str]) -> str:
    """Return texts in the site's language as rich text."""
    return format_html_join("", "<p>{}</p>", ((_(text),) for text in texts))


def _plant() -> FrontPage:
    """Put the front page where Wagtail's migrations leave a page that says welcome."""
    root = Page.get_first_root_node()
    for page in root.get_children():
        page.delete()
    root.refresh_from_db()
    return root.add_child(instance=FrontPage(title=_("Front page"), slug="home"))
