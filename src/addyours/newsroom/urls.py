"""The addresses of our own screens, all beneath /newsroom/conversation/."""

from django.urls import path

from addyours.newsroom import (
    log,
    picks,
    readers_screen,
    reasons_screen,
    reports,
    sanctions,
    scorer,
    settings_screen,
    sign_in_screen,
    threads,
)
from addyours.newsroom.figures import views as figures
from addyours.newsroom.queue import appeals, desk, saved, views, writers
from addyours.newsroom.words import views as words

app_name = "newsroom"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("next/", desk.desk, name="desk"),
    path("news/", desk.news, name="news"),
    path("filters/", saved.save, name="save_filter"),
    path("filters/drop/", saved.drop, name="drop_filter"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/<int:comment_id>/", appeals.answer, name="answer_appeal"),
    path("decide/", views.decide, name="decide"),
    path("pick/", views.pick, name="pick"),
    path("undo/", views.undo, name="undo"),
    path("comments/<int:comment_id>/", views.comment, name="comment"),
    path("comments/<int:comment_id>/sanction/", sanctions.sanction, name="sanction"),
    path("waves/<int:wave_id>/", views.wave, name="wave"),
    path("scorer/", scorer.scorer, name="scorer"),
    path("scorer/plot.svg", scorer.plot, name="scorer_plot"),
    path("figures/", figures.dashboard, name="figures"),
    path("figures/<str:name>.svg", figures.plot, name="figures_plot"),
    path("figures/<str:name>.csv", figures.export, name="figures_csv"),
    path("writers/<str:key>/", writers.writer, name="writer"),
    path("reports/", reports.reports, name="reports"),
    path("comments/<int:comment_id>/keep/", reports.keep, name="keep"),
    path("sanctions/", sanctions.sanctions, name="sanctions"),
    path("sanctions/<int:sanction_id>/lift/", sanctions.lift, name="lift"),
    path("words/", words.rules, name="words"),
    path("words/new/", words.new, name="new_word"),
    path("words/bring/", words.bring, name="bring_words"),
    path("words.csv", words.export, name="words_csv"),
    path("words/<int:rule_id>/", words.change, name="word"),
    path("words/<int:rule_id>/remove/", words.remove, name="remove_word"),
    path("threads/", threads.threads, name="threads"),
    path("threads/<int:thread_id>/", threads.change, name="thread"),
    path("threads/<int:thread_id>/rules/", threads.rules, name="thread_rules"),
    path("threads/<int:thread_id>/picks/", picks.picks, name="picks"),
    path("log/", log.log, name="log"),
    path("log.csv", log.export, name="log_csv"),
    path("log.jsonl", log.export_lines, name="log_jsonl"),
    path("settings/", settings_screen.conversation, name="settings"),
    path("reasons/", reasons_screen.reasons, name="reasons"),
    path("readers/", readers_screen.readers, name="readers"),
    path("sign-in/", sign_in_screen.sign_in, name="sign_in"),
]
