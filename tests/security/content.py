"""One of everything that an address can be about."""

from __future__ import annotations

from django.contrib.auth.models import Group
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Site, Workflow

from addyours.moderation.models import Sanction
from addyours.notify.models import Mail
from addyours.stories.actions import make_person
from addyours.stories.models import Author
from addyours.transfer.models import ImportRun
from tests import factories as make


class Values(dict[str, object]):
    """Number 1 for what is not told apart here: most likely nothing is there, and who may learn so?"""

    def __missing__(self, key: str) -> object:
        return 1


def values() -> Values:
    """Make something for each parameter, belonging to nobody else."""
    comment = make.make_comment(state="pending")
    story = make.make_story()
    make.sanction("ban", f"guest:{comment.guest_id}")
    rule = make.make_rule("tramline")
    user = make.make_user("reader")
    make.make_author()
    return Values(
        {
            **dict.fromkeys(("page_id", "parent_page_id", "page_to_move_id"), story.pk),
            "destination_id": make.make_section("Harbour").pk,
            "image_id": make.make_photo().pk,
            "comment_id": comment.pk,
            "thread_id": comment.thread_id,
            "sanction_id": Sanction.objects.get().pk,
            "rule_id": rule.pk,
            "key": f"guest:{comment.guest_id}",
            "name": "comments",
            "revision_id": story.latest_revision_id,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "redirect_id": Redirect.objects.create(old_path="/was", redirect_link="/is/").pk,
            "collection_id": Collection.objects.first().pk,
            "wagtailadmin_collections:pk": Collection.objects.first().pk,
            "wagtailsites:pk": Site.objects.get().pk,
            "wagtailusers_users:pk": user.pk,
            "wagtailusers_groups:pk": Group.objects.first().pk,
            "wagtailadmin_workflows:pk": Workflow.objects.create(name="Two pairs of eyes").pk,
            "wagtailadmin_api:pages:pk": story.pk,
            "people:pk": make_person("Ada Quillfeather").pk,
            "authors:pk": Author.objects.first().pk,
            "mail_id": Mail.objects.create(kind="answer", address="mara@example.com").pk,
            "run_id": ImportRun.objects.create(source="wordpress").pk,
        }
    )
