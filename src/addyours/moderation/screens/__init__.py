"""The screens in the order they look: cheap and final ones first, the site's policy last."""

from addyours.moderation.screens.closed_thread import ClosedThread
from addyours.moderation.screens.hold_policy import HoldPolicy
from addyours.moderation.screens.link_count import LinkCount
from addyours.moderation.screens.outside_judge import OutsideJudge
from addyours.moderation.screens.rate_limit import RateLimit
from addyours.moderation.screens.sanctioned_writer import SanctionedWriter
from addyours.moderation.screens.screen import Screen
from addyours.moderation.screens.spam_score import SpamScore
from addyours.moderation.screens.thread_rules import ThreadRules
from addyours.moderation.screens.too_fast import TooFast
from addyours.moderation.screens.trap_field import TrapField
from addyours.moderation.screens.wave import PartOfWave
from addyours.moderation.screens.word_rules import WordRules

SCREENS: tuple[Screen, ...] = (
    ClosedThread(),
    ThreadRules(),
    SanctionedWriter(),
    RateLimit(),
    TrapField(),
    TooFast(),
    LinkCount(),
    WordRules(),
    OutsideJudge(),
    PartOfWave(),
    SpamScore(),
    HoldPolicy(),
)
