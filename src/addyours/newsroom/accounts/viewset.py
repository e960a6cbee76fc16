"""Wagtail's screens for accounts, with our form, our actions and a link that signs somebody in once."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.contrib.auth import update_session_auth_hash
from django.db.models import Model
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.users.views import users as wagtails

from addyours.accounts.actions import delete_account, drop_second_factors, issue_sign_in_link
from addyours.accounts.errors import AccountRefused
from addyours.accounts.models import Role, User
from addyours.accounts.queries import has_second_factor
from addyours.newsroom.accounts.forms import AccountForm
from addyours.newsroom.screens import needs, screen

CHANGE = "accounts.change_user"


class AccountFilter(WagtailFilterSet):
    """Which accounts are wanted."""

    role = django_filters.MultipleChoiceFilter(
        choices=Role.choices, widget=CheckboxSelectMultiple, label=gettext_lazy("Role")
    )
    is_active = django_filters.BooleanFilter(
        widget=BooleanRadioSelect, label=gettext_lazy("Active")
    )

    def __init__(self, *args: Any, is_searching: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []


class AccountList(wagtails.IndexView):
    """The accounts."""

    template_name = "wagtailadmin/generic/index.html"
    add_item_label = gettext_lazy("Add an account")
    page_title = gettext_lazy("Accounts")
    search_fields = ("name", "email")
    default_ordering = "name"
    show_other_searches = False

    @property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column_class(wagtails.UserColumn)(
                "name", label=_("Name"), sort_key="name", get_url=self.get_edit_url
            ),
            Column("email", label=_("E-mail address"), sort_key="email", width="30%"),
            Column("role", accessor="get_role_display", label=_("Role"), sort_key="role"),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active", width="8%"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login", width="14%"),
        ]

    def order_queryset(self, queryset: Any) -> Any:
        return super(wagtails.IndexView, self).order_queryset(queryset)


class SavedByActions:
    """Lets the actions of accounts save, and shows what they refuse beside its field."""

    form: AccountForm

    def save_instance(self) -> User:
        return self.form.apply()

    def form_valid(self, form: AccountForm) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except AccountRefused as refusal:
            form.tell(refusal)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class AddAccount(SavedByActions, wagtails.CreateView):
    """Adds an account, then shows it, where the link to sign in is made."""

    page_title = gettext_lazy("Add an account")
    success_message = gettext_lazy("The account of %(object)s is made.")

    def get_success_url(self) -> str:
        return str(self.get_edit_url())

    def get_success_buttons(self) -> list[Any]:
        return []


class EditAccount(SavedByActions, wagtails.EditView):
    """Changes an account."""

    success_message = gettext_lazy("The account of %(object)s is changed.")
    error_message = gettext_lazy("The account could not be saved.")

    def save_instance(self) -> User:
        user = super().save_instance()
        if user == self.request.user and self.form.cleaned_data["password"]:
            update_session_auth_hash(self.request, user)
        return user

    def get_success_url(self) -> str:
        return str(self.get_edit_url())

    def get_success_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # `user` would hide who is signed in from the rest of the page.
        context.pop("user", None)
        context["account"] = self.object
        context["has_second_factor"] = has_second_factor(self.object)
        return context


class DeleteAccount(wagtails.DeleteView):
    """Deletes an account; what it wrote stays."""

    page_title = gettext_lazy("Delete an account")
    success_message = gettext_lazy("The account of %(object)s is deleted.")

    def delete_action(self) -> None:
        delete_account(self.object)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except AccountRefused as refusal:
            messages.error(self.request, refusal.reason)
            return self.get(self.request)


@require_POST
@needs(CHANGE)
def sign_in_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link that signs an account in once, and show it: it is not kept and can't be shown again."""
    account = get_object_or_404(User, pk=pk, is_active=True)
    token = issue_sign_in_link(account)
    link = request.build_absolute_uri(reverse("accounts:sign_in", args=[token]))
    return screen(
        request,
        "newsroom/sign_in_link.html",
        title=_("Sign-in link for %s") % account.name,
        icon="key",
        above=[
            (reverse("wagtailusers_users:index"), _("Accounts")),
            (reverse("wagtailusers_users:edit", args=[account.pk]), account.name),
        ],
        account=account,
        link=link,
    )


@require_POST
@needs(CHANGE)
def drop_second_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take passkeys, app and recovery codes from an account whose holder has lost them."""
    account = get_object_or_404(User, pk=pk)
    drop_second_factors(account)
    messages.success(request, _("%s signs in without a second step now.") % account.name)
    return redirect("wagtailusers_users:edit", account.pk)


class AccountViewSet(wagtails.UserViewSet):
    """Our accounts in Wagtail's frame."""

    menu_label = gettext_lazy("Accounts")
    menu_order = 300
    ordering = "name"
    filterset_class = AccountFilter
    template_prefix = "newsroom/accounts/"
    copy_view_enabled = False
    index_view_class = AccountList
    add_view_class = AddAccount
    edit_view_class = EditAccount
    delete_view_class = DeleteAccount

    def get_form_class(self, for_update: bool = False) -> type[AccountForm]:
        return AccountForm

    def get_urlpatterns(self) -> list[URLPattern]:
        link = path("<int:pk>/sign-in-link/", sign_in_link, name="sign_in_link")
        drop = path("<int:pk>/second-step/", drop_second_step, name="drop_second_step")
        patterns: list[URLPattern] = super().get_urlpatterns()
        return [*patterns, link, drop]


def refuse_bulk_changes(
    request: HttpRequest, action_type: str, objects: list[Model], action: Any
) -> HttpResponse | None:
    """Refuse Wagtail's changes to many accounts at once: they know nothing of roles and last owners."""
    if action.model is not User:
        return None
    messages.error(request, _("Accounts are changed one by one."))
    return redirect("wagtailusers_users:index")
