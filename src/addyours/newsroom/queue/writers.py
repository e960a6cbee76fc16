"""The screens of one writer: what they wrote, what became of it, and bans."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from addyours.comments.models import Comment, CommentState
from addyours.moderation.actions import ban as ban_key
from addyours.moderation.actions import lift_ban
from addyours.moderation.errors import BanRefused
from addyours.moderation.models import Ban
from addyours.moderation.queries import active_bans
from addyours.newsroom.paging import sheet
from addyours.newsroom.queue import queries
from addyours.newsroom.queue.deciding import Order, carry_out
from addyours.newsroom.queue.forms import BanForm
from addyours.newsroom.queue.views import BAN, MODERATE
from addyours.newsroom.screens import needs, screen, staff


@require_safe
@needs(MODERATE)
def writer(request: HttpRequest, key: str) -> HttpResponse:
    """Show a writer, or a network address: their comments, their record, their bans."""
    found = queries.writer(key)
    if found is None:
        raise Http404
    page = sheet(queries.comments_of(key), query=request.GET)
    return screen(
        request,
        "newsroom/writer.html",
        title=found.name,
        icon="user",
        above=[(reverse("newsroom:queue"), _("Queue"))],
        writer=found,
        lines=queries.lines(page.rows),
        page=page,
        here=request.path,
        may_ban=request.user.has_perm(BAN),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(MODERATE)
@needs(BAN)
def ban_writer(request: HttpRequest, comment_id: int) -> HttpResponseBase:
    """Ask how long and why, then ban the writer of a comment, and their address if wanted."""
    found = queries.one_comment(comment_id)
    if found is None:
        raise Http404
    may_reject = found.state in (CommentState.PENDING, CommentState.PUBLISHED)
    form = BanForm(
        request.POST if request.method == "POST" else None,
        has_address=bool(found.address_key),
        may_reject=may_reject,
        initial={"reject": may_reject},
    )
    back = get_valid_next_url_from_request(request) or reverse("newsroom:queue")
    if request.method == "POST" and form.is_valid() and _ban(request, found, form):
        return redirect(back)
    return screen(
        request,
        "newsroom/ban.html",
        title=_("Ban %s") % found.name,
        icon="cross",
        above=[(reverse("newsroom:queue"), _("Queue"))],
        line=queries.lines([found])[0],
        form=form,
        back=back,
        status=422 if form.errors else 200,
    )


@require_POST
@needs(BAN)
def lift(request: HttpRequest) -> HttpResponseBase:
    """Lift the bans on a writer or an address."""
    key = request.POST.get("key", "")[:80].replace("\0", "")
    try:
        lift_ban(key, by=staff(request))
        messages.success(request, _("The ban is lifted."))
    except BanRefused as refusal:
        messages.error(request, refusal.reason)
    return redirect(get_valid_next_url_from_request(request) or reverse("newsroom:bans"))


@require_safe
@needs(BAN)
def bans(request: HttpRequest) -> HttpResponse:
    """Show the bans in force, or all there ever were."""
    everything = request.GET.get("show") == "all"
    now = timezone.now()
    found = Ban.objects.all() if everything else active_bans(now)
    page = sheet(found.select_related("created_by"), query=request.GET)
    names = queries.names_of({one.key for one in page.rows})
    return screen(
        request,
        "newsroom/bans.html",
        title=_("Bans"),
        icon="cross",
        rows=[(one, names.get(one.key, ""), _is_active(one)) for one in page.rows],
        page=page,
        everything=everything,
        here=request.get_full_path(),
    )


def _is_active(ban: Ban) -> bool:
    return ban.lifted_at is None and (ban.ends_at is None or ban.ends_at > timezone.now())


def _ban(request: HttpRequest, comment: Comment, form: BanForm) -> bool:
    """Ban as the form says; a refusal is put into the form. One that is banned already may be both."""
    given = form.cleaned_data
    keys = [comment.writer_key]
    if given.get("with_address"):
        keys.append(comment.address_key)
    refusals = []
    for key in keys:
        try:
            ban_key(key, by=staff(request), reason=given["reason"], lasts=form.duration)
        except BanRefused as refusal:
            refusals.append(refusal.reason)
    if len(refusals) == len(keys):
        form.add_error(None, refusals[0])
        return False
    messages.success(request, _("%s is banned.") % comment.name)
    if given.get("reject"):
        order = Order(verb="reject", comments=[comment.pk], reasons={comment.pk: given["reason"]})
        result = carry_out(order, by=staff(request))
        if result.refusal:
            messages.error(request, result.refusal)
    return True
