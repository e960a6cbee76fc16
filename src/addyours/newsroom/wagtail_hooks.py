"""Registers our screens, menus and looks with Wagtail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from addyours.newsroom import dashboard, menus
from addyours.newsroom.accounts.viewset import refuse_bulk_changes
from addyours.newsroom.admin_api import NoDocuments
from addyours.newsroom.editor.checks import check_the_story
from addyours.newsroom.editor.people import AuthorViewSet, PersonViewSet
from addyours.newsroom.editor.story import StoryViewSet

hooks.register("before_bulk_action", refuse_bulk_changes)
hooks.register("register_admin_menu_item", menus.conversation)
hooks.register("register_settings_menu_item", menus.conversation_settings)
hooks.register("register_settings_menu_item", menus.rejection_reasons)
hooks.register("register_settings_menu_item", menus.sign_in_settings)
hooks.register("register_settings_menu_item", menus.reader_settings)
hooks.register("register_settings_menu_item", menus.imports)
hooks.register("register_reports_menu_item", menus.mail_log)
hooks.register("construct_wagtail_userbar", check_the_story)
hooks.register("construct_homepage_panels", dashboard.add_panels, order=100)
hooks.register("construct_homepage_summary_items", dashboard.keep_summary, order=100)


@hooks.register("construct_admin_api")
def leave_documents_out(router: Any) -> None:
    router.register_endpoint("documents", NoDocuments)


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet]:
    return [PersonViewSet(), AuthorViewSet(), StoryViewSet()]


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [
        path("conversation/", include("addyours.newsroom.urls")),
        path("mails/", include("addyours.newsroom.mail_urls")),
        path("imports/", include("addyours.newsroom.imports.urls")),
    ]


@hooks.register("construct_main_menu", order=100)
def main_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    menus.keep(items, menus.MAIN)
    menus.name_in_our_words(items)


@hooks.register("construct_settings_menu", order=100)
def settings_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    menus.keep(items, menus.SETTINGS)


@hooks.register("construct_reports_menu", order=100)
def reports_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    menus.keep(items, menus.REPORTS)


@hooks.register("construct_help_menu", order=100)
def help_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    items.clear()


@hooks.register("insert_global_admin_css")
def looks() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/newsroom.css"))


@hooks.register("insert_editor_js")
def keep_what_is_typed() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("newsroom/autosave.js"))
