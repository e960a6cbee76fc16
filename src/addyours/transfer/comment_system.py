"""What the readers of comment systems have in common: they read twice, first for the conversations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from addyours.transfer.damage import Damage, damaged
from addyours.transfer.hashing import short_hash
from addyours.transfer.incoming import Incoming, LeftOut
from addyours.transfer.thread_shelf import ThreadShelf

Watch = Callable[[int], None]
NO_DATE = "It had no date that can be read; it has that of its conversation."
NO_PLACE = "What it was a comment on is not in the file."
TOO_BIG = "It has more than a million characters."
MOST_TEXT = 1_000_000
_LONGEST_ID = 200
_MAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+")


class CommentSystem:
    """One export, in one file or several. A subclass surveys and reads one file at a time."""

    def __init__(self, paths: Sequence[Path], *, keep_going: bool = False) -> None:
        self.paths = paths
        self.keep_going = keep_going
        self.site = ""
        self.shelf = ThreadShelf()
        self._left_out: list[LeftOut] = []

    def close(self) -> None:
        """Let go of what was kept aside."""
        self.shelf.close()

    @property
    def size(self) -> int:
        """How many bytes will be read, both times together."""
        return 2 * sum(path.stat().st_size for path in self.paths)

    def survey(self, watch: Watch = lambda _bytes: None) -> None:
        """Read everything once; nothing is brought yet. Raises ImportRefused where a file is damaged."""
        for path, told in self._files(watch, 0):
            self.survey_file(path, told)
        self.site = self.site or type(self).__name__.lower()

    def read(self, watch: Watch = lambda _bytes: None) -> Iterator[Incoming]:
        """Yield everything, after `survey`."""
        yield from self._left_out
        yield from self.shelf.records()
        for path, told in self._files(watch, self.size // 2):
            yield from self.read_file(path, told)

    def survey_file(self, path: Path, watch: Watch) -> None:
        """Put the conversations of a file on the shelf."""
        raise NotImplementedError

    def read_file(self, path: Path, watch: Watch) -> Iterator[Incoming]:
        """Yield everything of a file but its conversations."""
        raise NotImplementedError

    def note_damage(self, damage: Damage) -> None:
        """Keep damage for the report. Raises ImportRefused unless what is whole is wanted."""
        self._left_out.append(damaged(damage, keep_going=self.keep_going))

    def _files(self, watch: Watch, done: int) -> Iterator[tuple[Path, Watch]]:
        for path in self.paths:
            yield path, lambda at, done=done: watch(done + at)  # type: ignore[misc]
            done += path.stat().st_size


def short_id(given: str) -> str:
    """Return a source's name for something, or a hash of one too long to be kept."""
    return given if len(given) <= _LONGEST_ID else short_hash(given)


def mail_address(given: str) -> str:
    """Return a mail address, or nothing for what can't be one."""
    given = given.strip()
    is_one = len(given) <= 254 and given.isprintable() and _MAIL.fullmatch(given)
    return given if is_one else ""
