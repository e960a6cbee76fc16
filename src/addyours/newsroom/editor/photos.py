"""The form of a photo: what Wagtail calls its description is the alt text that readers get."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from addyours.transfer.picture_check import MediaLost, checked


class PhotoField(WagtailImageField):
    """The file of a photo, looked at as those of imports are.

    Wagtail unpacks a picture before it asks how large it is, and breaks on one that is cut off.
    """

    def check_image_pixel_size(self, file: Any) -> None:
        """Refuse what can't be unpacked, or only into more memory than there is."""
        try:
            checked(file.read())
        except MediaLost as lost:
            reason = _("This file can't be a photo: %s.") % lost
            raise ValidationError(reason, code="invalid_image") from lost
        file.seek(0)
        super().check_image_pixel_size(file)


class PhotoForm(BaseImageForm):
    """A photo with its words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            wagtails = self.fields["file"]
            self.fields["file"] = PhotoField(
                required=wagtails.required,
                label=wagtails.label,
                widget=wagtails.widget,
                max_length=wagtails.max_length,
            )
        if "description" in self.fields:
            self.fields["description"].label = _("Alt text")
            self.fields["description"].help_text = _(
                "What somebody who can't see the photo should know."
            )
