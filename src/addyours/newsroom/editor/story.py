"""The editor of stories: who writes is named as the author, and the conversation's state is in sight."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import PageStatusSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet

from addyours.comments.models import Comment, CommentState
from addyours.newsroom.editor.quotes import FIELD, QuotesPanel, quote_as_asked
from addyours.newsroom.screens import staff
from addyours.newsroom.threads import CHANGE, rule_words, state_word
from addyours.stories.models import Author, Story, StoryAuthor


class StoryStatus(PageStatusSidePanel):
    """What Wagtail says of a story, and how its conversation stands."""

    def get_status_templates(self, context: dict[str, Any]) -> list[str]:
        templates: list[str] = super().get_status_templates(context)
        return [*templates, "newsroom/_story_conversation.html"]

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        thread = self.object.thread
        user = self.request.user
        context |= {
            "thread": thread,
            "pending": Comment.objects.filter(thread=thread, state=CommentState.PENDING).count()
            if thread
            else 0,
            "may_change_thread": user.has_perm(CHANGE),
            "may_moderate": user.has_perm("comments.moderate_comment"),
            "thread_state": state_word(thread) if thread else "",
            "thread_rules": rule_words(thread) if thread else [],
        }
        return context


class WriteStory(CreateView):
    """A new story; the author's account that begins it is its author."""

    def get(self, request: HttpRequest) -> HttpResponse:
        author = Author.objects.filter(user=staff(request)).first()
        if author is not None:
            self.page.bylines = [StoryAuthor(author=author)]
        return super().get(request)

    def get_side_panels(self) -> MediaContainer:
        # As soon as the draft is saved by itself, its editor fills this one.
        return MediaContainer([*super().get_side_panels(), QuotesPanel(self.page, self.request)])


class EditStory(EditView):
    """A story that is there already."""

    def save_action(self) -> HttpResponse:
        """Save the draft and, where a button of the quotes panel was pressed, go on with it."""
        answer: HttpResponse = super().save_action()
        if self.request.POST.get(FIELD) and answer.status_code == HTTPStatus.FOUND:
            quote_as_asked(self.request, self.page)
        return answer

    def get_side_panels(self) -> MediaContainer:
        status = StoryStatus(
            self.page,
            self.request,
            show_schedule_publishing_toggle=self.form.show_schedule_publishing_toggle,
            live_object=self.real_page_record,
            scheduled_object=self.scheduled_page,
            locale=self.locale,
            translations=self.translations,
            parent_page=self.page.get_parent(),
        )
        others = [
            panel for panel in super().get_side_panels() if type(panel) is not PageStatusSidePanel
        ]
        return MediaContainer([status, QuotesPanel(self.page, self.request), *others])


class StoryViewSet(PageViewSet):
    """Stories in Wagtail's page screens."""

    model = Story
    icon = "doc-full"
    add_view_class = WriteStory
    edit_view_class = EditStory
