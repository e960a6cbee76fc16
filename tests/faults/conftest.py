"""Real sites to be hurt, and readers and writers who go on meanwhile."""

from __future__ import annotations

import http.client
import os
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from addyours.web import server
from tests.fixtures.site import Site

HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Answer:
    """What a site said; status 0 when it said nothing."""

    status: int = 0
    text: str = ""
    location: str = ""


def ask(site: Site, path: str, body: str | None = None, *, patience: float = 15) -> Answer:
    """Send one request on a connection of its own."""
    address = site.url.removeprefix("http://")
    try:
        with closing(http.client.HTTPConnection(address, timeout=patience)) as connection:
            connection.request("GET" if body is None else "POST", path, body, HEADERS)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
            return Answer(response.status, text, response.headers.get("Location", ""))
    except (OSError, http.client.HTTPException):
        return Answer()


def form(words: str, key: str) -> str:
    """The form beneath a story as a browser with scripts sends it."""
    fields = {"name": "Mara Vint", "email": "", "body": words, "parent": "", "website": ""}
    return urlencode({**fields, "took": "30", "key": key})


def story_of(site: Site) -> tuple[str, int]:
    """A story's address and the number of its conversation.

    With the newest first: what is posted is on that page, however much others have posted before.
    """
    front = ask(site, "/").text
    for path in re.findall(r'href="(/[\w-]+/[\w-]+/)"', front):
        found = re.search(r'data-thread="(\d+)"', ask(site, path).text)
        if found:
            return f"{path}?sort=newest", int(found[1])
    pytest.fail("There is no story with a conversation.")


def children_of(pid: int) -> list[int]:
    """The processes below one, nearest first."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if parent == pid:
                found.append(int(entry.name))
    return found + [below for child in sorted(found) for below in children_of(child)]


def name_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def web_processes(site: Site) -> list[int]:
    """The processes in which the site answers: those below the first that goes by their name."""
    for pid in children_of(site.process.pid):
        if name_of(pid) == server.NAME:
            return children_of(pid)
    return []


def kill_web(site: Site) -> None:
    """End the processes that answer, as a lack of memory would."""
    for pid in web_processes(site):
        os.kill(pid, signal.SIGKILL)


@dataclass
class Load:
    """Writers who post one after the other, and what they were told."""

    accepted: dict[str, str] = field(default_factory=dict)
    """Words of each comment that was said to be saved, and its address."""
    statuses: Counter[int] = field(default_factory=Counter)
    sent: int = 0


@pytest.fixture
def posting() -> Callable[..., object]:
    """Return a block within which writers post: `with posting(site, thread, writers=3) as load:`."""

    @contextmanager
    def block(site: Site, thread: int, *, writers: int = 3, retry: bool = False) -> Iterator[Load]:
        load, stopping = Load(), threading.Event()

        def write(writer: int) -> None:
            number = 0
            while not stopping.is_set():
                number += 1
                load.sent += 1
                words = f"Words {number} of writer {writer}."
                body = form(words, f"{writer}-{number}")
                answer = ask(site, f"/threads/{thread}/comments/", body)
                load.statuses[answer.status] += 1
                while retry and answer.status != 303 and not stopping.wait(0.05):
                    answer = ask(site, f"/threads/{thread}/comments/", body)
                if answer.status == 303:
                    load.accepted[words] = answer.location
                elif not answer.status:
                    stopping.wait(0.05)

        threads = [threading.Thread(target=write, args=[writer]) for writer in range(writers)]
        for thread_ in threads:
            thread_.start()
        try:
            yield load
        finally:
            stopping.set()
            for thread_ in threads:
                thread_.join(30)

    return block


def wait_for(condition: Callable[[], object], seconds: float) -> float:
    """Wait until something is so; return how long it took, or fail."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > seconds:
            pytest.fail(f"Not so within {seconds} s.")
        time.sleep(0.02)
    return time.monotonic() - started
