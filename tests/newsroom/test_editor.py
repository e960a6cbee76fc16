"""What we add to Wagtail's editor: the writer as author, people by a chooser, the conversation's state."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    querydict_from_html,
    rich_text,
    streamfield,
)

from addyours.stories.actions import make_person
from addyours.stories.blocks import INLINE_FEATURES
from addyours.stories.choosers import PeopleChooser
from addyours.stories.models import Person, Story
from tests import factories as make

pytestmark = pytest.mark.django_db


def new_story_url():
    return reverse("wagtailadmin_pages:add", args=["stories", "story", make.make_section().pk])


def test_who_begins_a_story_is_named_as_its_author(sign_in):
    browser = sign_in("author")
    author = make.make_author("Una Tarn", user=browser.user)
    html = browser.get(new_story_url()).content.decode()
    assert 'name="bylines-TOTAL_FORMS" value="1"' in html
    assert f'name="bylines-0-author" value="{author.pk}"' in html


def test_an_account_without_an_author_begins_with_none(sign_in):
    html = sign_in("editor").get(new_story_url()).content.decode()
    assert 'name="bylines-TOTAL_FORMS" value="0"' in html


def test_the_people_field_reads_only_those_chosen(site, at_most_queries):
    people = [Person.objects.create(name=f"Person {number}") for number in range(20)]
    chosen = [people[7].pk, people[3].pk]
    with at_most_queries(1):
        html = PeopleChooser().render("people", chosen, {"id": "id_people"})
    assert html.index("Person 7") < html.index("Person 3")
    assert "Person 5" not in html


@pytest.mark.parametrize("value", [None, [], ["x"], ["9" * 40], [10**9]])
def test_the_people_field_shows_nobody_for_nonsense(site, value):
    assert (
        "<li><input"
        not in PeopleChooser().render("people", value, {"id": "p"}).split("<template")[0]
    )


def test_the_editor_says_how_the_conversation_stands(owner):
    story = make.make_story()
    make.make_comment(story.thread)
    make.make_comment(story.thread, state="pending")
    html = owner.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert "Open · 1 comment" in html
    assert f"{reverse('newsroom:queue')}?thread={story.thread_id}" in html
    assert "1 waits in the queue" in html


def test_an_author_is_told_of_the_conversation_without_a_way_to_the_queue(sign_in):
    browser = sign_in("author")
    story = make.make_story()
    story.owner = browser.user
    story.save()
    html = browser.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert "Open · 0 comments" in html
    assert reverse("newsroom:queue") + "?thread" not in html


@pytest.mark.parametrize("publish", [True, False])
def test_a_draft_is_previewed_as_its_page_will_be(owner, publish):
    story = make.make_story("A gull rings the bell", publish=publish)
    html = owner.get(reverse("wagtailadmin_pages:view_draft", args=[story.pk])).content.decode()
    assert "<h1>A gull rings the bell</h1>" in html
    assert "Nobody had touched the rope." in html


def test_people_and_authors_are_listed_searched_and_led_to_their_page(sign_in):
    editor = sign_in("editor")
    person = make_person("Ode Wick")
    author = make.make_author("Una Tarn")
    for name, somebody in (("people", person), ("authors", author)):
        html = editor.get(reverse(f"{name}:index"), {"q": somebody.name[:3]}).content.decode()
        assert somebody.name in html
        asked = {"q": somebody.name[:3], "ordering": "-name"}
        assert somebody.name in editor.get(reverse(f"{name}:index"), asked).content.decode()
        html = editor.get(reverse(f"{name}:edit", args=[somebody.pk])).content.decode()
        assert f'href="{somebody.get_absolute_url()}"' in html


def test_words_are_looked_for_among_the_photos_of_a_tag(owner):
    make.make_photo("The quay").tags.add("harbour")
    for words, is_found in (("quay", True), ("market", False)):
        place = reverse("wagtailimages_chooser:choose_results")
        html = owner.get(place, {"q": words, "tag": "harbour"}).content.decode()
        assert ("The quay" in html) == is_found


def test_words_are_looked_for_among_photos_whatever_else_is_asked(owner):
    make.make_photo("The quay")
    for asked in ({"usage_count_min": "1"}, {"ordering": "-usage_count"}, {}):
        html = owner.get(reverse("wagtailimages:index"), {"q": "quay", **asked}).content.decode()
        assert "The quay" in html
    unused = owner.get(reverse("wagtailimages:index"), {"usage_count_min": "1"}).content.decode()
    assert "The quay" not in unused


def test_the_list_of_people_takes_the_same_queries_for_few_and_many(owner, queries):
    url = reverse("people:index")
    photos = [make.make_photo(f"Photo {number}") for number in range(4)]
    for number, photo in enumerate(photos):
        Person.objects.create(name=f"Person {number}", photo=photo)
        if number == 0:
            owner.get(url)
            with queries() as few:
                owner.get(url)
    owner.get(url)
    with queries() as many:
        owner.get(url)
    assert len(many.statements) == len(few.statements), str(many)


def test_an_authors_account_is_chosen_among_the_staff(owner):
    make.make_user("reader", name="Reading Person")
    make.make_user("author", name="Writing Person")
    html = owner.get(reverse("authors:add")).content.decode()
    assert "Writing Person" in html
    assert "Reading Person" not in html


def test_the_newsroom_link_of_a_page_leads_to_its_editor(owner):
    story = make.make_story()
    person = make_person("Ode Wick")
    comment = make.make_comment(story.thread)
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    for path, target in (
        (story.thread.path, edit),
        (reverse("comments:reply", args=[comment.pk]), edit),
        (person.get_absolute_url(), reverse("people:edit", args=[person.pk])),
        ("/nowhere/", reverse("wagtailadmin_home")),
        ("http://[", reverse("wagtailadmin_home")),
        ("", reverse("wagtailadmin_home")),
    ):
        assert owner.get(reverse("newsroom_here"), {"path": path}).url == target


def test_one_without_the_right_is_led_to_the_first_page(moderator):
    story = make.make_story()
    answer = moderator.get(reverse("newsroom_here"), {"path": story.thread.path})
    assert answer.url == reverse("wagtailadmin_home")


def a_form(html, **more):
    """What the editor's form sends; the body, which a script draws, is given."""
    fields = querydict_from_html(html, form_id="page-edit-form")
    # From the template of a chosen person.
    fields.pop("people", None)
    drawn = {"body": streamfield(more.pop("body")), "comments": inline_formset([])}
    for name, value in (nested_form_data(drawn) | more).items():
        fields[name] = value
    return fields


def test_a_quote_of_the_typed_text_becomes_a_block_by_the_same_form(sign_in):
    text = "<p>“They sank twice,” said Ivo Landsberg.</p><p>“Did they pay?”</p>"
    story = make.make_story("Bridge", body=[make.paragraph(text)], publish=False)
    editor = sign_in("editor")
    url = reverse("wagtailadmin_pages:edit", args=[story.pk])
    html = editor.get(url).content.decode()
    for words in ("2 quotes found", "Only the sure one", "Nothing says who speaks here"):
        assert words in html
    typed = rich_text(
        "<p>“We sank twice,” said Oona Brannigan. It rained.</p>", features=INLINE_FEATURES
    )
    form = a_form(html, body=[("paragraph", typed)], title="Bridge, typed anew", quotes="all")
    shown = editor.post(url, form, follow=True).content.decode()
    assert "1 quote is a block of its own now. New among the people: Oona Brannigan." in shown
    draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    assert draft.title == "Bridge, typed anew"
    assert [block.block_type for block in draft.body] == ["quote", "paragraph"]
    assert draft.body[0].value["speaker"] == Person.objects.get(name="Oona Brannigan")
    before = story.revisions.order_by("-pk")[1]
    assert reverse("wagtailadmin_pages:revisions_revert", args=[story.pk, before.pk]) in shown
    assert "Oona Brannigan" in str(before.as_object().body[0].value.source)
