"""Each screen alone: what it holds, what it refuses, what it lets pass."""

from __future__ import annotations

import pytest

from addyours.moderation.models import Policy
from addyours.moderation.queries import Knowledge
from addyours.moderation.sanctions.queries import Restraint
from addyours.moderation.screens import SCREENS
from addyours.moderation.screens.closed_thread import ClosedThread
from addyours.moderation.screens.hold_policy import HoldPolicy
from addyours.moderation.screens.link_count import LinkCount
from addyours.moderation.screens.rate_limit import RateLimit
from addyours.moderation.screens.sanctioned_writer import SanctionedWriter
from addyours.moderation.screens.too_fast import TooFast
from addyours.moderation.screens.trap_field import TrapField
from addyours.moderation.submission import Submission
from tests.factories import NOON


def submission(text="A remark.", **fields):
    given = {"name": "Mara", "writer_key": "guest:1", "address_key": "address:a"}
    return Submission(text=text, at=NOON, **{**given, "is_staff": False, **fields})


def known(
    *, accepted=5, restraints=(), points=None, by_writer=0, by_address=0, assessment=None, **rules
):
    return Knowledge(
        policy=Policy(**rules),
        accepted=accepted,
        restraints=restraints,
        points=accepted if points is None else points,
        recent_by_writer=by_writer,
        recent_by_address=by_address,
        assessment=assessment,
    )


def under(*kinds, reason="", ends_at=None):
    return tuple(Restraint(number, kind, ends_at, reason) for number, kind in enumerate(kinds, 1))


def outcome(screen, given=None, knowledge=None):
    found = screen.look(given or submission(), knowledge or known())
    return found and str(found.outcome)


def test_they_look_in_a_fixed_order():
    assert [type(screen).__name__ for screen in SCREENS] == [
        "ClosedThread",
        "ThreadRules",
        "SanctionedWriter",
        "RateLimit",
        "TrapField",
        "TooFast",
        "LinkCount",
        "WordRules",
        "OutsideJudge",
        "PartOfWave",
        "SpamScore",
        "HoldPolicy",
    ]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: type(screen).__name__)
def test_none_has_anything_against_an_ordinary_comment(screen):
    assert outcome(screen) is None


@pytest.mark.parametrize("is_staff", [False, True])
def test_a_closed_thread_refuses_with_its_own_reason(is_staff):
    found = ClosedThread().look(submission(closed_reason="Closed.", is_staff=is_staff), known())
    assert (found.outcome, found.reason) == ("refuse", "Closed.")


def test_a_ban_is_told_with_its_reason_if_it_has_one():
    bare = SanctionedWriter().look(submission(), known(restraints=under("ban")))
    told = SanctionedWriter().look(submission(), known(restraints=under("ban", reason="Threats.")))
    assert bare.reason == "You can't comment here at the moment."
    assert told.reason == "You can't comment here at the moment: Threats."
    assert bare.outcome == told.outcome == "refuse"


def test_the_strongest_sanction_speaks_and_a_change_needs_no_confirmed_warning():
    look = SanctionedWriter().look
    noon = known(restraints=under("review", "warn", "mute", ends_at=NOON, reason="Threats."))
    silenced = look(submission(), noon)
    assert silenced.screen == "silenced_writer"
    assert silenced.reason.startswith("You can comment here again from ")
    assert silenced.reason.endswith(": Threats.")
    warned = known(restraints=under("review", "warn", reason="Threats."))
    found = look(submission(), warned)
    assert (found.screen, found.number) == ("warned_writer", 2)
    assert found.reason == "A moderator has warned you: Threats."
    assert look(submission(is_change=True), warned).screen == "always_review"
    assert look(submission(is_staff=True), warned) is None


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"by_writer": 9, "by_address": 29}, None),
        ({"by_writer": 10}, "refuse"),
        ({"by_address": 30}, "refuse"),
        ({"by_writer": 10_000, "by_address": 10_000, "per_writer": 0, "per_address": 0}, None),
        ({"by_writer": 3, "per_writer": 3}, "refuse"),
    ],
)
def test_more_tries_than_the_limits_are_refused(counts, expected):
    assert outcome(RateLimit(), knowledge=known(**counts)) == expected
    assert outcome(RateLimit(), submission(is_staff=True), known(**counts)) is None


def test_the_field_hidden_from_people_holds():
    assert outcome(TrapField(), submission(trap="https://spam.example")) == "hold"


@pytest.mark.parametrize(
    ("seconds", "expected"), [(None, None), (0, "hold"), (1.9, "hold"), (2, None), (900, None)]
)
def test_what_was_sent_faster_than_the_least_seconds_is_held(seconds, expected):
    assert outcome(TooFast(), submission(seconds=seconds)) == expected


@pytest.mark.parametrize(
    ("links", "expected", "reason"),
    [(0, None, ""), (2, None, ""), (3, "hold", "It has 3 links."), (1, "hold", "It has 1 link.")],
)
def test_more_links_than_the_writer_is_trusted_with_are_held(links, expected, reason):
    knowledge = known(accepted=-1 if links == 1 else 5)
    found = LinkCount().look(submission(links=links), knowledge)
    assert (found and str(found.outcome), found.reason if found else "") == (expected, reason)


@pytest.mark.parametrize(
    ("hold", "accepted", "expected"),
    [
        ("none", 0, None),
        ("first", 0, "hold"),
        ("first", 1, None),
        ("all", 0, "hold"),
        ("all", 99, "hold"),
    ],
)
def test_the_policy_holds_nobody_first_comments_or_everybody(hold, accepted, expected):
    rules = known(hold=hold, accepted=accepted)
    assert outcome(HoldPolicy(), knowledge=rules) == expected
    assert outcome(HoldPolicy(), submission(is_staff=True), rules) is None
