"""The addresses of stories and people that are not pages of Wagtail's tree."""

from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from addyours.stories import feeds, views


class UnicodeSlug(SlugConverter):
    """A slug in any script."""

    regex = r"[-\w]+"


register_converter(UnicodeSlug, "unicode_slug")

app_name = "stories"
urlpatterns = [
    path("people/<unicode_slug:slug>/", views.person, name="person"),
    path("authors/<unicode_slug:slug>/", views.author, name="author"),
    path("tags/<unicode_slug:slug>/", views.tag, name="tag"),
    path("search/", views.search, name="search"),
    path("transparency/", views.transparency, name="transparency"),
    path("feeds/site.atom", feeds.StoryFeed(), name="site_feed"),
    path("feeds/section/<unicode_slug:slug>.atom", feeds.SectionFeed(), name="section_feed"),
    path("feeds/author/<unicode_slug:slug>.atom", feeds.AuthorFeed(), name="author_feed"),
    path("feeds/person/<unicode_slug:slug>.atom", feeds.PersonFeed(), name="person_feed"),
]
