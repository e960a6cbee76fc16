"""Why comments are rejected: the list that moderators choose from, in the words its owner gives it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from addyours.conf import LANGUAGES, current

STANDARD = (
    ("rules", _("House rules"), _("It breaks the house rules of this site.")),
    (
        "insult",
        _("Insult"),
        _("It attacks people. Please argue with what was said, not with who said it."),
    ),
    ("hate", _("Hate"), _("It shows contempt for people because of what they are.")),
    ("topic", _("Off topic"), _("It is not about the story or about what it answers.")),
    ("unproven", _("Not shown to be true"), _("It says things about others without showing that they are true.")),
    ("private", _("Private matters"), _("It makes public what somebody may want to keep private.")),
    ("advertising", _("Advertising"), _("It advertises something.")),
    ("illegal", _("Against the law"), _("We think that publishing it would break the law.")),
)  # fmt: skip
"""Code, name and words of the reasons every site begins with. The first is given where none was chosen."""


class RejectionReason(models.Model):
    """One reason a comment may be rejected for; the row with the lowest place is the usual one."""

    code = models.SlugField(max_length=30, unique=True)
    """What a standard reason is known by; chance for the site's own."""
    title = models.CharField(_("name"), max_length=60)
    words = models.TextField(_("what the writer reads"), max_length=500)
    place = models.PositiveSmallIntegerField(_("place"), default=0)
    former = models.JSONField(default=list, blank=True, editable=False)
    """Names it had before, which stand in the audit log, the newest last."""

    class Meta:
        verbose_name = _("reason for rejecting")
        verbose_name_plural = _("reasons for rejecting")
        ordering = ("place", "id")

    def __str__(self) -> str:
        return self.title


MOST_FORMER = 50


def named_before(reason: RejectionReason, *, before: str) -> list[str]:
    """Return the former names of a reason that was called `before` until now."""
    names = [one for one in [*reason.former, before] if one != reason.title]
    return list(dict.fromkeys(reversed(names)))[:MOST_FORMER][::-1]


def codes_by_name(reasons: Sequence[RejectionReason]) -> dict[str, str]:
    """Return the codes of these reasons by every name that may stand for them in the audit log.

    Those are what they are called now, what they were called before, and what standard ones are
    called in each language a site may have had. What is called so now goes first.
    """
    found = {one.title: one.code for one in reasons}
    for one in reasons:
        for name in reversed(one.former):
            found.setdefault(name, one.code)
    known = {one.code for one in reasons}
    for language in LANGUAGES:
        with translation.override(language):
            for code, title, _words in STANDARD:
                if code in known:
                    found.setdefault(str(title), code)
    return found


def rejection_reasons() -> list[RejectionReason]:
    """Return the reasons of this site, the usual one first. One query.

    As long as nobody has saved a list it is the standard one, in the site's language: writers read
    it, whatever language a moderator works in.
    """
    return list(RejectionReason.objects.all()) or standard_reasons()


def standard_reasons() -> list[RejectionReason]:
    """Return the reasons every site begins with, not saved, in the site's language."""
    with translation.override(current().language):
        return [
            RejectionReason(code=code, title=str(title), words=str(words), place=place)
            for place, (code, title, words) in enumerate(STANDARD, 1)
        ]
