"""Why comments are rejected: the list that moderators choose from, in the words its owner gives it."""

from __future__ import annotations

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from addyours.conf import current

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

    class Meta:
        verbose_name = _("reason for rejecting")
        verbose_name_plural = _("reasons for rejecting")
        ordering = ("place", "id")

    def __str__(self) -> str:
        return self.title


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
