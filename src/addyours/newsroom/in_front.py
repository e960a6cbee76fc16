"""Addresses of Wagtail's that we answer ourselves, so they stand in front of Wagtail's own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from addyours.newsroom.accounts.own import OwnAccount, SignIn
from addyours.newsroom.dashboard import Front
from addyours.newsroom.here import here


def nothing(request: HttpRequest) -> HttpResponse:
    """Answer as for any address where nothing is: Wagtail crashes here on purpose."""
    raise Http404


urlpatterns = [
    path("", never_cache(require_admin_access(Front.as_view()))),
    path("here/", never_cache(require_admin_access(here)), name="newsroom_here"),
    path("login/", never_cache(SignIn.as_view())),
    path("account/", never_cache(require_admin_access(OwnAccount.as_view()))),
    path("failwhale/", nothing),
    path("test404/", nothing),
]
