"""Comments on passages: whose words they show, who counts, and what becomes of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from addyours.comments.actions import decide, delete_comment, edit_comment, undo_decision
from addyours.comments.actions.passages import settle_passages
from addyours.comments.errors import CommentRefused
from addyours.comments.models import Comment, Passage
from addyours.comments.queries import passage_page
from addyours.comments.texts import ThreadText, told_by
from addyours.stories.passages import text_of_thread
from addyours.text.passages import Selector, Span
from tests import factories as make
from tests.comments.reader import drawn

pytestmark = pytest.mark.django_db
TEXT = (
    "The ferry left the quay at nine. Nobody had touched the rope, and nobody would say who had.\n"
    "“We heard the bell,” she said. The second boat left at ten."
)
ROPE = Selector(exact="Nobody had touched the rope", prefix="at nine.", suffix=", and nobody")


@pytest.fixture(autouse=True)
def text():
    quote = TEXT.index("“We"), TEXT.index(" she said")
    told_by(lambda thread_id: ThreadText(text=TEXT, quotes=(Span(*quote),)))
    yield TEXT
    told_by(text_of_thread)


def about(thread, exact="Nobody had touched the rope", **fields):
    return make.post(thread, passage=Selector(exact=exact), **fields)


def counts():
    return list(Passage.objects.order_by("pk").values_list("comment_count", flat=True))


def test_a_comment_on_a_passage_keeps_the_storys_own_words_and_where_they_stand(thread):
    made = make.post(thread, passage=Selector(exact="body had touched the ro", prefix="at nine"))
    assert made.passage.exact == "Nobody had touched the rope"
    assert TEXT[made.passage.start : made.passage.end] == "Nobody had touched the rope"
    assert made.passage.prefix.endswith("quay at nine.")
    assert made.passage.suffix.startswith(", and nobody would")


def test_the_same_words_chosen_twice_are_one_passage_and_count_two(thread):
    one, other = about(thread), about(thread, " nobody  had touched the rop")
    assert one.passage_id == other.passage_id
    about(thread, "touched the rope, and")
    assert counts() == [2, 1]


def test_words_that_are_not_in_the_story_are_refused_and_leave_nothing(thread):
    with pytest.raises(CommentRefused) as refusal:
        about(thread, "The mayor took the money")
    assert refusal.value.field == "exact"
    assert not Comment.objects.exists()
    assert not Passage.objects.exists()


def test_only_published_comments_count_whatever_way_they_come_and_go(thread):
    moderator = make.make_user("moderator")
    made = about(thread)
    assert counts() == [1]
    decide(made, to="spam", by=moderator)
    assert counts() == [0]
    undo_decision(made, by=moderator)
    assert counts() == [1]
    make.make_settings(edit_minutes=15)
    writer = make.writer_of(made)
    edit_comment(made, writer=writer, body="Changed.", now=made.created_at)
    assert counts() == [1]
    assert Comment.objects.get().passage_id == made.passage_id
    delete_comment(made, writer=writer)
    assert counts() == [0]
    make.make_policy("all")
    held = about(thread)
    assert (held.state, counts()) == ("pending", [0])
    decide(held, to="published", by=moderator)
    assert counts() == [1]


def test_an_answer_is_about_what_it_answers_and_no_passage(thread):
    root = about(thread)
    answer = about(thread, "anything at all", parent=root)
    assert answer.passage is None
    assert counts() == [1]


def test_the_same_form_sent_twice_is_one_comment_on_one_passage(thread):
    for _ in range(2):
        about(thread, body="Once.", key="abc")
    assert counts() == [1]


def test_passages_are_found_again_lost_and_found_once_more(thread, at_most_queries):
    made = about(thread)
    about(thread, "We heard the bell")
    with at_most_queries(2):
        settle_passages(thread, text="New first words. " + TEXT)
    made.passage.refresh_from_db()
    assert (made.passage.is_lost, made.passage.start) == (
        False,
        len("New first words. ") + TEXT.index("Nobody"),
    )
    reworded = TEXT.replace("had touched the rope, and", "had dared to touch the rope, and")
    settle_passages(thread, text=reworded)
    made.passage.refresh_from_db()
    assert made.passage.exact == "Nobody had touched the rope"
    assert made.passage.reworded == "Nobody had dared to touch the rope"
    settle_passages(thread, text="Something else altogether.")
    assert set(Passage.objects.values_list("is_lost", flat=True)) == {True}
    settle_passages(thread, text=TEXT)
    made.passage.refresh_from_db()
    assert (made.passage.is_lost, made.passage.reworded) == (False, "")


def test_the_form_sends_a_passage_and_the_comment_shows_it(reader, thread):
    answer = reader.send(thread, exact=ROPE.exact, before=ROPE.prefix, behind=ROPE.suffix)
    assert answer.status_code == 303
    made = Comment.objects.get()
    link = f"{thread.path}#passage-{made.passage_id}"
    fragment = drawn(reader.get(f"/threads/{thread.pk}/"))
    assert fragment.xpath(f"//article//figure//a[@href='{link}']")[0].text == ROPE.exact
    item = drawn(reader.get(f"/comments/{made.pk}/item/"))
    assert item.xpath(f"//article//a[@href='{link}']")
    mine = drawn(reader.get("/comments/mine/"))
    assert mine.xpath(f"//article//a[@href='{link}']")


def test_a_lost_passage_is_shown_as_from_an_earlier_version_and_leads_nowhere(reader, thread):
    reader.send(thread, exact=ROPE.exact)
    settle_passages(thread, text="Something else altogether.")
    fragment = drawn(reader.get(f"/threads/{thread.pk}/"))
    (figure,) = fragment.xpath("//article//figure")
    assert "From an earlier version of the story" in figure.text_content()
    assert ROPE.exact in figure.text_content()
    assert not figure.xpath(".//a")


@pytest.mark.parametrize("htmx", [True, False])
def test_a_passage_that_is_gone_is_refused_with_the_words_kept_and_then_posted_without_it(
    reader, thread, htmx
):
    answer = reader.send(thread, "My words.", exact="Not in the story at all", htmx=htmx)
    assert answer.status_code == 422
    form = drawn(answer).xpath("//form[@data-comment-form]")[0]
    assert "not in the story any more" in form.text_content()
    assert form.xpath(".//textarea[@name='body']")[0].text.strip() == "My words."
    assert form.xpath(".//input[@name='exact']")[0].get("value") == ""
    assert form.xpath(".//*[@class='chosen']")[0].get("hidden") is not None


def test_a_refused_form_keeps_its_passage_which_can_be_left_out(reader, thread):
    chosen = {"exact": ROPE.exact, "before": ROPE.prefix, "behind": ROPE.suffix}
    form = drawn(reader.send(thread, "My words.", name="", **chosen))
    assert form.xpath("//input[@name='exact']")[0].get("value") == ROPE.exact
    assert form.xpath("//*[@class='chosen']//blockquote")[0].text == ROPE.exact
    assert form.xpath("//button[@name='unquoted']")
    assert reader.send(thread, "My words.", unquoted="1", **chosen).status_code == 303
    assert Comment.objects.get().passage is None


def test_no_passage_from_outside_breaks_the_form(reader, thread):
    values = ["\0", "<script>", "x" * 50_000, "\u202e", "😀" * 3000, " \n "]
    for number, value in enumerate(values):
        fields = {"exact": ROPE.exact, ("exact", "before", "behind")[number % 3]: value}
        answer = reader.send(thread, f"My words {number}.", **fields)
        assert answer.status_code in (303, 422)
        assert "<script>" not in answer.content.decode()


def test_a_quote_has_a_page_with_the_form_about_it(reader, thread):
    page = drawn(reader.get(f"/threads/{thread.pk}/passage/?quote=1"))
    assert page.xpath("//*[@class='chosen']//blockquote")[0].text == "“We heard the bell,”"
    fields = {one.get("name"): one.get("value") for one in page.xpath("//form//input[@value]")}
    made = reader.send(thread, **{name: fields[name] for name in ("exact", "before", "behind")})
    assert made.status_code == 303
    assert Comment.objects.get().passage.exact == "“We heard the bell,”"


def test_a_quote_that_is_not_there_has_no_page(reader, thread):
    for number in ("", "0", "2", "-1", "x", "٣", "9" * 30):
        own = f"/threads/{thread.pk}/passage/"
        assert reader.get(own, {"quote": number}).status_code == 404, number


def test_all_comments_on_a_passage_have_a_page(reader, thread, at_most_queries):
    first = about(thread, body="The first.")
    make.make_comment(parent=first, body="An answer.")
    about(thread, body="The second.", now=make.NOON + timedelta(minutes=1))
    make.make_comment(thread, body="Something else.")
    own = f"/threads/{thread.pk}/passages/{first.passage_id}/"
    reader.get(own)
    with at_most_queries(12):
        answer = reader.get(own)
    page = drawn(answer)
    assert page.xpath("string(//h1)") == "2 comments on this passage"
    said = page.xpath("//ol[@id='comment-list']//article/div[@hx-disable]")
    assert [one.text_content().strip() for one in said] == [
        "The first.",
        "An answer.",
        "The second.",
    ]
    assert f"thread:{thread.pk}" in answer["AddYours-Keys"]
    assert page.xpath("//form//input[@name='exact']")[0].get("value") == first.passage.exact


def test_a_passage_nobody_sees_a_comment_on_has_no_page(reader, thread):
    make.make_policy("all")
    held = about(thread)
    own = f"/threads/{thread.pk}/passages/{held.passage_id}/"
    assert reader.get(own).status_code == 404
    decide(held, to="published", by=make.make_user("moderator"))
    assert reader.get(own).status_code == 200
    other = make.make_thread(opened_at=timezone.now())
    assert reader.get(f"/threads/{other.pk}/passages/{held.passage_id}/").status_code == 404


def test_many_comments_on_a_passage_are_paged_to_the_end(thread, monkeypatch):
    monkeypatch.setattr("addyours.comments.queries.of_passage.ROOTS_A_PAGE", 2)
    at = [make.NOON + timedelta(minutes=number) for number in range(5)]
    made = [about(thread, now=one).pk for one in at]
    seen, after = [], ""
    for _ in range(3):
        page = passage_page(Passage.objects.get(), after=after)
        seen += [item.id for item in page.items]
        after = (page.next_url or "").partition("after=")[2]
    assert seen == made
    assert page.next_url is None


def test_the_feed_and_the_moderators_see_what_a_comment_is_about(client, reader, thread):
    make.make_policy("all")
    held = about(thread, body="A remark.")
    client.force_login(make.make_user("moderator"))
    assert "Nobody had touched the rope" in client.get(reverse("newsroom:queue")).content.decode()
    decide(held, to="published", by=make.make_user("moderator"))
    feed = reader.get(f"/feeds/thread/{thread.pk}.atom").content.decode()
    assert "Nobody had touched the rope" in feed
