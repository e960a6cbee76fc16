"""The form of a photo: what Wagtail calls its description is the alt text that readers get."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.images.forms import BaseImageForm


class PhotoForm(BaseImageForm):
    """A photo with its words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            self.fields["description"].label = _("Alt text")
            self.fields["description"].help_text = _(
                "What somebody who can't see the photo should know."
            )
