"""Every word that a reader is shown can be translated, and what is translated is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from django.utils.translation.trans_real import DjangoTranslation
from lxml import html

from addyours.stories.actions import make_person
from addyours.stories.models import Photo, SiteIdentity
from tests import factories as make

SAID = ("alt", "title", "placeholder", "aria-label", "aria-description")
LATIN = re.compile(r"[A-Za-z]{2,}")
ADDRESS = re.compile(r"\S+@\S+")
NAME = "Ωμεγα"
"""What people and editors typed is in Greek here: Latin letters are the site's own."""
PATHS = """
/ /news/ {story} {person} {author} /tags/ωμεγα/ /search/?q=x /search/?q=Ωμεγα /nowhere/ /comments/mine/ /threads/{thread}/ /threads/{thread}/?sort=newest
/threads/{thread}/mine/ /comments/{root}/replies/ /comments/{root}/branch/ /comments/{root}/item/
/comments/{root}/reply/ /comments/{own}/ /comments/{own}/edit/ /comments/{own}/delete/
/sign-in/wrong/ /threads/{thread}/passage/?quote=1 /threads/{thread}/follow/
/comments/{root}/follow/ /comments/{root}/mute/
/account/ /account/welcome/ /account/logout/ /account/email/ /account/sessions/ /account/2fa/
/account/2fa/totp/activate/ /account/2fa/recovery-codes/ /account/2fa/webauthn/
/account/2fa/webauthn/add/ /account/3rdparty/ /account/me/ /account/claim/ /account/page/
/account/profile/ /account/muted/ /account/erase/ /account/data/ /account/notifications/
/account/notifications/settings/ /account/notifications/following/ /account/prove/wrong/
/mail/stop/wrong/
""".split()
BEFORE_SIGNING_IN = """
/account/login/ /account/login/password/ /account/login/code/confirm/ /account/signup/
/account/password/reset/ /account/notifications/ /threads/{thread}/follow/ /comments/mine/
/comments/{root}/mute/ /account/3rdparty/login/cancelled/ /account/3rdparty/login/error/
""".split()


@pytest.fixture
def in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put what is translated between ⟦ and ⟧, as a language of its own would show it."""

    def one(_self: DjangoTranslation, words: str) -> str:
        return f"⟦{words.split(chr(4))[-1]}⟧"

    def many(_self: DjangoTranslation, singular: str, plural: str, n: int) -> str:
        return f"⟦{(singular if n == 1 else plural).split(chr(4))[-1]}⟧"

    monkeypatch.setattr(DjangoTranslation, "gettext", one)
    monkeypatch.setattr(DjangoTranslation, "ngettext", many)


@pytest.fixture
def places(db, client, in_brackets) -> dict[str, object]:
    """Sign a reader in on a site with a bit of everything; return what its addresses hold."""
    front = make.make_site()
    SiteIdentity.objects.update(name=NAME)
    front.get_children().get(slug="news").specific.delete()
    section = make.make_section(NAME)
    person, author = make_person(NAME), make.make_author(NAME)
    story = make.make_story(
        NAME, section=section, dek=NAME, published_at=timezone.now(), people=[person],
        authors=[author], tags=[NAME], photo=make.make_photo(NAME),
        body=[make.paragraph(f"<p>{NAME}</p>"), make.quote(NAME, person, said_to=NAME)],
    )  # fmt: skip
    Photo.objects.update(description=NAME)
    user = make.make_user(name=NAME)
    client.force_login(user)
    guest = make.make_writer(name=NAME)
    root = make.make_comment(story.thread, writer=guest, body=NAME)
    for _more in range(12):
        make.make_comment(parent=root, writer=guest, body=NAME)
    own = make.make_comment(
        story.thread, writer=make.make_writer(user), body=NAME, at=timezone.now(), state="pending"
    )
    return {
        "story": story.url,
        "person": person.get_absolute_url(),
        "author": author.get_absolute_url(),
        "thread": story.thread_id,
        "root": root.pk,
        "own": own.pk,
    }


def unmarked(page: bytes) -> Iterator[str]:
    """Yield the words of a page in the site's own letters that stand in no brackets."""
    tree = html.fromstring(page.decode())
    for code in tree.xpath("//script | //style | //kbd"):
        code.drop_tree()
    texts = [" ".join(tree.itertext())]
    texts += [str(said) for name in SAID for said in tree.xpath(f"//@{name}")]
    for text in texts:
        while text != (text := re.sub(r"⟦[^⟦⟧]*⟧", "", text)):
            pass
        yield from LATIN.findall(ADDRESS.sub("", text))


@pytest.mark.parametrize("paths", [PATHS, BEFORE_SIGNING_IN], ids=["signed in", "signed out"])
def test_each_word_of_a_page_can_be_translated(places, client, paths):
    if paths is BEFORE_SIGNING_IN:
        client.logout()
    wrong = {}
    for path in paths:
        answer = client.get(path.format(**places), follow=True)
        assert answer.status_code in (200, 401, 404, 410), path
        if found := list(unmarked(answer.content)):
            wrong[path] = found
    assert not wrong, "\n".join(f"{path} {found}" for path, found in wrong.items())
