"""Static files under names that change with their content, so that browsers keep them for ever."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BLANKS = re.compile(r"""("[^"]*"|'[^']*')|\s*([{};,])\s*|\s+""")
_OWN_SHEETS = ("web/", "newsroom/")


class HashedStaticFiles(ManifestStaticFilesStorage):
    """Names carry a hash, in the imports of our script modules too."""

    support_js_module_import_aggregation = True
    # A module that imports one that imports one … gets its final name only after each of those has,
    # a pass for every step at worst.
    max_post_process_passes = 12

    def _save(self, name: str, content: Any) -> str:
        """Leave out what stylesheets of ours say to their authors: it is a 15th of what readers load."""
        if name.startswith(_OWN_SHEETS) and name.endswith(".css"):
            # In chunks: reading goes on from where somebody else has stopped.
            sheet = b"".join(content.chunks()).decode()
            content = ContentFile(packed(sheet).encode())
        return str(super()._save(name, content))  # type: ignore[misc]


def packed(sheet: str) -> str:
    """Return a stylesheet without its comments and its blanks, but those within texts and between words.

    No text of ours looks like a comment.
    """
    return _BLANKS.sub(lambda found: found[1] or found[2] or " ", _COMMENT.sub("", sheet))
