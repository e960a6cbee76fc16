"""The addresses of imports, all beneath /newsroom/imports/."""

from django.urls import path

from addyours.newsroom.imports import run_views, views

app_name = "imports"
urlpatterns = [
    path("", views.imports, name="imports"),
    path("begin/", views.begin, name="begin"),
    path("<int:run_id>/", run_views.show, name="run"),
    path("<int:run_id>/progress/", run_views.progress, name="progress"),
    path("<int:run_id>/report.json", run_views.report, name="report"),
    path("<int:run_id>/stop/", run_views.stop, name="stop"),
    path("<int:run_id>/again/", run_views.again, name="again"),
    path("<int:run_id>/forget/", run_views.forget, name="forget"),
]
