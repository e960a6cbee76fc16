"""The addresses of the whole site."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from addyours.web import data_views, views

urlpatterns = [
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("robots.txt", views.robots),
    path("sitemap.xml", views.site_map),
    path("newsroom/", include("addyours.newsroom.in_front")),
    path("newsroom/", include(wagtailadmin_urls)),
    path("account/data/", data_views.data, name="account_data"),
    path("account/", include("addyours.accounts.account_urls")),
    path("", include("addyours.comments.urls")),
    path("", include("addyours.accounts.urls")),
    path("", include("addyours.notify.urls")),
    path("", include("addyours.stories.urls")),
    path("", include(wagtail_urls)),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.crashed
