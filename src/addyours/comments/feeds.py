"""Atom feeds of a conversation and of what one reader says in public."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import gettext as _

from addyours.accounts.models import User
from addyours.comments.models import Comment, Thread, ThreadState
from addyours.comments.queries.looks import profile_url
from addyours.comments.queries.newest import newest_by, newest_in
from addyours.comments.queries.passages import WORDS_SHOWN
from addyours.conf import current
from addyours.pagecache.marks import keep
from addyours.text.excerpt import excerpt
from addyours.text.fold import clean_line


class CommentFeed(Feed[Comment, Any]):
    """What both feeds of comments have in common.

    Everything that was typed is cleaned: one control character would make the XML no XML.
    """

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with a feed that is kept until something in it changes."""
        response = super().__call__(request, *args, **kwargs)
        keep(response, keys=self.keys(kwargs["number"]))
        return response

    def keys(self, number: int) -> list[str]:
        raise NotImplementedError

    def link(self, obj: Any) -> str:
        return current().site_url + self.path(obj)

    def path(self, obj: Any) -> str:
        raise NotImplementedError

    def feed_guid(self, obj: Any) -> str:
        return current().site_url + self.own_path(obj)

    def feed_url(self, obj: Any) -> str:
        return current().site_url + self.own_path(obj)

    def own_path(self, obj: Any) -> str:
        raise NotImplementedError

    def item_description(self, item: Comment) -> str:
        if item.passage is None:
            return item.html
        words = excerpt(item.passage.exact, WORDS_SHOWN)
        return format_html("<blockquote><p>{}</p></blockquote>", words) + item.html

    def item_link(self, item: Comment) -> str:
        return current().site_url + reverse("comments:comment", args=[item.pk])

    def item_guid(self, item: Comment) -> str:
        return f"{current().site_url}/#comment-{item.pk}"

    def item_author_name(self, item: Comment) -> str:
        return clean_line(item.name)

    def item_pubdate(self, item: Comment) -> datetime:
        return item.published_at or item.created_at

    def item_updateddate(self, item: Comment) -> datetime:
        return max(item.edited_at or item.created_at, self.item_pubdate(item))


class ThreadFeed(CommentFeed):
    """The newest comments of one conversation."""

    def get_object(self, request: HttpRequest, number: int) -> Thread:
        found = get_object_or_404(Thread, pk=number)
        if found.opened_at is None or found.state == ThreadState.HIDDEN:
            raise Http404
        return found

    def keys(self, number: int) -> list[str]:
        return [f"thread:{number}"]

    def title(self, obj: Thread) -> str:
        return clean_line(_("Comments on “%s”") % obj.title)

    def path(self, obj: Thread) -> str:
        return f"{obj.path}#comments"

    def own_path(self, obj: Thread) -> str:
        return reverse("comments:thread_feed", args=[obj.pk])

    def items(self, obj: Thread) -> Iterable[Comment]:
        return newest_in(obj)

    def item_title(self, item: Comment) -> str:
        if item.parent is not None and item.parent.is_published:
            names = {"name": item.name, "other": item.parent.name}
            return clean_line(_("%(name)s to %(other)s") % names)
        return clean_line(item.name)


class ReaderFeed(CommentFeed):
    """What a reader with a public profile has written."""

    def get_object(self, request: HttpRequest, number: int) -> User:
        return get_object_or_404(User, pk=number, has_profile=True, is_active=True)

    def keys(self, number: int) -> list[str]:
        return [f"user:{number}"]

    def title(self, obj: User) -> str:
        return clean_line(_("Comments by %s") % obj.name)

    def path(self, obj: User) -> str:
        return profile_url(obj)

    def own_path(self, obj: User) -> str:
        return reverse("comments:reader_feed", args=[obj.pk])

    def items(self, obj: User) -> Iterable[Comment]:
        return newest_by(obj)

    def item_title(self, item: Comment) -> str:
        return clean_line(_("On “%s”") % item.thread.title)
