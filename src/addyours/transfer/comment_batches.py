"""Gathers comments into batches, finds their parents and writers, and lets children wait for parents."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from django.db.models import QuerySet

from addyours.accounts.models import LONGEST_NAME, Guest
from addyours.comments.actions import BroughtFrom
from addyours.comments.models import Comment
from addyours.text.fold import clean_line
from addyours.transfer.actions import Kept, bring_batch, bring_comment_again
from addyours.transfer.aside import Names
from addyours.transfer.hashing import short_hash
from addyours.transfer.incoming import SiteComment
from addyours.transfer.models import ImportItem, ImportRun
from addyours.transfer.report import CAME, KEPT, LEFT_OUT, UNCHANGED, UPDATED, Report

BATCH = 1_000
"""Comments of one transaction: more gains nothing, and holds up the site's own writers."""
MOST_TEXT = 4_000_000
"""Characters of one transaction: comments may have a million each."""
LOST = "What it answered is not there; it stands on its own."
NO_THREAD = "What it was a comment on is not here."
EDITED = "It was decided about, changed or deleted here since."

ThreadOf = Callable[[str], int | None]


class CommentBatches:
    """Takes comments one by one; writes them a batch at a time."""

    def __init__(
        self, run: ImportRun, report: Report, thread_of: ThreadOf, *, writes: bool
    ) -> None:
        self.run = run
        self.report = report
        self.thread_of = thread_of
        self.writes = writes
        self._batch: dict[str, SiteComment] = {}
        self._size = 0
        self._waiting = Waiting()
        self._would_come = Names()

    def add(self, one: SiteComment) -> None:
        """Take a comment."""
        if one.id in self._batch:
            reason = "Its number stands in the file twice."
            self.report.note("comment", one.id, LEFT_OUT, said={"reason": reason}, place=one.place)
            return
        self._batch[one.id] = one
        self._size += len(one.text)
        if len(self._batch) >= BATCH or self._size >= MOST_TEXT:
            self.flush()

    def finish(self) -> None:
        """Write what is left; whoever still waits for a parent then stands alone."""
        self.flush()
        while self._waiting.number:
            before = self._waiting.number
            waiting, self._waiting = self._waiting, Waiting()
            first = waiting.first()
            for one, has_parent in waiting.all():
                is_lost = waiting.was_stuck and (not has_parent or one.id == first)
                self.add(_alone(one) if is_lost else one)
            self.flush()
            self._waiting.was_stuck = self._waiting.number == before

    def close(self) -> None:
        """Let go of what waits."""
        self._waiting.close()
        self._would_come.close()

    def flush(self) -> None:
        """Write the comments gathered so far."""
        batch, self._batch, self._size = list(self._batch.values()), {}, 0
        if not batch:
            return
        known = self._known({one.id for one in batch} | {one.parent for one in batch if one.parent})
        new: list[SiteComment] = []
        for one in batch:
            if one.id in known:
                self._again(one, *known[one.id])
            else:
                new.append(one)
        self._bring(new, {name: pk for name, (pk, _hash, _mark) in known.items()})

    def _known(self, ids: set[str]) -> dict[str, tuple[int, str, str]]:
        rows = self._items("comment", ids)
        noted = rows.values_list("source_id", "object_id", "source_hash", "mark")
        return {name: (pk, source_hash, mark) for name, pk, source_hash, mark in noted}

    def _items(self, kind: str, ids: set[str]) -> QuerySet[ImportItem]:
        return ImportItem.objects.filter(
            source=self.run.source, site=self.run.site, kind=kind, source_id__in=ids
        )

    def _again(self, one: SiteComment, pk: int, source_hash: str, mark: str) -> None:
        if _hash(one) == source_hash:
            self.report.note("comment", one.id, UNCHANGED, place=one.place)
            return
        here = Comment.objects.filter(pk=pk).first()
        if here is None or here.edited_at is not None or here.state != mark:
            self.report.note("comment", one.id, KEPT, said={"reason": EDITED}, place=one.place)
            return
        if self.writes:
            item = self._items("comment", {one.id}).get()
            kept = Kept(self.run, "comment", one.id, _hash(one), item)
            bring_comment_again(here, kept, body=one.text, state=one.state)
        self.report.note("comment", one.id, UPDATED, said={"adapted": one.adapted}, place=one.place)

    def _bring(self, new: Sequence[SiteComment], known: dict[str, int]) -> None:
        threads = {one.id: self.thread_of(one.thread) for one in new}
        homeless = [one for one in new if threads[one.id] is None]
        for one in homeless:
            said = {"reason": NO_THREAD, "title": f"on {one.thread}"}
            self.report.note("comment", one.id, LEFT_OUT, said=said, place=one.place)
        above = Comment.objects.filter(pk__in=known.values())
        parents = dict(above.values_list("pk", "thread_id"))
        ready = self._ready([one for one in new if threads[one.id] is not None], known)
        places = {one.id: place for place, one in enumerate(ready)}
        brought: list[BroughtFrom] = []
        for place, one in enumerate(list(ready)):
            parent_id = known.get(one.parent)
            parent_place = places.get(one.parent) if one.parent else None
            if parent_id and parents.get(parent_id) != threads[one.id]:
                parent_id = None
            if parent_place is not None and threads[ready[parent_place].id] != threads[one.id]:
                parent_place = None
            if one.parent and parent_id is None and parent_place is None and self.writes:
                ready[place] = _alone(one)
            brought.append(_brought(one, threads[one.id] or 0, parent_id, parent_place))
        if self.writes and ready:
            whose, writers, added = self._writers(ready)
            kept = [Kept(self.run, "comment", one.id, _hash(one)) for one in ready]
            bring_batch(brought, kept, whose=whose, writers=writers, new=added)
        elif ready:
            self._would_come.add(one.id for one in ready)
        for one in ready:
            self.report.note(
                "comment", one.id, CAME, said={"adapted": one.adapted}, place=one.place
            )

    def _ready(self, new: Sequence[SiteComment], known: dict[str, int]) -> list[SiteComment]:
        """Return those whose parents are here or come with them; the others wait, rings included."""
        ready = {one.id: one for one in new}
        would_come = self._would_come.among({one.parent for one in new})
        # From the roots down, so that a ring is never reached.
        below: dict[str, list[str]] = {}
        reached: list[str] = []
        for one in new:
            if not one.parent or one.parent in known or one.parent in would_come:
                reached.append(one.id)
            else:
                below.setdefault(one.parent, []).append(one.id)
        for name in reached:
            reached.extend(below.pop(name, ()))
        taken = set(reached)
        for one in new:
            if one.id not in taken:
                self._waiting.put(one)
        return [one for name, one in ready.items() if name in taken]

    def _writers(
        self, comments: Sequence[SiteComment]
    ) -> tuple[list[str], dict[str, int], list[tuple[Guest, Kept]]]:
        """Return a key for the writer of each, the numbers of those who are here, and those to be made.

        A guest of the site itself is never taken for one of them, whatever address both have given:
        nobody has proved it.
        """
        keys = [_writer_key(one) for one in comments]
        known = dict(self._items("writer", set(keys)).values_list("source_id", "object_id"))
        here = set(Guest.objects.filter(pk__in=known.values()).values_list("pk", flat=True))
        new: dict[str, tuple[Guest, Kept]] = {}
        for one, key in zip(comments, keys, strict=True):
            if key and key not in known and key not in new:
                guest = Guest(name=_name(one), email=one.email[:254], created_at=one.at)
                new[key] = guest, Kept(self.run, "writer", key, "")
        writers = {key: pk for key, pk in known.items() if pk in here}
        return keys, writers, list(new.values())


class Waiting:
    """Comments whose parents have not come yet, in a file."""

    def __init__(self) -> None:
        self.number = 0
        self.ids = Names()
        self.was_stuck = False
        self._new: list[str] = []
        self._file = tempfile.TemporaryFile()  # noqa: SIM115

    def put(self, one: SiteComment) -> None:
        pickle.dump(one, self._file)
        self.number += 1
        self._new.append(one.id)
        if len(self._new) >= BATCH:
            self._keep()

    def first(self) -> str:
        """Return the first number of all in the order of characters: the same whenever asked."""
        self._keep()
        return self.ids.first()

    def all(self) -> Iterator[tuple[SiteComment, bool]]:
        """Yield each, and whether its parent is among them; nothing is left afterwards."""
        self._keep()
        self._file.seek(0)
        for start in range(0, self.number, BATCH):
            # Our own file without a name, written a moment ago.
            page = [
                pickle.load(self._file)  # noqa: S301
                for _number in range(min(BATCH, self.number - start))
            ]
            parents = self.ids.among({one.parent for one in page})
            yield from ((one, one.parent in parents) for one in page)
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self._file.close()
        self.ids.close()

    def _keep(self) -> None:
        self.ids.add(self._new)
        self._new.clear()


def _alone(one: SiteComment) -> SiteComment:
    return replace(one, parent="", adapted=(*one.adapted, LOST))


def _hash(one: SiteComment) -> str:
    """Hash what can change of a comment here; its parent may be lost on the way."""
    return short_hash("\0".join((one.thread, one.text, one.state, one.name, str(one.at))))


def _writer_key(one: SiteComment) -> str:
    """Return what a comment's writer is known by: their address and name, or the source's name."""
    if one.email:
        return short_hash(f"{one.email.lower()}\0{_name(one)}")
    return short_hash(f"\0{one.writer}") if one.writer else ""


def _name(one: SiteComment) -> str:
    return clean_line(one.name)[:LONGEST_NAME] or "Anonymous"


def _brought(
    one: SiteComment, thread_id: int, parent_id: int | None, parent_place: int | None
) -> BroughtFrom:
    return BroughtFrom(
        thread_id=thread_id,
        body=one.text,
        created_at=one.at,
        name=_name(one),
        state=one.state,
        parent_id=parent_id,
        parent_place=parent_place,
        ups=one.ups,
        downs=one.downs,
        is_pick=one.is_pick,
    )
