"""The addresses of signing in by a link, and of what readers do with their account."""

from django.urls import path, re_path

from addyours.accounts import reader_views, views
from addyours.accounts.faces import FACE_KEY

app_name = "accounts"
urlpatterns = [
    path("sign-in/<str:token>/", views.sign_in, name="sign_in"),
    re_path(f"^readers/(?P<key>{FACE_KEY})\\.svg$", reader_views.face, name="face"),
    path("account/prove/<str:token>/", reader_views.prove, name="prove"),
    path("account/profile/", reader_views.profile, name="profile"),
    path("account/muted/", reader_views.muted, name="muted"),
    path("account/muted/<int:mute_id>/end/", reader_views.end_mute, name="unmute"),
    path("account/erase/", reader_views.erase, name="erase"),
]
