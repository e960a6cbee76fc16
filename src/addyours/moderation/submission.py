"""The two values judgement speaks in: a Submission comes in, a Verdict goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from addyours.accounts.addresses import domain_keys


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A text somebody wants published, with what is known of how it came."""

    text: str
    name: str
    writer_key: str
    """Empty for somebody not seen before."""
    address_key: str
    """A keyed hash of the network address; empty when there is none."""
    is_staff: bool
    at: datetime
    closed_reason: str = ""
    """Why the thread takes no comments; empty when it does."""
    not_now: str = ""
    """Why the thread takes none of this writer's at the moment; empty when it does."""
    is_thread_held: bool = False
    """Whether everything in the thread waits for a moderator."""
    trap: str = ""
    """What was typed into the field that people don't see."""
    seconds: float | None = None
    """From the page's opening to sending; None when the browser did not say."""
    links: int = 0
    """Links in the rendered text."""
    since: datetime | None = None
    """When the writer was first seen; None for somebody new."""
    ranges: tuple[str, ...] = ()
    """The networks around the address, each as a keyed hash."""
    email: str = ""
    is_change: bool = False
    """Whether it takes the place of what its writer has said already."""
    outside: Finding | None = None
    """What the outside judge has against it; None when there is no such judge, or it has nothing."""

    @property
    def sender_keys(self) -> tuple[str, ...]:
        """Everything that a sanction on its sender may go by."""
        return (self.writer_key, self.address_key, *self.ranges, *domain_keys(self.email))


class Outcome(StrEnum):
    """What a screen or a whole judgement may come to, from mildest to strongest.

    A screen that says `publish` only marks the comment, with its reason.
    """

    PUBLISH = "publish"
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one screen found: an outcome, its own name, and the reason in words."""

    outcome: Outcome
    screen: str
    reason: str
    number: int = 0
    """Of the warning that its writer must confirm first; 0 when it is about something else."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The outcome of all screens together and what led to it."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    score: float | None = None
    """How likely spam the scorer thinks it is, 0 to 1; None for staff, whom it doesn't look at."""
    facts: str = ""
    """What the scorer knew besides the text."""

    @property
    def reason(self) -> str:
        """All reasons in one line, for the moderator or, when refused, for the writer."""
        return " ".join(finding.reason for finding in self.findings)

    @property
    def code(self) -> str:
        return self.findings[0].screen if self.findings else ""

    @property
    def warning(self) -> int:
        """The number of the warning that the writer must confirm first; 0 for none."""
        return self.findings[0].number if self.findings else 0
