"""The addresses of signing in."""

from django.urls import path

from addyours.accounts import views

app_name = "accounts"
urlpatterns = [path("sign-in/<str:token>/", views.sign_in, name="sign_in")]
