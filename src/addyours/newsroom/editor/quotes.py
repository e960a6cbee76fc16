"""Offers the quoted speech in a story's text as quote blocks, beside the story's editor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.ui.side_panels import BaseSidePanel

from addyours.newsroom.screens import staff
from addyours.stories.actions import quote_words
from addyours.stories.models import Person, Story
from addyours.stories.queries import people_named
from addyours.stories.quoting import FoundQuote, find_quotes

FIELD = "quotes"
"""Of the button that was pressed: "all", "sure" or the key of a quote; with BARE nobody is made."""
BARE = ":bare"
MAKE_PEOPLE = "stories.add_person"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A quote as the panel shows it."""

    quote: FoundQuote
    person: Person | None
    is_new: bool
    """Its speaker is not among the people yet."""


def offers_in(body: Any) -> list[Offer]:
    """Return what is offered for the body of a story. One query, none without speakers."""
    quotes = find_quotes(body)
    people = people_named({quote.speaker for quote in quotes if quote.speaker})
    return [
        Offer(
            quote=quote,
            person=people.get(quote.speaker),
            is_new=bool(quote.speaker) and quote.speaker not in people,
        )
        for quote in quotes
    ]


class QuotesPanel(BaseSidePanel):
    """The quotes found in a story, with a button each."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """Opens the panel, and says how many were found."""

        aria_label = gettext_lazy("Quotes found in the text")
        icon_name = "openquote"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["count"] = len(self.panel.offers)
            return context

    name = "quotes"
    title = gettext_lazy("Quotes found in the text")
    template_name = "newsroom/_story_quotes.html"
    order = 150

    def __init__(self, story: Story, request: HttpRequest) -> None:
        super().__init__(story, request)
        self.offers = offers_in(story.body)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return context | {
            "offers": self.offers,
            "sure": sum(not one.quote.doubts for one in self.offers),
            "new_people": list(
                dict.fromkeys(one.quote.speaker for one in self.offers if one.is_new)
            ),
            "may_make_people": self.request.user.has_perm(MAKE_PEOPLE),
            "bare": BARE,
            "toggle": self.toggle,
        }


def quote_as_asked(request: HttpRequest, story: Story) -> None:
    """Make the quote blocks that a button of the panel asked for, after the draft was saved."""
    asked = request.POST[FIELD]
    which = asked.removesuffix(BARE)
    user = staff(request)
    quoted = quote_words(
        story,
        keys=None if which in ("all", "sure") else {which},
        only_sure=which == "sure",
        makes_people=not asked.endswith(BARE) and user.has_perm(MAKE_PEOPLE),
        by=user,
    )
    if not quoted.number:
        messages.warning(request, _("These words are not in the text any more; look at it again."))
        return
    said = ngettext(
        "%s quote is a block of its own now.",
        "%s quotes are blocks of their own now.",
        quoted.number,
    )
    words = [said % quoted.number]
    if quoted.people:
        names = ", ".join(quoted.people)
        words.append(_("New among the people: %s.") % names)
    undo = reverse("wagtailadmin_pages:revisions_revert", args=[story.pk, quoted.before])
    buttons = [messages.button(undo, _("Look at the draft before, to undo it"))]
    messages.success(request, " ".join(words), buttons=buttons)
