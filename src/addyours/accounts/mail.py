"""Writes the letters the site sends: text and HTML from templates, in the site's language."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, cast

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import models
from django.http import HttpRequest
from django.template import RequestContext, engines
from django.template.backends.django import Template
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from addyours.accounts.errors import AccountRefused
from addyours.conf import current
from addyours.text.fold import clean_line

logger = logging.getLogger(__name__)
KIND_HEADER = "X-AddYours-Kind"
LONGEST_SUBJECT = 200
_STOP_SIGNER = signing.Signer(salt="addyours.mail.stop")


class Kind(models.TextChoices):
    """What a letter is about; a reader may stop some kinds."""

    SIGN_IN = "sign-in", _("Sign-in code")
    PROOF = "proof", _("Proof of an address")
    ALERT = "alert", _("Alert")
    ANSWER = "answer", _("Answers")
    DIGEST = "digest", _("Daily digest")
    MENTION = "mention", _("Mentions")
    DECISION = "decision", _("Decisions about your comments")
    REPORT = "report", _("Answers to reports")
    STAFF = "staff", _("For staff")


CAN_BE_STOPPED = frozenset({Kind.ANSWER, Kind.DIGEST, Kind.MENTION, Kind.DECISION})
HAS_SECRETS = frozenset({Kind.SIGN_IN, Kind.PROOF, Kind.ALERT})
"""Whoever reads such a letter can act as its receiver."""


def letter(
    kind: Kind | str, *, to: str, template: str, context: Mapping[str, Any]
) -> EmailMultiAlternatives:
    """Return a letter to one address; `.send()` it inside the transaction of its occasion.

    `template` is `<package>/<name>`: `<package>/mail/<name>.subject.txt`, `.txt` and `.html` are
    rendered, with `site`, and `stop_url` where the kind can be stopped. Nothing is escaped in the
    texts, everything in HTML. Raises AccountRefused when `to` is no address.
    """
    kind = Kind(kind)
    _check_address(to)
    package, name = template.split("/")
    values = {**context, "kind": kind, "stop_url": stop_url(kind, to)}
    place = f"{package}/mail/{name}"
    with translation.override(current().language):
        subject = clean_line(_render(f"{place}.subject.txt", values))[:LONGEST_SUBJECT]
        text = _render(f"{place}.txt", values).strip() + "\n"
        html = _render(f"{place}.html", values).strip() + "\n"
    message = EmailMultiAlternatives(subject, text, to=[to], headers={KIND_HEADER: kind.value})
    message.attach_alternative(html, "text/html")
    return message


def stop_url(kind: Kind, address: str) -> str:
    """Return where letters of a kind to an address are stopped; empty for kinds that can't be."""
    if kind not in CAN_BE_STOPPED:
        return ""
    token = _STOP_SIGNER.sign_object([kind.value, plain_address(address)])
    return current().site_url + reverse("notify:stop", args=[token])


def read_stop_token(token: str) -> tuple[Kind, str] | None:
    """Return the kind and the address that a token stops; None when it is none of ours.

    It never gets too old: somebody may want to stop what an old letter began.
    """
    try:
        kind, address = _STOP_SIGNER.unsign_object(token)
        return Kind(kind), str(address)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def plain_address(address: str) -> str:
    """Return an address in the form two are compared in."""
    return address.strip().lower()


def _check_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise AccountRefused("email", _("“%s” is not an e-mail address.") % address) from error


def _render(name: str, values: Mapping[str, Any]) -> str:
    """Render a template as a page of the site would be; a text without escaping."""
    try:
        return _render_by("django", name, values)
    except Exception:
        # A mistake in an owner's template must not cost a reader their comment, nor the letter.
        logger.exception(
            "The mail template %s can't be used; the site's own takes its place.", name
        )
        return _render_by("ours", name, values)


def _render_by(engine: str, name: str, values: Mapping[str, Any]) -> str:
    request = HttpRequest()
    # What pages know of the site comes from context processors, and those are given a request.
    request.path = request.path_info = "/"
    template = cast(Template, engines[engine].get_template(name)).template
    escaped = name.endswith(".html")
    return template.render(RequestContext(request, dict(values), autoescape=escaped))
