"""One of everything that an address can be about."""

from __future__ import annotations

from django.contrib.auth.models import Group
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, GroupApprovalTask, Site, Workflow

from addyours.accounts.actions import issue_sign_in_link
from addyours.accounts.faces import face_key
from addyours.accounts.mail import Kind, stop_url
from addyours.accounts.models import Mute, User
from addyours.comments.models import Passage
from addyours.moderation.models import Sanction
from addyours.notify.models import Mail, Notification
from addyours.stories.actions import make_person
from addyours.stories.models import Author, Person, Story
from addyours.transfer.models import ImportRun
from tests import factories as make

KINDS = {
    **dict.fromkeys(("content_type_app_name", "app_label", "app_name"), "stories"),
    **dict.fromkeys(("content_type_model_name", "model_name"), "story"),
    "wagtailsettings:model_name": "siteidentity",
    "stories:tag:slug": "harbour",
    "newsroom:figures_csv:name": "figures",
    "wagtail_bulk_action:app_label": "wagtailcore",
    "wagtail_bulk_action:model_name": "page",
    "wagtail_bulk_action:action": "publish",
    "wagtailadmin_workflows:app_label": "wagtailcore",
    "wagtailadmin_workflows:model_name": "groupapprovaltask",
    "filter_spec": "width-100",
    "wagtailadmin_tag_model_autocomplete:app_name": "taggit",
    "wagtailadmin_tag_model_autocomplete:model_name": "tag",
}
"""What Wagtail's addresses call the kinds of things they are about."""


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


def reached(reader: User) -> Values:
    """Values as above, but so that more is reached: what is published, and what belongs to `reader`."""
    found = values()
    story = Story.objects.get(pk=found["page_id"])
    comment = make.make_comment(story.thread, writer=make.make_writer(reader))
    answer = make.make_comment(parent=comment)
    told = Notification.objects.create(
        user=reader, kind="answer", thread=story.thread, comment=answer, way="site"
    )
    passage = Passage.objects.create(
        thread=story.thread, exact="Nobody", start=0, end=6, comment_count=1
    )
    story.tags.add("harbour")
    story.save_revision().publish()
    task = GroupApprovalTask.objects.create(name="A second look")
    drawer = Collection.get_first_root_node().add_child(name="Drawer")
    author = Author.objects.first()
    return Values(
        {
            **found,
            "parent_page_id": found["destination_id"],
            "thread_id": comment.thread_id,
            **{f"{space}:comment_id": comment.pk for space in ("comments", "notify")},
            "comments:number": comment.thread_id,
            "comments:reader_feed:number": reader.pk,
            "passage_id": passage.pk,
            "comments:user_id": reader.pk,
            "comments:slug": "reader",
            "notification_id": told.pk,
            "mute_id": Mute.objects.create(user=reader, key="guest:1", name="Otto").pk,
            "accounts:sign_in:token": issue_sign_in_link(reader),
            "notify:stop:token": stop_url(Kind.DIGEST, reader.email).split("/")[-2],
            "accounts:face:key": face_key(f"user:{reader.pk}"),
            "stories:person:slug": Person.objects.first().slug,
            "stories:person_feed:slug": Person.objects.first().slug,
            "stories:author:slug": author.slug,
            "stories:author_feed:slug": author.slug,
            "stories:section_feed:slug": story.get_parent().slug,
            **KINDS,
            "wagtailadmin_collections:pk": drawer.pk,
            **{f"wagtailadmin_workflows:{way}_task:pk": task.pk for way in ("edit", "enable")},
            "object_id": story.pk,
            "wagtailsettings:pk": Site.objects.get().pk,
            "provider_id": "press-club",
        }
    )
