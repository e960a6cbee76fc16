"""A story asks its editor for no more than it needs."""

import pytest

from addyours.stories.models import Story
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_new_story_needs_no_address_typed_and_keeps_the_one_it_has():
    form = Story.get_edit_handler().get_form_class()
    assert not form(instance=Story()).fields["slug"].required
    assert form(instance=make.make_story()).fields["slug"].required
