"""The pages and people of the site."""

from addyours.stories.models.pages import FrontPage, PlainPage, Section, SiteIdentity
from addyours.stories.models.people import Author, Person
from addyours.stories.models.photos import Photo, Rendition
from addyours.stories.models.story import Mention, Quote, Story, StoryAuthor, StoryTag

__all__ = [
    "Author",
    "FrontPage",
    "Mention",
    "Person",
    "Photo",
    "PlainPage",
    "Quote",
    "Rendition",
    "Section",
    "SiteIdentity",
    "Story",
    "StoryAuthor",
    "StoryTag",
]
