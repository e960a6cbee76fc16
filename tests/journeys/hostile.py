"""A site on which everything that somebody typed is an attack, and the addresses that show it."""

from __future__ import annotations

from typing import Any

from addyours.comments.actions import decide
from addyours.comments.models import Comment, Thread
from addyours.moderation.models import Sanction
from addyours.stories.models import Person, Photo, Story
from addyours.text.rich import safe_inline
from tests import factories

SHORT = "\"'><img src onerror=alert(1)>"
LONG = (
    "</title></textarea></script><script>alert(2)</script><svg onload=alert(3)>"
    f'{SHORT}<a href=javascript:alert(4)>a</a> [b](javascript:alert(5)) ![c](x" onerror="alert(6)) '
    "<javascript:alert(7)> `</code><script>alert(8)</script>` {{ 7 }} ${7} @Mara"
)
RICH = (
    f'<p onclick="alert(9)">{LONG}</p><a href="javascript:alert(10)">d</a><iframe srcdoc="{LONG}">'
)


def hostile() -> list[str]:
    """Fill in everything with attacks; return the addresses of the pages that show some of it."""
    author = factories.make_author(SHORT)
    photo = factories.make_photo(SHORT)
    Photo.objects.filter(pk=photo.pk).update(
        description=SHORT, caption=LONG, credit=SHORT, source_url="javascript:alert(11)"
    )
    photo.refresh_from_db()
    made = factories.make_story(
        LONG[:200],
        slug="hostile",
        section=factories.make_section("Town"),
        dek=LONG,
        body=[
            factories.paragraph(f"<p>{safe_inline(RICH)}</p>"),
            factories.quote(
                LONG, SHORT, source_url="javascript:alert(12)", speaker_note=SHORT, said_to=SHORT
            ),
        ],
        authors=[author],
        tags=[SHORT],
        photo=photo,
    )
    person = Person.objects.get(name=SHORT)
    thread = Thread.objects.get(pk=made.thread_id)
    writer = factories.make_writer(name=SHORT, email='"<img/src/onerror=alert(13)>"@example.com')
    moderator = factories.make_user("moderator", name=SHORT, email="hostile-m@example.com")
    shown = factories.make_comment(thread, body=LONG, writer=writer)
    below = factories.make_comment(parent=shown, body=LONG, writer=factories.writer_of(shown))
    held = factories.make_comment(thread, body=LONG, writer=writer, state="pending")
    decide(held, to="rejected", by=moderator, reason=LONG[:200])
    waits = factories.make_comment(thread, body=LONG, writer=writer, state="pending")
    rule = factories.make_rule(LONG[:100], kind="word", note=SHORT)
    factories.sanction("ban", f"guest:{below.guest_id}", reason=LONG[:200])
    reader = factories.make_user("reader", name=SHORT, email="hostile-r@example.com")
    return _readers(made, shown, person, author) + _staffs(made, waits, rule, reader, photo)


def _readers(story: Story, comment: Comment, person: Any, author: Any) -> list[str]:
    return [
        "/",
        "/town/",
        "/search/?q=%22%3E%3Cscript%3Ealert(14)%3C/script%3E",
        story.get_url(),
        person.get_absolute_url(),
        author.get_absolute_url(),
        f"/comments/{comment.pk}/replies/",
        f"/comments/{comment.pk}/reply/",
        f"/comments/{comment.pk}/report/",
        f"/threads/{comment.thread_id}/?sort=%22%3E%3Cscript%3Ealert(15)%3C/script%3E",
        "/account/login/?next=%22%3E%3Cscript%3Ealert(16)%3C/script%3E",
        "/nowhere/%22%3E%3Cscript%3Ealert(17)%3C/script%3E/",
        "/feeds/site.atom",
        "/feeds/section/town.atom",
        f"/feeds/thread/{comment.thread_id}.atom",
        f"/feeds/person/{person.slug}.atom",
        f"/feeds/author/{author.slug}.atom",
    ]


def _staffs(story: Story, comment: Comment, rule: Any, reader: Any, photo: Any) -> list[str]:
    ours = "/newsroom/conversation/"
    return [
        "/newsroom/",
        ours,
        f"{ours}next/",
        f"{ours}comments/{comment.pk}/",
        f"{ours}writers/guest:{comment.guest_id}/",
        f"{ours}sanctions/?q={Sanction.objects.count()}",
        f"{ours}words/",
        f"{ours}words/{rule.pk}/",
        f"{ours}threads/",
        f"{ours}log/",
        f"{ours}figures/",
        "/newsroom/people/",
        "/newsroom/authors/",
        "/newsroom/users/",
        f"/newsroom/users/edit/{reader.pk}/",
        "/newsroom/images/",
        f"/newsroom/images/{photo.pk}/",
        f"/newsroom/pages/{story.get_parent().pk}/",
        f"/newsroom/pages/{story.pk}/edit/",
        f"/newsroom/pages/{story.pk}/history/",
        "/newsroom/reports/site-history/",
    ]
