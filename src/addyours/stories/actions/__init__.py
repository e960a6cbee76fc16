"""Every change to stories and people that is not an editor's form in the newsroom."""

from addyours.stories.actions.found import found_site
from addyours.stories.actions.people import make_author, make_person
from addyours.stories.actions.quotes import Quoted, quote_words
from addyours.stories.actions.settle import name_authors, settle_page, settle_story, tell_of
from addyours.stories.actions.write import StoryText, rewrite_story, write_story

__all__ = [
    "Quoted",
    "StoryText",
    "found_site",
    "make_author",
    "make_person",
    "name_authors",
    "quote_words",
    "rewrite_story",
    "settle_page",
    "settle_story",
    "tell_of",
    "write_story",
]
