"""Lets calls that come at the same time do in one transaction what each would do in one of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any, TypeVar, cast

from django.db import DatabaseError, connection, transaction
from greenlet import getcurrent, greenlet

from addyours.outbox.trouble import is_away

logger = logging.getLogger(__name__)
Item = TypeVar("Item")
Value = TypeVar("Value")
Work = Callable[[Sequence[Item]], Sequence[Value]]
"""Does for several items what it does for one, and returns what came of each, in their order."""


def together(work: Work[Item, Value], item: Item, *, about: Hashable) -> Value:
    """Have work done in a transaction, for this item, and return what came of it once that is committed.

    Of calls made by `call_together`, those that want the same work done `about` the same share the
    work and its transaction: a call that comes here stops until the others have come too. Work may
    be done twice, the first time in vain, so it changes nothing but the database. Where it fails for
    several it is done for each by itself. Who is in a transaction already waits for nobody. Raises
    what work or the commit raises.
    """
    call = getcurrent()
    if not isinstance(call, _Call) or _depth() > call.depth:
        return _alone(work, item)
    hub = call.parent
    assert hub is not None  # Only the first greenlet of a thread has none.
    outcome = hub.switch(_Wish(work, item, about))
    return cast("Callable[[], Value]", outcome)()


def call_together(calls: Sequence[Callable[[], None]]) -> None:
    """Make calls in this thread, none of which may raise: each as far as it gets, one after the other.

    Then what they want together is done, and they go on with what came of it.
    """
    waiting = [_Waiting(call) for call in calls]
    while waiting := [one for one in waiting if one.goes_on()]:
        alike: dict[Hashable, list[_Waiting]] = {}
        for one in waiting:
            alike.setdefault((one.wish.work, one.wish.about), []).append(one)
        for those in alike.values():
            outcomes = _done(those[0].wish.work, [one.wish.item for one in those])
            for one, outcome in zip(those, outcomes, strict=True):
                one.outcome = outcome


class _Call(greenlet):
    """A call that may stop in its middle while others go on."""

    def __init__(self, call: Callable[[], None]) -> None:
        super().__init__(call)
        self.depth = _depth()


class _Wish:
    """What a call wants to have done."""

    def __init__(self, work: Work[Any, Any], item: Any, about: Hashable) -> None:
        self.work, self.item, self.about = work, item, about


class _Waiting:
    """A call, what it waits for, and what has come of that."""

    def __init__(self, call: Callable[[], None]) -> None:
        self.wish: _Wish
        self.outcome: Callable[[], Any] | None = None
        self._call = _Call(call)

    def goes_on(self) -> bool:
        """Let it go on; return whether it stops and waits again."""
        wish = self._call.switch(self.outcome) if self.outcome else self._call.switch()
        if self._call.dead:
            return False
        self.wish = wish
        return True


def _done(work: Work[Any, Any], items: Sequence[Any]) -> list[Callable[[], Any]]:
    """Do work for all items at once, else one by one; return for each what gives its value or raises."""
    if len(items) > 1:
        try:
            with transaction.atomic():
                return [partial(_same, value) for value in work(items)]
        except Exception as error:  # noqa: BLE001 - one by one, each gets its own
            if isinstance(error, DatabaseError) and is_away(error):
                # For each of them it would be, after as long a wait.
                return [partial(_raise, error)] * len(items)
            logger.info("%d could not share a transaction: %r", len(items), error)
    return [_tried(work, item) for item in items]


def _tried(work: Work[Any, Any], item: Any) -> Callable[[], Any]:
    try:
        return partial(_same, _alone(work, item))
    except Exception as error:  # noqa: BLE001 - raised in the call whose it is
        return partial(_raise, error)


def _alone(work: Work[Item, Value], item: Item) -> Value:
    with transaction.atomic():
        (value,) = work([item])
    return value


def _depth() -> int:
    """Return how many transactions, one within the other, are open."""
    return len(connection.atomic_blocks)


def _same(value: Value) -> Value:
    return value


def _raise(error: Exception) -> None:
    raise error
