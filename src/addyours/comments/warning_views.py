"""Takes a writer's word that a warning was read, where they see it and not only with their next comment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from addyours.accounts.same_origin import same_origin
from addyours.accounts.writers import writer_of
from addyours.comments.answers import SeeOther, typed_id
from addyours.comments.models import Thread
from addyours.moderation.sanctions.actions import heed_warning


@never_cache
@same_origin
@require_POST
def heed(request: HttpRequest, number: int) -> HttpResponseBase:
    """Confirm a warning, and lead back to the conversation it was read in."""
    writer = writer_of(request)
    if writer is not None:
        heed_warning(number, writer_key=writer.key, now=timezone.now())
    found = Thread.objects.filter(pk=typed_id(request.POST.get("thread"))).first()
    if found is None or found.opened_at is None:
        return SeeOther(reverse("comments:mine"))
    return SeeOther(f"{found.path}#add-yours")
