"""Parts 1 and 2: a page that everybody reads, quiet and while comments are posted on it."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode

from bench import wrk
from bench.contenders import copy_of, hello, nginx, our_site, plain_wagtail
from bench.figures import Bar, Part, Round, alternate, ratio, say
from bench.posting import Poster
from bench.running import Missing, Running
from bench.words import sentence

STORY = "/news/fifty/"
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
OURS, HELLO, WAGTAIL, NGINX = "Add Yours", "hello world", "plain Wagtail", "nginx, static file"
COLUMNS = {
    "requests_a_second": "requests/s",
    "p50_ms": "p50, ms",
    "p99_ms": "p99, ms",
    "bytes_an_answer": "bytes an answer",
}
LOOK_EVERY = 0.02
"""Seconds between looks at the page while comments are posted on it."""


def quiet(*, seconds: int, rounds: int) -> Part:
    """Compare the warm story page with what could be fastest and with what people use."""
    part = Part(1, "Warm story page with 50 comments", COLUMNS, chart="requests_a_second")
    with ExitStack() as stack:
        site = stack.enter_context(our_site(stack.enter_context(copy_of("story"))))
        body = _body(site)
        runs: dict[str, Callable[[], Round]] = {OURS: _run(site, STORY, seconds)}
        runs[HELLO] = _run(stack.enter_context(hello(len(body))), "/", seconds)
        runs[WAGTAIL] = _run(stack.enter_context(plain_wagtail()), "/fifty/", seconds)
        try:
            runs[NGINX] = _run(stack.enter_context(nginx(body)), "/page.html", seconds)
        except Missing as missing:
            part.notes.append(f"{NGINX}: {missing}.")
        part.series = alternate(runs, rounds)
    ours = part.series[0]
    for name, wanted in ((HELLO, 0.8), (WAGTAIL, 50.0), (NGINX, 0.5)):
        if name in runs:
            found = ratio(ours, part.named(name), "requests_a_second")
            part.bars.append(Bar(f"requests/s against {name}", found, wanted))
    part.notes.append(
        f"The page is {len(body)} bytes as a browser gets it; hello world and nginx send as many."
    )
    return part


def under_posts(*, seconds: int, rounds: int) -> Part:
    """Measure the same page while a comment a second is posted on it, and how old it ever is."""
    columns = COLUMNS | {"oldest_ms": "oldest page, ms", "comments": "comments"}
    part = Part(2, "The same while a comment a second is posted", columns, chart="oldest_ms")
    with ExitStack() as stack:
        folder = stack.enter_context(copy_of("story"))
        site = stack.enter_context(our_site(folder, RATE_LIMITS="off", COMMENTS_HOLD="none"))
        target = _form_address(site)
        _body(site)

        def busy() -> Round:
            with Watched(site, target) as watched:
                figures = wrk.get(site.url + STORY, seconds=seconds, headers=BROWSER)
            return figures | watched.figures()

        series = alternate({"quiet": _run(site, STORY, seconds), "posting": busy}, rounds)
        part.series = series
    quiet_one, posting = part.named("quiet"), part.named("posting")
    found = ratio(posting, quiet_one, "requests_a_second")
    part.bars.append(Bar("requests/s against the quiet page", found, 0.7))
    oldest = max(one["oldest_ms"] for one in posting.rounds)
    part.bars.append(Bar("oldest page ever seen", oldest / 1000, 1.0, is_at_most=True, unit="s"))
    part.notes.append(
        "Oldest page: from the moment a comment was accepted to the moment the last page that did not"
        " count it was asked for, by a reader without cookies who looks every"
        f" {LOOK_EVERY * 1000:.0f} ms."
    )
    return part


@dataclass
class Watched:
    """Posts a comment a second and looks how long pages without it are still served."""

    site: Running
    target: str
    seen: list[tuple[float, int]] = field(default_factory=list)
    """When a page was asked for, and how many new comments it counted."""
    accepted: list[tuple[float, str]] = field(default_factory=list)
    """When each comment was accepted, and where it is."""

    def __enter__(self) -> Watched:
        self._ends = threading.Event()
        self._first_count = self._count()
        self._threads = [threading.Thread(target=one) for one in (self._post, self._look)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def figures(self) -> Round:
        """Return the oldest page and how many comments there were.

        One in some hundreds is held, since made-up words look like spam now and then: no page is to
        show that one.
        """
        shown = [at for at, place in self.accepted if is_shown(self.site, place)]
        ages = [
            asked - shown[count]
            for asked, count in self.seen
            if count < len(shown) and shown[count] < asked
        ]
        return {"oldest_ms": max(ages, default=0.0) * 1000, "comments": float(len(shown))}

    def _post(self) -> None:
        poster = Poster(self.site.port, lambda number: our_request(self.target, number))
        first = time.monotonic_ns() // 1000
        number = 0
        while not self._ends.wait(1):
            status, _took = poster.post(first + number)
            if status == 303:
                self.accepted.append((time.monotonic(), poster.led_to))
            number += 1
        poster.close()

    def _look(self) -> None:
        while not self._ends.wait(LOOK_EVERY):
            asked = time.monotonic()
            self.seen.append((asked, self._count() - self._first_count))

    def _count(self) -> int:
        """Ask for the page, and return how many comments it says there are."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.site.port)) as connection:
            connection.request("GET", STORY)
            return comment_count(connection.getresponse().read().decode())


def is_shown(site: Running, place: str) -> bool:
    """Tell whether a comment leads others than its writer to its conversation."""
    with closing(http.client.HTTPConnection("127.0.0.1", site.port)) as connection:
        connection.request("GET", place)
        return connection.getresponse().status == 302


def our_request(target: str, number: int) -> tuple[str, dict[str, str], bytes]:
    """Return the post of a guest who has not been here before, as a browser sends it."""
    fields = {
        "name": f"Reader {number}",
        "email": "",
        "body": words(number),
        "parent": "",
        "website": "",
        "took": "30",
    }
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
    }
    return target, headers, urlencode(fields).encode()


def words(number: int) -> str:
    """Return the comment with this number: two sentences that no other has, as people's are."""
    random = Random(number)
    return f"{sentence(random)} {sentence(random)} *Number* {number}."


def comment_count(page: str) -> int:
    """Return how many comments a story page says there are."""
    found = re.search(r"(\d+) comments", page)
    if found is None:
        raise RuntimeError("The page names no number of comments.")
    return int(found[1])


def form_address(page: str) -> str:
    """Return where a story page sends its comments."""
    found = re.search(r"<form[^>]*data-comment-form[^>]*action=\"([^\"]+)\"", page)
    found = found or re.search(r"action=\"(/threads/\d+/comments/)\"", page)
    if found is None:
        raise RuntimeError("The page has no comment form.")
    return found[1]


def _form_address(site: Running) -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", site.port)) as connection:
        connection.request("GET", STORY)
        return form_address(connection.getresponse().read().decode())


def _body(site: Running) -> bytes:
    """Ask for the page once, as a browser, which also warms it."""
    with closing(http.client.HTTPConnection("127.0.0.1", site.port)) as connection:
        connection.request("GET", STORY, headers=BROWSER)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{STORY} answers {answer.status}")
    say(f"the page has {len(body)} bytes ({answer.getheader('Content-Encoding')})")
    return body


def _run(site: Running, path: str, seconds: int) -> Callable[[], Round]:
    return lambda: wrk.get(site.url + path, seconds=seconds, headers=BROWSER)
