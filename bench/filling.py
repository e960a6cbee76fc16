"""Fills a data folder with as many stories and comments as a measurement asks for: real tables, real indexes.

Run in a process of its own: python -m bench.filling KIND FOLDER
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import django

from addyours.cli.data_folder import make_secret_key

KINDS = {
    "story": ("bench.filling_threads", "story_with_fifty_comments"),
    "threads": ("bench.filling_threads", "threads_of_all_sizes"),
    "stories-1000": ("bench.filling_stories", "thousand_stories"),
    "stories-10000": ("bench.filling_stories", "ten_thousand_stories"),
    "stories-100000": ("bench.filling_stories", "hundred_thousand_stories"),
}
BASE_URL = "http://localhost"
"""Given so that a folder stays prepared whatever port it is served on."""


def environment(folder: Path) -> dict[str, str]:
    """Return the settings of a bench site."""
    return {"ADDYOURS_DATA": str(folder), "ADDYOURS_BASE_URL": BASE_URL}


def main(kind: str, folder: Path) -> None:
    """Make an empty site and fill it."""
    folder.mkdir(parents=True)
    make_secret_key(folder / "secret.key")
    os.environ.update(environment(folder))
    subprocess.run(
        [sys.executable, "-m", "addyours", "prepare", "--empty"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    os.environ["DJANGO_SETTINGS_MODULE"] = "addyours.web.settings"
    django.setup()
    module, function = KINDS[kind]
    getattr(__import__(module, fromlist=[function]), function)()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
