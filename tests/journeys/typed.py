"""Every field of text in the database: which of them people fill in, and the attack that stands in each."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from wagtail.fields import StreamField

TYPED = (
    "accounts.AddressProof.name",
    "accounts.AddressProof.email",
    "accounts.Guest.name",
    "accounts.Guest.email",
    "accounts.Mute.name",
    "accounts.NameChange.before",
    "accounts.NameChange.after",
    "accounts.User.name",
    "accounts.User.email",
    "comments.Comment.name",
    "comments.Comment.body",
    "comments.Comment.held_because",
    "comments.Passage.exact",
    "comments.Passage.prefix",
    "comments.Passage.suffix",
    "comments.Passage.reworded",
    "comments.Ruling.told",
    "comments.Ruling.appeal",
    "comments.Ruling.answer",
    "comments.Thread.path",
    "comments.Thread.title",
    "moderation.Decision.reason",
    "moderation.Decision.by_name",
    "moderation.RejectionReason.title",
    "moderation.RejectionReason.words",
    "moderation.Report.text",
    "moderation.Report.name",
    "moderation.Report.email",
    "moderation.Sanction.label",
    "moderation.Sanction.reason",
    "moderation.WordRule.pattern",
    "moderation.WordRule.note",
    "newsroom.SavedFilter.name",
    "newsroom.SavedFilter.query",
    "notify.Mail.to",
    "notify.Mail.address",
    "notify.Mail.subject",
    "notify.Mail.answer",
    "notify.MailChoice.address",
    "notify.Suppression.address",
    "notify.Suppression.reason",
    "stories.Author.name",
    "stories.Author.bio",
    "stories.Person.name",
    "stories.Person.other_names",
    "stories.Person.description",
    "stories.Photo.title",
    "stories.Photo.description",
    "stories.Photo.caption",
    "stories.Photo.credit",
    "stories.Photo.source_url",
    "stories.PlainPage.body",
    "stories.Quote.words",
    "stories.Quote.speaker_note",
    "stories.Quote.said_to",
    "stories.Quote.source_url",
    "stories.Section.description",
    "stories.SiteIdentity.name",
    "stories.SiteIdentity.tagline",
    "stories.Story.dek",
    "stories.Story.body",
    "stories.Story.photo_alt",
    "stories.Story.photo_caption",
    "stories.Story.photo_credit",
    "stories.Story.photo_source",
    "stories.Story.import_notes",
    "transfer.ImportItem.site",
    "transfer.ImportItem.source_id",
    "transfer.ImportRun.site",
    "transfer.ImportRun.files",
    "transfer.ImportRun.reason",
    "taggit.Tag.name",
    "usersessions.UserSession.user_agent",
    "wagtailcore.Page.title",
    "wagtailcore.Page.seo_title",
    "wagtailcore.Page.search_description",
    "wagtailredirects.Redirect.old_path",
)
"""Filled in by readers, writers, staff, files that are imported, browsers and mail servers."""

FROM_BROWSERS = frozenset({"usersessions.UserSession.user_agent"})

OURS = {
    "accounts.AddressProof": "address_key sender_key token_hash",
    "accounts.Erasure": "email mark",
    "accounts.Limit": "cache_key value",
    "accounts.Mute": "key",
    "accounts.ReservedName": "skeleton source",
    "accounts.SignInLink": "token_hash",
    "accounts.User": "avatar password",
    "comments.Comment": "address_key facts fingerprint html network_key path",
    "comments.Thread": "author_ids",
    "comments.ThreadWriter": "folded name",
    "comments.Vote": "address_key",
    "moderation.Attempt": "address_key writer_key",
    "moderation.Decision": "from_state subject to_state verb writer_key",
    "moderation.Lesson": "subject",
    "moderation.Likeness": "sender subject",
    "moderation.LogHead": "signature",
    "moderation.Policy": "trust",
    "moderation.RejectionReason": "code former",
    "moderation.Report": "address_key reporter_key subject told",
    "moderation.Sanction": "key",
    "moderation.Weights": "good_scores",
    "moderation.WriterRecord": "key",
    "notify.Mail": "kept_in token",
    "outbox.Change": "ids keys topic",
    "outbox.Consumer": "last_error leased_by name",
    "stories.Author": "slug",
    "stories.Person": "slug",
    "stories.Photo": "file_hash",
    "stories.Quote": "block_id",
    "stories.Rendition": "filter_spec focal_point_key",
    "transfer.ImportItem": "kind mark source source_hash",
    "transfer.ImportRun": "counts folder options source",
    "transfer.ReportPart": "counts",
}
"""Made by the program: keys, hashes, counts, slugs, HTML and copies of what stands in another field."""

ATTACK = "alert({})"
RAW = "onerror=alert({})>"
"""What an attack that nobody has escaped looks like; a source's address is one of another kind."""


def number_of(field: str) -> int:
    """Return the number an attack bears: what runs says by it from where it came."""
    return TYPED.index(field) + 1


def short(field: str) -> str:
    """Return an attack for a field of a line."""
    return f"\"'><img src {RAW.format(number_of(field))}"


def long(field: str) -> str:
    """Return attacks of every kind for a field of text."""
    here = ATTACK.format(number_of(field))
    return (
        f"</title></textarea></script><script>{here}</script><svg onload={here}>{short(field)}"
        f'<a href=javascript:{here}>a</a> [b](javascript:{here}) ![c](x" onerror="{here}) '
        f"<javascript:{here}> `</code><script>{here}</script>` {{{{ 7 }}}} ${{7}} =1+1 @Mara"
    )


def link(field: str) -> str:
    """Return an attack for a field that holds an address."""
    return f"javascript:{ATTACK.format(number_of(field))}"


def columns(model: type[models.Model]) -> list[str]:
    """Return the fields of a model that can hold anything: what has choices holds one of them."""
    free = (models.CharField, models.TextField, models.JSONField, StreamField)
    return [
        one.name for one in model._meta.local_fields if isinstance(one, free) and not one.choices
    ]


def fill_in() -> None:
    """Put an attack into each field that has none yet, where it was typed last."""
    for field in TYPED:
        if field in FROM_BROWSERS:
            continue
        label, _dot, name = field.rpartition(".")
        rows: Any = apps.get_model(label)._base_manager
        sign = ATTACK.format(number_of(field))
        newest = rows.order_by("-pk").first()
        assert newest is not None, f"There is nothing on the hostile site that has {field}"
        if not any(sign in str(value) for value in rows.values_list(name, flat=True)):
            longest = newest._meta.get_field(name).max_length
            rows.filter(pk=newest.pk).update(**{name: short(field)[:longest]})
