"""What stands in the newsroom's menus: only what this product has, and only for those who may use it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.sidebar import MenuItem as Component

from addyours.newsroom.queue.queries import pending_count

MODERATE = "comments.moderate_comment"
CHANGE_THREADS = "comments.change_thread"
CHANGE_WORDS = "moderation.change_wordrule"
SEE_LOG = "moderation.view_decision"

MAIN = frozenset({"explorer", "images", "people", "authors", "conversation", "reports", "settings"})
SETTINGS = frozenset(
    {
        "name-of-the-site",
        "conversation-settings",
        "reasons",
        "sign-in",
        "readers",
        "imports",
        "users",
        "redirects",
        "workflows",
    }
)
REPORTS = frozenset({"site-history", "workflow-tasks", "mails"})


class GuardedMenuItem(MenuItem):
    """A link that only those see who may follow it."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)


class Conversation(SubmenuMenuItem):
    """The conversation's menu, with the number of comments that wait."""

    def render_component(self, request: HttpRequest) -> Component:
        self._tell_of_pending(request)
        return super().render_component(request)

    def _tell_of_pending(self, request: HttpRequest) -> None:
        """Menu items last as long as the process: what is shown of one reader is written anew."""
        self.attrs = {}
        if not request.user.has_perm(MODERATE):
            return
        waiting = pending_count()
        self.attrs["data-pending"] = waiting.label if waiting.number else ""
        if waiting.number:
            words = ngettext("%s comment waits", "%s comments wait", waiting.number)
            self.attrs["aria-label"] = f"{self.label}: {words % waiting.label}"


def conversation() -> MenuItem:
    """Return the conversation's menu."""
    items = [
        GuardedMenuItem(
            _("Queue"), reverse("newsroom:queue"), "queue", icon_name="tasks", order=10,
            permission=MODERATE,
        ),
        GuardedMenuItem(
            _("Conversations"), reverse("newsroom:threads"), "threads", icon_name="comment",
            order=20, permission=CHANGE_THREADS,
        ),
        GuardedMenuItem(
            _("Reported comments"), reverse("newsroom:reports"), "reported", icon_name="warning", order=15,
            permission=MODERATE,
        ),
        GuardedMenuItem(
            _("Sanctions"), reverse("newsroom:sanctions"), "sanctions", icon_name="cross",
            order=30, permission="moderation.add_sanction",
        ),
        GuardedMenuItem(
            _("Word rules"), reverse("newsroom:words"), "words", icon_name="list-ul", order=32,
            permission=CHANGE_WORDS,
        ),
        GuardedMenuItem(
            _("Spam scorer"), reverse("newsroom:scorer"), "scorer", icon_name="warning", order=35,
            permission=MODERATE,
        ),
        GuardedMenuItem(
            _("Audit log"), reverse("newsroom:log"), "log", icon_name="history", order=40,
            permission=SEE_LOG,
        ),
        GuardedMenuItem(
            _("Figures"), reverse("newsroom:figures"), "figures", icon_name="order", order=50,
            permission="moderation.view_policy",
        ),
    ]  # fmt: skip
    return Conversation(
        _("Conversation"), Menu(items=items), name="conversation", icon_name="comment", order=500
    )


def conversation_settings() -> MenuItem:
    """Return the link to the settings of conversations."""
    return GuardedMenuItem(
        _("Conversation settings"), reverse("newsroom:settings"), "conversation-settings",
        icon_name="comment", order=20, permission="moderation.change_policy",
    )  # fmt: skip


def rejection_reasons() -> MenuItem:
    """Return the link to the reasons comments are rejected for."""
    return GuardedMenuItem(
        _("Reasons for rejecting"), reverse("newsroom:reasons"), "reasons", icon_name="list-ul",
        order=22, permission="moderation.change_rejectionreason",
    )  # fmt: skip


def sign_in_settings() -> MenuItem:
    """Return the link to the settings of signing in."""
    return GuardedMenuItem(
        _("Signing in"), reverse("newsroom:sign_in"), "sign-in", icon_name="key", order=610,
        permission="accounts.change_signinsettings",
    )  # fmt: skip


def reader_settings() -> MenuItem:
    """Return the link to the settings of readers' accounts."""
    return GuardedMenuItem(
        _("Readers"), reverse("newsroom:readers"), "readers", icon_name="group", order=615,
        permission="accounts.change_readersettings",
    )  # fmt: skip


def imports() -> MenuItem:
    """Return the link to imports."""
    return GuardedMenuItem(
        _("Imports"), reverse("imports:imports"), "imports", icon_name="download", order=900,
        permission="transfer.add_importrun",
    )  # fmt: skip


def mail_log() -> MenuItem:
    """Return the link to the mail log."""
    return GuardedMenuItem(
        _("Mail log"), reverse("mails:mails"), "mails", icon_name="mail", order=2000,
        permission="notify.view_mail",
    )  # fmt: skip


def keep(items: list[MenuItem], names: Collection[str]) -> None:
    """Leave only these items in a menu."""
    items[:] = [item for item in items if item.name in names]


def name_in_our_words(items: list[MenuItem]) -> None:
    """Call Wagtail's own menus what they hold here: stories and photos."""
    words = {"explorer": (_("Stories"), 100), "images": (_("Photos"), 200)}
    for item in items:
        if item.name in words:
            item.label, item.order = words[item.name]
