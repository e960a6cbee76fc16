"""Gives scripts a sentence in each of its plural forms: they count what the page could not know."""

from __future__ import annotations

import json

from django import template
from django.utils.translation import ngettext

register = template.Library()
EXAMPLES = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11}
"""A number of each of Unicode's plural categories, in the languages that have it."""
OTHER = 100


@register.simple_tag
def new_comments() -> str:
    """Return the sentence on new comments as JSON, by the category that Intl.PluralRules names.

    Only forms that differ from `other` are listed.
    """
    forms = {"other": _sentence(OTHER)}
    for category, number in EXAMPLES.items():
        if (form := _sentence(number)) != forms["other"]:
            forms[category] = form
    return json.dumps(forms, ensure_ascii=False)


def _sentence(number: int) -> str:
    # The script puts the number where %s is.
    return ngettext("%s new comment", "%s new comments", number)
