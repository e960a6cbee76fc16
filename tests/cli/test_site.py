"""A site from its first start to its last: made whole, managed from the shell, ended without a trace."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import stat
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.fixtures.site import FIRST_START_LIMIT, serving

ADDRESS = "http://news.example"
"""Each start has another port; the site's own address stays, or it would be prepared anew."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A data folder that a first start with --empty has made, and what it printed."""
    data = tmp_path_factory.mktemp("site") / "data"
    with serving(data, ["--empty"], limit=FIRST_START_LIMIT, BASE_URL=ADDRESS) as site:
        session = site.process.pid
    assert processes(session) == []
    return data, site.output


@pytest.fixture(scope="module")
def started(made):
    """The site on its second start, and how many seconds that took."""
    data, _printed = made
    before = time.monotonic()
    with serving(data, BASE_URL=ADDRESS) as running:
        yield running, time.monotonic() - before


@pytest.fixture
def site(started):
    return started[0]


def processes(session):
    """The processes of a session that still run; zombies have ended."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError, IndexError, ValueError):
            state, _parent, _group, of = (
                (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            )
            if int(of) == session and state != "Z":
                found.append(int(folder.name))
    return found


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status, dict(response.headers), response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read().decode()


def test_the_first_start_prints_a_link_and_the_second_none(made, site):
    assert re.search(r"^ +Secret\b", made[1], re.MULTILINE)
    assert len(re.findall(r"/sign-in/", made[1])) == 1
    assert "/sign-in/" not in site.output


def test_secrets_are_for_their_owner_alone_and_printed_nowhere(made):
    data, printed = made
    key = data / "secret.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text().strip() not in printed


def test_a_second_start_is_quick(started):
    # Three seconds on an idle machine; this one runs other tests at the same time.
    assert started[1] < 12


def test_the_site_answers_and_says_that_it_is_ready(site):
    assert get(f"{site.url}/healthz")[0] == 200
    status, _headers, body = get(f"{site.url}/readyz")
    assert (status, json.loads(body)) == (200, {"ready": True})
    for place in ("/", "/news/", "/about/", "/house-rules/", "/search/?q=a", "/feeds/site.atom"):
        assert get(site.url + place)[0] == 200, place
    status, headers, body = get(f"{site.url}/nowhere/")
    assert status == 404
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert "There is no page here" in body


def test_its_stylesheet_is_kept_for_ever_by_browsers(site):
    page = get(site.url)[2]
    address = re.search(r'<link rel="stylesheet" href="([^"]+)"', page)[1]
    status, headers, _body = get(site.url + address)
    assert status == 200
    assert "max-age=31536000" in headers["cache-control"]


def test_an_account_is_added_from_the_shell(site):
    added = site.command("user", "add", "Mara@Example.com", "--name", "Mara", "--json")
    assert (added.returncode, added.stderr) == (0, "")
    assert json.loads(added.stdout)["email"] == "mara@example.com"


def test_a_site_in_order_is_found_in_order(site):
    result = site.command("check", "--json")
    assert (result.returncode, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert (found["ok"], found["problems"], found["audit_log"]["problem"]) == (True, [], None)


def test_a_second_server_on_the_same_port_is_refused(site):
    port = site.url.rpartition(":")[2]
    result = site.command("serve", "--port", port)
    assert result.returncode == 2
    assert f"Port {port}" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_however_it_ends_it_leaves_no_process_behind(made, number):
    data, _printed = made
    with serving(data, ["--workers", "2"], BASE_URL=ADDRESS) as site, ExitStack() as watched:
        session = site.process.pid
        others = [pid for pid in processes(session) if pid != session]
        assert len(others) >= 3
        waiting = [os.pidfd_open(pid) for pid in others]
        for descriptor in waiting:
            watched.callback(os.close, descriptor)
        site.process.send_signal(number)
        assert site.process.wait(20) == (-number if number == signal.SIGKILL else 0)
        for descriptor in waiting:
            assert select.select([descriptor], [], [], 20)[0], "a process lives on"
    assert processes(session) == []
