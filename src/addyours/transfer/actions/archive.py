"""Makes an empty site the one in an archive, wholly or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.db.models.sql import InsertQuery
from wagtail.models import Site

from addyours.comments.models import Comment
from addyours.moderation.audit.actions import sign_head
from addyours.moderation.audit.guard import unguarded
from addyours.outbox.record import record
from addyours.stories.models import Story
from addyours.transfer.archive_file import Archive, opened
from addyours.transfer.archive_models import EXPORTED, KEPT, all_models
from addyours.transfer.archive_rows import BATCH, DATABASES_OWN, Maker
from addyours.transfer.backup_file import Watch
from addyours.transfer.errors import ArchiveRefused


def bring_archive(path: Path, *, data: Path, watch: Watch) -> dict[str, int]:
    """Replace what an empty site was made with by an archive; return the rows of each model.

    Numbers, times and states arrive as they were. Nobody's secrets do: all sign in anew. `data` is the
    data folder. Raises ArchiveRefused with one line, and leaves the site as it was.
    """
    with opened(path, folder=data) as archive:
        try:
            with transaction.atomic():
                _check_empty()
                _fill(archive, watch)
                _check_references()
                sign_head()
                _bring_media(archive, data, watch)
                record("site.imported", keys=["site"])
        except DatabaseError as error:
            reason = " ".join(str(error).split())
            raise ArchiveRefused("rows", f"The archive does not fit: {reason}.") from error
        return archive.rows


def _check_empty() -> None:
    if Story.objects.exists() or Comment.objects.exists():
        raise ArchiveRefused(
            "not_empty",
            "The site has stories or comments. Import into a new one, made with “addyours serve --empty”.",
        )


def _fill(archive: Archive, watch: Watch) -> None:
    models = all_models()
    site = Site.objects.order_by("-is_default_site", "pk").first()
    own = {"hostname": site.hostname, "port": site.port} if site else {}
    with unguarded():
        for label, model in models.items():
            if label not in KEPT:
                model._base_manager.all()._raw_delete(connection.alias)
    watch.step("Rows", f"{sum(archive.rows.values())}")
    watch.expect(sum(archive.rows.values()))
    for label in EXPORTED:
        given = own if label == "wagtailcore.Site" else {}
        given |= {name: value for (of, name), value in DATABASES_OWN.items() if of == label}
        _bring_rows(archive, models[label], given, watch)
    with connection.cursor() as cursor:
        brought = [models[label] for label in EXPORTED]
        for statement in connection.ops.sequence_reset_sql(no_style(), brought):
            cursor.execute(statement)


def _bring_rows(archive: Archive, model: type[Model], own: dict[str, Any], watch: Watch) -> None:
    maker = Maker(model, own)
    batch: list[Any] = []
    most = min(BATCH, connection.ops.bulk_batch_size(maker.columns, [None] * BATCH) or BATCH)
    for number, line in archive.lines(model._meta.label):
        batch.append(maker.make(line, number))
        if len(batch) == most:
            _insert(model, maker, batch)
            watch.advance(len(batch))
            batch = []
    if batch:
        _insert(model, maker, batch)
        watch.advance(len(batch))


def _insert(model: type[Model], maker: Maker, rows: list[Any]) -> None:
    """Write rows as they are: no signals, no times of now, and parts of a page one by one."""
    query = InsertQuery(model)
    query.insert_values(maker.columns, rows, raw=True)
    query.get_compiler(using=connection.alias).execute_sql()


def _check_references() -> None:
    connection.check_constraints()


def _bring_media(archive: Archive, data: Path, watch: Watch) -> None:
    files = archive.media()
    watch.step("Files", f"{len(files)}")
    watch.expect(len(files))
    for info in files:
        archive.unpack(info, data)
        watch.advance(1)
