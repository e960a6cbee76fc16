"""What every process of a running site does for the others."""

import ctypes
import logging
import os
import signal
import sys
import threading

logger = logging.getLogger(__name__)
STARTED_BY = "ADDYOURS_STARTED_BY"
"""Environment variable with the process id of whom a process of the site was started by."""
_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
TO_ANSWER = 0.5
"""Seconds in which what is under way may still be answered."""
_ending = threading.Lock()
"""Taken once and for all by whoever ends this process."""


def go_by(name: str) -> None:
    """Be known by a name of 15 letters at most in the system's list of processes; on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode())


def start_others() -> None:
    """Have the processes that this one starts from now on end with it."""
    os.environ[STARTED_BY] = str(os.getpid())


def begin_anew(reason: str) -> None:
    """End this process of a site in a moment; whoever started it starts another at once.

    Not in an orderly way, which may take as long as its slowest reader. Does nothing in a process
    that was started by hand.
    """
    if os.environ.get(STARTED_BY) and _ending.acquire(blocking=False):
        logger.warning("%s", reason)
        end = threading.Timer(TO_ANSWER, os._exit, [1])
        end.daemon = True
        end.start()


def die_with_parent() -> None:
    """Have the kernel end this process when the one that started it is gone, killed or not; on Linux.

    Without it a web process whose server was killed would go on answering beside its successor. Does
    nothing in a process that was started by hand.
    """
    started_by = os.environ.get(STARTED_BY, "")
    if not started_by.isdecimal():
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(started_by):
        # It was gone before the kernel could be told.
        os._exit(1)
