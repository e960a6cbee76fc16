"""Pages of a conversation: order, paging, permalinks, tombstones, and how many queries they take."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from addyours.comments.actions import decide
from addyours.comments.models import Comment, CommentState, ThreadState
from addyours.comments.queries import (
    REPLIES_A_PAGE,
    REPLIES_A_ROOT,
    ROOTS_A_PAGE,
    SORTS,
    branch_page,
    own_comments,
    own_items,
    permalink_target,
    thread_page,
)
from tests import factories as make

pytestmark = pytest.mark.django_db


def roots_with_replies(number: int, replies: list[int]) -> list[Comment]:
    """Roots a second apart; `replies` are repeated over them, so that many have equal counts."""
    thread = make.make_thread()
    roots = []
    for place in range(number):
        at = make.NOON + timedelta(seconds=place)
        roots.append(make.make_comment(thread, at=at))
        for _ in range(replies[place % len(replies)]):
            make.make_comment(parent=roots[-1], at=at + timedelta(hours=1))
    return roots


def query(url: str | None) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url or "").query).items()}


def root_ids(page) -> list[int]:
    return [item.id for item in page.items if item.kind == "comment" and item.depth == 1]


@pytest.mark.parametrize("sort", list(SORTS))
def test_paging_visits_every_comment_exactly_once(sort):
    roots = roots_with_replies(120, [0, 2, 0, 1])
    page = thread_page(roots[0].thread, sort=sort)
    seen, sizes = root_ids(page), [len(root_ids(page))]
    while page.next_url:
        assert query(page.next_url) == query(page.next_fragment_url)
        page = thread_page(roots[0].thread, **query(page.next_url))
        sizes.append(len(root_ids(page)))
        seen += root_ids(page)
    assert sizes == [ROOTS_A_PAGE, ROOTS_A_PAGE, 20]
    fresh = list(Comment.objects.filter(parent=None))
    order = {
        "oldest": lambda one: one.created_at,
        "newest": lambda one: -one.created_at.timestamp(),
        "best": lambda one: (-one.best, -one.created_at.timestamp()),
        "replies": lambda one: (-one.reply_count, -one.created_at.timestamp()),
    }[sort]
    assert seen == [one.pk for one in sorted(fresh, key=order)]


def test_exactly_one_page_of_comments_has_no_next_page():
    roots = roots_with_replies(ROOTS_A_PAGE, [0])
    assert thread_page(roots[0].thread).next_url is None


def test_a_comment_made_meanwhile_neither_repeats_nor_hides_another():
    roots = roots_with_replies(60, [0])
    first = thread_page(roots[0].thread, sort="newest")
    make.make_comment(roots[0].thread, at=make.NOON + timedelta(days=1))
    second = thread_page(roots[0].thread, **query(first.next_url))
    assert root_ids(first) + root_ids(second) == [one.pk for one in reversed(roots)]


@pytest.mark.parametrize(
    "cursor",
    ["x", "0", "\x00", "-", "1-1", "9" * 22, "9" * 5000, "é" * 22, "٣" * 22, "' OR 1=1 --", "-" * 44,
     "99999999999-" + "1" * 22, "5-" + "x" * 22],
)  # fmt: skip
@pytest.mark.parametrize("sort", [*SORTS, "best", "", "\x00"])
def test_cursors_that_make_no_sense_break_nothing(cursor, sort):
    roots = roots_with_replies(2, [1])
    page = thread_page(roots[0].thread, sort=sort, after=cursor, start=cursor)
    assert page.sort in SORTS
    assert branch_page(roots[0], after=cursor, start=cursor).items is not None


def test_a_root_shows_its_first_ten_replies_and_a_door_to_the_rest():
    (root,) = roots_with_replies(1, [REPLIES_A_ROOT + 3])
    items = thread_page(root.thread).items
    assert len(items) == 1 + REPLIES_A_ROOT + 1
    door = items[-1]
    assert (door.kind, door.more_count) == ("more", 3)
    rest = branch_page(root, after=query(door.more_url)["after"]).items
    assert len({item.id for item in (*items[:-1], *rest)}) == 1 + REPLIES_A_ROOT + 3


def test_the_replies_of_one_comment_are_paged_too():
    (root,) = roots_with_replies(1, [REPLIES_A_PAGE + 5])
    page = branch_page(root)
    rest = branch_page(root, **query(page.next_url))
    assert (len(page.items), len(rest.items), rest.next_url) == (REPLIES_A_PAGE, 5, None)
    assert not {item.id for item in page.items} & {item.id for item in rest.items}


def test_replies_stand_under_what_they_answer():
    first = make.make_comment()
    second = make.make_comment(first.thread, at=make.NOON + timedelta(seconds=1))
    late = make.make_comment(parent=first, at=make.NOON + timedelta(hours=2))
    early = make.make_comment(parent=first, at=make.NOON + timedelta(hours=1))
    answer = make.make_comment(parent=early, at=make.NOON + timedelta(hours=3))
    items = thread_page(first.thread).items
    assert [item.id for item in items] == [first.pk, early.pk, answer.pk, late.pk, second.pk]
    assert [item.depth for item in items] == [1, 2, 3, 2, 1]


def test_comments_of_one_instant_get_places_of_their_own():
    thread = make.make_thread()
    made = [make.make_comment(thread) for _ in range(30)]
    assert sorted(root_ids(thread_page(thread))) == [one.pk for one in made]


def test_deeper_than_the_setting_replies_are_drawn_flat_with_whom_they_answer():
    make.make_settings(depth=2)
    chain = make.make_chain(4)
    items = thread_page(chain[0].thread).items
    assert [item.depth for item in items] == [1, 2, 2, 2]
    assert [item.in_reply_to for item in items] == [
        None,
        None,
        (chain[1].pk, chain[1].name),
        (chain[2].pk, chain[2].name),
    ]


def test_an_answered_comment_leaves_a_tombstone_without_a_word_of_it():
    root = make.make_comment(body="Regrettable.")
    reply = make.make_comment(parent=root)
    decide(root, to=CommentState.SPAM, by=make.make_user("moderator"))
    stone, answer = thread_page(root.thread).items
    assert (stone.kind, stone.name, stone.html, stone.text) == ("tombstone", "", "", "")
    assert (stone.reply_url, stone.created_at) == (None, root.created_at)
    assert answer.id == reply.pk


def test_the_name_of_a_removed_writer_is_not_told_by_a_flat_reply():
    make.make_settings(depth=1)
    root = make.make_comment(writer=make.make_writer(name="Unspeakable"))
    make.make_comment(parent=root)
    decide(root, to=CommentState.SPAM, by=make.make_user("moderator"))
    assert thread_page(root.thread).items[1].in_reply_to == (root.pk, "")


def test_an_unanswered_comment_that_was_removed_leaves_nothing():
    root = make.make_comment()
    decide(root, to=CommentState.DELETED, by=make.make_user("moderator"))
    assert thread_page(root.thread).items == ()


def test_a_branch_whose_every_word_was_removed_is_gone():
    chain = make.make_chain(3)
    moderator = make.make_user("moderator")
    for comment in chain:
        decide(comment, to=CommentState.SPAM, by=moderator)
    assert thread_page(chain[0].thread).items == ()


def shown_at(target: str) -> list[int]:
    """The ids of the comments on the page that an address of a conversation leads to."""
    parts = urlsplit(target)
    if parts.path.startswith("/comments/"):
        root = Comment.objects.get(pk=int(parts.path.split("/")[2]))
        return [item.id for item in branch_page(root, **query(target)).items]
    thread = Comment.objects.get(pk=int(parts.fragment.removeprefix("comment-"))).thread
    assert parts.path == thread.path
    return [item.id for item in thread_page(thread, **query(target)).items if item.kind != "more"]


@pytest.mark.parametrize("place", [0, 49, 50, 119])
def test_a_permalink_leads_to_the_page_that_has_the_comment(place):
    root = roots_with_replies(120, [0])[place]
    target = permalink_target(root)
    assert target.endswith(f"#comment-{root.pk}")
    assert root.pk in shown_at(target)


@pytest.mark.parametrize("place", [0, 9, 10, 74])
def test_a_permalink_of_a_reply_leads_to_the_page_that_has_it(place):
    root = roots_with_replies(60, [0])[55]
    at = make.NOON + timedelta(hours=1)
    replies = [
        make.make_comment(parent=root, at=at + timedelta(seconds=number)) for number in range(75)
    ]
    assert replies[place].pk in shown_at(permalink_target(replies[place]))


@pytest.mark.parametrize("depth", [2, 12, 35])
def test_a_permalink_of_a_deep_reply_leads_to_the_page_that_has_it(depth):
    chain = make.make_chain(36)
    assert chain[depth].pk in shown_at(permalink_target(chain[depth]))


def test_a_permalink_counts_tombstones_as_the_page_does():
    roots = roots_with_replies(60, [1])
    moderator = make.make_user("moderator")
    for root in roots[:20]:
        decide(root, to=CommentState.SPAM, by=moderator)
    for root in roots[49:52]:
        assert root.pk in shown_at(permalink_target(root))


def test_a_hidden_conversation_shows_nothing():
    comment = make.make_comment(make.make_thread())
    comment.thread.state = ThreadState.HIDDEN
    page = thread_page(comment.thread)
    assert (page.items, page.is_open, page.is_hidden) == ((), False, True)


def test_a_closed_conversation_shows_all_and_offers_no_reply():
    comment = make.make_comment()
    make.close(comment.thread)
    page = thread_page(comment.thread)
    assert page.closed_reason == "This conversation is closed."
    assert [item.reply_url for item in page.items] == [None]


def test_ones_own_comments_are_those_of_the_writer_and_not_deleted():
    writer = make.make_writer(make.make_user("reader"))
    thread = make.make_thread()
    own = [make.make_comment(thread, writer=writer, state=s) for s in CommentState.values]
    make.make_comment(thread)
    shown = {comment.pk for comment in own if comment.state != "deleted"}
    assert {comment.pk for comment in own_comments(writer)} == shown
    assert not own_comments(make.make_writer())


def test_what_may_be_done_with_ones_own_comment_is_offered_as_long_as_it_may(clock):
    comment = make.make_comment(at=clock.now)
    settings = make.make_settings(edit_minutes=15)

    def offered(comment):
        (item,) = own_items([comment], settings=settings, now=clock.now)
        return bool(item.edit_url), bool(item.delete_url)

    assert offered(comment) == (True, True)
    clock.forward(minutes=15)
    assert offered(comment) == (False, True)
    decide(comment, to=CommentState.REJECTED, by=make.make_user("moderator"))
    assert offered(comment) == (False, False)


@pytest.mark.parametrize(("roots", "replies"), [(1, [1]), (50, [3])])
def test_a_page_of_a_conversation_takes_three_queries(queries, roots, replies):
    thread = roots_with_replies(roots, replies)[0].thread
    with queries() as made:
        assert len(thread_page(thread).items) == roots * (1 + replies[0])
    assert len(made.statements) == 3, str(made)


def test_a_page_of_replies_takes_two_queries_and_a_permalink_three(queries):
    root = roots_with_replies(1, [30])[0]
    last = Comment.objects.select_related("root", "thread").last()
    with queries() as made:
        branch_page(root)
    assert len(made.statements) == 2, str(made)
    with queries() as made:
        permalink_target(last)
    assert len(made.statements) <= 3, str(made)
