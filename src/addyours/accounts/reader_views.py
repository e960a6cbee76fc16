"""What readers do with their account: name, picture, page, whom they mute, and leaving for good."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from addyours.accounts.actions import (
    ask_to_be_erased,
    change_name,
    keep_account,
    remove_avatar,
    set_avatar,
    show_profile,
    unmute,
    use_proof,
)
from addyours.accounts.actions.proofs import found_proof
from addyours.accounts.errors import AccountRefused, LinkRefused
from addyours.accounts.faces import face_key, face_url, is_face_key, picture_url
from addyours.accounts.forms import NameForm
from addyours.accounts.models import Mute, User
from addyours.accounts.queries import open_erasure, reader_settings
from addyours.accounts.reader_forms import ErasureForm, OtherNameForm, PictureForm
from addyours.accounts.recent import needs_recent_sign_in
from addyours.accounts.same_origin import same_origin
from addyours.pagecache.marks import keep
from addyours.text.faces import face_svg

FORM = ["GET", "HEAD", "POST"]


def signed_in(request: HttpRequest) -> User:
    """Return the account of a request that a decorator has made sure has one."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


@require_safe
def face(request: HttpRequest, key: str) -> HttpResponse:
    """Answer with the drawn face of a writer; the same for ever, so kept for ever."""
    if not is_face_key(key):
        raise Http404
    response = HttpResponse(face_svg(key), content_type="image/svg+xml")
    keep(response, keys=())
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@never_cache
@same_origin
@require_http_methods(FORM)
def prove(request: HttpRequest, token: str) -> HttpResponseBase:
    """Prove an address by a mailed link, after a click: programs that only look at links prove nothing."""
    now = timezone.now()
    try:
        proof = found_proof(token, now=now)
        given = request.POST if request.method == "POST" else None
        form = NameForm(given, initial={"name": proof.name})
        if not form.is_valid():
            return _ask_name(request, token, proof.email, form)
        user = use_proof(token, name=form.cleaned_data["name"], now=now)
    except LinkRefused as refusal:
        context = {"reason": refusal.reason, "code": refusal.code}
        return render(request, "account/prove.html", context, status=410)
    except AccountRefused as refusal:
        form.add_error("name", refusal.reason)
        return _ask_name(request, token, proof.email, form)
    record_authentication(request, user, method="code", email=user.email)
    place = reverse("comments:claim")
    response: HttpResponse = perform_login(
        request, user, email_verification="none", redirect_url=place
    )
    return response


def _ask_name(request: HttpRequest, token: str, email: str, form: NameForm) -> HttpResponse:
    context = {"form": form, "token": token, "email": email}
    return render(request, "account/prove.html", context, status=422 if form.errors else 200)


@never_cache
@same_origin
@login_required
@require_http_methods(FORM)
def profile(request: HttpRequest) -> HttpResponseBase:
    """Show readers how others see them, and let them change one thing at a time."""
    user = signed_in(request)
    given = request.POST if request.method == "POST" else None
    what = given.get("what", "") if given else ""
    name = OtherNameForm(given if what == "name" else None, initial={"name": user.name})
    picture = PictureForm(*((given, request.FILES) if what == "picture" else ()))
    if given is not None and _changed(request, user, what, name, picture):
        return redirect("accounts:profile")
    context = {
        "name_form": name,
        "picture_form": picture,
        "picture": picture_url(user.avatar, 192)
        if user.avatar
        else face_url(face_key(f"user:{user.pk}")),
        "settings": reader_settings(),
    }
    status = 422 if name.errors or picture.errors else 200
    return render(request, "account/profile.html", context, status=status)


def _changed(
    request: HttpRequest, user: User, what: str, name: OtherNameForm, picture: PictureForm
) -> bool:
    """Change what was asked for; a refusal is put into its form."""
    if what == "name" and name.is_valid():
        try:
            change_name(user, name=name.cleaned_data["name"], now=timezone.now())
        except AccountRefused as refusal:
            name.add_error("name", refusal.reason)
    elif what == "picture" and picture.is_valid():
        try:
            set_avatar(user, pictures=picture.cleaned_data["picture"])
        except AccountRefused as refusal:
            picture.add_error("picture", refusal.reason)
    elif what == "no-picture":
        remove_avatar(user)
    elif what == "page":
        show_profile(user, is_public="is_public" in request.POST)
    if name.errors or picture.errors:
        return False
    messages.success(request, _("Saved."))
    return True


@never_cache
@login_required
@require_safe
def muted(request: HttpRequest) -> HttpResponse:
    """Show readers whom they have muted."""
    rows = Mute.objects.filter(user=signed_in(request)).order_by("-id")
    return render(request, "account/muted.html", {"rows": rows})


@never_cache
@same_origin
@login_required
@require_POST
def end_mute(request: HttpRequest, mute_id: int) -> HttpResponseBase:
    """Show a muted writer again."""
    unmute(signed_in(request), mute_id=mute_id)
    messages.success(request, _("Their comments are shown again."))
    return redirect("accounts:muted")


@never_cache
@same_origin
@needs_recent_sign_in
@require_http_methods(FORM)
def erase(request: HttpRequest) -> HttpResponseBase:
    """Let readers ask to be erased, and take it back while there is time."""
    user = signed_in(request)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (request.POST.get("what") == "stay" or form.is_valid()):
        try:
            if request.POST.get("what") == "stay":
                keep_account(user, now=timezone.now())
                messages.success(request, _("Your account stays."))
            else:
                ask_to_be_erased(
                    user, email=user.email, keeps_comments=form.keeps_comments, now=timezone.now()
                )
            return redirect("accounts:erase")
        except AccountRefused as refusal:
            messages.error(request, refusal.reason)
            return redirect("accounts:erase")
    context = {"form": form, "erasure": open_erasure(user), "days": reader_settings().erase_days}
    return render(request, "account/erase.html", context, status=422 if form.errors else 200)
