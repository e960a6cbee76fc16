"""Leads staff from a reader's page to where they work on it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, Site

from addyours.comments.models import Comment
from addyours.stories.models import Author, Person

LONGEST_PATH = 2000


def here(request: HttpRequest) -> HttpResponseBase:
    """Lead to the editor of what is shown at `path`, or to the first page when there is none.

    Readers' pages are kept in memory and are the same for everybody, so they can't carry a link
    for staff alone, nor Wagtail's bar, whose scripts our policy would block: their link to the
    newsroom says where it was, and this finds the way.
    """
    path = request.GET.get("path", "")[:LONGEST_PATH].replace("\0", "")
    found = _shown_at(request, path)
    url = AdminURLFinder(request.user).get_edit_url(found) if found is not None else None
    return redirect(url or "wagtailadmin_home")


def _shown_at(request: HttpRequest, path: str) -> Model | None:
    try:
        match = resolve(urlsplit(path).path)
    except (Resolver404, ValueError):
        return None
    if match.view_name == "stories:person":
        return Person.objects.filter(slug=match.kwargs["slug"]).first()
    if match.view_name == "stories:author":
        return Author.objects.filter(slug=match.kwargs["slug"]).first()
    if match.namespace == "comments" and "comment_id" in match.kwargs:
        comment = Comment.objects.select_related("thread").filter(pk=match.kwargs["comment_id"])
        return next((_page_at(request, one.thread.path) for one in comment), None)
    return _page_at(request, urlsplit(path).path)


def _page_at(request: HttpRequest, path: str) -> Page | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    url_path = site.root_page.url_path + path.lstrip("/")
    page = Page.objects.filter(url_path=url_path).first()
    return page.specific if page else None
