"""The addresses of stopping mails."""

from django.urls import path

from addyours.notify.views import mail

app_name = "notify"
urlpatterns = [path("mail/stop/<str:token>/", mail.stop, name="stop")]
