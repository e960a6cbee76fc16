"""The one function that writes to the outbox."""

from functools import partial

from django.db import connection, transaction

from addyours.outbox import memory
from addyours.outbox.models import Change
from addyours.outbox.rows import insert_row


class OutsideTransaction(Exception):
    """A change was told of outside the transaction that makes it, where a crash could part the two."""


def record(topic: str, *, keys: list[str], **ids: int | str) -> Change:
    """Append a change to the outbox, inside the transaction of the change itself.

    `topic` is in the past tense ("comment.posted"); `keys` name what readers may hold of it
    ("thread:12", "story:12", "front", "site"); `ids` say where the present state is read, never
    what it is. Raises OutsideTransaction when no transaction is open.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(topic)
    if memory.is_minded(topic):
        # This process need not wait for its follower.
        transaction.on_commit(partial(memory.hear, [topic]))
    change = Change(topic=topic, keys=keys, ids=ids)
    insert_row(change)
    return change
