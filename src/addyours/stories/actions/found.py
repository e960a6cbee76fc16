"""Founds the site: its front page, first sections and plain pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import transaction
from wagtail.models import Page, Site

from addyours.outbox.record import record
from addyours.stories.models import FrontPage, PlainPage, Section, SiteIdentity

HOUSE_RULES = """
<p>Say what you think, and let others do so too. Argue with what somebody wrote, not with who they
are. No threats, no hate, no advertising.</p>
<p>A moderator looks at a person's first comment before it is shown. What breaks these rules is
taken down.</p>
"""
ABOUT = "<p>Who makes this site, and why: write it here.</p>"


def found_site(*, url: str, with_sections: bool = True) -> FrontPage:
    """Make the front page, the plain pages and, if wanted, a first section; tell Wagtail the address.

    On a site that is founded already only the address is brought in line.
    """
    with transaction.atomic():
        front = FrontPage.objects.first()
        if front is None:
            front = _plant()
            if with_sections:
                front.add_child(instance=Section(title="News", slug="news"))
            front.add_child(instance=PlainPage(title="About", slug="about", body=ABOUT))
            rules = PlainPage(title="House rules", slug="house-rules", body=HOUSE_RULES)
            front.add_child(instance=rules)
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        values = {"hostname": parts.hostname or "localhost", "port": port, "root_page": front}
        site, _made = Site.objects.update_or_create(is_default_site=True, defaults=values)
        SiteIdentity.objects.get_or_create(site=site)
        record("site.founded", keys=["site"])
    return front


def _plant() -> FrontPage:
    """Put the front page where Wagtail's migrations leave a page that says welcome."""
    root = Page.get_first_root_node()
    for page in root.get_children():
        page.delete()
    root.refresh_from_db()
    return root.add_child(instance=FrontPage(title="Front page", slug="home"))
