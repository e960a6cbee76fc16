"""Which models an archive holds, and why the others stay behind; a test finds what is in neither list."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Field, Model

EXPORTED = (
    "wagtailcore.Locale wagtailcore.Collection wagtailcore.Page wagtailcore.Site"
    " wagtailcore.Revision wagtailcore.PageLogEntry wagtailcore.ModelLogEntry"
    " wagtailcore.Workflow wagtailcore.Task wagtailcore.WorkflowTask wagtailcore.WorkflowPage"
    " wagtailcore.WorkflowContentType wagtailcore.WorkflowState wagtailcore.TaskState"
    " wagtailcore.GroupApprovalTask wagtailcore.GroupApprovalTask_groups"
    " wagtailcore.Comment wagtailcore.CommentReply wagtailcore.PageSubscription"
    " wagtailcore.PageViewRestriction wagtailcore.PageViewRestriction_groups"
    " wagtailcore.CollectionViewRestriction wagtailcore.CollectionViewRestriction_groups"
    " auth.Group auth.Group_permissions wagtailcore.GroupPagePermission"
    " wagtailcore.GroupCollectionPermission wagtailcore.GroupSitePermission"
    " accounts.User accounts.User_groups accounts.User_user_permissions account.EmailAddress"
    " accounts.Guest accounts.ReservedName accounts.NameChange accounts.Mute accounts.Erasure"
    " accounts.SignInSettings accounts.ReaderSettings wagtailusers.UserProfile"
    " stories.SiteIdentity stories.Photo stories.Person stories.Author stories.FrontPage"
    " stories.Section stories.PlainPage stories.Story stories.StoryAuthor stories.Story_people"
    " stories.StoryTag stories.Mention stories.Quote taggit.Tag taggit.TaggedItem"
    " wagtailredirects.Redirect"
    " comments.ConversationSettings comments.Thread comments.Passage comments.Comment"
    " comments.Vote comments.ThreadWriter comments.Mention comments.Visit comments.Ruling"
    " moderation.Policy moderation.WriterRecord moderation.Sanction moderation.Report moderation.Decision"
    " moderation.WordRule moderation.Weights moderation.Lesson moderation.RejectionReason"
    " notify.Follow notify.Notification notify.Wishes notify.Suppression notify.MailChoice"
    " newsroom.SavedFilter"
    " transfer.ImportRun transfer.ReportPart transfer.ImportItem"
).split()

LEFT_OUT = {
    "contenttypes.ContentType": "made by each program; rows name it by its name",
    "auth.Permission": "made by each program; rows name it by its name",
    "sessions.Session": "a secret: who is signed in",
    "usersessions.UserSession": "a secret: who is signed in",
    "accounts.SignInLink": "a secret: links that sign in",
    "accounts.AddressProof": "a secret: links that prove an address",
    "account.EmailConfirmation": "a secret: links that prove an address",
    "mfa.Authenticator": "a secret: keys of the second step and passkeys",
    "socialaccount.SocialApp": "a secret, and set in the settings",
    "socialaccount.SocialAccount": "bound to the site's secret at the other side",
    "socialaccount.SocialToken": "a secret: what another side let us do",
    "wagtailcore.APIToken": "a secret",
    "notify.Mail": "the log of mails belongs to the machine that sent them",
    "notify.MailText": "letters hold codes",
    "outbox.Change": "the list of changes is this database's own",
    "outbox.Consumer": "the list of changes is this database's own",
    "accounts.Limit": "counts of the last minutes",
    "moderation.Attempt": "counts of the last minutes",
    "moderation.LogHead": "signed with the site's secret key: made anew by an import",
    "moderation.Wave": "sketches of the last days, forgotten by themselves",
    "moderation.Likeness": "sketches of the last days, forgotten by themselves",
    "newsroom.Attention": "who looks at what just now",
    "stories.Rendition": "made anew from photos",
    "wagtailimages.Image": "not used: photos are our own",
    "wagtailimages.Rendition": "not used: photos are our own",
    "wagtailsearch.IndexEntry": "made anew: the search index",
    "wagtailsearch.SQLiteFTSIndexEntry": "made anew: the search index",
    "wagtailcore.ReferenceIndex": "made anew: what refers to what",
    "wagtailadmin.Admin": "never has rows: a hook for rights",
    "wagtailembeds.Embed": "made anew: answers of other sites",
    "wagtailcore.UploadedFile": "uploads that nobody has finished",
    "wagtailadmin.EditingSession": "who has an editor open just now",
    "wagtailadmin.FormState": "what is typed in an editor just now",
}
"""Label: the reason."""
FIELDS_LEFT_OUT = {
    ("accounts.User", "password"): "a secret",
    ("comments.Thread", "position"): "its place in this database's list of changes",
    ("wagtailcore.Site", "hostname"): "belongs to the machine",
    ("wagtailcore.Site", "port"): "belongs to the machine",
}
KEPT = {"contenttypes.ContentType", "auth.Permission", "outbox.Change", "outbox.Consumer"}
"""What an import leaves where it is; all other rows of the empty site give way."""


def all_models() -> dict[str, type[Model]]:
    """Return all models that have a table of their own, by label."""
    return {
        model._meta.label: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    }


def exported_fields(model: type[Model]) -> list[Field[Any, Any]]:
    """Return the columns of a model's own table that an archive holds."""
    label = model._meta.label
    return [
        field
        for field in model._meta.local_concrete_fields
        if (label, field.name) not in FIELDS_LEFT_OUT
    ]
