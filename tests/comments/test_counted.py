"""The sentences that scripts count in have every plural form of the site's language."""

from __future__ import annotations

import json

from django.utils import translation

from addyours.comments.templatetags.counted import new_comments


def test_english_has_two_forms():
    with translation.override("en"):
        assert json.loads(new_comments()) == {"one": "%s new comment", "other": "%s new comments"}
