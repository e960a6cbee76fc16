"""Addresses of Wagtail's that we answer ourselves, so they stand in front of Wagtail's own."""

from urllib.parse import urlencode

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.contrib.redirects.views import process_import

from addyours.accounts.views import sign_out
from addyours.newsroom.accounts.own import OwnAccount
from addyours.newsroom.dashboard import Front
from addyours.newsroom.editor.photo_list import PhotoList
from addyours.newsroom.here import here
from addyours.newsroom.screens import needs


def nothing(request: HttpRequest) -> HttpResponse:
    """Answer as for any address where nothing is: Wagtail crashes here on purpose."""
    raise Http404


@never_cache
def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Lead to the one page where everybody signs in, and back.

    Who is signed in and comes here all the same was sent by Wagtail, because the newsroom is not
    theirs.
    """
    if request.user.is_authenticated and not request.user.is_staff:
        reason = _("The newsroom is for the staff of this site. You are signed in as a reader.")
        return render(request, "web/403.html", {"reason": reason}, status=403)
    place = request.GET.get("next") or reverse("wagtailadmin_home")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': place})}")


@needs("wagtailredirects.add_redirect")
def bring_redirects(request: HttpRequest) -> HttpResponseBase:
    """Refuse a form without its signed fields, on which Wagtail's own would crash."""
    if request.method == "POST" and not {"import_file_name", "input_format"} <= request.POST.keys():
        raise SuspiciousOperation("The file to take redirects from is missing.")
    answer: HttpResponseBase = process_import(request)
    return answer


urlpatterns = [
    path("", never_cache(require_admin_access(Front.as_view()))),
    path("here/", never_cache(require_admin_access(here)), name="newsroom_here"),
    path("login/", to_sign_in),
    path("logout/", sign_out),
    path("password_reset/", to_sign_in),
    path("account/", never_cache(require_admin_access(OwnAccount.as_view()))),
    path("failwhale/", nothing),
    path("images/", never_cache(require_admin_access(PhotoList.as_view()))),
    path(
        "images/results/", never_cache(require_admin_access(PhotoList.as_view(results_only=True)))
    ),
    path("redirects/import/process/", never_cache(require_admin_access(bring_redirects))),
    path("test404/", nothing),
]
