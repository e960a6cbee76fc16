"""The screens in the order they look: cheap and final ones first, the site's policy last."""

from addyours.moderation.screens.banned_writer import BannedWriter
from addyours.moderation.screens.closed_thread import ClosedThread
from addyours.moderation.screens.hold_policy import HoldPolicy
from addyours.moderation.screens.link_count import LinkCount
from addyours.moderation.screens.outside_judge import OutsideJudge
from addyours.moderation.screens.rate_limit import RateLimit
from addyours.moderation.screens.screen import Screen
from addyours.moderation.screens.spam_score import SpamScore
from addyours.moderation.screens.too_fast import TooFast
from addyours.moderation.screens.trap_field import TrapField
from addyours.moderation.screens.wave import PartOfWave
from addyours.moderation.screens.word_list import WordList

SCREENS: tuple[Screen, ...] = (
    ClosedThread(),
    BannedWriter(),
    RateLimit(),
    TrapField(),
    TooFast(),
    LinkCount(),
    WordList(),
    OutsideJudge(),
    PartOfWave(),
    SpamScore(),
    HoldPolicy(),
)
