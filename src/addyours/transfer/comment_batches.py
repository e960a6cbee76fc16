"""Gathers comments into batches, finds their parents and writers, and lets children wait for parents."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from addyours.accounts.models import LONGEST_NAME, Guest
from addyours.comments.actions import BroughtFrom
from addyours.comments.models import Comment
from addyours.text.fold import clean_line
from addyours.transfer.actions import Kept, bring_batch, bring_comment_again
from addyours.transfer.hashing import short_hash
from addyours.transfer.incoming import SiteComment
from addyours.transfer.models import ImportItem, ImportRun
from addyours.transfer.report import CAME, KEPT, LEFT_OUT, UNCHANGED, UPDATED, Report

BATCH = 1_000
"""Comments of one transaction: more gains nothing, and holds up the site's own writers."""
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
        self._waiting = Waiting()
        self._would_come: set[str] = set()

    def add(self, one: SiteComment) -> None:
        """Take a comment."""
        if one.id in self._batch:
            reason = "Its number stands in the file twice."
            self.report.note("comment", one.id, LEFT_OUT, said={"reason": reason}, place=one.place)
            return
        self._batch[one.id] = one
        if len(self._batch) >= BATCH:
            self.flush()

    def finish(self) -> None:
        """Write what is left; whoever still waits for a parent then stands alone."""
        self.flush()
        while self._waiting.number:
            before = self._waiting.number
            waiting, self._waiting = self._waiting, Waiting()
            ids = waiting.ids
            is_stuck = waiting.was_stuck
            first = min(ids)
            for one in waiting.all():
                is_lost = is_stuck and (one.parent not in ids or one.id == first)
                self.add(_alone(one) if is_lost else one)
            self.flush()
            self._waiting.was_stuck = self._waiting.number == before

    def close(self) -> None:
        """Let go of what waits."""
        self._waiting.close()

    def flush(self) -> None:
        """Write the comments gathered so far."""
        batch, self._batch = list(self._batch.values()), {}
        if not batch:
            return
        known = self._known({one.id for one in batch} | {one.parent for one in batch if one.parent})
        new: list[SiteComment] = []
        for one in batch:
            if one.id in known:
                self._again(one, known[one.id])
            else:
                new.append(one)
        self._bring(new, known)

    def _known(self, ids: set[str]) -> dict[str, ImportItem]:
        rows = ImportItem.objects.filter(
            source=self.run.source, site=self.run.site, kind="comment", source_id__in=ids
        )
        return {item.source_id: item for item in rows}

    def _again(self, one: SiteComment, item: ImportItem) -> None:
        kept = Kept(self.run, "comment", one.id, _hash(one), item)
        if kept.source_hash == item.source_hash:
            self.report.note("comment", one.id, UNCHANGED, place=one.place)
            return
        here = Comment.objects.filter(pk=item.object_id).first()
        if here is None or here.edited_at is not None or here.state != item.mark:
            self.report.note("comment", one.id, KEPT, said={"reason": EDITED}, place=one.place)
            return
        if self.writes:
            bring_comment_again(here, kept, body=one.text, state=one.state)
        self.report.note("comment", one.id, UPDATED, said={"adapted": one.adapted}, place=one.place)

    def _bring(self, new: Sequence[SiteComment], known: dict[str, ImportItem]) -> None:
        threads = {one.id: self.thread_of(one.thread) for one in new}
        homeless = [one for one in new if threads[one.id] is None]
        for one in homeless:
            said = {"reason": NO_THREAD, "title": f"on {one.thread}"}
            self.report.note("comment", one.id, LEFT_OUT, said=said, place=one.place)
        above = Comment.objects.filter(pk__in=[item.object_id for item in known.values()])
        parents = dict(above.values_list("pk", "thread_id"))
        ready = self._ready([one for one in new if threads[one.id] is not None], known)
        places = {one.id: place for place, one in enumerate(ready)}
        brought: list[BroughtFrom] = []
        for place, one in enumerate(list(ready)):
            item = known.get(one.parent)
            parent_id = item.object_id if item else None
            parent_place = places.get(one.parent) if one.parent else None
            if parent_id and parents.get(parent_id) != threads[one.id]:
                parent_id = None
            if parent_place is not None and threads[ready[parent_place].id] != threads[one.id]:
                parent_place = None
            if one.parent and parent_id is None and parent_place is None and self.writes:
                ready[place] = _alone(one)
            brought.append(_brought(one, threads[one.id] or 0, parent_id, parent_place))
        if self.writes and ready:
            whose, added = self._writers(ready)
            kept = [Kept(self.run, "comment", one.id, _hash(one)) for one in ready]
            bring_batch(brought, kept, whose=whose, new=added)
        for one in ready:
            if not self.writes:
                self._would_come.add(one.id)
            self.report.note(
                "comment", one.id, CAME, said={"adapted": one.adapted}, place=one.place
            )

    def _ready(self, new: Sequence[SiteComment], known: dict[str, ImportItem]) -> list[SiteComment]:
        """Return those whose parents are here or come with them; the others wait, rings included."""
        ready = {one.id: one for one in new}
        # From the roots down, so that a ring is never reached.
        below: dict[str, list[str]] = {}
        reached: list[str] = []
        for one in new:
            if not one.parent or one.parent in known or one.parent in self._would_come:
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
    ) -> tuple[list[Guest | None], list[tuple[Guest, Kept]]]:
        """Return the writer of each, and those among them who are not here yet.

        A guest of the site itself is never taken for one of them, whatever address both have given:
        nobody has proved it.
        """
        keys = [
            short_hash(f"{one.email.lower()}\0{_name(one)}") if one.email else ""
            for one in comments
        ]
        rows = ImportItem.objects.filter(
            source=self.run.source, site=self.run.site, kind="writer", source_id__in=set(keys)
        )
        numbers = {item.source_id: item.object_id for item in rows}
        here = Guest.objects.in_bulk(numbers.values())
        guests = {key: here[pk] for key, pk in numbers.items() if pk in here}
        new: list[tuple[Guest, Kept]] = []
        for one, key in zip(comments, keys, strict=True):
            if key and key not in guests and key not in numbers:
                guests[key] = Guest(name=_name(one), email=one.email[:254], created_at=one.at)
                new.append((guests[key], Kept(self.run, "writer", key, "")))
        return [guests.get(key) for key in keys], new


class Waiting:
    """Comments whose parents have not come yet, in a file."""

    def __init__(self) -> None:
        self.number = 0
        self.ids: set[str] = set()
        self.was_stuck = False
        self._file = tempfile.TemporaryFile()  # noqa: SIM115

    def put(self, one: SiteComment) -> None:
        pickle.dump(one, self._file)
        self.number += 1
        self.ids.add(one.id)

    def all(self) -> Iterator[SiteComment]:
        self._file.seek(0)
        for _number in range(self.number):
            # Our own file without a name, written a moment ago.
            yield pickle.load(self._file)  # noqa: S301
        self.close()

    def close(self) -> None:
        self._file.close()


def _alone(one: SiteComment) -> SiteComment:
    return replace(one, parent="", adapted=(*one.adapted, LOST))


def _hash(one: SiteComment) -> str:
    """Hash what can change of a comment here; its parent may be lost on the way."""
    return short_hash("\0".join((one.thread, one.text, one.state, one.name, str(one.at))))


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
    )
