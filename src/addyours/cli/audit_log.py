"""Says in words what is wrong with the audit log."""

from __future__ import annotations

from addyours.moderation.audit.guard import is_guarded
from addyours.moderation.audit.queries import Checked, Problem
from addyours.moderation.models import Decision

WORDS = {
    Problem.CHANGED: "the first row that is not as it was chained is",
    Problem.MISSING: "rows were taken out before",
    Problem.CUT_OFF: "rows at its end were taken out or added",
    Problem.NOT_SIGNED: "its end is not signed by this site's secret key",
    Problem.NOT_CHAINED: "the worker has not chained",
}
SIGN = "If you know why, “addyours moderation sign-log” signs it anew."
"""The way on where the end of the chain is another one."""


def problems_of_log(found: Checked) -> list[str]:
    """Return what is wrong with the audit log, each in one sentence or two. Two queries at most."""
    said = []
    if found.problem is not None:
        row = Decision.objects.filter(pk=found.decision or 0).first()
        which = f" row {row.pk} ({row.verb}, {row.at:%Y-%m-%d %H:%M} UTC)" if row else ""
        after = f" Rows that are in order: {found.rows:,}."
        ends = found.problem in (Problem.CUT_OFF, Problem.NOT_SIGNED)
        said.append(
            f"The audit log: {WORDS[found.problem]}{which}.{after}{f' {SIGN}' if ends else ''}"
        )
    if not is_guarded():
        said.append(
            "The audit log's guard is gone from the database: “addyours serve” puts it back."
        )
    return said
