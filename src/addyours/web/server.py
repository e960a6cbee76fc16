"""Runs the web processes of a site, under the supervisor."""

from __future__ import annotations

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels

from addyours.conf import current
from addyours.web.process import die_with_parent, go_by, start_others

MOST_CONNECTIONS = 65_536
"""Of one web process; each open page that hears of new comments is one. Granian's own 1,024 is too
few: with so many streams open the whole site answers nobody else, measured."""
RESPAWN_PAUSE = 0.2
"""Seconds before a web process that ended is started again."""
PATIENCE = 8
"""Seconds that a web process has to answer what it has begun to."""
NAME = "addyours-web"


def run() -> None:
    """Run the web processes until stopped."""
    go_by(NAME)
    die_with_parent()
    start_others()
    conf = current()
    Granian(
        target="addyours.web.asgi:application",
        address=conf.host,
        port=conf.port,
        interface=Interfaces.ASGI,
        workers=conf.workers,
        backpressure=MOST_CONNECTIONS,
        loop=Loops.auto,
        respawn_failed_workers=True,
        respawn_interval=RESPAWN_PAUSE,
        workers_kill_timeout=PATIENCE,
        log_enabled=conf.log_level == "debug",
        log_level=LogLevels.warning,
    ).serve()
