"""The addresses of the conversation."""

from django.urls import path

from addyours.comments import (
    alone_views,
    appeal_views,
    draft_views,
    feeds,
    passage_views,
    reader_views,
    report_views,
    views,
    vote_views,
    warning_views,
)

app_name = "comments"
urlpatterns = [
    path("conversations/", alone_views.conversations, name="conversations"),
    path("conversations/<int:thread_id>/", alone_views.conversation, name="conversation"),
    path("threads/<int:thread_id>/", views.thread, name="thread"),
    path("threads/<int:thread_id>/comments/", views.post, name="post"),
    path("threads/<int:thread_id>/draft/", draft_views.draft, name="draft"),
    path("threads/<int:thread_id>/mine/", views.mine_in_thread, name="mine_in_thread"),
    path("threads/<int:thread_id>/people/", views.people, name="people"),
    path("feeds/thread/<int:number>.atom", feeds.ThreadFeed(), name="thread_feed"),
    path("feeds/reader/<int:number>.atom", feeds.ReaderFeed(), name="reader_feed"),
    path("threads/<int:thread_id>/passage/", passage_views.new, name="new_passage"),
    path(
        "threads/<int:thread_id>/passages/<int:passage_id>/", passage_views.passage, name="passage"
    ),
    path("readers/<int:user_id>-<str:slug>/", reader_views.profile, name="profile"),
    path("readers/<int:user_id>/", reader_views.profile),
    path("account/page/", reader_views.own_profile, name="own_profile"),
    path("account/claim/", reader_views.claim, name="claim"),
    path("comments/warnings/<int:number>/", warning_views.heed, name="heed"),
    path("comments/mine/", views.mine, name="mine"),
    path("comments/<int:comment_id>/", views.comment, name="comment"),
    path("comments/<int:comment_id>/item/", views.item, name="item"),
    path("comments/<int:comment_id>/reply/", views.reply, name="reply"),
    path("comments/<int:comment_id>/replies/", views.replies, name="replies"),
    path("comments/<int:comment_id>/branch/", views.branch, name="branch"),
    path("comments/<int:comment_id>/vote/", vote_views.vote, name="vote"),
    path("comments/<int:comment_id>/report/", report_views.report, name="report"),
    path("comments/<int:comment_id>/edit/", views.edit, name="edit"),
    path("comments/<int:comment_id>/appeal/", appeal_views.appeal, name="appeal"),
    path("comments/<int:comment_id>/mute/", reader_views.mute, name="mute"),
    path("comments/<int:comment_id>/delete/", views.delete, name="delete"),
]
