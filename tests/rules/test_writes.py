"""All writes are in actions, and each action is one verb, one transaction, one outbox row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.sources import python_files, short
from tests.rules.writes import Actions, stray_writes

PACKAGES = ("accounts", "moderation", "comments", "stories", "notify")

MAY_WRITE: dict[str, str] = {
    "stories/wagtail_events.py": "completes, inside its transaction, what Wagtail itself has saved",
    "comments/kept.py": "saves the session of one reader, which nobody else is shown",
    "accounts/pictures.py": "saves a picture in memory, no row",
    "accounts/models.py::UserManager.create_user": "Django's own commands make accounts through it",
}
"""Modules, or module::function, under src/addyours that may write outside actions: the reason."""

PARTS = {
    "comments.settle_passages": "belongs to the change of the story, which is told of",
    "accounts.remember_guest": "a guest is shown nowhere but in what they wrote, which is told of",
    "accounts.remember_guests": "guests are shown nowhere but in what they wrote, which is told of",
    "accounts.forget_old_proofs": "shown nowhere: nothing follows from it",
    "accounts.hold_name": "belongs to the verb that makes or renames an account",
    "accounts.hold_author_name": "belongs to the save of the author, which is told of",
    "comments.visit": "only the reader sees anything of it",
    "comments.mark_authors": "belongs to the save of the story or the author, which is told of",
    "stories.name_authors": "belongs to the save of the author, which is told of",
    "moderation.move_outcomes": "belongs to the verb that gives comments another writer",
    "moderation.count_reports": "belongs to the decision that settles them",
    "reports.forget_notices": "shown nowhere: nothing follows from it",
    "reports.take_report": "belongs to the verb that reports, which is told of",
    "reports.settle_reports": "belongs to the verb that decides",
    "reports.reopen_reports": "belongs to the decision that is taken back",
    "moderation.note_attempts": "belongs to the post that is tried",
    "moderation.forget_attempts": "shown nowhere: nothing follows from it",
    "words.flag_slow_rules": "belongs to the post that is tried",
    "scorer.forget_likenesses": "shown nowhere: nothing follows from it",
    "moderation.log_decision": "belongs to the verb that decides",
    "notify.take_up_mail": "says only who is at it; what comes of it is told of",
    "notify.forget_notifications": "what readers were told long ago: nothing follows from it",
    "notify.forget_mails": "the log of mails ends somewhere: nothing follows from it",
    "moderation.count_outcome": "belongs to the verb that decides",
    "moderation.count_new": "belongs to the verb that posts",
}
"""Verbs that belong to the transaction and the outbox row of another: the reason."""

WITH_ANOTHER = {
    "stories.settle_story": "its conversation may be opened or renamed with it, which has its own row",
    "stories.quote_words": "who speaks may be new among the people, which has its own row",
    "stories.settle_page": "the conversations beneath may move with it, which has its own row",
}
"""Verbs that hold another verb in their transaction: the reason."""


def _is_actions(path: Path) -> bool:
    return path.stem == "actions" or "actions" in path.parts


def _dotted_name(path: Path) -> str:
    return (
        short(path)
        .removeprefix("src/")
        .removesuffix(".py")
        .replace("/", ".")
        .removesuffix(".__init__")
    )


def _strays() -> Iterator[tuple[set[str], str]]:
    """Each write outside actions: the names it may be excepted by, and what to say of it."""
    for package in PACKAGES:
        for path in python_files(f"src/addyours/{package}"):
            if not _is_actions(path):
                place = short(path).removeprefix("src/addyours/")
                for function, line, call in stray_writes(path.read_text(encoding="utf-8")):
                    said = f"{place}:{line} in {function or 'the module'}: {call}(…)"
                    yield {place, f"{place}::{function}"}, said


def test_the_database_is_written_to_in_actions_only():
    wrong = [said for names, said in _strays() if not names & MAY_WRITE.keys()]
    assert not wrong, "\n" + "\n".join(wrong)


def test_every_exception_is_still_needed():
    needed = set().union(*(names for names, _ in _strays()))
    assert set(MAY_WRITE) <= needed


def test_each_action_is_one_transaction_with_one_outbox_row():
    paths = [
        path
        for package in PACKAGES
        for path in python_files(f"src/addyours/{package}")
        if _is_actions(path)
    ]
    assert paths, "no actions were found: this test would prove nothing"
    actions = Actions({_dotted_name(path): path.read_text(encoding="utf-8") for path in paths})
    wrong = list(actions.problems(PARTS, WITH_ANOTHER))
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    "line",
    [
        "comment.save()",
        "comment.save(update_fields=['state'])",
        "Comment.objects.create(body='x')",
        "Comment.objects.filter(pk=1).update(state='spam')",
        "Comment.objects.all().delete()",
        "Comment.objects.bulk_create(made)",
        "Comment.objects.get_or_create(pk=1)",
        "await comment.asave()",
        "cursor.execute('UPDATE comments SET state = 1')",
        "insert_new([comment])",
    ],
)
def test_a_write_is_seen(line):
    assert [found[0] for found in stray_writes(f"async def view():\n    {line}\n")] == ["view"]


@pytest.mark.parametrize(
    "line",
    [
        "options.update({'a': 1})",
        "digest.update(b'x')",
        "cache.delete('key')",
        "super().save(*args)",
        "seen.add(1)",
        "cursor.execute('SELECT 1')",
    ],
)
def test_what_is_no_write_is_let_pass(line):
    assert list(stray_writes(f"def view():\n    {line}\n")) == []


HEAD = "from django.db import transaction\nfrom addyours.outbox.record import record\n"
GOOD = "def post():\n    with transaction.atomic():\n        record('a', keys=[])\n"
TOGETHER = "def post():\n    return together(_enter, 1, about=1)\n\ndef _enter(items):\n    record_each('a', items)\n"
EITHER = """
def post(a):
    with transaction.atomic():
        if a:
            record('a', keys=[])
        {between}
            record('b', keys=[])
"""


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "@transaction.atomic\ndef post():\n    record('a', keys=[])\n",
        "def post():\n    with transaction.atomic():\n        _note()\n\ndef _note():\n    record('a', keys=[])\n",
        "from addyours.outbox import record as outbox\n"
        + GOOD.replace("record(", "outbox.record("),
        TOGETHER,
        TOGETHER.replace("    record_each", "    while items:\n        record_each"),
    ],
)
def test_a_verb_passes(text):
    assert list(Actions({"addyours.x.actions": HEAD + text}).problems({})) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("def post():\n    record('a', keys=[])\n", "0 × transaction.atomic"),
        ("def post():\n    with transaction.atomic():\n        pass\n", "0 × outbox record"),
        (GOOD + "        record('b', keys=[])\n", "2 × outbox record"),
        (EITHER.format(between="if b:"), "2 × outbox record"),
        (TOGETHER.replace("record_each('a', items)", "pass"), "0 × outbox record"),
        (TOGETHER.replace("return", "record('b', keys=[])\n    return"), "2 × outbox record"),
        (
            TOGETHER.replace("items)\n", "items)\n    with transaction.atomic(): pass\n", 1),
            "2 × transaction.atomic",
        ),
        (GOOD.replace("record(", "for a in b: record("), "2 × outbox record"),
        (GOOD + "    with transaction.atomic():\n        pass\n", "2 × transaction.atomic"),
        (GOOD + "    _more()\n\ndef _more():\n    record('b', keys=[])\n", "2 × outbox record"),
        (
            GOOD
            + "    return\n\ndef all_of_them():\n    with transaction.atomic():\n        post()\n",
            "2 ×",
        ),
    ],
)
def test_what_is_no_verb_is_complained_of(text, complaint):
    (wrong,) = Actions({"addyours.x.actions": HEAD + text}).problems({})
    assert complaint in wrong


def test_calls_between_packages_are_followed():
    texts = {
        "addyours.x.actions": "from addyours.x.actions.posting import post\n",
        "addyours.x.actions.posting": HEAD + GOOD + "\ndef not_passed_on(): ...\n",
        "addyours.y.actions": "from addyours.x.actions import post\n"
        "from addyours.x import actions as others\n\n"
        "def first():\n    post()\n\ndef second():\n    others.post()\n\ndef third():\n    pass\n",
    }
    actions = Actions(texts)
    assert {verb[0] for verb in actions.verbs()} == {"x.post", "y.first", "y.second", "y.third"}
    (wrong,) = actions.problems({})
    assert wrong.startswith("y.third has 0 ×")


def test_a_part_of_a_verb_may_neither_commit_nor_record():
    actions = Actions({"addyours.x.actions": HEAD + GOOD + "\ndef part():\n    pass\n"})
    assert list(actions.problems({"x.part": "belongs to post"})) == []
    assert list(actions.problems({"x.part": "", "x.post": "wrongly listed"})) != []


def test_a_verb_with_another_one_in_it_has_to_be_listed():
    more = "\ndef post_and_more():\n    with transaction.atomic():\n        post()\n        record('c', keys=[])\n"
    actions = Actions({"addyours.x.actions": HEAD + GOOD + more})
    assert len(list(actions.problems({}))) == 1
    assert list(actions.problems({}, {"x.post_and_more": "the reason"})) == []
    assert list(actions.problems({}, {"x.post": "holds no other"})) != []
