"""The addresses of the mail log, all beneath /newsroom/mails/."""

from django.urls import path

from addyours.newsroom import mail_log

app_name = "mails"
urlpatterns = [
    path("", mail_log.mails, name="mails"),
    path("<int:mail_id>/", mail_log.mail, name="mail"),
    path("<int:mail_id>/again/", mail_log.again, name="again"),
    path("<int:mail_id>/allow/", mail_log.allow, name="allow"),
]
