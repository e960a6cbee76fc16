"""What writes to the outbox: nothing else does."""

from collections.abc import Iterable, Mapping
from functools import partial

from django.db import connection, transaction

from addyours.outbox import memory
from addyours.outbox.models import Change
from addyours.outbox.rows import insert_new


class OutsideTransaction(Exception):
    """A change was told of outside the transaction that makes it, where a crash could part the two."""


def record(topic: str, *, keys: list[str], **ids: int | str) -> Change:
    """Append a change to the outbox, inside the transaction of the change itself.

    `topic` is in the past tense ("comment.posted"); `keys` name what readers may hold of it
    ("thread:12", "story:12", "front", "site"); `ids` say where the present state is read, never
    what it is. Raises OutsideTransaction when no transaction is open.
    """
    (change,) = record_each(topic, [(keys, ids)])
    return change


def record_each(
    topic: str, changes: Iterable[tuple[list[str], Mapping[str, int | str]]]
) -> list[Change]:
    """Append several changes of one kind, each by its keys and ids, as `record` does one."""
    if not connection.in_atomic_block:
        raise OutsideTransaction(topic)
    if memory.is_minded(topic):
        # This process need not wait for its follower.
        transaction.on_commit(partial(memory.hear, [topic]))
    made = [Change(topic=topic, keys=keys, ids=ids) for keys, ids in changes]
    insert_new(made)
    return made
