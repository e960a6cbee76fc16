"""The addresses of the conversation."""

from django.urls import path

from addyours.comments import views

app_name = "comments"
urlpatterns = [
    path("threads/<int:thread_id>/", views.thread, name="thread"),
    path("threads/<int:thread_id>/comments/", views.post, name="post"),
    path("threads/<int:thread_id>/mine/", views.mine_in_thread, name="mine_in_thread"),
    path("comments/mine/", views.mine, name="mine"),
    path("comments/<int:comment_id>/", views.comment, name="comment"),
    path("comments/<int:comment_id>/item/", views.item, name="item"),
    path("comments/<int:comment_id>/reply/", views.reply, name="reply"),
    path("comments/<int:comment_id>/replies/", views.replies, name="replies"),
    path("comments/<int:comment_id>/branch/", views.branch, name="branch"),
    path("comments/<int:comment_id>/edit/", views.edit, name="edit"),
    path("comments/<int:comment_id>/delete/", views.delete, name="delete"),
]
