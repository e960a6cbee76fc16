"""The outside judge: asked by a signed question, within its time, and never trusted to answer."""

from __future__ import annotations

import dataclasses
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from addyours.comments.actions import edit_comment
from addyours.comments.errors import CommentRefused
from addyours.conf import SettingsRefused, current, read
from addyours.moderation import outside
from addyours.moderation.submission import Submission
from tests import factories as make
from tests.factories import NOON

SECRET = "pebble/lantern"


class Judge:
    """A judge on this machine that answers what it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.status, self.answer = 200, b'{"verdict": "publish"}'
        self.headers: dict[str, str] = {}
        self.wait = threading.Event()
        self.wait.set()
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        judge = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                judge.asked.append((self.path, dict(self.headers), body))
                judge.wait.wait(5)
                self.send_response(judge.status)
                for name, value in judge.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(judge.answer)

            def log_message(self, *args: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    @property
    def url(self) -> str:
        port = self.server.server_address[1]
        return f"http://:pebble%2Flantern@127.0.0.1:{port}/judge?site=1"


@pytest.fixture
def judge(monkeypatch) -> Iterator[Judge]:
    made = Judge()
    conf = dataclasses.replace(current(), judge_url=made.url)
    monkeypatch.setattr(outside, "current", lambda: conf)
    monkeypatch.setattr(outside, "trouble", outside._Trouble())
    yield made
    made.wait.set()
    made.server.shutdown()
    made.server.server_close()


def submission(**fields):
    given = {"text": "Ahoy é.", "name": "Mara", "writer_key": "guest:1", "address_key": "address:x"}
    return Submission(**{**given, "is_staff": False, "at": NOON, **fields})


def test_nobody_is_asked_where_there_is_no_judge():
    assert outside.ask(submission()) is None


def test_the_question_is_signed_and_says_nothing_of_the_network(judge):
    assert outside.ask(submission(seconds=3.0, links=1)) is None
    ((path, headers, body),) = judge.asked
    assert path == "/judge?site=1"
    assert json.loads(body) == {
        "version": 1, "text": "Ahoy é.", "name": "Mara", "writer": "guest:1",
        "links": 1, "seconds": 3.0, "at": NOON.isoformat(),
    }  # fmt: skip
    timestamp = headers["X-AddYours-Timestamp"]
    assert abs(time.time() - int(timestamp)) < 60
    assert headers["X-AddYours-Signature"] == "v1=" + outside.signature(SECRET, timestamp, body)
    assert "Authorization" not in headers


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        ({"verdict": "publish"}, None, None),
        ({"verdict": "hold", "reason": " Rude.\n"}, "hold", "Rude."),
        ({"verdict": "hold"}, "hold", "The outside judge wants a moderator to look."),
        ({"verdict": "refuse", "reason": "x" * 999}, "refuse", "x" * 200),
    ],
)
def test_its_verdicts_are_taken(judge, answer, outcome, reason):
    judge.answer = json.dumps(answer).encode()
    found = outside.ask(submission())
    assert (found and str(found.outcome), found and found.reason) == (outcome, reason)


@pytest.mark.parametrize(
    "answer",
    [b"", b"no", b"[]", b'{"verdict": "burn"}', b"[" * 10_000, b'{"verdict":"publish"}' + b" " * 20_000],
)  # fmt: skip
def test_nonsense_holds(judge, answer):
    judge.answer = answer
    assert str(outside.ask(submission()).outcome) == "hold"


@pytest.mark.parametrize("status", [204, 301, 302, 307, 404, 500])
def test_other_answers_hold_and_no_redirect_is_followed(judge, status):
    judge.status = status
    judge.headers = {"Location": judge.url}
    assert str(outside.ask(submission()).outcome) == "hold"
    assert len(judge.asked) == 1


def test_a_slow_judge_holds_and_is_left_alone_for_a_while(judge, monkeypatch):
    monkeypatch.setattr(outside, "SECONDS", 0.05)
    judge.wait.clear()
    for _ in range(outside.PATIENCE):
        assert outside.ask(submission()).reason == "The outside judge did not answer."
    asked = len(judge.asked)
    assert str(outside.ask(submission()).outcome) == "hold"
    assert len(judge.asked) == asked


def test_staff_are_not_judged(judge):
    assert outside.ask(submission(is_staff=True)) is None
    assert judge.asked == []


@pytest.mark.django_db
def test_posting_and_editing_obey_it_and_it_is_asked_before_anything_is_locked(judge, monkeypatch):
    make.make_policy()
    depths = []
    sent = outside._send

    def watched(url, body):
        depths.append(threading.current_thread().name.startswith("outside-judge"))
        return sent(url, body)

    monkeypatch.setattr(outside, "_send", watched)
    thread = make.make_thread()
    comment = make.post(thread, "Quite ordinary.")
    assert comment.state == "published"
    judge.answer = b'{"verdict": "hold", "reason": "Rude."}'
    edit_comment(comment, writer=make.writer_of(comment), body="Now rude.", now=NOON)
    comment.refresh_from_db()
    assert (comment.state, comment.held_because) == ("pending", "Rude.")
    judge.answer = b'{"verdict": "refuse", "reason": "Not here."}'
    with pytest.raises(CommentRefused, match="Not here"):
        make.post(thread, "Worse.")
    assert depths == [True] * 3


@pytest.mark.parametrize(
    "url", ["judge.example", "ftp://:x@judge.example/", "https://judge.example/"]
)
def test_an_address_without_a_secret_is_refused(tmp_path, url):
    with pytest.raises(SettingsRefused, match="judge"):
        read({"ADDYOURS_JUDGE_URL": url}, data=tmp_path)
