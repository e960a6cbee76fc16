"""Judges a submission by the screens, in their fixed order."""

from addyours.moderation.queries import Knowledge, Tries, knowledge, recent_tries
from addyours.moderation.screens import SCREENS
from addyours.moderation.submission import Finding, Outcome, Submission, Verdict


def judge(
    submission: Submission, known: Knowledge | None = None, tries: Tries | None = None
) -> Verdict:
    """Return the verdict on a submission; `known` is what was gathered before its transaction, `tries`
    what was in it, for several.

    The first screen that refuses ends it. Otherwise every reason to hold is gathered, so that the
    moderator sees them all; none means publish. Five queries at most; where rules are remembered, two.
    """
    tries = tries or recent_tries([submission])
    known = tries.known_with(known or knowledge(submission), submission)
    held: list[Finding] = []
    marks: list[Finding] = []
    for screen in SCREENS:
        finding = screen.look(submission, known)
        if finding is None:
            continue
        if finding.outcome is Outcome.REFUSE:
            return Verdict(outcome=Outcome.REFUSE, findings=(finding,))
        (held if finding.outcome is Outcome.HOLD else marks).append(finding)
    scored = known.assessment
    return Verdict(
        outcome=Outcome.HOLD if held else Outcome.PUBLISH,
        findings=(*held, *marks),
        score=scored.score if scored else None,
        facts=" ".join(scored.facts) if scored else "",
    )
