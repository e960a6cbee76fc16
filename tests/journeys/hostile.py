"""A site on which everything that somebody typed is an attack, and the addresses that show it."""

from __future__ import annotations

import json
import re
import zlib
from datetime import datetime
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from addyours.accounts.actions import (
    ask_for_proof,
    change_name,
    issue_sign_in_link,
    mute,
    show_profile,
)
from addyours.accounts.models import User
from addyours.accounts.writers import Writer, writer_of_user
from addyours.comments.actions import appeal, decide, list_writers, report_comment
from addyours.comments.actions.appeals import answer_appeal
from addyours.comments.models import Comment, Passage, Thread
from addyours.comments.queries.alone import own_path
from addyours.moderation.actions import save_rejection_reasons
from addyours.moderation.models import RejectionReason, Report
from addyours.moderation.reports.actions import Complaint
from addyours.moderation.sanctions.actions import Terms, impose
from addyours.newsroom.queue.actions import save_filter
from addyours.notify.actions import (
    follow,
    mail_decision,
    mail_digest,
    mail_readers,
    tell_readers,
    tell_writer,
)
from addyours.notify.models import Mail, MailChoice, Notification, Suppression, Way
from addyours.notify.queries.telling import Told
from addyours.stories.models import Author, Person, Photo, PlainPage, Section, SiteIdentity, Story
from addyours.text.rich import safe_inline
from addyours.transfer.actions import begin_run, end_run, keep_lines
from addyours.transfer.models import ImportItem, ImportRun, RunState
from tests import factories
from tests.journeys.typed import fill_in, link, long, short


def hostile() -> dict[str, Any]:
    """Fill in everything with attacks; return who signs in how, and the addresses of the pages that
    show some of it, to readers and to staff, and the letters that were written.
    """
    owner = factories.make_user("owner", name="Hedda Brook", email="hostile-o@example.com")
    reader = factories.make_user("reader", name="Una Tarn", email="hostile-r@example.com")
    change_name(reader, name=short("accounts.User.name"), now=timezone.now())
    show_profile(reader, is_public=True)
    story = _story(owner)
    readers = _site(story) + _conversation(story, owner, reader)
    staffs = _staffs(story, owner, reader) + _import()
    letters = _letters(reader)
    prove = next(
        found[0] for one in letters if (found := re.search(r"/account/prove/[^/\"]+/", one))
    )
    fill_in()
    return {
        "reader": f"/sign-in/{issue_sign_in_link(reader)}/",
        "owner": f"/sign-in/{issue_sign_in_link(owner)}/",
        "readers": readers,
        "staffs": staffs,
        "letters": letters,
        "prove": prove,
        "warned_at": f"/comments/{Comment.objects.filter(state='published').latest('pk').pk}/reply/",
    }


def _rich(field: str) -> str:
    """Return what the editor keeps of hostile HTML."""
    typed = f'<p onclick="x">{long(field)}</p><a href="{link(field)}">d</a><iframe srcdoc="x">'
    return f"<p>{safe_inline(typed)}</p>"


def _story(owner: User) -> Story:
    photo = factories.make_photo(short("stories.Photo.title"))
    Photo.objects.filter(pk=photo.pk).update(
        description=short("stories.Photo.description"),
        caption=long("stories.Photo.caption"),
        credit=short("stories.Photo.credit"),
        source_url=link("stories.Photo.source_url"),
    )
    photo.refresh_from_db()
    section = factories.make_section("Town")
    Section.objects.filter(pk=section.pk).update(description=short("stories.Section.description"))
    Section.objects.filter(pk=section.pk).update(title=short("wagtailcore.Page.title"))
    section.refresh_from_db()
    quote = "stories.Quote."
    body = [
        factories.paragraph(_rich("stories.Story.body")),
        factories.quote(
            long(f"{quote}words"),
            short("stories.Person.name"),
            source_url=link(f"{quote}source_url"),
            speaker_note=short(f"{quote}speaker_note"),
            said_to=short(f"{quote}said_to"),
        ),
    ]
    made = factories.make_story(
        long("wagtailcore.Page.title")[:255],
        slug="hostile",
        section=section,
        dek=long("stories.Story.dek")[:500],
        body=body,
        authors=[factories.make_author(short("stories.Author.name"))],
        tags=[short("taggit.Tag.name")],
        photo=photo,
        by=owner,
        import_notes=long("stories.Story.import_notes"),
        photo_fields={
            "photo_alt": short("stories.Story.photo_alt"),
            "photo_caption": long("stories.Story.photo_caption")[:500],
            "photo_credit": short("stories.Story.photo_credit"),
        },
    )
    Story.objects.filter(pk=made.pk).update(
        seo_title=short("wagtailcore.Page.seo_title"),
        search_description=short("wagtailcore.Page.search_description"),
        photo_source=link("stories.Story.photo_source"),
    )
    return made


def _site(story: Story) -> list[str]:
    """The site's own words and its lists."""
    SiteIdentity.objects.update(has_transparency_page=True)
    PlainPage.objects.filter(slug="house-rules").update(body=_rich("stories.PlainPage.body"))
    reason = RejectionReason(
        code="mine",
        title=short("moderation.RejectionReason.title"),
        words=long("moderation.RejectionReason.words")[:500],
    )
    save_rejection_reasons([reason], by=None)
    person, author = Person.objects.latest("pk"), Author.objects.latest("pk")
    tag = story.tags.get()
    return [
        "/",
        "/town/",
        "/house-rules/",
        "/transparency/",
        f"/tags/{tag.slug}/",
        "/search/?q=%22%3E%3Cscript%3Ealert(0)%3C/script%3E",
        "/search/?q=hostile",
        story.get_url(),
        person.get_absolute_url(),
        author.get_absolute_url(),
        "/account/login/?next=%22%3E%3Cscript%3Ealert(0)%3C/script%3E",
        "/nowhere/%22%3E%3Cscript%3Ealert(0)%3C/script%3E/",
        "/sitemap.xml",
        "/feeds/site.atom",
        "/feeds/section/town.atom",
        f"/feeds/person/{person.slug}.atom",
        f"/feeds/author/{author.slug}.atom",
    ]


def _conversation(story: Story, owner: User, reader: User) -> list[str]:
    """What guests and a reader wrote, what was decided about it, and what they were told."""
    now, thread = timezone.now(), Thread.objects.get(pk=story.thread_id)
    body, writer = long("comments.Comment.body"), writer_of_user(reader)
    shown = factories.make_comment(thread, body=body, writer=_guest(), at=now)
    mine = factories.make_comment(parent=shown, body=body, writer=writer, at=now)
    words = {
        name: long(f"comments.Passage.{name}")[: 100 if name.endswith("fix") else None]
        for name in ("exact", "prefix", "suffix", "reworded")
    }
    passage = Passage.objects.create(thread=thread, **words, start=0, end=9, comment_count=1)
    Comment.objects.filter(pk=shown.pk).update(passage=passage)
    list_writers({shown.pk})
    follow(reader, thread=thread, way=Way.DAILY)
    for one, way in ((shown, Way.DAILY), (mine, Way.AT_ONCE)):
        tell_readers(one, [Told(reader.pk, "comment", way)], now=now)
    mail_readers(mine.pk, first=reader.pk, last=reader.pk, now=now)
    _report([shown, mine], owner)
    at, about = f"/threads/{thread.pk}/", f"/comments/{shown.pk}/"
    return [
        f"{at}?sort=%22%3E%3Cscript%3Ealert(0)%3C/script%3E",
        f"{at}passages/{passage.pk}/",
        f"{at}people/?q=",
        *(about + page for page in ("", "replies/", "reply/", "report/")),
        f"/feeds/thread/{thread.pk}.atom",
        *_decided(thread, owner, reader, now),
        *_alone(reader, now),
        *_account(reader, owner),
    ]


def _guest() -> Writer:
    name = short("comments.Comment.name")
    return factories.make_writer(name=name, email='"<img/src>"@example.com')


def _decided(thread: Thread, owner: User, reader: User, now: datetime) -> list[str]:
    """A rejected comment whose appeal was answered, one whose appeal waits, and one that waits."""
    writer = writer_of_user(reader)
    answered, appealed, held = (
        factories.make_comment(
            thread, body=long("comments.Comment.body"), writer=writer, at=now, state="pending"
        )
        for _ in range(3)
    )
    for one in (answered, appealed):
        reason = long("moderation.Decision.reason")[:500]
        decide(one, to="rejected", by=owner, reason=reason, told=long("comments.Ruling.told"))
        tell_writer(Comment.objects.get(pk=one.pk), now=now)
        appeal(one, writer=writer, words=long("comments.Ruling.appeal"), now=now)
    judge = factories.make_user("owner", name=short("moderation.Decision.by_name"))
    answer_appeal(answered, by=judge, is_granted=False, words=long("comments.Ruling.answer"))
    return [
        *(f"/comments/{held.pk}/{page}" for page in ("", "edit/", "delete/")),
        *(f"/comments/{one.pk}/" for one in (answered, appealed)),
        f"/comments/{appealed.pk}/appeal/",
    ]


def _report(comments: list[Comment], owner: User) -> None:
    """Notices about two comments, of which the second was taken down for it."""
    notice = Complaint(
        kind="illegal",
        text=long("moderation.Report.text"),
        name=short("moderation.Report.name"),
        email="hostile-n@example.com",
        in_good_faith=True,
    )
    for one in comments:
        report_comment(one, writer=None, complaint=notice, now=timezone.now())
    decide(comments[1], to="rejected", by=owner)
    # No form takes such an address, and no letter goes there.
    Report.objects.update(email=short("moderation.Report.email"))


def _alone(reader: User, now: datetime) -> list[str]:
    """Conversations that belong to no story."""
    alone = factories.make_thread(path="/was/", title=short("comments.Thread.title"), opened_at=now)
    Thread.objects.filter(pk=alone.pk).update(path=own_path(alone.pk))
    factories.make_comment(alone, writer=factories.make_writer(name="@SUM(1+1)"), at=now)
    body = long("comments.Comment.body")
    other = factories.make_comment(alone, body=body, writer=_guest(), at=now)
    mute(reader, key=f"guest:{other.guest_id}", name=short("accounts.Mute.name"), now=now)
    factories.make_thread(path=f"/{short('comments.Thread.path')}", opened_at=now)
    return [f"/conversations/{alone.pk}/", "/conversations/"]


def _account(reader: User, owner: User) -> list[str]:
    """What a reader sees of themselves, and that they are warned."""
    terms = Terms(reason=long("moderation.Sanction.reason")[:200])
    impose("warn", f"user:{reader.pk}", by=owner, terms=terms)
    pages = "/ /profile/ /page/ /muted/ /sessions/ /notifications/ /notifications/following/"
    return [
        *(f"/account{page}" for page in pages.split()),
        "/comments/mine/",
        f"/readers/{reader.pk}/",
        f"/feeds/reader/{reader.pk}.atom",
    ]


def _staffs(story: Story, owner: User, reader: User) -> list[str]:
    """What only staff see, and what staff typed for themselves."""
    rule = factories.make_rule(
        long("moderation.WordRule.pattern")[:200], note=short("moderation.WordRule.note")
    )
    guest = Comment.objects.filter(guest__isnull=False).latest("pk")
    # What a spreadsheet would reckon, in the tables that staff take away.
    impose("ban", f"guest:{guest.guest_id}", by=owner, terms=Terms(reason="=1+1"))
    factories.make_rule("+1")
    impose("ban", "range4:24:0", by=owner, terms=Terms(label=short("moderation.Sanction.label")))
    query = urlencode({"q": short("newsroom.SavedFilter.query")})
    save_filter(by=owner, name=short("newsroom.SavedFilter.name"), query=query)
    redirect = Redirect.objects.create(old_path="/hostile/", redirect_link="/")
    mail = Mail.objects.create(
        kind="answer",
        state="refused",
        outcome="refused",
        to=short("notify.Mail.to"),
        address="".join(
            short(f"notify.{name}.address") for name in ("Mail", "MailChoice", "Suppression")
        ),
        subject=short("notify.Mail.subject"),
        answer=long("notify.Mail.answer"),
    )
    MailChoice.objects.create(address=mail.address, kind="answer")
    suppressed = long("notify.Suppression.reason")
    Suppression.objects.create(address=mail.address, reason=suppressed)
    waits = Comment.objects.filter(state="pending").latest("pk")
    photo = Photo.objects.latest("pk")
    ours, wagtails = "/newsroom/conversation/", "/newsroom/"
    pages = (
        f"?{query} next/ comments/{waits.pk}/ comments/{guest.pk}/ comments/{waits.pk}/sanction/"
        f" writers/user:{reader.pk}/ writers/guest:{guest.guest_id}/ appeals/ reports/"
        f" sanctions/ words/ words/{rule.pk}/ threads/ threads/{story.thread_id}/rules/"
        f" threads/{story.thread_id}/picks/ reasons/ scorer/ log/ figures/ log.csv log.jsonl"
        " words.csv figures/figures.csv figures/stories.csv figures/writers.csv"
    )
    theirs = (
        f"mails/ mails/{mail.pk}/ people/ people/edit/{Person.objects.latest('pk').pk}/ authors/"
        f" authors/edit/{Author.objects.latest('pk').pk}/ users/ users/edit/{reader.pk}/ images/?q=img"
        f" images/{photo.pk}/ pages/{story.get_parent().pk}/ pages/{story.pk}/edit/"
        f" pages/{story.pk}/history/ redirects/ redirects/{redirect.pk}/"
    )
    return [
        wagtails,
        ours,
        *(ours + page for page in pages.split()),
        *(wagtails + page for page in theirs.split()),
    ]


def _import() -> list[str]:
    """An import of files that name everything by an attack."""
    site, name = short("transfer.ImportRun.site"), short("transfer.ImportRun.files")
    run: ImportRun = begin_run(source="wordpress", site=site, files=[name])
    words = short("transfer.ImportItem.source_id")
    line: dict[str, Any] = dict.fromkeys(("id", "title", "reason", "file"), words)
    line |= {"kind": "story", "outcome": "left out", "line": 1, "byte": 2, "adapted": [words]}
    counts = {"story": {"left out": 1}}
    keep_lines(run, number=1, counts=counts, lines=zlib.compress(json.dumps(line).encode()))
    reason = long("transfer.ImportRun.reason")
    end_run(run, state=RunState.FAILED, counts=counts, adapted=1, reason=reason)
    ImportItem.objects.create(run=run, kind="comment", object_id=1, source_id="1", site="x")
    at = f"/newsroom/imports/{run.pk}/"
    return ["/newsroom/imports/", at, f"{at}report.json"]


def _letters(reader: User) -> list[str]:
    """The HTML of all letters that came of it."""
    now = timezone.now()
    name = short("accounts.AddressProof.name")
    ask_for_proof(email="hostile-p@example.com", name=name, guest_id=None, sender_key="", now=now)
    for row in Notification.objects.filter(user=reader, kind="decision"):
        mail_decision(row.pk, now=now)
    mail_digest(reader.pk, before=timezone.now(), now=now)
    texts = [message_from_bytes(one.message, policy=policy.default) for one in Mail.objects.all()]
    found = [text.get_body(("html",)) for text in texts]
    return [part.get_content() for part in found if part is not None]
