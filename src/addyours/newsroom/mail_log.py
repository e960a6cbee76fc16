"""The mail log: what happened to each mail, in words; send one again, write to an address again."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from addyours.accounts.mail import HAS_SECRETS, Kind
from addyours.conf import current
from addyours.newsroom.paging import sheet
from addyours.newsroom.queue.forms import day_field
from addyours.newsroom.queue.queries import end_of, start_of
from addyours.newsroom.screens import needs, screen
from addyours.notify.actions import allow_address, send_again
from addyours.notify.errors import MailRefused
from addyours.notify.models import Mail, MailState, Outcome
from addyours.notify.queries import mail_trouble, stopped_kinds, suppression_of

SEE = "notify.view_mail"
STATES = {
    MailState.QUEUED: gettext_lazy("Waiting"),
    MailState.SENDING: gettext_lazy("Being sent"),
    MailState.SENT: gettext_lazy("Sent"),
    MailState.REFUSED: gettext_lazy("Refused"),
    MailState.SUPPRESSED: gettext_lazy("Not sent"),
    MailState.FAILED: gettext_lazy("Given up"),
}
WORDS = {
    "": gettext_lazy("Waits to be sent"),
    Outcome.TAKEN: gettext_lazy("Taken by the mail server: %(answer)s"),
    Outcome.KEPT: gettext_lazy("Kept in the file mail/%(file)s: no mail server was set"),
    Outcome.LATER: gettext_lazy("Not taken yet: %(answer)s"),
    Outcome.AWAY: gettext_lazy("The mail server could not be used: %(answer)s"),
    Outcome.REFUSED: gettext_lazy("Refused by the mail server: %(answer)s"),
    Outcome.NO_SUCH_BOX: gettext_lazy("Refused by the mail server: %(answer)s"),
    Outcome.STOPPED: gettext_lazy("Its receiver has stopped mails of this kind"),
    Outcome.CAME_BACK: gettext_lazy("Mail to this address came back earlier"),
    Outcome.TOO_LATE: gettext_lazy("It could not be sent while it was of use"),
    Outcome.BOUNCED: gettext_lazy("Came back: %(answer)s"),
}
"""What each outcome is called; the mail server's own words are in it."""


@dataclass(frozen=True, kw_only=True)
class MailLine:
    """One mail as the screens show it."""

    mail: Mail
    kind: str
    state: str
    happened: str


class MailFilter(forms.Form):
    """Which mails are wanted. What is not understood is left out of account."""

    q = forms.CharField(
        label=gettext_lazy("Address or answer"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        required=False,
        choices=[("", gettext_lazy("Anything")), *Kind.choices],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("Any state")), *((one.value, STATES[one]) for one in STATES)],
    )
    since = day_field(gettext_lazy("From"))
    until = day_field(gettext_lazy("Until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)

    def mails(self) -> QuerySet[Mail]:
        """Return the mails asked for."""
        self.is_valid()
        given = self.cleaned_data
        found = Mail.objects.all()
        if words := given.get("q"):
            found = found.filter(Q(address__icontains=words) | Q(answer__icontains=words))
        for name in ("kind", "state"):
            if given.get(name):
                found = found.filter(**{name: given[name]})
        if given.get("since"):
            found = found.filter(queued_at__gte=start_of(given["since"]))
        if given.get("until"):
            found = found.filter(queued_at__lt=end_of(given["until"]))
        return found


class MailNotice(Component):
    """Tells owners where mails are when they don't go out."""

    name = "mail_notice"
    template_name = "newsroom/_mail_notice.html"
    order = 90

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"mail_notice": notice()}


def notice() -> str:
    """Return what an owner should know of the mail server; empty when all is well. One query."""
    if not current().mail_url:
        return _("No mail server is set: mails are kept in %s.") % current().mail_folder
    trouble = mail_trouble()
    return _("Mails wait, since the mail server can't be used: %s") % trouble if trouble else ""


@require_safe
@needs(SEE)
def mails(request: HttpRequest) -> HttpResponse:
    """Show the mails, newest first."""
    form = MailFilter(request.GET)
    page = sheet(form.mails(), query=request.GET)
    return screen(
        request,
        "newsroom/mails.html",
        title=_("Mail log"),
        icon="mail",
        form=form,
        lines=[mail_line(one) for one in page.rows],
        page=page,
        days=current().mail_days,
        mail_notice=notice(),
        is_filtering=any(form.cleaned_data.values()),
    )


@require_safe
@needs(SEE)
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Show one mail with its text, where that lets nobody in."""
    found = get_object_or_404(Mail, pk=mail_id)
    return screen(
        request,
        "newsroom/mail.html",
        title=found.subject or _("Mail"),
        icon="mail",
        above=[(reverse("mails:mails"), _("Mail log"))],
        line=mail_line(found),
        text=text_of(found),
        suppression=suppression_of(found.address),
        stopped=[Kind(kind).label for kind in stopped_kinds(found.address)],
        may_send_again=found.state not in (MailState.QUEUED, MailState.SENDING),
    )


@require_POST
@needs(SEE)
def again(request: HttpRequest, mail_id: int) -> HttpResponseBase:
    """Send a mail again."""
    found = get_object_or_404(Mail, pk=mail_id)
    try:
        send_again(found, now=timezone.now())
        messages.success(request, _("The mail to %s is sent again.") % found.to)
    except MailRefused as refusal:
        messages.error(request, refusal.reason)
    return redirect("mails:mail", mail_id)


@require_POST
@needs(SEE)
def allow(request: HttpRequest, mail_id: int) -> HttpResponseBase:
    """Write again to the address of a mail that came back."""
    found = get_object_or_404(Mail, pk=mail_id)
    allow_address(found.address)
    messages.success(request, _("Mails are sent to %s again.") % found.to)
    return redirect("mails:mail", mail_id)


def mail_line(found: Mail) -> MailLine:
    """Return a mail with what happened to it, in words."""
    happened = WORDS[found.outcome] % {"answer": found.answer, "file": found.kept_in}
    if found.state == MailState.SENDING:
        happened = ""
    elif found.state == MailState.QUEUED and found.outcome:
        due = date_format(timezone.localtime(found.due_at), "j M Y, H:i")
        happened = _("%(happened)s. Tried again at %(due)s") % {"happened": happened, "due": due}
    return MailLine(
        mail=found,
        kind=str(Kind(found.kind).label),
        state=str(STATES[MailState(found.state)]),
        happened=happened,
    )


def text_of(found: Mail) -> str:
    """Return the text of a mail; nothing where it is gone, or would let its reader in as another.

    Without a mail server this screen is the way such a code reaches anybody.
    """
    if current().mail_url and Kind(found.kind) in HAS_SECRETS:
        return ""
    message = message_from_bytes(found.message, policy=policy.default)
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return str(text).replace("\r\n", "\n").strip()
