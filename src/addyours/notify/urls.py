"""The addresses of what people are told, what they follow, and of stopping mails."""

from django.urls import path

from addyours.notify.views import following, mail, notifications

app_name = "notify"
urlpatterns = [
    path("mail/stop/<str:token>/", mail.stop, name="stop"),
    path("account/notifications/", notifications.notifications, name="notifications"),
    path("account/notifications/read/", notifications.read, name="read"),
    path("account/notifications/settings/", following.settings, name="settings"),
    path("account/notifications/following/", following.following, name="following"),
    path("account/notifications/<int:notification_id>/", notifications.open_one, name="open"),
    path("threads/<int:thread_id>/follow/", following.follow_thread, name="follow_thread"),
    path("comments/<int:comment_id>/follow/", following.follow_comment, name="follow_comment"),
]
